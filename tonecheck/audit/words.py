"""Swaps of words other than names: pronouns, ages, faiths, nationalities, where they are merely mentioned.

What is merely mentioned is decided by words alone. Asking the model would hide what the audit looks for: a sentence
that it wrongly takes for harm because of the very word that is to be swapped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any

from tonecheck.audit.variant import Edit, Variant, apply
from tonecheck.rulebook.tables import DATA, read_toml
from tonecheck.text.people import cased, free, protected
from tonecheck.text.sentences import split

_PRONOUN = re.compile(r"(?<![\w/'’`-])(?:he|she|him|her|his|hers|himself|herself|mr|mrs|ms)(?![\w/`-])", re.IGNORECASE)
_BOTH = re.compile(r"\b(?:s?he|him|her|his)\s?(?:/|or)\s?(?:s?he|her|him|his|hers|they)\b|\(s\)he", re.IGNORECASE)
# Where such a word stands, another pronoun would no longer agree, or the sex is what the message is about.
_SEXED = re.compile(
    r"\b(?:wom[ae]n|m[ae]n|girls?|boys?|lad(?:y|ies)|gentlem[ae]n|wife|wives|husbands?|mothers?|fathers?|mum|mom|dad|sons?"
    r"|daughters?|brothers?|sisters?|sir|madam|ma'am|princess|queen|king|pregnan\w*|maternity|paternity|beard|female|male"
    r"|bro|hun|darling|sweetheart|lass|fella|waitress|actress|hostess)(?:['’]s)?\b",
    re.IGNORECASE,
)
# After these "her" is an object and "his" stands alone; before any other word they own it.
_NO_NOUN = re.compile(
    r"\s*(?:[^\w\s\"“'‘`(]|$|\n|(?:to|for|in|at|on|and|or|but|that|the|an?|with|by|from|about|of|off|out|up|down|back|over|into|what"
    r"|when|where|why|who|how|if|because|as|so|than|then|again|today|tomorrow|yesterday|tonight|now|this|these|those|his|her|my"
    r"|your|our|their|i|you|we|they|he|she|it|is|are|was|were|has|had|will|would|can|could|first|before|after|until|while|not"
    r"|never|directly|once|straight|away|through|without|more|too|all|some|any|every|know|go|do|have|be|feel|say|see|think"
    r"|during|since|either|alone|there|here|on-site)\b)",
    re.IGNORECASE,
)
_TO_HE = {"she": "he", "hers": "his", "herself": "himself", "mrs": "mr", "ms": "mr"}
_TO_SHE = {"he": "she", "him": "her", "himself": "herself", "mr": "ms"}

# Age, faith or origin as the sting, the excuse or the comparison: there a swap changes what is said.
_ATTACK = re.compile(
    r"\b(?:typical(?:ly)?|you people|th(?:o|e)se people|your (?:lot|kind|sort|people|culture|country|accent|faith|religion|god|age)"
    r"|their (?:lot|kind|sort)|go(?:ing|es)? back|back home|accent|no wonder|of course|too (?:old|young)|lazy|always|never"
    r"|even|dinosaurs?|generation|(?:act|behave|sound|look|draw|write|read|work|spell)\w* like|grow up|know better|by now"
    r"|(?:for|like|such|being|as|are|re|is|s|not) an? (?:\w+ )?(?:\d\d|{words}))\b",
    re.IGNORECASE,
)
_AGES = (
    r"\b(?P<n>[1-7]\d)(?= years old\b| years of age\b)",
    r"\b(?P<n>[1-7]\d)(?=[- ]years?[- ]old (?:\w+ )?(?:{person})\b)",
    r"\b(?:aged|age) (?P<n>[1-7]\d)(?= ?[,.;)\n]| and\b| in\b| with\b|$)",
    r"\b(?:turned|turns|turning) (?P<n>[1-7]\d)(?= ?[.,;!)\n]|$| (?:today|tomorrow|yesterday|this|next|last|on|in)\b)",
    r"\b(?P<n>[2-7]0)th(?= birthday\b)",
    r"\bin (?:my|your|his|her|their) (?:early |mid |mid-|late )?(?P<n>[2-7]0)(?=s\b)",
)
_COMPARED = re.compile(r"\b(?P<w>younger|older|youngest|oldest)(?= (?:{person})s?\b)", re.IGNORECASE)
_OTHER_AGE = {"younger": "older", "older": "younger", "youngest": "oldest", "oldest": "youngest"}
LEAST_YEARS, MOST_YEARS, APART = 18, 69, 15
"""A new age is that of somebody at work, and far enough from the old one to matter."""
_THING = re.compile(
    r"\b(?:it|which|building|company|firm|machine|house|boiler|server|system|code|site|van|truck)\b.{0,20}$", re.I
)


@cache
def data(language: str = "en") -> dict[str, Any]:
    """`swaps.toml` of a language.

    Raises:
        RulebookError: it can't be read.
    """
    return read_toml(DATA / language / "swaps.toml")


def _any(words: str) -> str:
    return "|".join(re.escape(word.replace("-", " ")) for word in words.split())


def pronoun_edits(text: str) -> list[Edit]:
    """Edits that turn he into she and she into he throughout; none where that would not agree with the rest."""
    if _BOTH.search(text) or _SEXED.search(text):
        return []
    shut = protected(text)
    edits = []
    for found in _PRONOUN.finditer(text):
        if free(shut, *found.span()) and (found[0].lower() not in ("mr", "mrs", "ms") or found[0][0].isupper()):
            edits.append((*found.span(), _other(text, found)))
    return edits


def has_pronouns(text: str) -> bool:
    """Whether any he or she, or a word of one sex, stands in a text."""
    return bool(_PRONOUN.search(text) or _SEXED.search(text))


def _other(text: str, found: re.Match[str]) -> str:
    word = found[0].lower()
    alone = bool(_NO_NOUN.match(text, found.end()))
    if word == "her":
        after = "him" if alone else "his"
    elif word == "his":
        after = "hers" if alone else "her"
    else:
        after = (_TO_HE | _TO_SHE)[word]
    return cased(after, found[0])


def pronouns(text: str, rng: Random) -> Variant | None:
    """The text with all he and she exchanged."""
    edits = pronoun_edits(text)
    return apply(
        text, edits, "she" if any(e[2].lower() in ("she", "her", "hers", "herself", "ms") for e in edits) else "he"
    )


def _calm(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Sentences in which nothing of `words` (alternatives of a regular expression) is used as a sting."""
    attack = _pattern(_ATTACK.pattern.replace("{words}", words))
    for span in split(text):
        if not attack.search(span.of(text)):
            yield span.start, span.end


@cache
def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE)


def ages(text: str, rng: Random) -> Variant | None:
    """The text with years of age, and younger or older people, exchanged."""
    person = _any(data()["nouns"]["person"])
    edits: list[Edit] = []
    group = ""
    for start, end in _calm(text, "old|young"):
        for source in _AGES:
            for found in _pattern(source.replace("{person}", person)).finditer(text, start, end):
                if not _THING.search(text[start : found.start()]):
                    edits.append((*found.span("n"), _other_years(found["n"], rng)))
        for found in _pattern(_COMPARED.pattern.replace("{person}", person)).finditer(text, start, end):
            edits.append((*found.span(), cased(_OTHER_AGE[found["w"].lower()], found["w"])))
    if edits:
        group = "older" if _older(text, edits[0]) else "younger"
    return apply(text, edits, group) if all(free(protected(text), s, e) for s, e, _ in edits) else None


def _other_years(years: str, rng: Random) -> str:
    tens = years.endswith("0")
    pool = range(20, 70, 10) if tens else range(LEAST_YEARS, MOST_YEARS + 1)
    return str(rng.choice([n for n in pool if abs(n - int(years)) >= APART]))


def _older(text: str, edit: Edit) -> bool:
    before, after = text[edit[0] : edit[1]], edit[2]
    return int(after) > int(before) if after.isdigit() else after.lower().startswith("old")


def faiths(text: str, rng: Random) -> Variant | None:
    """The text with feasts, fasts, houses of prayer and believers exchanged, each word for one of its kind."""
    sets = data()["faith"]
    people, only = _any(sets["people"]), _any(sets["only"])
    rules = (
        ("feasts", rf"(?! (?:{only}))(?! [A-Z])(?!['’-]\w\w)"),
        ("fasts", r"(?![-'’]\w\w)"),
        ("houses", r"(?![-'’]\w)"),
        ("adjectives", rf"(?= (?:\w+ )?(?:{people})\b)"),
    )
    edits: list[Edit] = []
    new: dict[str, str] = {}
    for start, end in _calm(text, _any(" ".join(str(sets[kind]) for kind, _ in rules))):
        for kind, context in rules:
            words = sets[kind].split()
            before = r"(?<!Father )(?<!Merry )(?<!Mother )(?<![-'’])" if kind != "houses" else r"(?<![-'’])"
            for found in re.finditer(rf"{before}\b(?:{_any(sets[kind])})\b{context}", text[start:end]):
                after = new.setdefault(found[0], rng.choice([word for word in words if word != found[0]]))
                edits.append((start + found.start(), start + found.end(), after))
    shut = protected(text)
    return apply(text, [e for e in edits if free(shut, e[0], e[1])], "+".join(sorted(set(new.values()))))


def nationalities(text: str, rng: Random) -> Variant | None:
    """The text with nationalities and countries exchanged, one for one throughout."""
    rows = data()["nationalities"]
    nouns, before = _any(data()["nouns"]["nationality"]), _any(data()["nouns"]["prepositions"])
    # One draw for both lists: a German client stays in the country that becomes his.
    order = list(range(len(rows)))
    edits: list[Edit] = []
    new: dict[int, int] = {}
    adjectives = "|".join(row["adjective"] for row in rows)
    countries = "|".join(row["country"] for row in rows)
    pattern = _sensitive(
        rf"\b(?P<a>{adjectives})(?= (?:[a-z]+ )?(?:{nouns})\b)|\b(?:{before}) (?P<c>{countries})\b(?! [A-Z])(?!['’-])"
    )
    for start, end in _calm(text, adjectives):
        for found in pattern.finditer(text, start, end):
            field = "adjective" if found["a"] else "country"
            word = found["a"] or found["c"]
            at = next(i for i in order if rows[i][field] == word)
            to = new.setdefault(at, rng.choice([i for i in order if i != at and i not in new.values()]))
            edits.append((*found.span("a" if found["a"] else "c"), rows[to][field]))
    shut = protected(text)
    names = "+".join(sorted(rows[to]["adjective"] for to in new.values()))
    return apply(text, [e for e in edits if free(shut, e[0], e[1])], names)


@cache
def _sensitive(source: str) -> re.Pattern[str]:
    return re.compile(source)
