"""A rewording as tags on the message's words: which go, which change their form, and what is said before each.

Text editing by tags: Malmi et al. 2019, "Encode, Tag, Realize"; Omelianchuk et al. 2020, "GECToR". What isn't tagged stays to the
last character.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tonecheck.reword import facts, rules, syntax
from tonecheck.types import Span

FORMS = ("", "lower", "VB", "VBZ", "VBD", "VBN", "VBG", "VBP", "NN", "NNS")
"""What a word that stays can become: nothing else, small letters, or another form of its lemma (Penn Treebank's tags)."""
_WORD = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
IGNORE = -100
"""What stands for the number of a phrase that isn't known."""
_PIECE = re.compile(r"\s*(?:\w+(?:['’]\w+)*|[^\w\s])")
_CLOSES = re.compile(r"[,.;:?!…)\]]")
_ENDS = re.compile(r"(?:^|[.!?…][\"”’')]*\s+|\n\s*)$")
_SAID = "\0"
"""A blank after what was put in, that stays one whatever goes after it."""
_GOES_ON = re.compile(r"[\w)\]\"”'’]$")


@dataclass(frozen=True, slots=True)
class Tags:
    """For each of N words whether it goes, and its form; before each, and at the end, what is put in ("" for nothing): N + 1."""

    gone: tuple[bool, ...]
    forms: tuple[str, ...]
    said: tuple[str, ...]


def words(text: str) -> list[Span]:
    """Where the words and points of a text are; blanks are between them."""
    return [Span(*found.span()) for found in _WORD.finditer(text)]


def align(text: str, other: str) -> Tags:
    """The tags that lead from a text to another version of it."""
    ours, theirs = words(text), words(other)
    before, after = ([span.of(whole) for span in spans] for whole, spans in ((text, ours), (other, theirs)))
    gone, forms, said = [False] * len(ours), [""] * len(ours), [""] * (len(ours) + 1)
    small = [word.lower() for word in before], [word.lower() for word in after]
    for kind, i, j, k, m in difflib.SequenceMatcher(None, *small, autojunk=False).get_opcodes():
        if kind == "equal":
            for a, b in zip(range(i, j), range(k, m), strict=True):
                if before[a] != after[b] and after[b].islower():
                    forms[a] = "lower"
            continue
        at, new = i, k
        for b in range(k, m):
            found = next(((a, form) for a in range(at, j) if (form := _form(before[a], after[b]))), None)
            if found:
                said[at] = _between(other, theirs[new:b])
                gone[at : found[0]] = [True] * (found[0] - at)
                forms[found[0]] = found[1]
                at, new = found[0] + 1, b + 1
        if new < m:
            said[at] = _between(other, theirs[new:m])
        gone[at:j] = [True] * (j - at)
    return Tags(tuple(gone), tuple(forms), tuple(said))


def realise(text: str, tags: Tags) -> str:
    """The text with its tags carried out: blanks, capitals and articles at the seams are mended, all else stays as it is."""
    spans = words(text)
    capitals = _capitals(text)
    out, gap, at, after = "", "", 0, False
    for index, span in enumerate(spans):
        gap = _gap(gap, text[at : span.start], after)
        at, after = span.end, tags.gone[index]
        said = tags.said[index]
        if said:
            out, gap = _put_in(out, gap if out else text[: spans[0].start], said, capitals)
        if after:
            continue
        word = inflected(span.of(text), tags.forms[index])
        seam = bool(said) or (index > 0 and tags.gone[index - 1])
        gap = _before(out, gap.replace(_SAID, " "), word, seam) if out else text[: spans[0].start]
        first = index == 0 or _ENDS.search(text[: span.start]) is not None
        begins = _ENDS.search(out + gap) is not None
        if first and begins and span.of(text)[:1].isupper():
            word = word[:1].upper() + word[1:]
        out += gap + _cased(word, begins, first, capitals)
        gap = ""
    out += text[at:] if not (spans and tags.gone[-1]) else text[at:].strip(" ")
    if said := tags.said[-1]:
        end = out[len(out.rstrip()) :]
        out = _put_in(out.rstrip(), " ", said, capitals)[0] + end
    return _seams(out, text)


def _gap(gap: str, own: str, after: bool) -> str:
    """The blank before a word: its own one, or, after a word that went, the wider of both."""
    if not after:
        return own
    return gap if gap == _SAID else _wider(gap, own)


def _before(out: str, gap: str, word: str, seam: bool) -> str:
    """The blank before a word that stays; at a seam there is one between words and none before a point."""
    if seam and not gap and word[0].isalnum() and _GOES_ON.search(out):
        return " "
    return "" if seam and _CLOSES.match(word) and "\n" not in gap else gap


def inflected(word: str, form: str) -> str:
    """A word in another form, as it is where the dictionary has none."""
    if form == "lower":
        return word.lower()
    if not form:
        return word
    from lemminflect import getAllLemmas, getInflection

    kind = "NOUN" if form.startswith("N") else "VERB"
    for lemma in (
        *getAllLemmas(word.lower(), upos=kind).get(kind, ()),
        *getAllLemmas(word.lower(), upos="AUX").get("AUX", ()),
    ):
        if found := getInflection(lemma, tag=form):
            return str(found[0])
    return word


def _form(word: str, other: str) -> str:
    if not word.isalpha() or not other.isalpha() or word.lower() == other.lower():
        return ""
    if word[:2].lower() != other[:2].lower() and not {word.lower(), other.lower()} <= _IRREGULAR:
        return ""
    return next((form for form in FORMS[2:] if inflected(word, form).lower() == other.lower()), "")


_IRREGULAR = frozenset("go goes went gone going is are was were be been am".split())


def _between(text: str, spans: Sequence[Span]) -> str:
    found = text[spans[0].start : spans[-1].end] if spans else ""
    return re.sub(r"\s+", " ", found if re.match(r"I\b", found) else found[:1].lower() + found[1:])


def _wider(one: str, other: str) -> str:
    """Of the blanks on both sides of what went: the one with more line breaks, else the second."""
    return one if one.count("\n") > other.count("\n") else other


def _capitals(text: str) -> bool:
    """Whether a text begins its sentences with capitals."""
    starts = re.findall(r"(?:^|[.!?]\s+|\n)\W*([A-Za-z])", text)
    return bool(sum(letter.isupper() for letter in starts) * 2 >= len(starts))


def _put_in(out: str, gap: str, said: str, capitals: bool) -> tuple[str, str]:
    """What is said before a word, and the blank that is left for the word."""
    if _CLOSES.match(said):
        return out + said, gap or " "
    lead = gap if "\n" in gap or not out else " "
    begins = _ENDS.search(out + lead) is not None
    said = said[:1].upper() + said[1:] if begins and capitals else said
    return out + lead + _sentences(said, capitals), " " if said[-1] in ".?!" else _SAID


def _sentences(said: str, capitals: bool) -> str:
    return re.sub(r"(?<=[.?!] )[a-z]", lambda found: found[0].upper(), said) if capitals else said


def _cased(word: str, begins: bool, first: bool, capitals: bool) -> str:
    if begins and not first and capitals:
        return word[:1].upper() + word[1:]
    plain = word[:1].isupper() and (word[1:].islower() or word == "A")
    if first and not begins and plain and not re.match(r"I\b", word) and _common(word.lower()):
        return word[:1].lower() + word[1:]
    return word


def _common(word: str) -> bool:
    """Whether a word in small letters is one of the language's own, and nobody's name."""
    plain = re.split(r"['’]", word)[0]
    return word not in rules.first_names() and (syntax.known(plain) or facts.counts(plain))


def _seams(out: str, text: str) -> str:
    if out == text:
        return out
    lines = []
    known = set(text.split("\n"))
    spaced = re.search(r"(?<=\S) {2,}(?=\S)", text) is not None
    for line in out.split("\n"):
        if line not in known:
            line = line if spaced else re.sub(r"(?<=\S) {2,}(?=\S)", " ", line)
            line = re.sub(r"[,;:–—-]+\s*(?=[.!?](?:\s|$))", "", line)
            line = re.sub(r"^(\s*)[,;:.!?]+\s*", r"\1", line)
            line = re.sub(r"([,;])\s*[,;]", r"\1", line)
            line = re.sub(r"\b([ap]\.m)(?:\.\.|(\?))", r"\1.\2", line)
        lines.append(line)
    return "\n".join(lines)


def plain(said: str) -> str:
    """What is put in, in small letters but for "I": where it stands decides on the others."""
    return re.sub(r"\bi\b", "I", said.lower())


def parts(said: str, known: Mapping[str, int]) -> tuple[int, int]:
    """The phrase, or the two, that make what is put in, by their numbers (0: none); IGNORE twice where none do."""
    said = plain(said)
    if said in known:
        return known[said], 0
    ends = [found.end() for found in _PIECE.finditer(said)]
    for end in reversed(ends[:-1]):
        first, second = said[:end].strip(), said[end:].strip()
        if first in known and second in known:
            return known[first], known[second]
    return IGNORE, IGNORE
