"""Sentences that sting and stand for something plain: a question for a request, a jab for what wasn't done.

"Would it kill you to answer the phone?" → "Please answer the phone.", "You didn't even bother to test it." → "You didn't test it."
"""

from __future__ import annotations

import re

from tonecheck.reword import syntax
from tonecheck.text import split

_HEAD = r"^(?P<head>\s*(?:[-*•] )?(?:[A-Z][\w'’-]+, )?)(?:(?:seriously|honestly|frankly|really|so|and|but|well),? )?"
_WHOM = r"(?:you|you (?:all|lot|people|guys)|everyone|everybody|people|anyone|anybody)"
_AGAIN = r"(?: (?:again|every (?:single )?(?:time|day|week|month|shift)|each time|all the time|once more))?"
_TELL = r"(?:tell|ask|remind|beg)"
_ASKED = re.compile(
    _HEAD
    + r"(?:(?:would|will|did) it (?:really |actually )?(?:kill|hurt) "
    + _WHOM
    + r" to"
    + r"|(?:is|was|would) it (?:be )?(?:really |honestly |actually )?(?:so|that|too) (?:hard|difficult|complicated|tricky|much trouble|much to ask|much effort)(?: (?:for|of) "
    + _WHOM
    + r")?(?: to| that you)"
    + r"|how (?:hard|difficult|complicated) (?:is it|can it be|could it be|would it be)(?: for "
    + _WHOM
    + r")? to"
    + r"|can(?:['’]?t|not) you(?: (?:just|even|at least|simply|please|for once|ever|all))+"
    + r"|(?:do|must|why do|how (?:often|many (?:more )?times) (?:do|must|will)) I (?:really |seriously |still |always )?(?:(?:have|need) to )?"
    + _TELL
    + rf" {_WHOM}{_AGAIN}(?: to|(?= not to ))"
    + r"|I (?:really |honestly )?(?:should(?:n['’]?t| not)|don['’]?t want to|hate to) (?:(?:have|need) to )?(?:keep )?(?:telling|asking|reminding|begging|tell|ask|remind|beg)"
    + rf" {_WHOM}{_AGAIN}(?: to|(?= not to ))"
    + r"|how about you(?: just| actually)?|(?:did|does) it (?:ever |never |not )?occur to you to|did you (?:ever |not )?think to)"
    + r" (?P<not>not (?:to )?)?(?:just |actually |simply |finally )?(?P<verb>[a-z]+)\b(?P<rest>[^?!]*)[?!.]*\s*$",
    re.IGNORECASE,
)
_TRIED = re.compile(
    _HEAD
    + r"(?:have you (?:ever |even |actually )?(?:tried|considered|thought (?:of|about))|(?:you (?:might|could|should) )?try|how about|ever tried)"
    + r" (?:actually |just |maybe )?(?P<verb>[a-z]+ing)\b(?P<rest>[^?!]*)[?!.]*\s*$",
    re.IGNORECASE,
)
_BOTHERED = re.compile(
    r"(?P<who>\b(?:you|he|she|they|[A-Z][\w'’-]+|nobody|no one))(?: (?:all|clearly|obviously|apparently|evidently|just|simply))* "
    r"(?:(?:did(?:n['’]?t| not) (?:even )?(?:bother|care)|could(?:n['’]?t| not) (?:even )?be (?:bothered|arsed|fussed))(?: to| with)?|(?P<did>bothered|cared|thought) to)"
    r" (?:even )?(?P<verb>[a-z]+)\b",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    _HEAD
    + r"(?:please )?(?:don['’]?t|do not) (?:even )?bother (?P<verb>[a-z]+ing)\b(?P<what>[^.!?,;]*?) (?:until|till|before) (?P<when>[^.!?]+?)[.!]*\s*$",
    re.IGNORECASE,
)
_SPARE = re.compile(
    _HEAD
    + r"(?:please )?(?:(?:don['’]?t|do not) (?:even )?(?:bother|you dare|think (?:of|about)) (?:to )?(?P<doing>[a-z]+(?:ing)?)|(?:don['’]?t|do not) you (?:ever|dare|dare to) (?P<verb>[a-z]+))\b(?P<rest>[^.!?]*?)(?:,? (?:ever )?again)?[.!]*\s*$",
    re.IGNORECASE,
)
_THINKING = re.compile(
    _HEAD
    + r"what (?:on earth |the hell |in god['’]s name )?were you thinking,? (?:(?P<verb>[a-z]+ing)\b|when you (?P<past>[a-z]+)\b)(?P<rest>[^?!.]*)[?!.]*\s*$",
    re.IGNORECASE,
)
_CLEARLY = re.compile(r"^(?:clearly|obviously|apparently|evidently|seriously),? ", re.IGNORECASE)
_FOR_ONCE = re.compile(
    r",? (?:for (?:once|a change)|just (?:this )?once|next time round|like everyone else|in your life)(?=,|$)",
    re.IGNORECASE,
)


def begged(sentence: str) -> str:
    """The request or the statement behind a sentence that stings; any other comes back as it was. Sincere questions have the same words
    ("Have you tried restarting it?"), so this is only for what was found to sting."""
    for found, base in ((_ASKED.match(sentence), True), (_TRIED.match(sentence), False)):
        if found and (verb := found["verb"] if base and syntax.base_form(found["verb"]) else _base(found["verb"])):
            not_ = "don't " if base and found["not"] else ""
            rest = _FOR_ONCE.sub("", found["rest"].rstrip(" .!"))
            please = "please" if found["head"].strip(" -*•") else "Please"
            text = f"{found['head']}{please} {not_}{verb.lower()}{rest}"
            return syntax.tidy(f"{text.rstrip()}.", sentence)
    if (text := spared(sentence)) != sentence:
        return text
    if (found := _THINKING.match(sentence)) and (did := found["past"] or _past(_base(found["verb"]))):
        you = "you" if found["head"].strip(" -*•") else "You"
        return syntax.tidy(f"{found['head']}{you} {did.lower()}{found['rest'].rstrip()}.", sentence)
    if (found := _UNTIL.match(sentence)) and (verb := _base(found["verb"])):
        please = "please" if found["head"].strip(" -*•") else "Please"
        return syntax.tidy(f"{found['head']}{please} {verb}{found['what']} once {found['when']}.", sentence)
    return bothered(sentence)


def spared(sentence: str) -> str:
    """ "Don't bother sending me such drafts again." → "Please don't send me such drafts."."""
    found = _SPARE.match(sentence)
    if found is None or _UNTIL.match(sentence):
        return sentence
    doing = found["verb"] or found["doing"]
    verb = doing if syntax.base_form(doing) else _base(doing)
    if not verb or re.match(r"com(?:e|ing)\b|repl|answer", doing):
        return sentence
    please = "please" if found["head"].strip(" -*•") else "Please"
    return syntax.tidy(f"{found['head']}{please} don't {verb.lower()}{found['rest']}.", sentence)


def stands_for(sentence: str, message: str) -> bool:
    """Whether a sentence is what one of a message's stands for."""
    return any(begged(own) == sentence.strip() != own for own in (span.of(message).strip() for span in split(message)))


def bothered(sentence: str) -> str:
    """ "You couldn't be bothered to test it." → "You didn't test it.", "Nobody bothered to test it." → "Nobody tested it."."""
    found = _BOTHERED.search(sentence)
    if found is None:
        return sentence
    nobody = found["who"].lower() in ("nobody", "no one")
    verb = found["verb"] if syntax.base_form(found["verb"]) else _base(found["verb"])
    if not verb or bool(found["did"]) is not nobody:
        return sentence
    did = f" {_past(verb)}" if nobody else f" didn't {verb}"
    text = sentence[: found.start()] + found["who"] + did + sentence[found.end() :]
    return syntax.tidy(_CLEARLY.sub("", text), sentence)


def _base(word: str) -> str:
    """The bare form of a word in -ing."""
    from lemminflect import getLemma  # brings all of spaCy

    lemmas = getLemma(word.lower(), upos="VERB")
    return lemmas[0] if word.lower().endswith("ing") and lemmas and lemmas[0] != word.lower() else ""


def _past(verb: str) -> str:
    if not verb:
        return ""
    from lemminflect import getInflection  # brings all of spaCy

    forms = getInflection(verb.lower(), "VBD")
    return forms[0] if forms and " " not in forms[0] else verb  # "proof read"
