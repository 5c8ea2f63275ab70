"""Libraries of the extra `batch`: imported when a file needs them, or one line that says how to get them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from tonecheck.types import InputError


def library(name: str, file: str) -> Any:
    """A module of the extra.

    Raises:
        InputError: it is not installed; the text names the file that needs it.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise InputError(
            f"{file}: this format needs {name.partition('.')[0]}: pip install 'tonecheck[batch]'"
        ) from error
