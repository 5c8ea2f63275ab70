"""Whether each sentence of a rewording is whole, and speaks of something that is still there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tonecheck.reword import syntax
from tonecheck.text import split

if TYPE_CHECKING:
    from spacy.tokens import Token

MOST = 0.6
"""Share of its words that must stand in a sentence of the message for a sentence to come from it."""
_HANGING = re.compile(
    r"[^.!?\n]*[^.!?\n,\s] (?:is|are|was|were|(?<!\d )am|be|been|being|has|have)[.!]|[^.!?\n]*\b(?:it|that|this|there|what|he|she)['’]s[.!]|"
    r"[^.!?\n]*\b(?:you|they|we)['’]re[.!]|(?![^.!?\n]*\b(?:where|what|how|who|when|as|than|that)\b)[^.!?\n]* (?:is|are|was|were), [A-Z][\w'’-]+[.!]",
    re.IGNORECASE,
)
"""A verb that has lost what it says ("Mixing up the samples is.")."""
_ENDS_IN = re.compile(r" (?:on|in|by|for|about|over|after|before|under)[.!]+$", re.IGNORECASE)
_QUESTION_WORD = re.compile(r"(?:how|what|where|who|why|which|whether)\b", re.IGNORECASE)
_SUBORDINATE = re.compile(r"(?:when|if|while|because|although|since|unless|whenever)\b", re.IGNORECASE)
_OR = re.compile(r"\bor ((?:I|you|we|they)(?:['’]ll| will| can)? [\w'’]+ [\w'’]+)", re.IGNORECASE)
"""What follows otherwise: without its "or" it is announced."""
_WOULD = re.compile(r"\b(?:would|could|might)(?:n['’]t)?\b(?! (?:you|I|we) )", re.IGNORECASE)
_IF = re.compile(r"\b(?:if|unless|had (?:you|I|we|they))\b", re.IGNORECASE)
_WISH = re.compile(
    r"\b(?:would (?:like|love|appreciate|prefer|ask|suggest|rather)|could you|would you)\b", re.IGNORECASE
)
_EITHER = re.compile(r"(?:[A-Z][\w'’-]+, )?either\b(?!.*\bor\b)", re.IGNORECASE)
_ASKING = frozenset("what who which whoever whatever".split())
_HEADLESS = re.compile(r"(?:yours|his|hers|theirs|mine)\b", re.IGNORECASE)
"""What belongs to something that was named before."""


def orphaned(before: str, after: str) -> str | None:
    """A text that begins with a word for something that was named in what is gone ("It doesn't mention the plan."), or a "they" of whom
    nothing is left."""
    first = re.match(
        r"\s*(?:[A-Z][\w'’-]+, )*(it|they|them|then|he|she|this|that|these|those)\b(?! is not|['’]s not)",
        after,
        re.IGNORECASE,
    )
    named = (
        re.match(r"(?:this|that|these|those) [\w-]+", first[0] + after[first.end() :], re.IGNORECASE) if first else None
    )
    if first and named and named[0].lower() in before.lower():
        first = None  # "These notes ..."
    if first and not re.match(r"\s*(?:\W*\w+, )*" + first[1] + r"\b", before, re.IGNORECASE):
        return after.strip().partition(".")[0]
    if (there := re.match(r"\s*(?:Please )?be there\b[^.!?\n]*", after, re.IGNORECASE)) and not re.match(
        r"\s*(?:please )?be there\b", before, re.IGNORECASE
    ):
        return there[0].strip()
    for found in re.finditer(r"(?<=[.!?] )(?:They|Them)\b[^.!?\n]*", after):
        kept, was = after[: found.start()], before[: max(0, before.find(found[0]))]
        if not was or was.strip() in kept:
            continue
        many = [t.lower_ for t in syntax.parse(was) if t.tag_ in ("NNS", "NNPS") or t.ent_type_ in ("ORG", "GPE")]
        if not any(word in kept.lower() for word in many) and " and " not in kept:
            return found[0]
    return None


def broken(before: str, after: str) -> str | None:
    """A sentence that a cut has left without its main clause, its predicate or what it speaks of."""
    if (mark := re.search(r"\w*\w[?!]\w+", after)) and mark[0] not in before:
        return mark[0]
    for span in split(after):  # a statement with a question mark
        words = span.of(after).strip()
        if words.endswith("?") and f"{words[:-1]}." in before:
            return words
    for found in _OR.finditer(before):
        if found[1].lower() in after.lower() and found[0].lower() not in after.lower():
            return found[1]
    theirs = after.lstrip()
    if _HEADLESS.match(theirs) and not before.lstrip().startswith(theirs[:12]):
        return theirs.partition(".")[0]
    for span in split(after):
        sentence = span.of(after).strip()
        if sentence in before:
            continue
        condition = re.search(rf"\b(?:if|when|unless) {re.escape(sentence.rstrip(' .!?').lower())}", before.lower())
        cut = (
            _ENDS_IN.search(sentence) and f"{sentence.removeprefix('Please ').rstrip(' .!')} ".lower() in before.lower()
        )  # "the director on."
        alternative = _EITHER.match(sentence) and _EITHER.sub("", sentence).strip(
            " .!"
        )  # "Either you're with us; otherwise ..."
        if cut or condition or alternative or _HANGING.fullmatch(sentence) or _headless(sentence, before):
            return sentence
        own = source(sentence, before)
        if unheld(sentence, own) or unconditional(sentence, own) or _torn(sentence, own):
            return sentence
    return None


def _torn(sentence: str, own: str) -> bool:
    """Whether a cut went through what belongs together: an infinitive alone ("To label the samples?"), a helping verb before "to" ("You
    didn't to test it."), a thing that goes on where something was done ("It went wrong and the driver."), a thing without its article."""
    if re.match(r"To [a-z]+\b(?![^.!?]*[,:])", sentence) and not re.match(r"\W*to\b", own, re.IGNORECASE):
        return bool(own)
    if re.search(r"\b(?:do|did|does|could|would|should|ca|wo)(?:n['’]?t| not) to\b", sentence, re.IGNORECASE):
        return True
    root = next((token for token in syntax.parse(sentence) if token.dep_ == "ROOT"), None)
    if sentence.endswith("?") and root is not None and root.i == 0 and root.tag_ in ("VB", "VBP"):
        return True  # "Label the samples?"
    if not own:
        return False
    first = re.match(r"(?:[A-Z][\w'’-]+, )?(\w+)", sentence)
    if first and re.search(
        rf"\b(?:your|the|my|our|their|his|her|an?|this|that) (?:[\w-]+ )?{first[1]}\b", own, re.IGNORECASE
    ):
        word = next((token for token in syntax.parse(sentence) if token.text == first[1]), None)
        if word is not None and word.tag_ == "NN" and word.dep_ in ("nsubj", "nsubjpass", "compound"):
            return True
    return any(
        token.dep_ == "conj"
        and token.pos_ in ("NOUN", "PROPN", "PRON")
        and token.head.pos_ in ("VERB", "ADJ", "ADV", "AUX")
        and not any(child.pos_ in ("VERB", "AUX") for child in token.children)
        for token in syntax.parse(sentence)
    )


def unconditional(sentence: str, own: str) -> bool:
    """Whether what would be has lost its condition: "If you looked up, the shelves would be full." → "The shelves would be full.\""""
    if not _WOULD.search(sentence) or _WISH.search(sentence) or _IF.search(sentence):
        return False
    return bool(_IF.search(own))


def source(sentence: str, before: str) -> str:
    """The sentence of a message from which one of a rewording comes: most of its words stand in it; "" where there is none."""
    words = set(re.findall(r"\w+", sentence.lower()))
    best = max((span.of(before) for span in split(before)), key=lambda own: _shared(words, own), default="")
    return best if _shared(words, best) >= MOST * len(words) else ""


def _shared(words: set[str], sentence: str) -> int:
    return len(words & set(re.findall(r"\w+", sentence.lower())))


def unheld(sentence: str, own: str) -> bool:
    """Whether the main verb of a cut sentence has lost who does it, or the helping verb without which it says nothing ("Looked for an
    adapter.", "The card end up in the box?"), or whether the cut begins behind its preposition and has no verb at all ("With control
    about the call.")."""
    if not own or re.search(
        r"\[|\bplease\b|\b(?:could|can) you\b|\bI['’]?d (?:like|ask)\b|\bI need\b", sentence, re.IGNORECASE
    ):
        return False
    plain = re.sub(r"^[A-Z][\w'’-]+, ", "", sentence)  # the name that is called
    root = next((token for token in syntax.parse(plain) if token.dep_ == "ROOT"), None)
    if root is None:
        return False
    verbless = root.pos_ in ("PRON", "DET", "SCONJ") and not any(t.pos_ in ("VERB", "AUX") for t in root.doc)
    if root.pos_ == "ADP" or (verbless and len(root.doc) > 2):
        return _states(own)
    was = next((t for t in syntax.parse(own) if t.lower_ == root.lower_ and t.pos_ in ("VERB", "AUX")), None)
    if was is None or root.pos_ not in ("VERB", "AUX"):
        return False
    done, did = _by(root), _by(was)
    if root.tag_ == "VB" and not sentence.endswith("?") and any(child.lower_ == "you" for child in was.children):
        return False  # "You will send it" → "Send it"
    ours = was.dep_ == "xcomp" and any(
        child.lower_ in ("i", "we") for child in was.head.children
    )  # "I have to learn it"
    if not done and (ours or (did and was.dep_ != "xcomp" and root.tag_ != "VBG")):
        return True
    helped = any(child.dep_ == "aux" and child.lemma_ in ("do", "will", "can") for child in was.children)
    return done and helped and root.tag_ in ("VB", "VBP") and not any(c.dep_ in ("aux", "neg") for c in root.children)


def _by(verb: Token) -> bool:
    """Whether somebody or something does a verb."""
    subjects = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass", "expl", "csubj")]
    return any(child.pos_ != "PROPN" or child.nbor(1).text != "," for child in subjects)


def _headless(sentence: str, before: str) -> bool:
    """Whether a sentence of the message's own words lost its main clause ("If the gate is open one more morning.") or its verb ("The
    question of who goes to Porto.", "The £260 refund."); what was no sentence in the message either is none here."""
    words = sentence.rstrip(" .!?")
    same = words.lower()
    whole = next((own for own in (span.of(before) for span in split(before)) if same and same in own.lower()), "")
    if len(words.split()) == 1 and words[:1].isupper():
        return False  # a name that is called
    if not whole or whole.rstrip(" .!?").lower() == same or re.search(r"\[|\bplease\b", words, re.IGNORECASE):
        return False
    doc = syntax.parse(sentence)
    root = next(token for token in doc if token.dep_ == "ROOT")
    marked = any(child.dep_ in ("mark", "advmod") and child.i == 0 for child in root.children)
    if _SUBORDINATE.match(words) and whole.lower().startswith(f"{same},") and (marked or not _states(words)):
        return True  # of "When the light went, you ran." the first half
    if any(child.dep_ == "mark" and child.i < root.i for child in root.children):
        return True
    if _QUESTION_WORD.match(words) and "?" not in sentence:
        doers = [token.lower_ for token in doc if token.dep_.startswith("nsubj")]
        if len(doers) < 2 or _ASKING.issuperset(doers):
            return True  # "What is clean and what is not."
    beside = any(token.dep_ in ("conj", "parataxis", "ccomp") and token.pos_ in ("VERB", "AUX") for token in doc)
    return root.pos_ in ("NOUN", "PROPN", "NUM", "SYM") and not beside and _states(whole)


def _states(sentence: str) -> bool:
    return any(
        token.dep_ in ("nsubj", "nsubjpass", "expl") and token.head.pos_ in ("VERB", "AUX")
        for token in syntax.parse(sentence)
    )
