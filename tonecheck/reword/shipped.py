"""Folders of the small networks that ship beside the model: where they are, and their files checked by sha256."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any

from tonecheck.types import ModelError

_HERE = Path(__file__).parents[1]
_PLACES = (_HERE / "models", _HERE.parent / "models")


def located(part: str, language: str) -> Path | None:
    """The folder of a network, such as the `tagger`, for a language, if one ships."""
    folders = (place / f"{part}-{language}" for place in _PLACES)
    return next((folder for folder in folders if (folder / f"{part}.toml").is_file()), None)


def described(path: Path, schema: int) -> dict[str, Any]:
    """What stands in a folder's description.

    Raises:
        ModelError: it can't be read, or is made for another version.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ModelError(f"{path}: {error}") from error
    if values.get("schema") != schema:
        raise ModelError(f"{path}: made for another version of tonecheck (schema {values.get('schema')}, not {schema})")
    return values


def checked(path: Path, sha256: str) -> bytes:
    """A file's content.

    Raises:
        ModelError: it is missing, or not as its sha256 says.
    """
    if not path.is_file():
        raise ModelError(f"{path} is missing (install tonecheck again)")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ModelError(f"{path} is damaged: its sha256 is not the one it was shipped with (install tonecheck again)")
    return content
