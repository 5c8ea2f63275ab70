"""Grammar no worse than before: Harper's findings, and what cutting leaves behind."""

from __future__ import annotations

import re
import threading
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from tonecheck.reword import syntax
from tonecheck.text import split

if TYPE_CHECKING:
    from harper import Linter

_LOCK = threading.Lock()
_BLANK = re.compile(r"\s*\[[^\[\]\n]*\]")
# One that stands as a sentence of its own, or after the name that is addressed.
_LONE_BLANK = re.compile(
    r"(?:(?<=[.!?…\]])[ \t]+|^[ \t]*|(?<=^)[A-Z][\w'’-]+,[ \t]+)\[[^\[\]\n]*\](?=[ \t]*(?:$|[A-Z\[]))", re.MULTILINE
)
_DOUBLED = re.compile(r"\b(\w+) \1\b", re.IGNORECASE)
_FINE_DOUBLED = frozenset(
    ("that", "had", "very", "bye", "no", "ha", "so", "really", "many", "long", "knock", "there", "now")
)
_DANGLING = re.compile(
    r"(?:^|[.!?]\s+)(?:and|but|or|which|than|of|to|for|with|because)\s*[.!?]|\w{4,} so\.|:\s*,|\botherwise(?:, (?:please|[A-Z]\w+))?[.!?]|\botherwise\s*$|\botherwise,? (?:give|send|take|find|get|put|go|leave|ring|call|report|move|cut|write|refuse|tell|cancel)\b|\b(?:until|since|because|if|when|so|than|as),? (?:and|but)\b|(?<!\.)\.\.(?!\.)|\b(?:and|but|or|the|a|an|to|of|with|than|because|your|my|our|until|unless|at|from|into|if|whose|their|every|very|kindly|i|we|they|he|she|mr|mrs|dr|could you|can you|i need|i['’]d like)\s*(?:[.!?;:](?:\s|$)|$)|[,;:]\s*[.!?]|(?<![.!?])[.!?],|\(\s*\)|\s,",
    re.IGNORECASE,
)
# Taste, spelling and capitals in a manager's own words are not ours to judge.
_IGNORED = frozenset(
    (
        "Spelling",
        "Style",
        "Capitalization",
        "Readability",
        "Enhancement",
        "WordChoice",
        "Formatting",
        "Regionalism",
        "Usage",
        "Eggcorn",
    )
)


@cache
def _linter() -> Linter:
    import harper

    return harper.Linter()


def problems(before: str, after: str) -> list[str]:
    """Faults that the rewording has and the message hasn't, in words for a person."""
    before, after = _differing(before, after)
    found = [f'doubled word "{word}"' for word in _more(_doubled(before), _doubled(after))]
    found += [f'left dangling: "{piece.strip()}"' for piece in _more(_dangling(before), _dangling(after))]
    found += ["a bracket without its other half"] if _open(before) == 0 != _open(after) else []
    return found + [f"grammar: {message}" for message in _more(_lints(before), _lints(after))]


def _differing(before: str, after: str) -> tuple[str, str]:
    """The sentences of each that the other hasn't; the rest can't have become worse."""
    ours, theirs = ([span.of(text) for span in split(text)] for text in (before, after))
    return " ".join(s for s in ours if s not in theirs), " ".join(s for s in theirs if s not in ours)


def _more(before: Counter[str], after: Counter[str]) -> list[str]:
    return sorted((after - before).elements())


def _doubled(text: str) -> Counter[str]:
    return Counter(
        found[1].lower()
        for found in _DOUBLED.finditer(text)
        if found[1].lower() not in _FINE_DOUBLED and not found[1].isdigit()
    )


def _open(text: str) -> int:
    """How many brackets are left open, or closed too often; smileys don't count."""
    plain = re.sub(r"[:;=]-?[()]+", "", text)
    return plain.count("(") - plain.count(")")


def _dangling(text: str) -> Counter[str]:
    return Counter(found[0].lower() for found in _DANGLING.finditer(_filled(text)))


def _filled(text: str) -> str:
    """With a word for each blank; those that are sentences go, as they'll be filled with one."""
    return _BLANK.sub(" something", _LONE_BLANK.sub("", text))


def _lints(text: str) -> Counter[str]:
    with _LOCK:
        lints = _linter().lint(syntax.readable(_filled(text)))
    return Counter(lint.message for lint in lints if lint.lint_kind not in _IGNORED)
