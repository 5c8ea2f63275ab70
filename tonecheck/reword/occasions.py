"""Always and never become the occasion: "You never send it." → "You didn't send it [when?]."."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lemminflect import getInflection

from tonecheck.reword import syntax
from tonecheck.reword.clauses import clauses
from tonecheck.reword.stock import quoted

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_ALWAYS = frozenset(("always", "constantly", "invariably", "forever", "continually", "perpetually", "continuously"))
_ACCUSED = frozenset(("you", "u", "they", "he", "she"))
_EACH_TIME = re.compile(
    r",? ?\b(?:(?:every|each) (?:single |bloody |damn |damned |fucking |goddamn |last )*(?:time|day|week|month|morning|night|shift|weekend|year|quarter|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday)|all the (?:damn |bloody )?time|over and over(?: again)?|time and (?:time )?again|day in,? day out)(?=[.,;!?]|\s*$)",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\b(?:today|tonight|yesterday|this (?:morning|week|month|time|quarter|afternoon)|last (?:week|month|night|time|quarter)|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day(?:['’]s)?|once again|again|twice|\w+ times)\b|\d",
    re.IGNORECASE,
)
_SO = re.compile(
    r"\b(?:never|always) (?:mind|again|ever again|once again)\b|\b(?:as|than|like) always\b", re.IGNORECASE
)


def occasion(sentence: str, dated: bool) -> str:
    """A sentence without its always or never, told of one occasion; a blank asks which, unless the message has it (`dated`).

    "You are always late." → "You were late [when?].", "It's wrong every single time." → "It's wrong again.".
    """
    if not sentence.strip() or _SO.search(sentence):
        return sentence
    doc = syntax.parse(sentence)
    closed = quoted(sentence)
    known = dated or bool(_DATED.search(sentence))
    for token in doc:
        verb = _governor(token)
        if verb is None or any(span.start <= token.idx < span.end for span in closed):
            continue
        if token.lower_ in _ALWAYS and (changed := _past(token, verb, sentence)):
            return _asked(changed, sentence, known, _after(doc, token))
        if token.lower_ == "never" and (changed := _never(token, verb, sentence)):
            return _asked(_EACH_TIME.sub("", changed), sentence, known, _after(doc, token))
    return _again(sentence)


def _after(doc: Doc, token: Token) -> str:
    """What follows the clause of a word, with its points and blanks."""
    piece = next((piece for piece in clauses(doc) if piece.start <= token.idx < piece.end), None)
    if piece is None:
        return ""
    words = piece.of(doc.text).rstrip(" ,.;:!?–—-")
    return doc.text[piece.start + len(words) :]


def _again(sentence: str) -> str:
    """What happens every time has happened again: the one thing that is sure."""
    found = _EACH_TIME.search(sentence)
    before = sentence[: found.start()] if found else ""
    if (
        found is None
        or len(before.split()) < 2
        or not re.search(r"[A-Za-z]", before)
        or re.match(r"\s*(?:please|could|check|make)\b", sentence, re.IGNORECASE)
    ):
        return sentence
    joint = (
        ""
        if re.search(r"\bagain\b", sentence, re.IGNORECASE) or found[0].lower().startswith("over and over") is None
        else " again"
    )
    return syntax.tidy(before + joint + sentence[found.end() :], sentence)


def _governor(token: Token) -> Token | None:
    """The verb whose subject is accused of an always or a never."""
    head = token.head
    if token.lower_ not in _ALWAYS and token.lower_ != "never":
        return None
    while (
        token.dep_ in ("advmod", "neg")
        and head.pos_ in ("ADJ", "ADV", "ADP", "NOUN")
        and head.head.i != head.i
        and not _subject(head)
    ):
        head = head.head
    if (
        token.dep_ not in ("advmod", "neg")
        or head.pos_ not in ("VERB", "AUX")
        or (head.tag_ == "VB" and not _subject(head))
    ):
        return None
    subject = _subject(head)
    if subject is None or not (
        subject.lower_ in _ACCUSED
        or subject.pos_ == "PROPN"
        or any(child.lower_ in ("your", "ur", "you", "his", "her") for child in subject.subtree)
    ):
        return None
    if head.dep_ in ("relcl", "acl", "advcl") and not any(
        child.lower_ in ("because", "since", "as", "cause", "cos") for child in head.children
    ):
        return None
    return (
        None
        if any(child.tag_ in ("WDT", "WP", "WRB") or child.lower_ in ("if", "when", "would") for child in head.children)
        else head
    )


def _subject(verb: Token) -> Token | None:
    return next((child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")), None)


def _was(subject: Token | None) -> str:
    return (
        "were"
        if subject is not None and (subject.lower_ in ("you", "u", "they", "we") or subject.tag_ in ("NNS", "NNPS"))
        else "was"
    )


def _past(always: Token, verb: Token, sentence: str) -> str | None:
    """Without the adverb, a simple present becomes a past: one occasion, not a habit."""
    spans = [(always.idx, always.idx + len(always.text_with_ws), "")]
    aux = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    if any(
        child.lower_ in ("will", "'ll", "’ll", "can", "could", "must", "should", "not", "n't", "'d", "’d")
        for child in verb.children
    ):
        return None
    if verb.tag_ in ("VBP", "VBZ") and not aux:
        spans.append(_told(verb, _was(_subject(verb)) if verb.lemma_ == "be" else _form(verb, "VBD")))
    elif (
        verb.tag_ == "VBG"
        and len(aux) == 1
        and aux[0].lemma_ in ("be", "'s", "'re", "’re", "’s")
        and verb.lemma_ != "be"
    ):
        spans += [_told(aux[0], "", gap=True), (verb.idx, verb.idx + len(verb), _form(verb, "VBD"))]
    elif verb.tag_ == "VBN" and len(aux) == 1 and aux[0].lower_ in ("'ve", "’ve", "have", "has", "'s", "’s"):
        new = _was(_subject(verb)) if verb.lemma_ == "be" else _form(verb, "VBD")
        spans += [_told(aux[0], "", gap=True), (verb.idx, verb.idx + len(verb), new)]
    elif verb.tag_ == "VBN" and len(aux) == 1 and aux[0].lower_ in ("are", "is", "'re", "’re"):
        spans.append(_told(aux[0], _was(_subject(verb))))
    elif verb.tag_ not in ("VBD",):
        return None
    if verb.tag_ in ("VBP", "VBZ"):
        spans += [
            _told(other, _form(other, "VBD"))
            for other in verb.conjuncts
            if other.tag_ in ("VBP", "VBZ") and other.lemma_ != "be" and _same(verb, other)
        ]
    return _spliced(sentence, spans)


def _same(verb: Token, other: Token) -> bool:
    """Whether two joined verbs share their subject."""
    mine, theirs = _subject(verb), _subject(other)
    bare = not any(child.dep_ in ("aux", "auxpass", "neg") for child in other.children)
    return bare and (theirs is None or (mine is not None and mine.lower_ == theirs.lower_))


def _form(verb: Token, tag: str) -> str:
    forms = getInflection(verb.lemma_.lower(), tag)
    return forms[0] if forms else verb.text


def _told(verb: Token, new: str, gap: bool = False) -> tuple[int, int, str]:
    """A verb replaced; one that is glued to its subject ("you're") gets its blank."""
    glued = not verb.text[:1].isalpha()
    if gap:
        return verb.idx, verb.idx + len(verb.text_with_ws), " " if glued else ""
    return verb.idx, verb.idx + len(verb), f" {new}" if glued else new


def _off(adverb: Token) -> tuple[int, int, str]:
    """An adverb with the "once" or "ever" that strengthens it, left out."""
    last = adverb
    while (
        last.i + 1 < len(last.doc)
        and last.nbor(1).lower_ in ("once", "ever", "even", ",", "really", "bloody")
        and (
            last.nbor(1).text != ","
            or (last.i + 2 < len(last.doc) and last.nbor(2).lower_ in ("ever", "not", "really"))
        )
    ):
        last = last.nbor(1)
    return adverb.idx, last.idx + len(last.text_with_ws), ""


def _never(never: Token, verb: Token, sentence: str) -> str | None:
    spans = [_off(never)]
    aux = next((child for child in verb.children if child.dep_ in ("aux", "auxpass")), None)
    not_ = (
        "nt" if re.search(r"\b(?:dont|didnt|cant|wont|im|ive|youre|u)\b", sentence) and "'" not in sentence else "n't"
    )
    if aux is not None and aux.lower_ in ("have", "has", "'ve", "’ve") and verb.tag_ == "VBN" and verb.lemma_ != "be":
        spans += [_told(aux, "", gap=True), (verb.idx, verb.idx + len(verb), f"did{not_} {verb.lemma_.lower()}")]
    elif aux is not None and aux.lower_ in ("had", "do", "did", "does"):
        spans.append((aux.idx, aux.idx + len(aux), f"did{not_}" if aux.lower_ != "had" else f"had{not_}"))
    elif aux is not None and aux.lower_ in ("are", "is", "were", "was", "'re", "’re"):
        spans.append(_told(aux, _was(_subject(verb)) + not_))
    elif aux is None and verb.lemma_ == "be" and verb.tag_ in ("VBP", "VBZ", "VBD"):
        spans.append(_told(verb, _was(_subject(verb)) + not_))
    elif aux is None and verb.tag_ in ("VBP", "VBD", "VB", "VBZ"):
        spans.append((verb.idx, verb.idx + len(verb), f"did{not_} {verb.lemma_.lower()}"))
    else:
        return None
    text = re.sub(r"(n['’]?t)((?:,? (?:once|ever))+)\b,?", r"\1", _spliced(sentence, spans))
    return re.sub(r",? (?:ever|not once|never)(?=[.!?]|$)", "", _any(text))


def _any(text: str) -> str:
    """ "You didn't read anything" accuses of all as "never" does: "you didn't read [what?]"."""
    return re.sub(
        r"\b(didn['’]?t \w+) (?:anything|a (?:bloody |single |damn )?(?:thing|word))(?: (?:that|which|I|we|you)\b[^.,;!?]*)?(?=[.,;!?]|$)",
        r"\1 [what?]",
        text,
        count=1,
    )


def _spliced(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(spans, reverse=True):
        text = text[:start] + new + text[end:]
    return re.sub(r" {2,}", " ", text)


def _asked(text: str, original: str, known: bool, after: str) -> str:
    """With the question when it was, unless the message says, at the end of its clause."""
    if not known and not re.search(r"\[[^\]]*\?\]", text):
        at = len(text) - len(after) if after and text.endswith(after) else len(text.rstrip(" .!?"))
        text = f"{text[:at]} [when?]{text[at:]}"
    if "’" in original and "'" not in original:
        text = text.replace("'", "’")
    return syntax.tidy(text, original)
