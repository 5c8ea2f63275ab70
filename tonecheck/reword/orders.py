"""Where a sentence gives an order: the verb before which a "please" belongs, and what else stands in the way of one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tonecheck.reword import syntax
from tonecheck.reword.rules import load
from tonecheck.reword.stock import quoted

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SEAMS = frozenset((",", ";", ":", "–", "—", "-", "...", "…", "->", "→", "*", "•", "(", ".", "!"))
_LINKS = frozenset(
    (
        "and",
        "but",
        "so",
        "then",
        "or",
        "now",
        "just",
        "simply",
        "also",
        "instead",
        "today",
        "tonight",
        "first",
        "next",
        "time",
        "again",
        "mate",
        "ok",
        "okay",
        "right",
        "from",
        "on",
        "to",
        "tomorrow",
        "immediately",
    )
)
_WISHES = re.compile(
    r"have (?:a|an) (?:very )?(?:good|nice|great|lovely|safe|happy|wonderful|restful)\b|take (?:care|your time)\b|keep (?:it up|up the)\b|keep well\b|(?:come|go) on\b|go (?:on )?then\b|give (?:it|me) a break|get (?:well|real|a grip|over)\b",
    re.IGNORECASE,
)
_NEGATIVE = frozenset(("don't", "don’t", "dont", "never"))
_DIRECTIONS = frozenset(("to", "into", "at"))
_NO_VERB = frozenset(("xcomp", "aux", "auxpass", "amod", "compound", "nsubj", "dobj", "pobj"))
_OBJECT = frozenset(("DT", "PRP", "PRP$", "CD", "RP", "WDT", "WP", "WRB", "PDT"))


PUTTING = frozenset(
    "put leave place drop have get bring keep lay file send show see find look stop sit stand come be report".split()
)
ON_MY_DESK = re.compile(r"^(?:(?!\band\b)[^.!?,;])* on my (?:desk|table)\b(?! (?:and|are|is)\b)", re.IGNORECASE)
"""Where something is to be: "Patch test records for this week on my desk tonight" is no patching."""


def imperative(doc: Doc, orders: Sequence[str] = ()) -> Token | None:
    """The first verb of an order, or the "don't" or "never" before it; None where a sentence orders nothing.

    `orders`: words of this sentence that were found to be an order; where one begins with a verb, it is one.
    """
    closed = quoted(doc.text)
    # After an "or" without an order before it stands what is threatened: "On your eyes or don't touch it."
    threats = [token.idx for token in doc if token.lower_ == "or" and token.i]
    for token in _marked(doc, orders):
        if not any(span.start <= token.idx < span.end for span in closed):
            return token
    for token in _starts(doc):
        if threats and token.idx > threats[0]:
            break
        if not any(span.start <= token.idx < span.end for span in closed) and _is_order(token):
            return token
    return None


def _marked(doc: Doc, orders: Sequence[str]) -> Iterator[Token]:
    """Tokens with which the marked words begin, past names and small words."""
    for words in orders:
        at = doc.text.find(words.strip())
        if at < 0 or not words.strip():
            continue
        inside = [token for token in doc if at <= token.idx < at + len(words)]
        for token in inside[:6]:
            if token.lower_ in _LINKS or token.is_punct or (token.pos_ == "PROPN" and not _listed(token)):
                continue
            if _marked_order(token):
                yield token
            break


def _listed(token: Token) -> bool:
    return token.lower_ in load().words["orders"]


def _marked_order(token: Token) -> bool:
    """Whether a word with which a marked order begins is its verb."""
    following = token.nbor(1) if token.i + 1 < len(token.doc) else None
    if token.lower_ in ("do", "never", *_NEGATIVE) or token.lower_ == "let":
        return _is_order(token)
    before = token.nbor(-1).lower_ if token.i else ""
    if (
        before in ("you", "i", "we", "they", "to", "who", "that", "will", "must", "can")
        or not _base(token)
        or token.lower_ in load().words["no_orders"]
    ):
        return False
    if token.tag_ in ("VB", "VBP"):
        return not _has_subject(token) and not _noun(token, following)
    if (
        not _listed(token)
        or _noun(token, following)
        or (following is not None and following.lower_ in ("of", "'s", "’s", "is", "was"))
    ):
        return False
    bare = token.lower_ not in load().words["nouns"] and not _finite(token.doc)
    alone = (
        following is None
        or following.is_punct
        or (bare and token.i == 0)
        or following.tag_ in _OBJECT
        or following.tag_ in ("IN", "TO", "RB", "NNP", "PDT", "CC")
    )
    return alone and not _finite_root(token)


def _noun(token: Token, following: Token | None) -> bool:
    """Whether a word that can be a noun is one by what follows it ("leave not approved", "report ready by noon")."""
    if following is not None and not _listed(token) and following.lower_ in ("complete", "ready", "present"):
        return True
    if following is not None and token.i == 0 and token.lower_ not in PUTTING and ON_MY_DESK.search(token.doc.text):
        return True
    if token.lower_ not in load().words["nouns"] or following is None:
        return False
    if re.match(r"(?:on|in) my (?:desk|office|inbox|hands?)\b", token.doc.text[following.idx :], re.IGNORECASE):
        return token.lower_ not in ("file", "leave", "bin", "park", "stack", "stand")
    if following.lower_ == "from":
        return token.lower_ not in ("work", "walk", "run")
    return following.tag_ in ("JJ", "VBN", "VBD", "VBZ", "NN", "NNS") or following.lower_ in ("not", "of", "due", "for")


def _starts(doc: Doc) -> Iterator[Token]:
    """Tokens with which a clause may begin: the first, and each after a comma, dash, bullet or joining word."""
    fresh = True
    for token in doc:
        if token.is_space or token.text in _SEAMS or (token.is_punct and token.i == 0):
            fresh = True
        elif fresh and token.lower_ in _LINKS and not _base_order(token):
            continue
        elif fresh:
            yield token
            fresh = False
        elif token.lower_ in ("so", "then", "now") and token.i:
            fresh = True


def _base_order(token: Token) -> bool:
    return token.tag_ == "VB" and token.lower_ in load().words["orders"]


def _base(token: Token) -> bool:
    return token.lower_ in _NEGATIVE or _listed(token) or syntax.base_form(token.text)


def _is_order(token: Token) -> bool:
    following = token.nbor(1) if token.i + 1 < len(token.doc) else None
    if _seems_only(token, following):
        return False
    called = token.i == 2 and token.nbor(-1).text == "," and token.doc[0].text[:1].isupper()
    if called and _listed(token) and following is not None and following.tag_ in ("DT", "PRP", "PRP$"):
        return True
    if following is not None and following.text in (",", ":") and not _listed(token) and token.pos_ == "PROPN":
        return False
    if token.lower_ in ("do", "dont", "don't", "never"):
        return _forbids(token, following)
    if token.lower_ == "let" and following is not None and following.lower_ not in ("me", "us", "'s", "’s", "alone"):
        return following.pos_ in ("PROPN", "NOUN", "DET", "PRON")
    if token.lower_ in ("remember", "see", "look") and following is not None and following.lower_ in _DIRECTIONS:
        return token.lower_ != "look" and following.lower_ == "to"
    if token.lower_ in load().words["no_orders"] or not _base(token) or _has_subject(token):
        return False
    return _verbal(token) or _by_its_words(token, following)


def _seems_only(token: Token, following: Token | None) -> bool:
    """A wish ("have a good evening"), or a word that only looks like a verb ("start to finish it is", "charge late")."""
    text = token.doc.text
    if (
        _noun(token, following)
        or _WISHES.match(text[token.idx :])
        or text[token.idx :].lower().startswith("start to finish")
    ):
        return True
    if following is None:
        return False
    titled = token.i == 0 and following.lower_ in ("to", "from") and re.search(r"\b(?:is|are|was|were)\b", text)
    return bool(titled) or following.lower_ in ("late", "again", "missing", "wrong", "overdue")


def _verbal(token: Token) -> bool:
    """Whether the parse takes it for the verb of an order."""
    return (
        token.tag_ in ("VB", "VBP")
        and token.dep_ not in _NO_VERB
        and not any(child.dep_ in ("aux", "auxpass") and child.i < token.i for child in token.children)
        and not _goes_on(token)
    )


def _by_its_words(token: Token, following: Token | None) -> bool:
    """Whether a word that the parse takes for something else is an order by what follows it ("Text me the code")."""
    if not _listed(token) or following is None:
        return False
    after = following.nbor(1) if following.i + 1 < len(token.doc) else None
    if following.text == "," and after is not None and _listed(after):
        return not _finite_root(token)
    if token.tag_ in ("VB", "VBP") and token.dep_ not in _NO_VERB:
        return False
    if _in_subject(token) and any(word.tag_ in ("VBZ", "VBD", "VBP", "MD") for word in token.doc):
        return False
    first = token.i == 0 and token.lower_ != "report" and following.tag_ == "NNS" and not _finite(token.doc)
    bare = first or (
        following.tag_ in _OBJECT and not (following.tag_ == "CD" and after is not None and after.is_punct)
    )
    return bare and token.tag_ not in ("VBZ", "VBG", "PRP") and not _finite_root(token)


def _finite(doc: Doc) -> bool:
    return any(word.tag_ in ("VBZ", "VBD", "MD") or (word.tag_ == "VBP" and word.i) for word in doc)


def _forbids(token: Token, following: Token | None) -> bool:
    """ "don't send", "never send", "do not send"; not "never mind", "never again", "do you"."""
    if following is None:
        return False
    if following.lower_ in ("n't", "n’t", "not", "nt"):
        if following.i + 1 >= len(token.doc):
            return False
        following = following.nbor(1)
        while following.lower_ in ("you", "ever", "even", "just", "bother") and following.i + 1 < len(token.doc):
            if following.lower_ == "you":
                return False
            following = following.nbor(1)
    elif token.lower_ == "do":
        return (
            following.tag_ in ("DT", "PRP", "PRP$", "VB", "RB")
            and following.lower_ not in ("you", "we", "i", "they", "u")
            and not _has_subject(token)
        )
    elif token.lower_ == "never" and following.lower_ in ("ever", "again"):
        return False
    if following.lower_ in ("worry", "hesitate", "mind", "feel", "take", "forget", "get") and token.lower_ != "never":
        return (
            following.lower_ in ("take", "forget")
            and following.i + 1 < len(token.doc)
            and following.nbor(1).tag_ in ("DT", "PRP$", "TO")
        )
    return (
        following.lower_ not in ("mind", "fear", "better")
        and following.tag_ in ("VB", "VBP", "NN")
        and _base(following)
    )


def _has_subject(token: Token) -> bool:
    return any(child.dep_ in ("nsubj", "nsubjpass", "expl", "csubj") and child.i < token.i for child in token.children)


def _in_subject(token: Token) -> bool:
    return any(node.dep_ in ("nsubj", "nsubjpass", "csubj", "poss", "compound") for node in (token, *token.ancestors))


def _finite_root(token: Token) -> bool:
    root = token.sent.root
    return (
        root.i != token.i
        and root.tag_ in ("VBZ", "VBD", "MD")
        and _has_subject(root)
        and token.is_ancestor(root) is False
        and token.head.i == root.i
        and token.i < root.i
        and token.dep_ != "ccomp"
    )


def _goes_on(token: Token) -> bool:
    """Whether a verb only goes on with another's subject ("they come in, look and leave")."""
    head = token.head
    if token.dep_ != "conj" or head.i > token.i:
        return False
    if head.pos_ not in ("VERB", "AUX"):
        return True
    if _goes_on(head):
        return True
    return (
        head.tag_ in ("VBP", "VBD", "VBZ", "VB", "VBG", "VBN")
        and (_has_subject(head) or any(child.tag_ in ("MD", "TO") for child in head.children))
        and not any(child.text in (",", ";", "–", "—") and head.i < child.i < token.i for child in head.children)
    )
