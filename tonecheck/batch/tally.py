"""What a batch has come to so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

_SHOWN = 5
VERDICTS = ("revise", "consider", "send")


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows and bytes written, how many rows got which verdict, how many none (`unjudged`: empty, another language) and
    how many `failed`; the `first` failures in words."""

    rows: int = 0
    size: int = 0
    revise: int = 0
    consider: int = 0
    send: int = 0
    unjudged: int = 0
    failed: int = 0
    first: tuple[str, ...] = ()

    def plus(self, size: int, outcomes: Iterable[tuple[str | None, str | None]]) -> Tally:
        """With more rows, `size` bytes long, each a (verdict, error)."""
        counts = {name: getattr(self, name) for name in (*VERDICTS, "unjudged", "failed", "rows")}
        first = self.first
        for verdict, error in outcomes:
            counts["failed" if error else verdict or "unjudged"] += 1
            counts["rows"] += 1
            if error and len(first) < _SHOWN:
                first = (*first, error[:200])
        return Tally(size=self.size + size, first=first, **counts)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"first": list(self.first)}

    @classmethod
    def of(cls, values: dict[str, Any]) -> Tally:
        return cls(**(values | {"first": tuple(values["first"])}))

    def __str__(self) -> str:
        parts = [f"{getattr(self, name):,} {name}" for name in VERDICTS]
        parts += [f"{self.unjudged:,} not judged"] * bool(self.unjudged) + [f"{self.failed:,} failed"] * bool(
            self.failed
        )
        return f"{self.rows:,} {'row' if self.rows == 1 else 'rows'}: {', '.join(parts)}"
