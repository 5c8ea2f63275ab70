"""A bare order becomes a request: "Scan them today." → "Please scan them today.", "Could you scan them today?" and more.

Each kind of order is one function from a sentence to its request, or to None where it isn't of that kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tonecheck.reword import syntax
from tonecheck.reword.asking import FORMS, Asking, at_end, plain_rest, points, questioned
from tonecheck.reword.fiats import decreed, forbidden, must_be, placed, to_be, you_do
from tonecheck.reword.having import having
from tonecheck.reword.imperatives import ordered
from tonecheck.reword.rules import load
from tonecheck.reword.stock import quoted
from tonecheck.reword.told import told

if TYPE_CHECKING:
    from spacy.tokens import Doc

POLITE = re.compile(
    r"\b(?:please|pls|plz|plse|kindly|(?:could|would|can|may|might) (?:you|we|I|everyone|everybody|somebody|someone)|will you|I['’]d (?:like|ask|need)|I would (?:like|ask)|I(?:['’]d)? ask you)\b",
    re.IGNORECASE,
)
"""What makes a sentence a request already."""
_WANT = re.compile(
    r"\bI (?:really |simply |just |only |still |now |also )?(?P<verb>want|need|expect|demand|require|insist on)(?P<after> you to| you(?= (?:back|here|there|in|on|off|out|at)\b)| to|)(?= )",
    re.IGNORECASE,
)
_NO_WANT = re.compile(
    r"^ (?:to )?(?:believe|mention|point|stress|emphasi[sz]e|remind|be|add|say|thank|apologi[sz]e|congratulate|you\b|not\b|more than| you to (?:know|understand|see|hear|think|imagine|be|have)\b|no\b|nothing|know|understand|stop|help|it or|as|and|but)",
    re.IGNORECASE,
)
_TIME = r"(?:[A-Z]?\w+ )?\b(?:by|before|until|till|within|from|at) (?:the )?(?:\d|noon|five|six|four|three|two|ten|nine|eight|seven|midday|lunch|monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|tonight|today|close|end|eod|cob|now)"
_DUE = re.compile(
    _TIME
    + r"|\b(?:now|today|tonight|tomorrow|immediately|at once|asap)\b|\bthrough me\b|\bend of (?:shift|day|business)\b",
    re.IGNORECASE,
)
_NOTHING_ASKED = re.compile(
    r"\b(?:thanks|thank you|regards|cheers|sorry|congratulations|welcome|good|great|late|again|wrong|still|excuses?|stories|story|discussions?|debate|questions?|exceptions?|drama|thank|bye|true|shame|wonder|way|idea|problem|worries|surprise|need to|point|use)\b|^(?:fine|right|ok|okay|yes|no|and|but|because|so|re|subject|cc)\b[^ ]*$|^(?:absent|missing|missed|gone)\b",
    re.IGNORECASE,
)


# Said to a request, or a verdict: that asks for nothing ("No swap.", "Leave not approved.")
_OPENING = re.compile(r"\btell me\b|\bHow you do it is up to you\b", re.IGNORECASE)
_THANKS = re.compile(r",? (?:thanks|thank you|cheers)(?=[.!]*\s*$)", re.IGNORECASE)
_REFUSED = re.compile(
    r"\s*(?:\w+, )?(?:no(?: \w+){0,2}|(?:no|not) to \b.*|(?:end|that['’]s) .*|.*\b(?:(?:not|never) (?:approved|granted|accepted|possible|allowed)|approved|refused|rejected|denied|declined)|.*\bor (?:you )?(?:do not|don['’]?t)\b.*)[.!]*\s*",
    re.IGNORECASE,
)


def request(sentence: str, turn: int = 0, orders: Sequence[str] = ()) -> str:
    """A bare order as a request; any other sentence comes back as it was.

    `turn` counts the orders of a message, so that they don't all sound alike. `orders` are words of the sentence that were found
    to be an order; without them only what is an order by its form is changed ("The note goes out today." is none).
    """
    if not sentence.strip() or POLITE.search(sentence) or (sentence.rstrip().endswith("?") and not orders):
        return sentence
    there = tuple(part for words in orders if (part := _inside(words.strip(), sentence)))
    form = FORMS[turn % len(FORMS)] if turn >= 0 else "please"
    asking = Asking(syntax.parse(sentence), form, there)
    for kind in KINDS:
        text = kind(asking)
        if text is not None and text != sentence:
            return _fitting(syntax.tidy(re.sub(r"!+(?=\s*$)", ".", text), sentence), sentence)
    return sentence


def _inside(words: str, sentence: str) -> str:
    """Where a sentence has these words, as it writes them: what came first has a capital now; "" where it hasn't."""
    at = sentence.lower().find(words.lower())
    return sentence[at : at + len(words)] if words and at >= 0 else ""


def requests(text: str, turn: int = 0, orders: Sequence[str] = ()) -> str:
    """Each sentence of a text as a request. An order of which a phrase has gone is one still ("Green by Thursday, how")."""
    pieces = re.split(r"(?<=[.!?])(\s+)(?=[A-Z])", text)
    if len(pieces) == 1 or quoted(text):
        return request(text, turn, orders)
    asked: list[str] = []
    for piece in pieces:
        body = piece.rstrip(" .!?")
        rest = [body] if body and any(words.startswith(body) and words != body for words in orders) else []
        asked.append(piece if not body or _OPENING.search(piece) else request(piece, turn, [*orders, *rest]))
    return "".join(asked)


def _fitting(text: str, original: str) -> str:
    """With the writer's apostrophes, or without any ("dont" and "id" go together badly: "i would")."""
    if original.lstrip()[:1].isupper():
        text = re.sub(r"(?<=[.!?] )(?=please|could you)(\w)", lambda found: found[1].upper(), text)
    if original.lstrip()[:1].islower() and not text.startswith("I"):
        text = text[:1].lower() + text[1:]
    if "’" in original and "'" not in original:
        return text.replace("'", "’")
    if (
        re.search(r"\b(?:dont|cant|wont|im|ive|youre|thats|didnt|doesnt|isnt|its me)\b", original)
        and "'" not in original
    ):
        return re.sub(r"\b[Ii]'d\b", "i would", text).replace("don't", "dont")
    if original[:1].islower() and not re.search(r"\bI\b", original):
        return re.sub(r"\bI'd\b", "i'd", text)
    return text


def _wanted(asking: Asking) -> str | None:
    """ "I want it by five" → "I'd like it by five", "I want you to call" → "Could you call"."""
    text = asking.text
    found = _WANT.search(text)
    if found is None or any(span.start <= found.start() < span.end for span in quoted(text)):
        return None
    head, rest = text[: found.start()], text[found.end() :]
    if re.search(
        r"\b(?:if|when|what|all|that|than|because|why|how|who|where|as|until|thing|everything|before|after|don['’]t|not)\s*$",
        head,
        re.IGNORECASE,
    ) or (
        _NO_WANT.match(found["after"] + rest)
        and (
            not found["after"].startswith(" you")
            or (
                " to " in f"{found['after']} {rest[:6]} "
                and re.match(r" (?:know|understand|see|hear|think|imagine)\b", rest)
            )
        )
    ):
        return None
    if found["after"].strip() == "you to":
        if not head.strip(" ,-*•") and plain_rest(rest) and points(text) and asking.form in ("please", "could"):
            return f"{head}Could you{questioned(rest)}"
        return f"{head}I'd {'ask' if found['verb'].lower() == 'expect' else 'like'} you to{rest}"
    return f"{head}I'd like{found['after']}{rest}"


def _everybody(asking: Asking) -> str | None:
    """ "Somebody ring the plumber." → "Could somebody ring the plumber?"."""
    found = re.match(
        r"(?P<head>\s*(?:\w+, )?)(?P<who>somebody|someone|one of you|everybody|everyone) (?P<verb>[a-z]+)\b(?P<rest>.*)",
        asking.text,
        re.IGNORECASE | re.DOTALL,
    )
    if found is None or not points(asking.text) or not plain_rest(found["rest"]):
        return None
    verb = next((token for token in asking.doc if token.idx == found.start("verb")), None)
    if verb is None or verb.tag_ not in ("VB", "VBP") or verb.lower_ not in load().words["orders"]:
        return None
    return f"{found['head']}{'C' if not found['head'].strip() else 'c'}ould {found['who'].lower()} {found['verb']}{questioned(found['rest'])}"


def _fragment(asking: Asking) -> str | None:
    """An order without a verb ("On my desk by five.") gets its please at the end."""
    doc, text = asking.doc, _THANKS.sub("", asking.text)
    words = [token for token in doc if not token.is_punct and not token.is_space]
    main = next((token for token in doc if token.dep_ == "ROOT"), None)
    whole = any(len(words) >= 0.7 * len(text.strip()) for words in asking.orders)  # all of it was found to be an order
    plural = whole and main is not None and main.tag_ in ("VBZ", "NNS") and len(words) <= 5  # "Aisle 6 labels now."
    finite = (
        main is not None
        and not plural
        and (
            main.tag_ in ("VBZ", "VBD", "VBP", "MD")
            or any(child.dep_ in ("nsubj", "nsubjpass", "expl") or child.tag_ == "MD" for child in main.children)
        )
    )
    due = _DUE.search(text) or re.match(
        r"\s*(?:[-*•]\s*)?(?:[A-Z]\w+, )?(?:on|in|at|back|straight|both|all|no|tomorrow|today|tonight)\b",
        text,
        re.IGNORECASE,
    )
    signed = (
        len(words) <= 3 and all(word.text[:1].isupper() for word in words) and not any(word.like_num for word in words)
    )
    if (
        finite
        or signed
        or _REFUSED.fullmatch(text)
        or not (due or whole)
        or len(words) < 2
        or len(doc) > 24
        or "?" in text
        or any(token.lower_ in ("i", "we") for token in words)
        or quoted(text)
        or _NOTHING_ASKED.search(text)
        or text.rstrip()[-1:] in ",:;"
    ):
        return None
    if (
        not asking.marked
        and not re.match(r"\s*(?:[A-Z]\w+, )?(?:on|in) my (?:desk|office|inbox|box|hand)", text, re.IGNORECASE)
        and len(words) > 12
    ):
        return None
    if not asking.marked and not (_DUE.search(text) and re.search(r"\b(?:my|me|us)\b", text, re.IGNORECASE)):
        return None
    if re.match(r"\s*[-*•]\s", text) and asking.form != "please":
        return None
    if re.match(r"\s*(?:[-*•]\s*)?no\b.*\bno\b", text, re.IGNORECASE):
        return None
    return at_end(text)


def _fiat(maker: Callable[[Doc, bool], str | None]) -> Callable[[Asking], str | None]:
    def kind(asking: Asking) -> str | None:
        return maker(asking.doc, asking.marked)

    return kind


KINDS: tuple[Callable[[Asking], str | None], ...] = (
    _fiat(placed),
    told,
    _wanted,
    _fiat(forbidden),
    _everybody,
    _fiat(you_do),
    ordered,
    _fiat(to_be),
    _fiat(must_be),
    _fiat(decreed),
    having,
    _fragment,
)
"""Kinds of order, tried in this order; the first that fits is taken."""
