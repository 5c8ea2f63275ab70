"""Rude words that carry nothing: "this idiotic draft", "you lazy sod", "Well, genius, ...", "the hell", "like a child"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from tonecheck.reword import syntax
from tonecheck.reword.rules import load
from tonecheck.reword.stock import quoted
from tonecheck.types import Span

_MODIFIED = frozenset(("NOUN", "ADJ", "PROPN", "ADV", "VERB", "NUM"))
_HANGING = frozenset(("amod", "advmod", "compound", "nmod", "npadvmod"))
_HOLLOW = frozenset(
    ("thing", "one", "name", "idea", "way", "fellow", "person", "place", "stuff", "kid", "man", "woman")
)


def unmodified(sentence: str, spans: Sequence[Span]) -> str:
    """A sentence without the rude words that a finding touches and that nothing hangs on.

    Adjectives and adverbs before their word, names called ("you idiot", "genius"), oaths in passing, and comparisons with animals or
    children. What makes the statement ("you're an idiot") stays: leaving that out would leave no sentence.
    """
    if not spans:
        return sentence
    text = sentence
    for pattern in _asides():
        text = _cut(text, pattern, spans, sentence)
    text = _adjectives(text, spans, sentence)
    return syntax.tidy(_seams(text), sentence) if text != sentence else sentence


def _touched(words: str, spans: Sequence[Span], original: str) -> bool:
    """Whether the words stand in a finding. Places shift while we cut, so they are compared by themselves."""
    words = words.strip(" ,.;:!?–—-").lower()
    return any(
        words in span.of(original).lower() or (span.of(original).strip().lower() in words and span.end > span.start)
        for span in spans
    )


def _cut(text: str, pattern: re.Pattern[str], spans: Sequence[Span], original: str) -> str:
    def gone(found: re.Match[str]) -> str:
        if not _touched(found["rude"], spans, original) or (
            " like " in f" {found['rude'].lower()} " and len(text[: found.start("rude")].split()) < 4
        ):
            return found[0]
        return found["before"] + found["after"]

    return pattern.sub(gone, text)


@cache
def _asides() -> tuple[re.Pattern[str], ...]:
    words = load().words
    rude = "|".join(sorted(map(re.escape, words["rude"] | words["oaths"]), key=len, reverse=True))
    noun = "|".join(sorted(map(re.escape, words["insults"]), key=len, reverse=True))
    called = "|".join(sorted(map(re.escape, words["vocatives"] | words["insults"]), key=len, reverse=True))
    many = rf"(?:(?:big|little|old|young|fat|poor|dear|absolute|total|complete|utter|pure|right|real|lot of|bunch of|pack of|shower of|silly|{rude}|f[u*]+c?k?[*]*ing) )*"
    end = r"(?=[,.;:!?]|\s*$)"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            # "you lazy sod", "ya muppet", "you absolute clown" called at somebody
            rf"(?P<before>^|[,;.!?–—-] ?|\b(?:mate|oi|hey|right|listen|well|up|it|this|that|now|me|there|them|[A-Z]\w+) ?)(?P<rude>(?:you|ya|yer|ye|u) {many}(?:{noun})s?)(?P<after>[,!]*(?:\s|{end})|$)",
            # "Well, genius, ..." "Thanks, Einstein."
            rf"(?P<before>^|, ?|; ?|– ?|— ?|\b(?:hey|oi) )(?P<rude>(?:my (?:dear |little )?|mr\.? |mister |miss |madam |the )?{many}(?:{called})s?)(?P<after>,|(?=[.!?])|\s*$)",
            # oaths in passing
            r"(?P<before>^|[,;.!?–—-] ?|(?<!swear to)\s)(?P<rude>for (?:fuck['’]?s|christ['’]?s|god['’]?s|heaven['’]?s|pity['’]?s|f\*+['’]?s|chrissakes?|crying out loud)(?: sakes?)?|ffs|jfc|wtaf|wtf(?= *[.,!?]|$)|holy (?:crap|shit|sh\*t|cow|moly|hell)|for the love of god|jesus(?: (?:fucking )?christ| wept)?|jaysus(?: christ)?|christ(?: almighty)?|bloody hell|fucking hell|what the (?:fuck|hell)(?=,)|goddammit|dammit|damn it|god damn(?: it)?)(?P<after>[,!]*(?=[\s.!?,]|$))",
            r"(?P<before>\b(?:what|where|why|who|when|how|get))(?P<rude> (?:the (?:actual )?(?:(?:f[u*]+c?k?[*]*ing|bloody) )?(?:hell|heck|h3ll|h\*ll|f[u*]+c?k(?!\w)|fcuk|f\*+(?!\w)|f u c k)|on earth|in (?:god|heaven|hell)['’]?s name|in the world|tf))(?P<after>(?=\W|$))",
            # comparisons
            rf"(?P<before>\w)(?P<rude>,? (?:just )?like (?:an?|some|the|my) {many}(?:\w+ )?(?:{noun}|child|children|kid|toddler|baby|five-year-old|monkey|donkey|cow|sheep|pig|goat|headless chicken|chicken|robot|teenager|schoolboy|schoolgirl|amateur|beginner|broken radio|tourist))(?P<after>{end})",
            # "you people", "you lot"
            r"(?P<before>\b(?:you|You|YOU))(?P<rude> (?:people|lot|guys lot|geniuses|clowns|idiots|morons|jokers|muppets|animals|lazy \w+))(?P<after>(?= ))",
            # "bloody", "fucking" anywhere before a word
            r"(?P<before>^|\s)(?P<rude>(?:f[u*]+c?k?[*]*ing|f['’]?ing|fcuking|fecking|feckin|fookin|effing|freaking|frigging|bloody|bl\*+dy|goddamn(?:ed)?|goddam|damned|damn|sodding|bleeding|blasted|motherfucking)(?: well)?)(?P<after> )(?=[\w£$€])",
        )
    )


def _adjectives(text: str, spans: Sequence[Span], original: str) -> str:
    """Without rude modifiers before the word they belong to."""
    rude = load().words["rude"]
    if not any(word.lower() in rude for word in re.findall(r"[\w*'’-]+", text)):
        return text
    doc = syntax.parse(text)
    closed = quoted(text)
    out = list(text)
    for token in doc:
        follows = token.i + 1 < len(doc) and doc[token.i + 1].pos_ in _MODIFIED
        if (
            token.head.i < token.i
            or any(span.start <= token.idx < span.end for span in closed)
            or token.head.dep_ == "attr"
            or token.head.lemma_ in _HOLLOW
            or (token.i and token.nbor(-1).lower_ == "such")
        ):
            continue
        if token.lower_ in rude and follows and token.dep_ in _HANGING and _touched(token.text, spans, original):
            out[token.idx : token.idx + len(token.text_with_ws)] = [""] * len(token.text_with_ws)
    return "".join(out)


def _seams(text: str) -> str:
    text = re.sub(r"\s{2,}(?=\S)", " ", text)
    return re.sub(r",(?:\s*,)+", ",", re.sub(r"\s+(?=[,.;!?])", "", text))
