"""`docs/rules.md`, written from the rulebook: `python -m tonecheck.rulebook.docs` (`--check` only compares)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tonecheck.rulebook.book import Rulebook, load
from tonecheck.types import Rule

TARGET = Path(__file__).parent.parent.parent / "docs" / "rules.md"
_GROUPS = (
    ("Cues that harm", lambda rule: rule.harms),
    ("Cues of a boss", lambda rule: rule.bosses and not rule.harms),
    ("Cues of a leader", lambda rule: rule.leads),
)


def markdown(book: Rulebook) -> str:
    """All axes, cues and patterns of a rulebook, in Markdown."""
    return (
        "\n".join([*_axes(book), *(line for title, belongs in _GROUPS for line in _group(book, title, belongs))]) + "\n"
    )


def _axes(book: Rulebook) -> Iterator[str]:
    yield "# The rules"
    yield ""
    yield "<!-- Written from tonecheck/data/en by `make fix`; do not edit. -->"
    for axis in book.axes.values():
        yield from ("", f"## {axis.name}", "", axis.question, "", "| label | meaning |", "|---|---|")
        yield from (f"| `{label}` | {meaning} |" for label, meaning in axis.labels.items())


def _group(book: Rulebook, title: str, belongs: object) -> Iterator[str]:
    assert callable(belongs)
    yield from ("", f"## {title}")
    for rule in book.rules.values():
        if belongs(rule):
            yield from _rule(book, rule)


def _rule(book: Rulebook, rule: Rule) -> Iterator[str]:
    pushes = ", ".join(f"{axis} → {pole}" for axis, pole in rule.pushes.items())
    patterns = [f"`{pattern.id}`" for pattern in book.patterns if pattern.cue == rule.id]
    yield from ("", f"### {rule.name} (`{rule.id}`)", "", f"{rule.definition} Pushes {pushes}.", "")
    yield f"- Why: {rule.why}"
    yield f"- {'Keep' if rule.leads else 'Instead'}: {rule.advice}"
    if rule.missing:
        yield f"- When missing: {rule.missing}"
    if patterns:
        yield f"- Found by words alone: {', '.join(patterns)}"
    yield from ("", "| carries it | does not |", "|---|---|")
    for hit, miss in zip(rule.hits, rule.misses, strict=False):
        yield f"| {_cell(hit.replace('{', '**').replace('}', '**'))} | {_cell(miss)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def main(arguments: list[str]) -> int:
    """Write the page, or with `--check` say whether it is current (1 if not)."""
    page = markdown(load())
    if "--check" in arguments:
        current = TARGET.is_file() and TARGET.read_text(encoding="utf-8") == page
        if not current:
            sys.stderr.write("docs/rules.md is not what the rulebook says: run 'make fix'\n")
        return int(not current)
    TARGET.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
