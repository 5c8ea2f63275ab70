"""Sarcasm to the plain statement behind it: "Nice of you to turn up at 9:40." → "You turned up at 9:40."."""

from __future__ import annotations

import re

from lemminflect import getInflection, getLemma

from tonecheck.reword import syntax

_HEAD = r"(?P<head>^\s*(?:[A-Z][\w'’-]+, |(?:so|well|oh|ah|and|but|wow),? )*)"
_KIND = re.compile(
    _HEAD
    + r"(?:(?:it was |it['’]s |how |so |very |really |awfully |terribly )*(?:nice|kind|good|lovely|sweet|generous|decent|brave|clever|thoughtful|considerate|big|gracious)"
    r" of you to|(?:so |very |really )?(?:glad|happy|pleased|delighted) (?:that )?you (?:could|decided to|chose to|managed to|found (?:the )?time to|bothered to|deigned to)"
    r"|you (?:finally |actually |at last )?(?:managed|decided|chose|bothered|deigned|saw fit) to)"
    r" (?:finally |at last |eventually |even )?(?P<verb>[a-z]+)\b(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_FOR = re.compile(
    _HEAD
    + r"(?:(?:a (?:big |huge |round of )?(?:hand|applause) (?:to|for) you |(?:many |so many |special )?(?:thanks|thank you|well done|congratulations|congrats|congratulation|kudos|bravo|hats off|"
    r"(?:great|good|nice|lovely|brilliant|fantastic) (?:job|work)|full marks|top marks)(?: so much| very much| a lot| a bunch| a million| again| to you| you)*,? (?:for|on|at)))"
    r" (?P<not>not )?(?:finally |at last |actually |once again |again )?(?P<verb>[a-z]+ing)\b(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_LOVE = re.compile(
    _HEAD
    + r"(?:(?:I )?(?:just |do |really |simply |absolutely |so )*(?:love|adore|like|admire|enjoy|appreciate)|(?:it['’]s )?(?:funny|interesting|amazing|fascinating|impressive|remarkable|adorable|cute))"
    r" (?:how|that|the way|it when) (?P<rest>(?:you|they|he|she|your|the|it|we)\b.*)$",
    re.IGNORECASE | re.DOTALL,
)
_OPENER = re.compile(
    _HEAD
    + r"(?:(?:many )?congratulations|congrats|bravo|well done|(?:great|good|nice|lovely|brilliant|fantastic|superb) (?:job|work|one|going|stuff)|brilliant|wonderful|fantastic|marvellous|marvelous|"
    r"splendid|lovely|great|superb|wow|hooray|surprise(?: surprise)?|slow clap|ta-?da|(?:aw,? )?bless(?: you| him| her| your heart)?|oh dear|dear me|my my|tut tut|guess what|newsflash|news flash|fun fact|"
    r"here['’]s a (?:thought|tip|novel idea|crazy idea|wild idea)|how (?:sweet|cute|quaint|charming|adorable|precious|original|convenient))(?: [A-Z][\w'’-]+)?(?:,|!|:|…|\.\.\.| –| —) ?(?P<rest>\w.*)$",
    re.IGNORECASE | re.DOTALL,
)


def plain(sentence: str) -> str:
    """The statement behind a sneer, where it can be told; only for sentences found to be contempt or passive aggression.

    Sincere thanks have the same words, so nothing here looks for the tone: that is for the findings.
    """
    if (found := _KIND.match(sentence)) and (did := _did(found["verb"])):
        return _said(found["head"], f"You {did}", found["rest"], sentence)
    if (found := _FOR.match(sentence)) and (verb := _verb(found["verb"])):
        did = f"didn't {verb}" if found["not"] else _did(verb)
        return _said(found["head"], f"You {did}", found["rest"], sentence) if did else sentence
    if found := _LOVE.match(sentence) or _OPENER.match(sentence):
        return _said(found["head"], "", found["rest"], sentence)
    return sentence


def _verb(word: str) -> str:
    """The bare form of a word in -ing."""
    lemmas = getLemma(word.lower(), upos="VERB")
    return lemmas[0] if lemmas and lemmas[0] != word.lower() else ""


def _did(verb: str) -> str:
    """The simple past of a bare form; nothing where the word is no verb."""
    if not syntax.base_form(verb):
        return ""
    forms = getInflection(verb.lower(), "VBD")
    return "were" if verb.lower() == "be" else forms[0] if forms else ""


def _said(head: str, start: str, rest: str, sentence: str) -> str:
    """The statement after a name that is addressed; other openers go as well."""
    name = re.match(r"\s*[A-Z][\w'’-]+, ", head)
    keep = (
        name[0] if name and name[0].strip(" ,").lower() not in ("so", "well", "oh", "ah", "and", "but", "wow") else ""
    )
    text = start + rest if start else rest
    text = keep + (
        text[0].lower() + text[1:]
        if keep and not re.match(r"I\b", text) and (start or text[:4].lower() in ("you ", "the ", "your"))
        else text
    )
    if sentence.lstrip()[:1].islower():
        text = text[:1].lower() + text[1:]
    return syntax.tidy(re.sub(r"!+(?=\s*$)", ".", text), sentence)
