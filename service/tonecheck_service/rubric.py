"""The rulebook as JSON."""

from __future__ import annotations

from typing import Any

from tonecheck.rulebook import Rulebook


def rubric_of(book: Rulebook) -> dict[str, Any]:
    """Axes with their labels, and all cues with what is said about them and examples."""
    return {
        "language": book.language,
        "axes": [
            {"id": axis.id, "name": axis.name, "question": axis.question, "labels": dict(axis.labels)}
            for axis in book.axes.values()
        ],
        "cues": [
            {
                "id": rule.id,
                "name": rule.name,
                "pushes": dict(rule.pushes),
                "definition": rule.definition,
                "why": rule.why,
                "advice": rule.advice,
                "missing": rule.missing,
                "hits": list(rule.hits),
                "misses": list(rule.misses),
            }
            for rule in book.rules.values()
        ],
    }
