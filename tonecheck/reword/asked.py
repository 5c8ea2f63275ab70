"""Whether what a rewording asks for is something that can be asked."""

from __future__ import annotations

import re

from tonecheck.reword import rules, syntax
from tonecheck.reword.asking import WHEN
from tonecheck.reword.begged import stands_for
from tonecheck.reword.halves import source
from tonecheck.reword.orders import ON_MY_DESK, PUTTING

_PLEASE = re.compile(
    r"(?:^|(?<=[.!?\n])\s*|\b(?:and|but|so|then) )please(?: ([\w'’-]+)[^.!?\n]*|[.!?]|\s*$)", re.IGNORECASE
)
_BROKEN_PLEASE = re.compile(
    r"\bplease, (?:I|we|he|she|they|it|you|that|this|there)\b[^.!?\n]*|"  # "Please, I drove past."
    r"\bplease [\w'’-]+ (?:is|are|was|were|has|have|goes)\b[^.!?\n]*|"  # "Please code is 4418"
    r"\bplease (?!check|make|ensure|confirm|tell|see|note|say|show|let|put|keep|bring|send)(?:(?!who|which|that|if|what|when|where|how|why|because|so|and|before|after|until|till|once|as|than|whether|while|since)[\w'’-]+ ){2,6}(?:is|are|was|were)\b[^.!?\n]*|"  # "Please boxes 40 to 66 are damp"
    r"\bplease (?:in|on|at|off|to|by|for|with|from|the|a|an|my|your|his|her|their|our|it|its|i|he|she|we|they|this|that|these|those|there|not)\b[^.!?\n]*|"  # "Please off the tools"
    r"\b(?:everyone|everybody|nobody|somebody)\b[^.!?\n]*\bplease [a-z]+s\b[^.!?\n]*|"  # "everyone on the slip please signs in"
    r"\bplease [a-z]+ [^.!?\n]*\band to [a-z]+|"  # "Please ring the bell and to record"
    r"\b(?:of|in|(?<!now )on|at|to|for|with|from|by|than) (?:now |then )?please\b[^.!?\n]*|"  # "the money comes out of now please get it"
    r"(?:^|[.!?] )(?:isn|aren|wasn|weren|doesn|don|didn)['’]t (?!you\b|we\b|it\b|that\b|this\b|be\b|do\b|go\b)[a-z]+ [^.!?\n]*\bplease\b[^.!?\n]*|"
    r"\bplease (?!don['’]t)[^.!?\n]*, you (?:don['’]t|do not|never) (?!know|have|need|want|see|think|like|mean)[a-z]+[^.!?\n]*|"  # "please drive my route, you don't stop"
    r"[;:–—-] please[.!]|\bplease [€$£\d][^.!?\n]*|"
    r"\bI(?: need|['’]d like) (?:I|done|you['’]|we)\b[^.!?\n]*|"  # "I need done by tonight"
    r"\b(?:the|a|an|all|every) \w+ I['’]d like\b[^.!?\n]*|"  # "the night I'd like baker not to"
    r"\bI['’]d ask that no \w+ing\b[^.!?\n]*|"
    r"\bI['’]d like [A-Z][\w'’-]+, to [a-z]+[^.!?\n]*|"  # "I'd like Kabelo, to glove on"
    r"\bI['’]d like (?:the|a|an|your|all|every|each|both|that|this) (?:[\w'’-]+ ){1,3}(?:goes|comes|gets|stays|leaves|is|are|starts|ends|runs|has)\b[^.!?\n]*|"
    r"\bmake (?:the|an?|your|my|our) (?:[\w'’-]+ ){1,2}happen\b|"
    r"(?<=[.!?] )(?:Dr|Mr|Mrs|Ms|Prof)\.? [A-Z]\w+\.$|"
    r"\b(?:it|him|her|them|me|us) please [a-z][^.!?\n]*|"  # "don't ring him about it please send it"
    r"\b(?:is|are|was|were|should|shall|must|passes|goes|gets?|comes?)\b[^.!?\n;]*\band please\b[^.!?\n]*|"  # "Mr. Adeyemi should remove it and please confirm"
    r"\bplease\b[^.!?\n]*\band then you (?!can|may|will|could)[a-z]+[^.!?\n]*|"  # "You send it and then you ask me 'what now'."
    r"\b(?:whoever|anyone|those|nobody)\b[^,.!?\n]*\bplease [a-z]+[^.!?\n]*|"
    r"\bplease (?!pay|charge|refund|transfer|send|add|take|bill|invoice|give|keep|put|knock|deduct)[a-z]+ [€$£][^.!?\n]*|"  # "Tow £540."
    r"\bplease (?:back|straight|up|down|over) (?:to|on|at|in)\b[^.!?\n]*|"
    r"\bplease\b[^.!?\n]*\b(?:pls|plz|plse)\b|\b(?:pls|plz|plse)\b[^.!?\n]*\bplease\b",
    re.IGNORECASE,
)
_COULD = re.compile(r"\b(?:could|can|would) you (?:please )?([\w'’-]+)", re.IGNORECASE)
_NO_VERB = frozenset(
    "a an the it its he his she her they their them we our us i me my you your this that these those is are am was were isn't wasn't has "
    "had of what which who whose why how there here very too any some all each every both neither none nobody nothing "
    "and or but so to in on at for with from by until till as than tonight today tomorrow now yesterday because since".split()
)
_TOLD_TO = frozenset(
    "you have need needs want wants like are is ought got going sure asked ask told tell try remember has had expect them everyone everybody all".split()
)
"""What before "to" tells somebody to do what follows."""


def pasted(before: str, after: str) -> str | None:
    """A "please" that asks for nothing: in the middle of what several do ("From now on I talk, please work."), before what is no
    verb ("Please a cache like this.", "Please touching.", "Then please corrected copies.") or alone."""
    for found in _PLEASE.finditer(after):
        word = found[1] or ""
        idle = (
            not word or word.lower() in _NO_VERB or (word.endswith(("ing", "ed", "s")) and not syntax.base_form(word))
        )
        if idle and found[0].lower() not in before.lower():
            return str(found[0]).strip()
    for found in _COULD.finditer(after):
        if (
            found[1].lower() in _NO_VERB - {"all", "both", "each", "now", "today", "at", "by"}
            and found[0].lower() not in before.lower()
        ):
            return found[0]
    joined = re.search(r"\b(?:I|we|they|he|she) [a-z]+, please [a-z]+[^.!?\n]*", after)
    if joined:
        return joined[0]
    called = re.search(r"(?:\b[Pp]lease|(?:^|[.!?]\s)[Pp]lease,) [A-Z]\w+[.!]", after)
    if called and called[0] not in before:
        return called[0]
    if words := _no_verb(before, after) or _bare_infinitive(before, after):
        return words
    new = (found[0] for found in _BROKEN_PLEASE.finditer(after) if found[0].lower() not in before.lower())
    return next((words.strip() for words in new), None)


def _no_verb(before: str, after: str) -> str | None:
    """A "please" before what is no verb ("Please forms to me.", "Please letter of apology by Monday."), or a question of that kind
    ("Could you amended log to me?")."""
    known = before.lower()
    if words := _turned_verb(before, after):
        return words
    for found in re.finditer(r"(?:^|(?<=[.!?\n])\s*)please ([\w'’-]+)(?: ([\w'’-]+))?[^.!?\n]*", after, re.IGNORECASE):
        if ON_MY_DESK.search(found[0].strip()[len("please ") :]) and found[1].lower() not in PUTTING:
            return found[0].strip()
        if found[0].strip().lower() in known or found[1].lower() in rules.load().words["orders"]:
            continue
        word = syntax.parse(found[0].strip())[1]
        noun = word.tag_ in ("NN", "NNS", "NNP", "NNPS", "JJ", "CD", "VBN", "VBD")
        if noun and (not syntax.base_form(word.lower_) or (found[2] or "").lower() in ("of", "is", "are")):
            return found[0].strip()
    for found in _COULD.finditer(after):
        past = found[1].lower().endswith("ed") and not syntax.base_form(found[1].lower())
        if past and found[0].lower() not in known:
            return found[0]
    return None


def _bare_infinitive(before: str, after: str) -> str | None:
    """A sentence that begins with what was an infinitive ("It would be a pity to have to bring it up." → "Bring it up.")."""
    for found in re.finditer(r"(?:^|(?<=[.!?])\s+)([A-Z][a-z]+) [^.!?\n]+[.!]", after):
        sentence, word = found[0].strip(), found[1].lower()
        if sentence in before or not syntax.base_form(word) or re.search(r"\bplease\b", sentence, re.IGNORECASE):
            continue
        own = [t for t in syntax.parse(source(sentence, before) or "") if t.lower_ == word]
        if own and all(t.i and t.nbor(-1).lower_ == "to" for t in own):
            return sentence
    return None


def _turned_verb(before: str, after: str) -> str | None:
    """A "please" before a word of the message that was a noun in the middle of a sentence ("before you book leave"), or an infinitive
    that nobody was told ("It's rich to email me ...")."""
    for found in re.finditer(r"\b(?:please|could you|can you) ([a-z]+)\b[^.!?\n]*", after, re.IGNORECASE):
        word = found[1].lower()
        if found[0].lower() in before.lower() or stands_for(f"{found[0]}.", before):
            continue
        own = [t for t in syntax.parse(source(found[0], before) or before) if t.lower_ == word]
        if not own or any(t.is_sent_start or (t.i and t.nbor(-1).text in ",.:;!?") for t in own):
            continue
        if all(t.i > 1 and t.nbor(-1).lower_ == "just" and t.nbor(-2).lower_ in ("you", "you've") for t in own):
            return found[0]  # "You just cost us the order."
        begins = re.search(rf"\b{WHEN}{re.escape(word)}\b", before, re.IGNORECASE)
        noun = not begins and all(t.pos_ in ("NOUN", "PROPN", "ADJ", "NUM") for t in own)
        told = {t.nbor(-2).lower_ for t in own if t.i > 1 and t.nbor(-1).lower_ == "to"}
        if noun or (told and len(told) == len(own) and not told & _TOLD_TO):
            return found[0]
    return None
