"""`tonecheck audit` and `tonecheck behaviour`: is the model fair on my messages, and does it behave?"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from tonecheck.cli.options import Format, Model
from tonecheck.types import InputError, Message

_SCENARIO = re.compile(r"\s*#\s*[a-z][a-z-]*-\d{3}\s*·")


def audit(
    file: Annotated[
        Path,
        typer.Argument(
            help="Messages: a txt, md or eml file, a folder of them, a csv or jsonl with 'text', or a corpus.",
            show_default=False,
        ),
    ],
    split: Annotated[
        str | None, typer.Option("--split", help="Only one split of a corpus: train, calibration, test.")
    ] = None,
    format: Annotated[Format, typer.Option("--format", help="How to print the figures.")] = Format.text,
    seed: Annotated[int, typer.Option("--seed", help="Decides which names, ages and so on are drawn.")] = 1,
    each: Annotated[int, typer.Option("--each", help="Variants of each message and kind of swap.", min=1)] = 1,
    show: Annotated[
        int | None, typer.Option("--show", help="List so many flips; all of them without it.", min=0)
    ] = None,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 even when a verdict flips.")] = False,
    model: Model = "en",
) -> None:
    """Swap names, pronouns, ages, faiths and nationalities in your messages, and list every verdict that flips.

    Exits with 0 when no verdict flips, 1 when one does, 2 when the file can't be used.
    """
    from tonecheck.audit import audit as measure
    from tonecheck.audit import report
    from tonecheck.pipeline import load

    messages = _messages(file, split)
    figures = measure(load(model), messages, seed=seed, each=each)
    if figures["not_judged"] == len(messages):
        raise InputError(f"{file}: none of the {len(messages)} messages can be judged (empty, or not in English)")
    _write(figures, format, report.fairness(figures, show))
    raise typer.Exit(int(figures["flips"] > 0 and not exit_zero))


def behaviour(
    format: Annotated[Format, typer.Option("--format", help="How to print the table.")] = Format.text,
    show: Annotated[int, typer.Option("--show", help="List so many failures of each capability.", min=0)] = 3,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 even when a test fails.")] = False,
    model: Model = "en",
) -> None:
    """Run the behavioural tests: what must not change a judgement, what must, and disguised insults.

    Exits with 0 when all pass, 1 when one fails.
    """
    from tonecheck.audit import report
    from tonecheck.audit.behaviour import behaviour as measure
    from tonecheck.pipeline import load

    figures = measure(load(model))
    _write(figures, format, report.behaviour(figures, show))
    raise typer.Exit(int(any(row["failures"] for row in figures["rows"]) and not exit_zero))


def _messages(path: Path, split: str | None) -> list[Message]:
    from tonecheck import rulebook
    from tonecheck.learn.corpus import format as corpus_format
    from tonecheck.learn.corpus.splits import SPLITS, split_of
    from tonecheck.records import read_many

    if split and split not in SPLITS:
        raise InputError(f"no split '{split}'; one of {', '.join(SPLITS)}")
    if not _is_corpus(path):
        if split:
            raise InputError(f"{path}: only a corpus has splits")
        return read_many(path)
    samples = corpus_format.read(path, rulebook.load().rules)
    chosen = [sample for sample in samples if split in (None, split_of(sample.scenario.id))]
    if not chosen:
        raise InputError(f"{path}: there are no messages in the split '{split}'")
    # A corpus is written in the language of its folder; detection must not drop its short lines.
    return [Message(sample.text, sample.id, "en") for sample in chosen]


def _is_corpus(path: Path) -> bool:
    from tonecheck.records import read_file

    files = sorted(path.glob("*.txt")) if path.is_dir() else [path] if path.suffix == ".txt" else []
    return bool(files) and bool(_SCENARIO.match(read_file(files[0])))


def _write(figures: dict[str, Any], format: Format, text: str) -> None:
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    indent = 2 if format is Format.json else None
    # A lone surrogate in a message has no UTF-8, so everything beyond ASCII is escaped.
    print(text if format is Format.text else json.dumps(figures, indent=indent))
