"""Options that several commands share: which message, which model, what runs it, how results are printed."""

from __future__ import annotations

import importlib.util
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tonecheck.types import InputError

if TYPE_CHECKING:
    from tonecheck.pipeline import Checker


class Format(StrEnum):
    """How results are printed."""

    text = "text"
    json = "json"
    jsonl = "jsonl"


class Engine(StrEnum):
    """What runs the model."""

    onnx = "onnx"
    torch = "torch"


class Device(StrEnum):
    """Where the torch engine runs it."""

    cpu = "cpu"
    cuda = "cuda"


TextArgument = Annotated[str | None, typer.Argument(help="The message; '-' reads standard input.", show_default=False)]
FileOption = Annotated[
    Path | None, typer.Option("--file", help="Read the message from a file: txt, md or eml.", show_default=False)
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print the result.")]
ExitZero = Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 even when there is something to revise.")]
Language = Annotated[
    str | None, typer.Option("--language", help="Language code of the message, if it is known.", show_default=False)
]
Model = Annotated[str, typer.Option("--model", help="Name or folder of a model.")]
EngineOption = Annotated[Engine, typer.Option("--engine", help="What runs the model; torch needs the training extra.")]
DeviceOption = Annotated[Device, typer.Option("--device", help="Where --engine torch runs it.")]


def checker(model: str, engine: Engine = Engine.onnx, device: Device = Device.cpu) -> Checker:
    """A checker with a model on an engine.

    Raises:
        InputError: the engine or the device is not there.
        ModelError: the model is missing or damaged.
    """
    from tonecheck.pipeline import Checker, load

    if engine is Engine.onnx:
        if device is not Device.cpu:
            raise InputError(f"the ONNX engine runs on the CPU: --device {device.value} goes with --engine torch")
        return load(model)
    need_training_extra("torch", "transformers", "onnx")
    from tonecheck import encoder, rulebook
    from tonecheck.learn.engine import torch_encoder

    files = encoder.read(encoder.locate(model))
    return Checker(torch_encoder(files, device.value), rulebook.load(files.language))


def need_training_extra(*modules: str) -> None:
    """Raise an `InputError` that says what to install where one of the modules is missing."""
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if missing:
        raise InputError(f"this needs the training extra ({missing[0]} is missing): pip install 'tonecheck[train]'")
