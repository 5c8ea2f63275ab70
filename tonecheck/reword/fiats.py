"""Orders in the dress of statements: "Nobody leaves before six.", "You stay tonight.", "The note goes out under my name."."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lemminflect import getLemma

from tonecheck.reword import syntax
from tonecheck.reword.asking import WHEN, same_subject
from tonecheck.reword.rules import first_names, load

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_FUTURE = re.compile(
    r"\b(?:from (?:today|now|tomorrow|monday|here)|until|till|before|tonight|tomorrow|next time|unless|without|starting|first thing|by (?:\d|noon|five|monday|tuesday|wednesday|thursday|friday))\b",
    re.IGNORECASE,
)
_FROM_NOW = re.compile(r"\bfrom (?:now on|today|tomorrow|monday)\b|\buntil I\b", re.IGNORECASE)
_NOBODY = re.compile(
    r"\b(?:i|you|we|he|she|they|it|this|that|there|who|which|that|nobody|no|nothing|none|is|are|was|were)\b",
    re.IGNORECASE,
)
_STAY = re.compile(
    r"(?:nobody|no one|none of you) (?:goes home|leaves|is leaving|is going home)(?P<when> (?:today|tonight|this evening))? (?:until|till|before) ",
    re.IGNORECASE,
)
"""What says the same as that everyone stays."""
_OBJECT_FORM = {"she": "her", "he": "him", "they": "them", "everyone": "everyone", "everybody": "everybody"}
_TAKING_PART = frozenset(
    (
        "i",
        "we",
        "you",
        "u",
        "it",
        "this",
        "that",
        "there",
        "what",
        "who",
        "which",
        "these",
        "those",
        "nobody",
        "nothing",
        "one",
        "none",
    )
)
ANNOUNCED = frozenset("move start begin end open close slip launch ship change apply happen shift expire".split())
"""What a thing does by itself: that is told, not asked for."""
_NO_DECREE = re.compile(
    r"\b(?:if|because|when|usually|often|sometimes|still|already|apparently|always|never)\b|\?|\b(?:I['’]ll|I will|or)\b",
    re.IGNORECASE,
)


def forbidden(doc: Doc, marked: bool) -> str | None:
    """ "Nobody leaves before six." → "I'd ask that nobody leaves before six."."""
    text = doc.text
    found = re.match(
        r"(?P<head>\s*(?:[-*•]\s*)?(?:[A-Z][\w'’-]+, )?(?:(?:(?:from|until|till|as of|starting|effective) [^,.]{3,30}?|henceforth|going forward|in future),? )?)(?P<no>nobody|no one|nothing|none of you|no) ",
        text,
        re.IGNORECASE,
    )
    if found is None or len(doc) > 40:
        return None
    subject = next((token for token in doc if token.idx == found.start("no")), None)
    root = next((token for token in doc if token.dep_ == "ROOT"), None)
    if subject is None or root is None or not _presents(root) or root.lemma_ in load().words["stative"]:
        return None
    governed = subject.head.i == root.i or subject.head.head.i == root.i
    if (
        not governed
        or root.i < subject.i
        or not (marked or _FUTURE.search(text))
        or re.search(r"\b(?:cares?|asked|else|ever|likes?|wants?)\b", text, re.IGNORECASE)
    ):
        return None
    rest = text[found.start("no") :]
    if stay := _STAY.match(rest):
        return f"{found['head']}I'd like everyone to stay{stay['when'] or ''} until {rest[stay.end() :]}"
    return f"{found['head']}I'd ask that {rest[0].lower()}{rest[1:]}"


def _presents(verb: Token) -> bool:
    """Whether a verb tells the present, active or passive ("gets charged")."""
    return verb.tag_ in ("VBZ", "VBP") or (
        verb.tag_ in ("VBN", "VBD")
        and any(child.dep_ == "auxpass" and child.tag_ in ("VBZ", "VBP") for child in verb.children)
    )


def you_do(doc: Doc, marked: bool) -> str | None:
    """ "You stay until it's closed." → "Please stay until it's closed."."""
    root = next((token for token in doc if token.dep_ == "ROOT"), None)
    tags = (
        ("VBP", "VB", "VBD") if root is not None and root.lower_ in load().words["orders"] else ("VBP", "VB")
    )  # "You cc me"
    if root is None or root.tag_ not in tags or root.lemma_.lower() in load().words["stative"]:
        return None
    subject = next((child for child in root.children if child.dep_ == "nsubj"), None)
    if subject is None or subject.lower_ not in ("you", "u") or doc.text.rstrip().endswith("?"):
        return None
    between = doc[subject.i + 1 : root.i]
    negative = [token.lower_ for token in between if token.lower_ not in ("do", "just", "now", "also")]
    if not (marked and (_FUTURE.search(doc.text) or len(doc) < 25)) or any(
        word not in ("n't", "n’t", "not", "never", "nt") for word in negative
    ):
        return None
    if negative == ["never"] and not re.search(r"\bagain\b|\bwithout\b|\buntil\b", doc.text):
        return None
    if re.match(r"(?:people|lot|guys|two|all) ", doc.text[subject.idx + len(subject) + 1 :], re.IGNORECASE):
        return None  # "You people sit in the kitchen": a habit
    head, rest = doc.text[: subject.idx], doc.text[root.idx :]
    if not negative and (
        first := re.fullmatch(r"(?P<lead>(?:[A-Z][\w'’-]+, )?)you (?P<order>[a-z]+ [^,]*, (?:and )?)", head, re.I)
    ):
        return f"{first['lead']}{'please' if first['lead'] else 'Please'} {first['order']}{rest}"
    if re.search(
        r"\b(?:if|when|that|because|what|where|how|who|before|after|until|till|while|which|or)\s*$", head, re.IGNORECASE
    ):
        return None
    please = "Please" if not head.strip(" -*•") else "please"
    rest = same_subject(rest)
    return f"{head}{please}{' don' + chr(39) + 't' if negative else ''} {rest}"


_PLACED = re.compile(
    r"(?P<head>\s*(?:[-*•]\s*)?(?:[A-Z][\w'’-]+, )?(?:[^,.;:!?]{0,30}\b)?)you(?:['’]re| are|['’]ll be| will be) (?P<what>(?:on|off|back|in|with) (?!time\b|fire\b|call\b|trouble\b|charge\b)[^,;:!?]+)$",
    re.IGNORECASE,
)
_DOING = re.compile(r"\byou(?:['’]ll| will) be (?P<verb>[a-z]+ing)\b", re.IGNORECASE)


def placed(doc: Doc, marked: bool) -> str | None:
    """ "Tomorrow you're on dishes." → "Tomorrow I'd like you on dishes.", "You'll be taking the 25th." → "I'd like you to take the 25th."."""
    if not marked or _NO_DECREE.search(doc.text.replace("will be", "")):
        return None
    if (found := _PLACED.match(doc.text)) and _FUTURE.search(doc.text):
        return f"{found['head']}I'd like you {found['what']}"
    if found := _DOING.search(doc.text):
        lemmas = getLemma(found["verb"].lower(), upos="VERB")
        return f"{doc.text[: found.start()]}I'd like you to {lemmas[0]}{doc.text[found.end() :]}" if lemmas else None
    return None


def to_be(doc: Doc, marked: bool) -> str | None:
    """ "All captions are to be read aloud." → "I'd like all captions to be read aloud."."""
    found = re.match(
        r"(?P<head>\s*(?:[-*•]\s*)?(?:from (?:today|now on|tomorrow),? )?)(?P<what>[^,.;:!?\n]{2,70}?)(?P<aux> (?:is|are))?(?P<no> not)? to be (?P<verb>\w+)\b(?P<rest>.*)",
        doc.text,
        re.IGNORECASE | re.DOTALL,
    )
    if found is None or re.search(
        r"\b(?:have|has|had|need|needs|going|ought|used|want|seem|seems|like|supposed|used|I|you|who|which|that|if|be|is|are|was|were)\b",
        found["what"],
        re.IGNORECASE,
    ):
        return None
    verb = next((token for token in doc if token.idx == found.start("verb")), None)
    if (
        verb is None
        or verb.tag_ not in ("VBN", "VBD", "JJ")
        or not (marked or found["aux"])
        or found["verb"].lower() in ("expected", "found", "seen", "fair", "honest", "clear", "sure")
    ):
        return None
    what = _lowered(doc, found.start("what"), found["what"])
    return f"{found['head']}I'd like {what}{found['no'] or ''} to be {found['verb']}{found['rest']}"


def must_be(doc: Doc, marked: bool) -> str | None:
    """ "All overtime must be approved by me." → "I'd like all overtime to be approved by me."; only where an order was found."""
    found = re.match(
        rf"(?P<head>\s*(?:[-*•]\s*)?(?:{WHEN})?)(?P<what>[^,.;:!?\n]{{2,60}}?) (?:must|has to|have to|shall|will need to) (?P<no>not )?be (?P<verb>\w+)\b(?P<rest>.*)",
        doc.text,
        re.IGNORECASE | re.DOTALL,
    )
    if not marked or found is None or _NO_DECREE.search(doc.text) or _NOBODY.search(found["what"]):
        return None
    verb = next((token for token in doc if token.idx == found.start("verb")), None)
    if verb is None or verb.tag_ not in ("VBN", "VBD"):
        return None
    what = _lowered(doc, found.start("what"), found["what"])
    return f"{found['head']}I'd like {what} {found['no'] or ''}to be {found['verb']}{found['rest']}"


def decreed(doc: Doc, marked: bool) -> str | None:
    """ "The note goes out under my name." → "I'd like the note to go out under my name."; only where an order was found."""
    root = next((token for token in doc if token.dep_ == "ROOT"), None)
    if not marked or root is None or _NO_DECREE.search(doc.text):
        return None
    subject = next((child for child in root.children if child.dep_ in ("nsubj", "nsubjpass")), None)
    if (
        subject is None
        or subject.i > root.i
        or any(token.text == ":" for token in doc[: root.i])  # "Hens: shed 1 lights on at four": no sentence
        or subject.tag_ == "CD"  # "40 covers out by 8": a noun taken for a verb
        or (subject.lower_ in _TAKING_PART and not (subject.lower_ == "it" and _FROM_NOW.search(doc.text)))
        or subject.lower_ in load().words["orders"]
        or any(child.lower_ in ("you", "u") for child in subject.children)  # "You people sit and drink tea."
    ):
        return None
    named = (
        subject.lower_ in first_names()
        or subject.lower_ in ("everything", "everyone", "everybody")
        or (subject.tag_ == "NNP" and (subject.ent_type_ == "PERSON" or any(c.lower_ == "will" for c in root.children)))
    )
    if (
        subject.left_edge.i == subject.i
        and not named
        and (subject.tag_ == "NN" or (subject.tag_ == "NNP" and subject.i == 0 and _bare(doc, root, subject)))
    ):
        told = subject.tag_ == "NNP" and subject.dep_ != "nsubjpass" and root.lemma_ != "be"
        return re.sub(r"(?=[.!]*\s*$)", ", please", doc.text, count=1) if told else None
    spans = _bare(doc, root, subject)
    if spans is None or _announces(root, subject):
        return None
    start = subject.left_edge.idx
    who = _OBJECT_FORM.get(subject.lower_) or _lowered(
        doc, start, doc.text[start : subject.right_edge.idx + len(subject.right_edge)]
    )
    text = doc.text
    for begin, end, new in sorted(spans, reverse=True):
        text = text[:begin] + new + text[end:]
    return f"{text[:start]}{'I' + chr(39) + 'd like '}{who}{text[subject.right_edge.idx + len(subject.right_edge) :]}"


def _announces(root: Token, subject: Token) -> bool:
    """Whether a thing does something by itself: "The release moves to the 14th." tells a decision, and nobody is asked for it."""
    thing = subject.pos_ in ("NOUN", "PROPN") and subject.ent_type_ != "PERSON" and subject.dep_ == "nsubj"
    return thing and root.lemma_ in ANNOUNCED and not any(child.dep_ in ("dobj", "dative") for child in root.children)


def _bare(doc: Doc, root: Token, subject: Token) -> list[tuple[int, int, str]] | None:
    """The finite verbs of a decree as infinitives; None where one is none or speaks of a state."""
    spans: list[tuple[int, int, str]] = []
    for verb in (root, *(child for child in root.conjuncts if child.pos_ in ("VERB", "AUX"))):
        own = next((child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")), None)
        helpers = [child for child in verb.children if child.dep_ in ("aux", "auxpass", "neg")]
        to = "to " if own is not None or verb.i == root.i else ""
        if own is not None and own.i != subject.i and own.lower_ in _TAKING_PART | set(_OBJECT_FORM):
            return None
        if not helpers and own is None and verb.i != root.i and verb.tag_ == "VB":
            continue  # goes on after "will"
        if not helpers and verb.tag_ in ("VBZ", "VBP") and verb.lemma_.lower() not in load().words["stative"]:
            spans.append((verb.idx, verb.idx + len(verb), to + verb.lemma_.lower()))
        elif len(helpers) == 1 and helpers[0].dep_ == "auxpass" and helpers[0].lower_ in ("is", "are", "gets", "get"):
            spans.append(
                (
                    helpers[0].idx,
                    helpers[0].idx + len(helpers[0]),
                    to + ("be" if helpers[0].lower_ in ("is", "are") else "get"),
                )
            )
        elif (
            len(helpers) == 2 and helpers[0].lower_ in ("does", "do") and helpers[1].dep_ == "neg" and verb.tag_ == "VB"
        ):
            spans.append((helpers[0].idx, verb.idx, "not to " if to else "not "))
        elif (
            helpers and helpers[0].lower_ in ("will", "'ll", "’ll", "must") and len(helpers) == 1 and verb.tag_ == "VB"
        ):
            lead = "" if helpers[0].text[:1].isalpha() else " "
            spans.append((helpers[0].idx, helpers[0].idx + len(helpers[0]), lead + to.strip()))
        else:
            return None
    return spans


def _lowered(doc: Doc, start: int, text: str) -> str:
    """Text from the start of a sentence for its middle: small, unless it begins with a name or an acronym."""
    token = next((token for token in doc if token.idx == start), None)
    if (
        token is None
        or token.pos_ == "PROPN"
        or token.lower_ in first_names()
        or token.ent_type_ in ("PERSON", "ORG", "GPE", "PRODUCT", "FAC")
        or syntax.is_acronym(token.text)
        or token.text == "I"
    ):
        return text
    return text[:1].lower() + text[1:]
