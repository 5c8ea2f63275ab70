"""Threats to the real consequence: "One more and I will report you to Matron." → "If it happens again I'll have to report it to Matron."."""

from __future__ import annotations

import re

from tonecheck.reword import syntax

_IF = (
    r"(?P<head>^\s*(?:[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?, )?)(?:(?:and|but|so) )?"
    r"(?:(?:just )?one more (?P<thing>(?!and\b|then\b|like\b|of\b|time\b|strike\b|chance\b|word\b|slip)(?:(?!and\b|then\b)[\w'’-]+ ?){1,6}(?<! ))|(?:just )?(?:one|once) more(?: (?!and\b|then\b)[\w'’-]+){0,4}|(?:the )?next (?!week|month|year|quarter|morning|shift|steps?\b)\w+(?: (?:you|it|this)(?: [\w'’-]+){1,5}?)?|(?:do|try|pull|try) (?:it|that|this)(?: [\w'’-]+)? (?:again|once more|one more time)"
    r"|(?P<deed>(?P<verb>(?!if\b|late\b|absent\b|missing\b|asleep\b|drunk\b|off\b|(?:re)?(?:do|clean|wash|write|check|count|run|test|sweep|mop|read)\b)[A-Za-z]+)(?: [\w'’-]+){0,6} (?:again|once more|one more time|one more [\w'’-]+)(?: (?!and\b)[\w'’-]+){0,4})"
    r"|(?P<state>(?:late|absent|missing|asleep|drunk|off sick) (?:again|once more|one more time)(?: (?!and\b)[\w'’-]+){0,4})"
    r"|(?P<again>if (?:I|it|this|that)(?: [\w'’-]+){1,5} (?:again|once more|one more time)))"
)
_SEAM = r"(?:,? (?:and|then)|,)? "
_REAL = (
    r"you(?:['’]re| are|['’]ll| will) (?:be |go |going |off |sent )*(?P<place>home|suspended)(?P<when>[^.!?]*)"
    r"|(?:it['’]s a |you(?:['’]ll| will) (?:get|have|be getting) a |I(?:['’]ll| will|['’]m giving) (?:give |write )?you a )(?P<paper>(?:formal |written |final |verbal |first |second )+(?:written )?warning)"
    r"|I(?:['’]ll| will|['’]m going to| am going to|['’]m| am)?(?: have to)? (?P<act>report|reporting|tell|telling|call|calling|ring|inform|informing|escalate|escalating|forward|forwarding|raise|take|taking|send|sending|write|go|going|put|hand|pass|note|record|suspend|move|give|speak|bring)"
    r"(?P<what>(?: [\w'’€£$,.-]+?){1,10})"
)
_THREAT = re.compile(_IF + _SEAM + r"(?:" + _REAL + r")(?P<end>[.!?]*\s*)$", re.IGNORECASE | re.DOTALL)
_OTHERS = re.compile(
    _IF
    + r"(?:,? (?:and|then)|,)? (?P<then>(?:you(?:['’](?:ll|re)| will| can| are| get| lose| go)|I(?:['’](?:ll|m)| will| am)|it(?:['’]s|['’]ll| is| will| comes| goes)|we(?:['’]ll| will)|there will|heads)\b"
    r"[^.!?]*)(?P<end>[.!?]*\s*)$",
    re.IGNORECASE | re.DOTALL,
)
_REAL_PRICE = re.compile(
    r"you (?:can |will )?(?P<hand>hand in your (?:\w+ )?(?:keys?|card|laptop|phone|badge))|(?:you(?:['’]ll| will)? go home|it (?:comes|goes|will come|will go)|you(?:['’]re| are|['’]ll be| will be) (?=off the)).*"
    r"\b(?:without pay|unpaid|(?:out of|off|from) your (?:pay|wages|salary)|off the (?:account|project|case|rota|team))",
    re.IGNORECASE,
)
"""What costs somebody something definite: it is told as it is."""
_DISMISSED = (
    r"(?:you(?:['’]re| are|['’]ll be| will be) (?:all |both )?(?:out|gone|fired|finished|done|history|toast|sacked|out of (?:here|a job|work)|looking for (?:a new|another) job)(?: here| for good)?"
    r"|you(?: can| will|['’]ll| may| might as well)? (?:(?:start |go |go and )?(?:look(?:ing)?|find) (?:for )?(?:yourself )?(?:another|a new|a different|some other) (?:job|employer|boss|place(?: to work)?)"
    r"|(?:pack|clear|collect|empty) your (?:bags?|things|stuff|desk|locker|cards|tools)|hand in your (?:notice|keys?|badge|apron|uniform|pass))"
    r"|(?:it|that)(?:['’]s|['’]ll be| is| will be) your job|(?:don['’]t|you needn['’]t|no need to) (?:bother )?com(?:e|ing) back)(?:,? (?:and )?that['’]s a promise)?"
)
_TALKED = r"(?P<talk>(?:we|I|you and I)(?:['’]ll| will)? (?:(?:have|need) to |be )?(?:talk(?:ing)?|speak(?:ing)?|hav(?:e|ing) (?:a )?(?:talk|chat|conversation)) about your (?P<about>contract|future(?: here)?|job|place(?: here)?|position|role)(?:, not about [^.!?]+)?)"
_JOB = re.compile(
    _IF + r"(?:,? (?:and|then)|,)? (?:" + _DISMISSED + "|" + _TALKED + r")(?P<end>[.!?]*\s*)$",
    re.IGNORECASE | re.DOTALL,
)
AT_RISK = "is at risk"
"""What a threat of dismissal says, told as the fact that it is."""
JOB = f"your job here {AT_RISK}"
FOLLOWS = "[what follows?]"
"""What a threat asks for that says nothing that a manager does."""
_FORMAL = re.compile(
    r"\b(?:HR|matron|head ?office|management|the (?:board|director|head|dean|ward manager|manager|owner|union|safety \w+|compliance \w+|regulator|principal|bishop|council|client|agency)"
    r"|to (?:[A-Z][\w'’-]+)|warning|home|disciplinary|formal\w*|in writing|on (?:your )?(?:file|record)|the (?:file|record)|names?)\b"
)
_CRUEL = re.compile(
    r"\b(?:sorry|regret|out|gate|packing|pack|hell|arse|ass|fast|personally|myself|drag|throat|neck|head|finish\w*|ruin\w*|everybody|everyone|whole|wife|husband|mother|father|parents|kids)\b",
    re.IGNORECASE,
)
_IF_OUT = re.compile(
    r"(?P<if>^\s*(?:[A-Z][\w'’-]+, )?if [^.!?]+?),? (?:then )?(?:you(?:['’]re| are|['’]ll be| will be) (?:out|done|gone|finished|fired|history|toast)\b[^.!?]*|so (?:do|will) you|you(?:['’]ll| will)? (?:leave|go|walk|follow)(?:,? (?:too|as well|with (?:them|him|her|it)))?)(?P<end>[.!?]*\s*)$",
    re.IGNORECASE | re.DOTALL,
)
_IF_JOB = re.compile(
    r"(?P<if>^\s*(?:[A-Z][\w'’-]+, )?if [^.!?]+?),? (?:then )?" + _DISMISSED + r"(?P<end>[.!?]*\s*)$",
    re.IGNORECASE | re.DOTALL,
)
_OR_JOB = re.compile(
    r"(?P<asked>^.*?\w.*?)(?:,|;| –| —| -)? or (?:else )?"
    + _DISMISSED
    + r"(?P<name>, [A-Z][\w'’-]+)?(?P<end>[.!?]*\s*)$",
    re.IGNORECASE | re.DOTALL,
)
_OR_REAL = re.compile(
    r"(?P<asked>^.*?\w.*?)(?:,|;| –| —| -)? or else (?P<rest>(?:we|they|the|it|he|she|nobody|no one)\b(?!['’]s over)[^.!?]*[.!?]*\s*)$",
    re.DOTALL,
)
"""What follows from the matter itself."""
_OR = re.compile(
    r"(?P<asked>^.*?\w.*?)(?:,|;| –| —| -)? or (?:else )?"
    r"(?:you(?:['’]re| are|['’]ll| will| can| get| lose| go| don['’]t| do not| won['’]t)\b|I(?:['’]ll| will|['’]m| am)\b|(?:get|get yourself|hand in|pack|clear|find|look for|leave|start looking|go|walk|take) (?:off|out|yourself|your|another|a new|home|elsewhere|for)\b|it(?:['’]s| is) \w+|(?:it|he|she|we)(?:['’]ll| will)\b|it goes\b)"
    r"[^.!?]*?(?P<name>, [A-Z][\w'’-]+)?(?P<end>[.!?]*\s*)$",
    re.DOTALL,
)


def consequence(sentence: str) -> str:
    """A threat as what will really follow, where it says something that a manager does ("report", "a formal warning"); a blank asks
    for it elsewhere. What is no threat in form comes back as it was."""
    if (found := _THREAT.match(sentence)) and not _CRUEL.search(_said(found)) and _FORMAL.search(_said(found)):
        return syntax.tidy(f"{found['head']}{_case(found)} {_done(found)}{found['end']}", sentence)
    if (found := _JOB.match(sentence)) and _deed(found):
        follows = f"your {found['about']} {AT_RISK}" if found["talk"] else JOB
        return syntax.tidy(f"{found['head']}{_case(found)}, {follows}{found['end']}", sentence)
    if (found := _OTHERS.match(sentence)) and _deed(found):
        price = _REAL_PRICE.match(found["then"])
        follows = f"you'll have to {price['hand']}" if price and price["hand"] else found["then"]
        return syntax.tidy(f"{found['head']}{_case(found)}, {follows if price else FOLLOWS}{found['end']}", sentence)
    if found := _IF_JOB.match(sentence):
        return f"{found['if']}, {JOB}{found['end']}"
    if found := _IF_OUT.match(sentence):
        return f"{found['if']}, {FOLLOWS}{found['end']}"
    if found := _OR_JOB.match(sentence):
        return syntax.tidy(f"{found['asked']}{found['name'] or ''}; otherwise {JOB}{found['end']}", sentence)
    if found := _OR_REAL.match(sentence):
        return syntax.tidy(f"{found['asked']}; otherwise {found['rest']}", sentence)
    if found := _OR.match(sentence):
        return syntax.tidy(f"{found['asked']}{found['name'] or ''}; otherwise {FOLLOWS}{found['end']}", sentence)
    return sentence


def dismisses(sentence: str) -> bool:
    """Whether a sentence threatens with dismissal."""
    return any(pattern.match(sentence) for pattern in (_JOB, _IF_JOB, _OR_JOB))


def _said(found: re.Match[str]) -> str:
    """What is to follow."""
    return found[0][max(found.start(part) for part in ("place", "paper", "act")) :]


def _deed(found: re.Match[str]) -> bool:
    """Whether what is threatened for is told as a case, or by a verb."""
    return found["verb"] is None or bool(syntax.base_form(found["verb"]))


def _case(found: re.Match[str]) -> str:
    told = found["deed"] or found["state"] or found["thing"] or ""
    own = f"if you{' ' if found['deed'] else '’re ' if '’' in found.string else chr(39) + 're '}{told[:1].lower()}{told[1:]}"
    own = f"if there is another {found['thing']}" if found["thing"] else own
    case = found["again"] or (own if told else "if it happens again")
    return case if found["head"].strip() else case[0].upper() + case[1:]


def _done(found: re.Match[str]) -> str:
    """What the sender will have to do."""
    if found["place"]:
        verb = "send you home" if found["place"].lower() == "home" else "suspend you"
        return f"I'll have to {verb}{found['when']}"
    if found["paper"]:
        return f"I'll have to give you a {found['paper']}"
    what = re.sub(r"^ you (?=to\b|up\b)", " it ", found["what"]) if _bare(found["act"]) == "report" else found["what"]
    return f"I'll have to {_bare(found['act'])}{what}"


def _bare(verb: str) -> str:
    word = verb.lower()
    stem = word[:-3] if word.endswith("ing") and word not in ("ring", "bring") else word
    return {"escalat": "escalate", "tak": "take"}.get(stem, stem)
