"""Rewordings by a small language model that ships and runs here, on ONNX Runtime; nothing leaves the machine.

It writes, and is not trusted: what it writes is a draft like any other, and the proof decides.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tonecheck.reword.writer.files import WriterFiles, locate, read

if TYPE_CHECKING:
    from tonecheck.reword.writer.generator import WriterGenerator

__all__ = ["SWITCH", "WriterFiles", "installed", "locate", "read", "switched_off"]

SWITCH = "TONECHECK_WRITER"
"""The environment's switch: 0, no, off or false leaves the writer out, and with it its 80 MB and its time."""
_OFF = ("0", "false", "no", "off")


def switched_off() -> bool:
    """Whether the environment leaves the writer out."""
    return os.environ.get(SWITCH, "").strip().lower() in _OFF


def installed(language: str = "en") -> tuple[WriterGenerator, ...]:
    """The generator with the model that ships for a language; none where there is none, or it is switched off.

    Raises:
        ModelError: it is there, but damaged or made for another version.
    """
    folder = None if switched_off() else locate(language)
    if folder is None:
        return ()
    from tonecheck.reword.writer.generator import WriterGenerator

    return (WriterGenerator(read(folder)),)
