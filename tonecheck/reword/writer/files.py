"""Find and read the folder of a writer: `writer.toml`, the weights and the tokenizer, each checked by its sha256."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tonecheck.types import ModelError

SCHEMA = 1
_HERE = Path(__file__).parents[2]
_PLACES = (_HERE / "models", _HERE.parent / "models")


@dataclass(frozen=True, slots=True)
class WriterFiles:
    """A writer's folder, read. `weights` is an ONNX graph of a decoder with a cache of `layers` keys and values of `heads` x
    `width`; `longest` is how many tokens a passage may have. `ranker` is an ONNX graph of a cross-encoder; `send` the least
    probability by it of a rewording that is offered, `sure` that from which no other is looked for."""

    folder: Path
    name: str
    version: str
    language: str
    weights: bytes
    tokenizer: str
    layers: int
    heads: int
    width: int
    longest: int
    ranker: bytes
    ranker_tokenizer: str
    send: float
    sure: float


def locate(language: str = "en") -> Path | None:
    """The folder of the writer that ships for a language, if one does."""
    for place in _PLACES:
        folder = place / f"writer-{language}"
        if (folder / "writer.toml").is_file():
            return folder
    return None


def read(folder: Path) -> WriterFiles:
    """Description and weights of the writer in `folder`.

    Raises:
        ModelError: a file is missing, damaged, or made for another version of tonecheck.
    """
    path = folder / "writer.toml"
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        if values["schema"] != SCHEMA:
            raise ModelError(f"{path}: made for another version of tonecheck (schema {values['schema']}, not {SCHEMA})")
        files, cache, limits = values["files"], values["cache"], values["ranking"]
        return WriterFiles(
            folder=folder,
            name=values["name"],
            version=values["version"],
            language=values["language"],
            weights=_named(folder, files, "weights"),
            tokenizer=_named(folder, files, "tokenizer").decode("utf-8"),
            layers=int(cache["layers"]),
            heads=int(cache["heads"]),
            width=int(cache["width"]),
            longest=int(values["longest"]),
            ranker=_named(folder, files, "ranker"),
            ranker_tokenizer=_named(folder, files, "ranker_tokenizer").decode("utf-8"),
            send=float(limits["send"]),
            sure=float(limits["sure"]),
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ModelError(f"{path}: {error}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{path}: damaged entry {error} (install tonecheck again)") from error


def _named(folder: Path, files: Mapping[str, str], name: str) -> bytes:
    return _checked(folder / files[name], files[f"{name}_sha256"])


def _checked(path: Path, sha256: str) -> bytes:
    if not path.is_file():
        raise ModelError(f"{path} is missing (install tonecheck again)")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ModelError(f"{path} is damaged: its sha256 is not the one in writer.toml (install tonecheck again)")
    return content
