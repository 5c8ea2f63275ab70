"""tonecheck: is a manager's draft feedback constructive or harmful, boss-like or leader-like, and why?

>>> import tonecheck
>>> checker = tonecheck.load()
>>> checker.check("You never listen.").verdict
'revise'
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tonecheck.pipeline import Checker, load
    from tonecheck.types import (
        Cue,
        InputError,
        Judgement,
        Message,
        ModelError,
        Result,
        RulebookError,
        Span,
        TonecheckError,
    )

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # ONNX Runtime reports to its maker, unless told before it is imported

__version__ = "0.1.0"
__all__ = [
    "Checker",
    "Cue",
    "InputError",
    "Judgement",
    "Message",
    "ModelError",
    "Result",
    "RulebookError",
    "Span",
    "TonecheckError",
    "load",
]


def __getattr__(name: str) -> Any:
    """Import on first use, so that `tonecheck --help` and the rulebook's tools don't load a model's libraries."""
    if name not in __all__:
        raise AttributeError(f"module 'tonecheck' has no attribute '{name}'")
    home = "tonecheck.pipeline" if name in ("Checker", "load") else "tonecheck.types"
    return getattr(import_module(home), name)
