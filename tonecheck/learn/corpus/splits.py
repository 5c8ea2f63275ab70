"""Which scenarios train, calibrate and test: fixed by a scenario's id, so a scenario never changes sides."""

from __future__ import annotations

import hashlib

SPLITS = ("train", "calibration", "test")
_TEST, _CALIBRATION = 12, 22
"""Per cent of scenarios: below the first figure test, below the second calibration, the rest train."""


def split_of(scenario_id: str) -> str:
    """`train`, `calibration` or `test`, from a hash of the id: no list to keep, and new scenarios move nobody."""
    at = int.from_bytes(hashlib.sha256(scenario_id.encode()).digest()[:4]) % 100
    return "test" if at < _TEST else "calibration" if at < _CALIBRATION else "train"
