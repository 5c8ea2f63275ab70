"""Find and read a model folder: `model.toml`, the weights and the tokenizer, each checked by its sha256."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tonecheck.types import AXES, ModelError, ModelInfo

SCHEMA = 1
_PLACES = (Path(__file__).parent.parent / "models", Path(__file__).parent.parent.parent / "models")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where a score becomes a label, a label is shown as sure, and a cue is shown; see the model card.

    `pole` is the probability from which a message is called harmful or boss-like, `confident` the least
    probability of a label that is not "unclear", both by axis; `cue` the least score of each cue.
    """

    pole: Mapping[str, float]
    confident: Mapping[str, float]
    cue: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model folder's description. `calibration` maps an axis to its weights and bias."""

    folder: Path
    info: ModelInfo
    language: str
    weights: bytes
    tokenizer: Path
    max_tokens: int
    cues: tuple[str, ...]
    calibration: Mapping[str, Mapping[str, Any]]
    thresholds: Thresholds


def locate(name: str | Path = "en") -> Path:
    """The folder of a model: a path, or the name of one that ships.

    Raises:
        ModelError: there is none.
    """
    for folder in (Path(name), *(place / str(name) for place in _PLACES)):
        if (folder / "model.toml").is_file():
            return folder
    raise ModelError(
        f"no model '{name}': neither a folder with a model.toml nor one that ships (run 'tonecheck doctor')"
    )


def read(folder: Path) -> ModelFiles:
    """Description and weights of the model in `folder`.

    Raises:
        ModelError: a file is missing, damaged, or made for another version of tonecheck.
    """
    path = folder / "model.toml"
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        if values["schema"] != SCHEMA:
            raise ModelError(f"{path}: made for another version of tonecheck (schema {values['schema']}, not {SCHEMA})")
        files, limits = values["files"], values["thresholds"]
        for axis, labels in AXES.items():
            if tuple(values["labels"][axis]) != labels:
                raise ModelError(f"{path}: the labels of '{axis}' are not {', '.join(labels)}")
        return ModelFiles(
            folder=folder,
            info=ModelInfo(values["name"], values["version"], files["weights_sha256"]),
            language=values["language"],
            weights=_checked(folder / files["weights"], files["weights_sha256"]),
            tokenizer=_present(folder / files["tokenizer"], files["tokenizer_sha256"]),
            max_tokens=int(values["max_tokens"]),
            cues=tuple(values["labels"]["cues"]),
            calibration=values["calibration"],
            thresholds=Thresholds(limits["pole"], limits["confident"], limits["cue"]),
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ModelError(f"{path}: {error}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"{path}: damaged entry {error} (install tonecheck again, or run 'tonecheck train')"
        ) from error


def _present(path: Path, sha256: str) -> Path:
    _checked(path, sha256)
    return path


def _checked(path: Path, sha256: str) -> bytes:
    if not path.is_file():
        raise ModelError(f"{path} is missing (install tonecheck again, or run 'tonecheck train')")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ModelError(f"{path} is damaged: its sha256 is not the one in model.toml (install tonecheck again)")
    return content
