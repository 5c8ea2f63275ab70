"""Threats to the real consequence: "One more and I will report you to Matron." → "If it happens again I'll have to report it to Matron."."""

from __future__ import annotations

import re

from tonecheck.reword import syntax

_IF = (
    r"(?P<head>^\s*(?:[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?, )?)(?:(?:and|but|so) )?"
    r"(?:(?:just )?(?:one|once) more(?: (?!and\b|then\b)[\w'’-]+){0,4}|(?:the )?next (?!week|month|year|quarter|morning|shift|steps?\b)\w+(?: (?:you|it|this)(?: [\w'’-]+){1,5}?)?|(?:do|try|pull|try) (?:it|that|this)(?: [\w'’-]+)? (?:again|once more|one more time)"
    r"|(?P<verb>(?!(?:re)?(?:do|clean|wash|write|check|count|run|test|sweep|mop|read)\b)[A-Za-z]+)(?: [\w'’-]+){0,6} (?:again|once more|one more time|one more [\w'’-]+)(?: (?!and\b)[\w'’-]+){0,4}"
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
    + r"(?:,? (?:and|then)|,)? (?:you(?:['’](?:ll|re)| will| can| are| get| lose)|I(?:['’](?:ll|m)| will| am)|it(?:['’]s|['’]ll| is| will)|we(?:['’]ll| will)|there will|heads)\b"
    r"[^.!?]*(?P<end>[.!?]*\s*)$",
    re.IGNORECASE | re.DOTALL,
)
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
_OR = re.compile(
    r"(?P<asked>^.*?\w.*?)(?:,|;| –| —| -)? or (?:else )?"
    r"(?:you(?:['’]re| are|['’]ll| will| can| get| lose| go)\b|I(?:['’]ll| will|['’]m| am)\b|(?:get|get yourself|hand in|pack|clear|find|look for|leave|start looking|go|walk|take) (?:off|out|yourself|your|another|a new|home|elsewhere|for)\b|it(?:['’]s| is) \w+|(?:it|he|she|we)(?:['’]ll| will)\b|it goes\b)"
    r"[^.!?]*?(?P<name>, [A-Z][\w'’-]+)?(?P<end>[.!?]*\s*)$",
    re.DOTALL,
)


def consequence(sentence: str) -> str:
    """A threat as what will really follow, where it says something that a manager does ("report", "a formal warning"); a blank asks
    for it elsewhere. What is no threat in form comes back as it was."""
    if (found := _THREAT.match(sentence)) and not _CRUEL.search(_said(found)) and _FORMAL.search(_said(found)):
        return syntax.tidy(f"{found['head']}{_case(found)} {_done(found)}{found['end']}", sentence)
    if (found := _OTHERS.match(sentence)) and (found["verb"] is None or syntax.base_form(found["verb"])):
        return syntax.tidy(f"{found['head']}{_case(found)}, [what follows?]{found['end']}", sentence)
    if found := _IF_OUT.match(sentence):
        return f"{found['if']}, [what follows?]{found['end']}"
    if found := _OR.match(sentence):
        return syntax.tidy(f"{found['asked']}{found['name'] or ''}; otherwise [what follows?]{found['end']}", sentence)
    return sentence


def _said(found: re.Match[str]) -> str:
    return found[0][found.end("head") :]


def _case(found: re.Match[str]) -> str:
    case = found["again"] or "if it happens again"
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
