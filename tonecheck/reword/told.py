"""Orders that say "you will": "You will copy me." → "Please copy me."."""

from __future__ import annotations

import re

from tonecheck.reword import syntax
from tonecheck.reword.asking import Asking, alone, plain_rest, points, questioned, same_subject
from tonecheck.reword.rules import load
from tonecheck.reword.stock import quoted

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

# What follows is a threat, and no request ("If I see it again you will go home").
_ULTIMATUM = re.compile(
    r"\b(?:if|next time|once more|one more|another|the next)\b(?=[^.!?]*\b(?:again|more|another|next|not|fail|miss|late|n['’]t|see it|happens?)\b)|\bor\s*$|\botherwise\b",
    re.IGNORECASE,
)


def told(asking: Asking) -> str | None:
    """ "You will copy me" → "please copy me"; in a dependent clause it stays ("so that you will see")."""
    text = asking.text
    for found in _TOLD.finditer(text):
        head = text[: found.start()]
        if (
            _DEPENDENT.search(head)
            or _ULTIMATUM.search(head)
            or any(span.start <= found.start() < span.end for span in quoted(text))
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
    head, rest = text[: found.start()], same_subject(text[found.end() :])
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
        and plain_rest(rest)
        and not head.strip(" ,-*•")
        and points(text)
        and alone(asking.doc, found.end())
    ):
        return f"{head}Could you{everyone}{adverb} {verb}{questioned(rest)}"
    please = "please don't" if negative else "please"
    if not head.strip(" -–—*•\t"):
        please = please.capitalize()
    return f"{head}{please}{everyone}{adverb} {verb}{rest}"
