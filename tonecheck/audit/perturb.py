"""Changes to a message that must not change what it is judged to be: the invariances of a behavioural test."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from random import Random

from tonecheck.audit.fairness import KINDS
from tonecheck.text.sentences import split

_GREETING = re.compile(
    r"^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|morning)\b[^,.!\n]{0,30}[,.!][ \t]*\n*", re.IGNORECASE
)
_SIGNATURE = re.compile(
    r"\n+(?:(?i:(?:best|kind|warm)(?: regards| wishes)?|regards|thanks|thank you|cheers|many thanks|all the best),?)\n"
    r"(?:[^\n]{1,60}\n?){1,3}$"
)
_GREETINGS = ("Hello,\n\n", "Hi,\n", "Good morning,\n\n", "Hi there, ")
_SIGNATURES = (
    "\n\nKind regards,\nR. Lindqvist",
    "\n\nBest,\nHelen Marsh\nOperations, second floor",
    "\n\nRegards\nM. Okonjo\nExt. 4471",
    "\n\n-- \nT. Varga | Planning",
)
_EMOJI = (" 📎", " 📅", " ☕", " 🗂️", " 🌧️")
_LONG = re.compile(r"(?<![\w@/.#'’-])[a-z]{6,}(?![\w@/'’-]|\.\w)")
TYPOS = 2
"""Words that get one pair of letters exchanged: what a hurried thumb does to a message of some length."""

Perturbation = Callable[[str, Random], str | None]
"""A text to its perturbed copy, None where it doesn't apply."""


def _swapped(kind: str) -> Perturbation:
    def perturb(text: str, rng: Random) -> str | None:
        variant = KINDS[kind](text, rng)
        return variant.text if variant else None

    return perturb


def greeting_added(text: str, rng: Random) -> str | None:
    return None if _GREETING.match(text) else rng.choice(_GREETINGS) + text


def greeting_removed(text: str, rng: Random) -> str | None:
    rest = text[found.end() :] if (found := _GREETING.match(text)) else ""
    return rest[:1].upper() + rest[1:] if rest.strip() else None


def signature_added(text: str, rng: Random) -> str | None:
    return None if _SIGNATURE.search(text) else text.rstrip() + rng.choice(_SIGNATURES)


def signature_removed(text: str, rng: Random) -> str | None:
    return text[: found.start()] if (found := _SIGNATURE.search(text)) else None


def small_letters(text: str, rng: Random) -> str | None:
    """The first letter of each sentence made small, unless more of its word is in capitals (an acronym, "I'm")."""
    out = list(text)
    for span in split(text):
        word = re.match(r"[\"“'‘(]*([A-Z])(?![A-Z'’])\w", text[span.start : span.end])
        if word:
            at = span.start + word.start(1)
            out[at] = out[at].lower()
    return None if (changed := "".join(out)) == text else changed


def typos(text: str, rng: Random) -> str | None:
    """Two inner letters of up to `TYPOS` long words exchanged; first and last letters stay, as in real slips."""
    words = list(_LONG.finditer(text))
    for found in rng.sample(words, min(TYPOS, len(words))):
        at = found.start() + rng.randrange(1, len(found[0]) - 2)
        text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text if words else None


def emoji(text: str, rng: Random) -> str | None:
    """A picture of a thing at the end of the first line: no face, whose meaning would be a matter of taste."""
    line, newline, rest = text.partition("\n\n")
    return f"{line}{rng.choice(_EMOJI)}{newline}{rest}"


PERTURBATIONS: Mapping[str, Perturbation] = {
    "names of the other sex": _swapped("sex"),
    "names of another origin": _swapped("origin"),
    "pronouns": _swapped("pronouns"),
    "ages": _swapped("age"),
    "faiths": _swapped("faith"),
    "nationalities": _swapped("nationality"),
    "greeting added": greeting_added,
    "greeting removed": greeting_removed,
    "signature added": signature_added,
    "signature removed": signature_removed,
    "first letters small": small_letters,
    "small typos": typos,
    "harmless emoji": emoji,
}
"""What leaves every label as it was. A new invariance is a function and its line here."""
