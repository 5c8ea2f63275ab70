"""Whether a rewording is still a message: nothing said twice, no remark without what it remarked on, no reason for what isn't asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tonecheck.reword import rules, syntax, tags
from tonecheck.text import split

if TYPE_CHECKING:
    from spacy.tokens import Token

_NOT = re.compile(
    r"\b(?:not|never|cannot|nobody|nothing|no|none|neither|nor|without|\w+n['’]t|dont|cant|wont)\b", re.IGNORECASE
)
_ENDS = frozenset(",;:.!?…–—")
MOST = 0.6
"""Share of its words that must stand in a sentence of the message for a sentence to come from it."""
STUMP = 4
"""Words up to which a sentence must have a verb."""
_REMARK = re.compile(
    r"\W*(?:just (?:a thought|saying|so you know|putting it out there)|I(?:['’]ll| will| have to| must)? (?:just )?(?:have to )?(?:say|tell you) (?:it )?(?:as|like) it is|"
    r"(?:an )?honest(?:ly)?(?: question)?|no offen[cs]e(?: meant| intended)?|there,? I(?:['’]ve)? said it|enough said|say no more|nothing personal|"
    r"I(?:['’]m| am) (?:lost for words|speechless|just being honest|only being honest)|what (?:a nice change|more can I say|can I say)|to be (?:honest|frank|blunt)|"
    r"let (?:me|['’]s) be (?:honest|frank|blunt|clear)(?: (?:here|with you))?|you know (?:that|it)|food for thought|make of that what you will|oh|wow|well)(?:,? (?:mate|[A-Z]\w+))?\W*",
    re.IGNORECASE,
)
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
    r"[;:–—-] please[.!]|\bplease [€$£\d][^.!?\n]*|"
    r"\bI(?: need|['’]d like) (?:I|done|you['’]|we)\b[^.!?\n]*|"  # "I need done by tonight"
    r"\b(?:the|a|an|all|every) \w+ I['’]d like\b[^.!?\n]*|"  # "the night I'd like baker not to"
    r"\bI['’]d ask that no \w+ing\b[^.!?\n]*|"
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
_HANGING = re.compile(
    r"[^.!?\n]*[^.!?\n,\s] (?:is|are|was|were|am|be|been|being|has|have)[.!]|[^.!?\n]*\b(?:it|that|this|there|what|he|she)['’]s[.!]|"
    r"[^.!?\n]*\b(?:you|they|we)['’]re[.!]",
    re.IGNORECASE,
)
"""A verb that has lost what it says ("Mixing up the samples is.")."""
_ENDS_IN = re.compile(r" (?:on|in|by|for|about|over|after|before|under)[.!]+$", re.IGNORECASE)
_QUESTION_WORD = re.compile(r"(?:how|what|where|who|why|which|whether)\b", re.IGNORECASE)
_SUBORDINATE = re.compile(r"(?:when|if|while|because|although|since|unless|whenever)\b", re.IGNORECASE)
_OR = re.compile(r"\bor ((?:I|you|we|they)(?:['’]ll| will| can)? [\w'’]+ [\w'’]+)", re.IGNORECASE)
"""What follows otherwise: without its "or" it is announced."""
_HEADLESS = re.compile(r"(?:yours|his|hers|theirs|mine)\b", re.IGNORECASE)
"""What belongs to something that was named before."""
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
_ASKS = re.compile(r"\b(?:please|pls|plz|could|can you|I['’]?d (?:like|ask|want)|I need|no to)\b", re.IGNORECASE)
_REASON = re.compile(r"[^.!?\n]*\[what is the reason\?\]", re.IGNORECASE)


def remark(sentence: str) -> bool:
    """Whether a sentence only remarks on another one ("Just a thought."): without that one it says nothing."""
    return _REMARK.fullmatch(sentence) is not None


def turned(before: str, after: str) -> str | None:
    """Words that lost the "not" right before them: "You do not reverse alone" must not become "Please reverse alone"."""
    made = tags.align(before, after)
    words = [span.of(before) for span in tags.words(before)]
    for index, goes in enumerate(made.gone):
        if not (goes and _NOT.fullmatch(words[index])):
            continue
        end = next((at for at in range(index, len(words)) if not made.gone[at]), len(words))
        cut = words[index + 1 : end]
        start = next((at + 1 for at in range(index, -1, -1) if not made.gone[at]), 0)
        said = " ".join(made.said[start : end + 1])
        hangs = end < len(words) and syntax.base_form(words[end]) and not any(word in _ENDS for word in cut)
        if hangs and not _NOT.search(said):
            return f"{words[index]} ... {words[end]}"
    return None


def stump(before: str, after: str) -> str | None:
    """A sentence of a few words without a verb or a figure that stands in a rewording and not in the message: what a cut has left."""
    known = {word.lower() for word in re.findall(r"\w+(?:['’]\w+)*", before)}
    for found in re.findall(r"[^.!?\n]+[.!?]?", after):
        words = re.findall(r"\w+(?:['’]\w+)*", found)
        if not 0 < len(words) <= STUMP or found.strip() in before or re.search(r"\d|\[", found):
            continue
        name = len(words) == 1 and (words[0].lower() in rules.first_names() or not syntax.known(words[0].lower()))
        if name or not {word.lower() for word in words} <= known:
            continue
        if not any(token.pos_ in ("VERB", "AUX") for token in syntax.parse(found.strip())):
            return str(found).strip()
    return None


def repeated(before: str, after: str) -> str | None:
    """A sentence that stands twice in a rewording and not in the message."""
    seen: set[str] = set()
    for found in re.findall(r"[^.!?\n\[\]]*(?:\[[^\]\n]*\][^.!?\n\[\]]*)*[.!?]", after):
        words = " ".join(found.lower().split())
        if len(words.split()) > 2 and words in seen and before.lower().count(words) < 2:
            return str(found).strip()
        seen.add(words)
    return None


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
    if words := _no_verb(before, after):
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


def _turned_verb(before: str, after: str) -> str | None:
    """A "please" before a word of the message that was a noun in the middle of a sentence ("before you book leave"), or an infinitive
    that nobody was told ("It's rich to email me ...")."""
    for found in re.finditer(r"\b(?:please|could you|can you) ([a-z]+)\b[^.!?\n]*", after, re.IGNORECASE):
        word = found[1].lower()
        if found[0].lower() in before.lower():
            continue
        own = [t for t in syntax.parse(_source(found[0], before) or before) if t.lower_ == word]
        if not own or any(t.is_sent_start or (t.i and t.nbor(-1).text in ",.:;!?") for t in own):
            continue
        noun = all(t.pos_ in ("NOUN", "PROPN", "ADJ", "NUM") for t in own)
        told = {t.nbor(-2).lower_ for t in own if t.i > 1 and t.nbor(-1).lower_ == "to"}
        if noun or (told and len(told) == len(own) and not told & _TOLD_TO):
            return found[0]
    return None


def orphaned(before: str, after: str) -> str | None:
    """A text that begins with a word for something that was named in what is gone ("It doesn't mention the plan."), or a "they" of whom
    nothing is left."""
    first = re.match(
        r"\s*(?:[A-Z][\w'’-]+, )?(it|they|them|then|he|she|this|that|these|those)\b(?! is not|['’]s not)",
        after,
        re.IGNORECASE,
    )
    if first and not re.match(r"\s*(?:\W*\w+, )?" + first[1] + r"\b", before, re.IGNORECASE):
        return after.strip().partition(".")[0]
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
        if cut or condition or _HANGING.fullmatch(sentence) or _headless(sentence, before):
            return sentence
        if unheld(sentence, _source(sentence, before)):
            return sentence
    return None


def _source(sentence: str, before: str) -> str:
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
    if _SUBORDINATE.match(words) and whole.lower().startswith(f"{same},"):
        return True  # of "When the light went, you ran." the first half
    if any(child.dep_ == "mark" and child.i < root.i for child in root.children):
        return True
    if _QUESTION_WORD.match(words) and "?" not in sentence and sum(token.dep_.startswith("nsubj") for token in doc) < 2:
        return True
    beside = any(token.dep_ in ("conj", "parataxis", "ccomp") and token.pos_ in ("VERB", "AUX") for token in doc)
    return root.pos_ in ("NOUN", "PROPN", "NUM", "SYM") and not beside and _states(whole)


def _states(sentence: str) -> bool:
    return any(
        token.dep_ in ("nsubj", "nsubjpass", "expl") and token.head.pos_ in ("VERB", "AUX")
        for token in syntax.parse(sentence)
    )


def baseless(after: str) -> str | None:
    """A blank for a reason in a sentence that asks for nothing ("Keys to the van, because [what is the reason?].")."""
    reasons = rules.load().reasons
    for found in _REASON.finditer(after):
        clause, blank, _ = found[0].partition("[")
        stated = clause.endswith(_start(reasons["decided"]))
        asked = after[: found.start()] if clause.endswith(_start(reasons["asked"])) else clause
        if blank and "because" in clause and not stated and not _ASKS.search(asked):
            return found[0].strip()
    return None


def _start(reason: str) -> str:
    """What stands before the blank of a reason."""
    return reason.partition("[")[0]
