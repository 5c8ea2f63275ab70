"""The model folder that a training writes: weights, tokenizer, and their description in `model.toml`."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomli_w

from tonecheck.learn import calibrating, export, network
from tonecheck.rulebook import Rulebook
from tonecheck.types import AXES

VERSION = "0.6.0"
MAX_TOKENS = 320


def write(net: network.ToneNetwork, folder: Path, book: Rulebook, base: network.Base, corpora: Sequence[str]) -> None:
    """Write a network as a model folder with thresholds and a calibration that are yet to be fitted (see `describe`)."""
    export.export(net, folder / "model.onnx")
    tokenizer = json.loads((network.base_folder(base) / "tokenizer.json").read_text(encoding="utf-8"))
    tokenizer["truncation"] = tokenizer["padding"] = None
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")
    limits = {
        "pole": dict.fromkeys(AXES, 0.5),
        "confident": dict.fromkeys(AXES, 0.5),
        "cue": dict.fromkeys(book.rules, 0.5),
    }
    description = {
        "schema": 1,
        "name": f"tonecheck-{book.language}" + ("" if base is network.BASES["large"] else "-small"),
        "version": VERSION,
        "language": book.language,
        "licence": "Apache-2.0",
        "max_tokens": MAX_TOKENS,
        "base": {
            "name": base.name,
            "packages": list(base.packages),
            "licence": base.licence,
            "sha256": base.sha256,
        },
        "files": {
            "weights": "model.onnx",
            "weights_sha256": _sha256(folder / "model.onnx"),
            "tokenizer": "tokenizer.json",
            "tokenizer_sha256": _sha256(folder / "tokenizer.json"),
        },
        "labels": {**{axis: list(labels) for axis, labels in AXES.items()}, "cues": list(book.rules)},
        "corpora": list(corpora),
        "calibration": calibrating.UNFITTED,
        "thresholds": limits,
    }
    (folder / "model.toml").write_text(tomli_w.dumps(description), encoding="utf-8")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def describe(
    folder: Path, book: Rulebook, fitted: Mapping[str, Any] | None, limits: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Put a fitted calibration, or thresholds, into the description; returns it."""
    path = folder / "model.toml"
    description = tomllib.loads(path.read_text(encoding="utf-8"))
    if fitted:
        description["calibration"] = fitted
    if limits:
        description["thresholds"] = limits
    path.write_text(tomli_w.dumps(description), encoding="utf-8")
    return description
