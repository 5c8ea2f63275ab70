"""Shouting to sentence case, with names, acronyms, codes and units kept."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from lemminflect import getAllLemmas

from tonecheck.reword import syntax
from tonecheck.reword.rules import first_names, load

_MARKS = re.compile(r"[!?]*(?:!{2,}|\?{2,}|!\?|\?!|!1+|\?1+)[!?1]*")
_QUESTION = re.compile(
    r"\W*(?:and |but |so )?(?:who|what|when|where|why|how)(?:['’]s\b|(?: the \w+)? (?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\W_](?:[\w'’&/+-]*[^\W_])?")
_PROPER = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february april june july august september october november
    december english french german spanish polish italian dutch chinese japanese british american european christmas easter ramadan
    eid diwali london paris berlin teams slack excel word outlook jira github google""".split()
)


def calm(sentence: str, names: Collection[str]) -> str:
    """Capitals to ordinary letters, piles of marks to one.

    Acronyms (known, or in `names`: seen in capitals where nobody shouts), codes with figures, units, first names and days keep
    their capitals; a word that stands in `names` in ordinary spelling gets that spelling.
    """
    parts = re.split(r"(?<=[.!?…])(\s+)", sentence)
    calmed = [_calm(part, names) if part.strip() else part for part in parts]
    text = "".join(calmed)
    return _capitals(text) if text != sentence and sentence[:1].isupper() else text


def _calm(sentence: str, names: Collection[str]) -> str:
    """One piece between full stops: shouting is often only one of them."""
    words = [word for word in _TOKEN.findall(sentence) if any(c.isalpha() for c in word)]
    long = [word for word in words if len(word) > 1]
    loud = [word for word in long if _loud(word)]
    everything = (len(loud) > 0.6 * len(long) and len(loud) > 1) or (
        len(loud) == len(words) == 1 and (len(loud[0]) > 4 or loud[0].lower() in _common())
    )
    spelled = {name.lower(): name for name in names if not name.isupper()}

    def lower(found: re.Match[str]) -> str:
        word = found[0]
        if word == "A" and everything and re.match(r" [A-Z]{2,}", sentence[found.end() :]) and found.start():
            return "a"
        if (
            word in names
            or not _loud(word)
            or (
                not everything
                and word.lower() not in _common()
                and (len(word) < 4 or _quiet(word))
                and not _beside(found)
            )
        ):
            return word
        return _ordinary(word, spelled, everything)

    text = _TOKEN.sub(lower, sentence)
    asks = _QUESTION.match(text) is not None
    text = _MARKS.sub(lambda found: "?" if asks or "?" in found[0] else ".", text)
    return re.sub(r"!+", ".", text) if everything else text


@cache
def _common() -> frozenset[str]:
    return load().words["common"]


def _unknown(word: str) -> bool:
    """A word that no dictionary has is a name more often than not, when somebody shouts."""
    from spacy.lang.en.stop_words import STOP_WORDS

    return (
        word.isalpha()
        and len(word) > 3
        and word not in STOP_WORDS
        and not getAllLemmas(word)
        and word not in load().words["common"]
    )


def _loud(word: str) -> bool:
    return word.isupper() and any(c.isalpha() for c in word) and (len(word) > 1)


def _beside(found: re.Match[str]) -> bool:
    """Whether a short word of the language stands beside a loud one: "a NUT ALLERGY"."""
    before, after = found.string[: found.start()], found.string[found.end() :]
    loud = re.match(r" [A-Z]{4,}\b", after) or re.search(r"\b[A-Z]{4,} $", before)
    return bool(loud) and not _quiet(found[0]) and syntax.known(found[0].lower())


def _quiet(word: str) -> bool:
    """A single word in capitals among ordinary ones is loud too, unless it is an acronym."""
    return word.lower() in load().words["acronyms"] or bool(re.search(r"\d", word))


def _ordinary(word: str, spelled: dict[str, str], everything: bool) -> str:
    low = word.lower().replace("’", "'")
    if re.search(r"\d", word):  # codes, times, units: "P45", "6PM"
        return word.lower() if re.fullmatch(r"\d+(?:AM|PM|ST|ND|RD|TH|X|K|KM|MIN|MINS|HRS?)", word) else word
    if low in load().words["acronyms"]:
        return word
    stem, _mark, _rest = low.partition("'")
    if stem == "i":
        return "I" + word[1:].lower()
    if stem in spelled:
        return spelled[stem] + word[len(stem) :].lower()
    if "-" in low:
        return "-".join(_ordinary(part, spelled, everything) for part in word.split("-"))
    if _unknown(stem) or stem in _PROPER or (stem in first_names() and stem not in load().words["no_names"]):
        return stem.capitalize() + word[len(stem) :].lower()
    return word.lower()


def _capitals(text: str) -> str:
    """A capital at the start and after a full stop."""
    return re.sub(r"(^\W*|[.!?…]\s+)([a-z])", lambda found: found[1] + found[2].upper(), text)


def acronyms(text: str) -> set[str]:
    """Words in capitals that are no shouting: short ones, and such as stand among ordinary words."""
    found: set[str] = set()
    for sentence in re.split(r"(?<=[.!?])\s+|\n", text):
        words = re.findall(r"[A-Za-z]{2,}", sentence)
        loud = [word for word in words if word.isupper()]
        if words and len(loud) <= 0.4 * len(words):
            found.update(word for word in loud if len(word) <= 5 and not syntax.known(word.lower()))
    return found | {word for word in re.findall(r"\b[A-Z]{2,3}\b", text) if word in syntax.ACRONYMS}
