"""A bare order becomes a request: "Scan them today." → "Please scan them today.", "Could you scan them today?" and more.

Each kind of order is one function from a sentence to its request, or to None where it isn't of that kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tonecheck.reword import syntax
from tonecheck.reword.fiats import decreed, forbidden, to_be, you_do
from tonecheck.reword.orders import imperative, quoted
from tonecheck.reword.rules import load

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

FORMS = ("please", "could", "end", "ask")
"""Forms of a request, in turn: "Please scan it.", "Could you scan it?", "Scan it, please.", "I'd ask you to scan it."."""
_POLITE = re.compile(
    r"\b(?:please|pls|plz|plse|kindly|(?:could|would|can|may|might) (?:you|we|I|everyone|everybody|somebody|someone)|will you|I['’]d (?:like|ask|need)|I would (?:like|ask)|I(?:['’]d)? ask you)\b",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?P<subject>you all|all of you|(?:each|one|both|some|none) of you|you lot|you two|you guys|you people|you|u)(?P<aux>['’]ll| will| must| shall| are to| have to| need to| are going to|['’]re to|['’]re going to|['’]ve got to| had better|['’]d better"
    r"| can ?not| can['’]?t| cant| may| are not to| are (?:no longer|not) (?:allowed|permitted) to| are expected to| are required to| are hereby [\w ]*?to| wo(?=n['’]t)| must(?=n['’]t))"
    r"(?P<no> not|n['’]t|)(?P<adv>(?: also| now| then| simply| just| personally| therefore| immediately| never| only)?) (?P<verb>[a-z]+)\b",
    re.IGNORECASE,
)
_DEPENDENT = re.compile(
    r"\b(?:if|when|that|because|so|what|where|how|which|whether|who|whom|until|till|before|after|think|hope|know|sure|said|says|say|told|wrote|tell|as|once|unless|than|why|while|where|everything|all|anything|thing|time|way|the \w+|then|and maybe|maybe|perhaps)\s*$",
    re.IGNORECASE,
)
_WANT = re.compile(
    r"\bI (?:really |simply |just |only |still |now |also )?(?P<verb>want|need|expect|demand|require|insist on)(?P<after> you to| you (?=back|here|there|in|on|off|out|at)| to|)(?= )",
    re.IGNORECASE,
)
_NO_WANT = re.compile(
    r"^ (?:to )?(?:believe|mention|point|stress|emphasi[sz]e|remind|be|add|say|thank|apologi[sz]e|congratulate|you\b|not\b|more than| you to (?:know|understand|see|hear|think|imagine|be|have)\b|no\b|nothing|know|understand|stop|help|it or|as|and|but)",
    re.IGNORECASE,
)
_TIME = r"(?:[A-Z]?\w+ )?\b(?:by|before|until|till|within|from|at) (?:the )?(?:\d|noon|five|six|four|three|two|ten|nine|eight|seven|midday|lunch|monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|tonight|today|close|end|eod|cob|now)"
_DUE = re.compile(_TIME, re.IGNORECASE)
_VOCATIVE_END = re.compile(r",? (?P<name>[A-Z][\w'’-]+)(?P<end>[.!]*)\s*$")
_NOTHING_ASKED = re.compile(
    r"\b(?:thanks|thank you|regards|cheers|sorry|congratulations|welcome|good|great|late|again|wrong|still|excuses?|stories|story|discussions?|debate|questions?|exceptions?|drama|thank|bye|true|shame|wonder|way|idea|problem|worries|surprise|need to|point|use)\b|^(?:fine|right|ok|okay|yes|no|and|but|because|so|re|subject|cc)\b[^ ]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asking:
    """One sentence to be asked: `form` of FORMS; `marked` where the sentence was found to be an order; `orders` its words."""

    doc: Doc
    form: str
    orders: tuple[str, ...]

    @property
    def text(self) -> str:
        return self.doc.text

    @property
    def marked(self) -> bool:
        return bool(self.orders)


def request(sentence: str, turn: int = 0, orders: Sequence[str] = ()) -> str:
    """A bare order as a request; any other sentence comes back as it was.

    `turn` counts the orders of a message, so that they don't all sound alike. `orders` are words of the sentence that were found
    to be an order; without them only what is an order by its form is changed ("The note goes out today." is none).
    """
    if not sentence.strip() or _POLITE.search(sentence) or (sentence.rstrip().endswith("?") and not orders):
        return sentence
    there = tuple(words for words in orders if words.strip() and words.strip() in sentence)
    form = FORMS[turn % len(FORMS)] if turn >= 0 else "please"
    asking = Asking(syntax.parse(sentence), form, there)
    for kind in KINDS:
        text = kind(asking)
        if text is not None and text != sentence:
            return _fitting(syntax.tidy(re.sub(r"!+(?=\s*$)", ".", text), sentence), sentence)
    return sentence


def _fitting(text: str, original: str) -> str:
    """With the writer's apostrophes, or without any ("dont" and "id" go together badly: "i would")."""
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


def _told(asking: Asking) -> str | None:
    """ "You will copy me" → "please copy me"; in a dependent clause it stays ("so that you will see")."""
    text = asking.text
    for found in _TOLD.finditer(text):
        if _DEPENDENT.search(text[: found.start()]) or any(
            span.start <= found.start() < span.end for span in quoted(text)
        ):
            continue
        if (asked := _told_at(asking, found)) is not None:
            return asked
    return None


def _told_at(asking: Asking, found: re.Match[str]) -> str | None:
    text = asking.text
    verb, aux = found["verb"].lower(), found["aux"].strip().lower()
    negative = bool(found["no"].strip() or re.match(r"can|wo|are (?:no|not)", aux) or found["adv"].strip() == "never")
    if verb in ("not", "a", "the", "in", "on", "well", "all") or not syntax.base_form(verb):
        return None
    binding = bool(
        re.match(
            r"must|are to|have to|need to|['’]re to|['’]ve got|.*expected|.*required|.*better|.*hereby|.*allowed", aux
        )
    )
    if (
        aux in ("have to", "need to", "are to")
        and not asking.marked
        and not re.search(r"(?:^|[,;:–—-])\s*(?:\w+,? )?$", text[: found.start()])
    ):
        return None
    told = verb not in load().words["stative"] or (binding and verb not in ("know", "understand", "think", "see"))
    if (aux in ("may", "cannot", "can't", "can’t", "cant", "can not") or not told) and not asking.marked:
        return None
    if (aux == "may" and not negative) or (
        not told
        and not negative
        and verb
        in ("be", "have", "find", "see", "get", "notice", "hear", "receive", "lose", "know", "regret", "understand")
    ):
        return None
    head, rest = text[: found.start()], _same_subject(text[found.end() :])
    adverb = found["adv"].replace(" never", "").replace(" just", "").replace(" simply", "")
    if " of " in found["subject"] and not found["subject"].lower().startswith("all"):
        what = (
            "I'd ask that none of you"
            if found["subject"].lower().startswith("none")
            else f"I'd like {found['subject'].lower()}{' not' if negative else ''} to"
        )
        return f"{head}{what}{adverb} {verb}{rest}"
    everyone = " all" if found["subject"].lower() in ("you all", "all of you") else ""
    if (
        asking.form == "could"
        and not negative
        and _plain_rest(rest)
        and not head.strip(" ,-*•")
        and _points(text)
        and _alone(asking.doc, found.end())
    ):
        return f"{head}Could you{everyone}{adverb} {verb}{_questioned(rest)}"
    please = "please don't" if negative else "please"
    if not head.strip(" -–—*•\t"):
        please = please.capitalize()
    return f"{head}{please}{everyone}{adverb} {verb}{rest}"


def _same_subject(rest: str) -> str:
    """What goes on with the same subject goes on as part of the request: "and you will" → "and"."""
    return re.sub(
        r"(?P<seam>, and|,| and) you(?:['’]ll| will| must| have to| need to)?(?= (?!are|were|have|had|can|could|didn|don|do|know|won|will|must|shall|would|should)[a-z]+\b)",
        lambda hit: hit["seam"],
        rest,
    )


def _plain_rest(rest: str) -> bool:
    """Whether the rest of an order can stand in a question: no clause of its own follows, no list."""
    return (
        not re.search(
            r"[;:–—]|\b(?:or|because|so that|otherwise|but|I['’]m|we['’]re|that['’]s|it['’]s|if|don['’]?t|never|not)\b|[.!?…].",
            rest,
        )
        and len(rest.split()) <= 22
        and rest.count(",") <= 2
        and not re.search(r",(?: and)? (?:I|you|we|it|that|this|he|she|they|the|your|nobody|no)\b", rest)
    )


def _alone(doc: Doc, start: int) -> bool:
    """Whether no clause with a subject of its own stands beside the order after `start` ("..., and Pavel will walk behind")."""
    return not any(
        token.dep_ in ("nsubj", "nsubjpass", "expl")
        and token.idx >= start
        and token.head.dep_ in ("ROOT", "conj", "ccomp", "parataxis", "dep")
        and not any(child.dep_ == "mark" or child.tag_ in ("WDT", "WP", "WRB") for child in token.head.children)
        and (token.left_edge.i and token.left_edge.nbor(-1).text in (",", "and", ";", "but"))
        for token in doc
    )


def _points(text: str) -> bool:
    return text.rstrip()[-1:] in ".!"


def _questioned(rest: str) -> str:
    return re.sub(r"[.!]+\s*$", "?", rest)


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
        if not head.strip(" ,-*•") and _plain_rest(rest) and _points(text) and asking.form in ("please", "could"):
            return f"{head}Could you{_questioned(rest)}"
        return f"{head}I'd {'ask' if found['verb'].lower() == 'expect' else 'like'} you to{rest}"
    return f"{head}I'd like{found['after']}{rest}"


def _ordered(asking: Asking) -> str | None:
    """An imperative, with please before it, or as a question."""
    verb = imperative(asking.doc, asking.orders)
    if verb is None:
        return None
    text = asking.text
    head, rest = text[: verb.idx], text[verb.idx :]
    at_start = not head.strip(" \"'“‘-–—*•>\t,")
    if re.match(r"\s*[-*•–]\s", head) and asking.form != "please":
        return None
    after = _forbidden_rest(verb, rest)
    if after is not None:
        return f"{_shortened(head)}{'Please' if at_start else 'please'} don't{after}"
    head = _shortened(head)
    if verb.text[:1].isupper() and not (len(verb.text) > 1 and verb.text.isupper()):
        rest = rest[0].lower() + rest[1:]
    rest = _same_subject(_chained(asking.doc, verb, rest))
    capital = at_start or not head.strip(" -–—*•\t")
    return _asked(asking, verb, head, rest, capital)


def _asked(asking: Asking, verb: Token, head: str, rest: str, capital: bool) -> str:
    """The form of the turn where it fits, else please."""
    simple = (
        _points(asking.text)
        and _alone(asking.doc, verb.idx)
        and _plain_rest(rest)
        and _lead(head)
        and verb.lower_ not in ("forget", "try")
    )
    if asking.form == "could" and simple:
        return f"{head}{'C' if capital else 'c'}ould you {_questioned(rest)}"
    if asking.form == "ask" and simple and verb.lower_ not in ("be", "have", "let"):
        return f"{head}I'd ask you to {rest}"
    if asking.form == "end" and simple and "," not in rest and len(rest.split()) <= 9:
        kept = rest[0].upper() + rest[1:] if capital else rest
        return head + at_end(kept)
    return f"{head}{'Please' if capital else 'please'} {rest}"


def _lead(head: str) -> bool:
    """Whether before an order stands nothing but a name, a time, a condition or a small word."""
    if re.search(r"[;:.!?…–—]|\b(?:is|are|was|were)\b", head) or len(head.split()) > 9:
        return False
    return "," not in head or bool(
        re.match(
            r"\s*[A-Z][\w'’-]+, ?$|\s*(?:if|when|once|until|from|by|before|after|as|next|then|so|today|tomorrow)\b[^,]*, ?$",
            head,
            re.IGNORECASE,
        )
    )


def _shortened(head: str) -> str:
    """ "Just" and "simply" before an order say that it is easy: they go."""
    return re.sub(r"\b(?:just|simply)\s+$", "", head, flags=re.IGNORECASE)


def _forbidden_rest(verb: Token, rest: str) -> str | None:
    """What follows "don't", "do not" or "never"; None where the verb orders something."""
    if verb.lower_ in ("don't", "don’t", "dont", "never"):
        return re.sub(r"^ ever\b", "", rest[len(verb.text) :])
    if verb.lower_ == "do":
        found = re.match(r"do ?(?:n['’]?t|not)(?: ever| even| you dare)?\b", rest, re.IGNORECASE)
        return rest[found.end() :] if found else None
    return None


def _chained(doc: Doc, verb: Token, rest: str) -> str:
    """Two orders with only a comma between them get an "and": "change it, merge today" → "change it and merge today"."""
    seconds = [
        token
        for token in doc
        if token.i > verb.i + 1
        and token.nbor(-1).text == ","
        and token.tag_ in ("VB", "VBP")
        and token.lower_ in load().words["orders"]
        and not any(child.dep_ in ("nsubj", "nsubjpass") for child in token.children)
    ]
    commas = [token for token in doc[verb.i :] if token.text in (",", ";", "–", "—", ":")]
    if len(seconds) == 1 and len(commas) == 1:
        at = commas[0].idx - verb.idx
        return rest[:at] + " and" + rest[at + 1 :]
    return rest


def at_end(text: str) -> str:
    """With a please at the end, before a name that is addressed there."""
    if (named := _VOCATIVE_END.search(text)) and text[named.start()] == ",":
        return f"{text[: named.start()]} please, {named['name']}{named['end']}"
    body = text.rstrip()
    points = re.search(r"[.!]*$", body)
    closing = points[0] if points else ""
    comma = "" if not closing and body[:1].islower() else ","
    return f"{body[: len(body) - len(closing)]}{comma} please{closing}"


def _everybody(asking: Asking) -> str | None:
    """ "Somebody ring the plumber." → "Could somebody ring the plumber?"."""
    found = re.match(
        r"(?P<head>\s*(?:\w+, )?)(?P<who>somebody|someone|one of you|everybody|everyone) (?P<verb>[a-z]+)\b(?P<rest>.*)",
        asking.text,
        re.IGNORECASE | re.DOTALL,
    )
    if found is None or not _points(asking.text) or not _plain_rest(found["rest"]):
        return None
    verb = next((token for token in asking.doc if token.idx == found.start("verb")), None)
    if verb is None or verb.tag_ not in ("VB", "VBP") or verb.lower_ not in load().words["orders"]:
        return None
    return f"{found['head']}{'C' if not found['head'].strip() else 'c'}ould {found['who'].lower()} {found['verb']}{_questioned(found['rest'])}"


def _fragment(asking: Asking) -> str | None:
    """An order without a verb ("On my desk by five.") gets its please at the end."""
    doc, text = asking.doc, asking.text
    words = [token for token in doc if not token.is_punct and not token.is_space]
    main = next((token for token in doc if token.dep_ == "ROOT"), None)
    finite = main is not None and (
        main.tag_ in ("VBZ", "VBD", "VBP", "MD")
        or any(child.dep_ in ("nsubj", "nsubjpass", "expl") or child.tag_ == "MD" for child in main.children)
    )
    due = _DUE.search(text) or re.match(
        r"\s*(?:[-*•]\s*)?(?:[A-Z]\w+, )?(?:on|in|at|back|straight|both|all|no)\b", text, re.IGNORECASE
    )
    signed = (
        len(words) <= 3 and all(word.text[:1].isupper() for word in words) and not any(word.like_num for word in words)
    )
    if (
        finite
        or signed
        or not due
        or len(words) < 2
        or len(doc) > 24
        or "?" in text
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
    _told,
    _wanted,
    _fiat(forbidden),
    _everybody,
    _fiat(you_do),
    _ordered,
    _fiat(to_be),
    _fiat(decreed),
    _fragment,
)
"""Kinds of order, tried in this order; the first that fits is taken."""
