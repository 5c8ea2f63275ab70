"""A result for a person with ten seconds: verdict first, the marked words, why, and what to do instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from tonecheck import rulebook
from tonecheck.render.lines import printable, put
from tonecheck.render.rewording import best, one
from tonecheck.types import Cue, Judgement, Result

_VERDICT = {
    "revise": ("Revise before sending", "bold red"),
    "consider": ("Think again", "bold yellow"),
    "send": ("Ready to send", "bold green"),
}
_HARM, _GOOD = "bold red", "green"
MOST = 4
"""Findings explained at most, the surest ones; the rest is counted and stands in the JSON."""
TOGETHER = 2
"""Cues explained at most for the same words."""
LONG = 600
"""Characters of a message from which only the sentences with findings are shown."""


def text(result: Result, console: Console) -> None:
    """Print one result and its best rewording; the console knows whether there is colour and how wide a line is."""
    _check(result, console)
    if result.rewordings:
        console.print()
        best(result, console)


def reworded(result: Result, console: Console) -> None:
    """Print all rewordings, then what the check found."""
    if result.verdict is None:
        _check(result, console)
        return
    for number, rewording in enumerate(result.rewordings, 1):
        one(result, rewording, console, f"{number} ")
        console.print()
    if not result.rewordings:
        put(console, Text(_none(result), "bold"), 0)
        console.print()
    _check(result, console)


def _none(result: Result) -> str:
    if not result.rejected:
        return "Nothing to reword." if result.verdict == "send" else "No rewording is offered; change it by hand."
    number = len(result.rejected)
    drafts = "1 draft" if number == 1 else f"{number} drafts"
    return f"No rewording passed the proof ({drafts} failed; --explain-rejected shows why); change it by hand."


def _check(result: Result, console: Console) -> None:
    if result.verdict is None or result.impact is None or result.style is None:
        console.print(Text(f"Not checked: {result.note}"))
        return
    title, style = _VERDICT[result.verdict]
    axes = f"  {_axis('impact', result.impact)}, {_axis('style', result.style)}"
    console.print(Text.assemble((title, style), (axes, "default")))
    findings = [cue for cue in result.cues if not cue.good]
    shown = _chosen(findings)
    if shown:
        console.print()
        put(console, _message(result, shown), 2)
        console.print()
        told: dict[str, int] = {}
        for number, group in enumerate(shown, 1):
            _explain(console, number, group[:TOGETHER], told)
        if hidden := len(findings) - sum(len(group[:TOGETHER]) for group in shown):
            console.print(Text(f"  and {hidden} more (--format json shows all)", "dim"))
    for line in _closing(result):
        put(console, line, 2)


def _axis(axis: str, judgement: Judgement) -> str:
    percent = f"{round(100 * judgement.scores[judgement.label])} %"
    names = {"boss": "boss-like", "leader": "leader-like", "neutral": f"neutral {axis}"}
    name = names.get(judgement.label, judgement.label)
    return f"{name} {percent}" if judgement.confident else f"{axis} unclear (perhaps {judgement.label}, {percent})"


def _chosen(findings: Sequence[Cue]) -> list[list[Cue]]:
    """At most MOST groups in order of position: the surest cue of each, then those that overlap it."""
    groups: list[list[Cue]] = []
    for cue in sorted(findings, key=lambda cue: -cue.score):
        home = next((group for group in groups if group[0].span.overlaps(cue.span)), None)
        if home is None:
            groups.append([cue])
        elif cue.id not in {other.id for other in home}:
            home.append(cue)
    return sorted(groups[:MOST], key=lambda group: group[0].span)


def _message(result: Result, groups: Sequence[Sequence[Cue]]) -> Text:
    """The message with `[marked words](1)`, which reads well with colour and without."""
    marked = Text()
    at = 0
    for start, end in _excerpts(result, groups):
        if start > at:
            marked.append(" … " if at else "… ", "dim")
        at = start
        for number, group in enumerate(groups, 1):
            span = group[0].span
            if start <= span.start < end:
                marked.append(printable(result.text[at : span.start]))
                marked.append(f"[{printable(span.of(result.text))}]", _HARM)
                marked.append(f"({number})", "dim")
                at = span.end
        marked.append(printable(result.text[at:end]))
        at = max(at, end)
    if at < len(result.text.rstrip()):
        marked.append(" …", "dim")
    return marked


def _excerpts(result: Result, groups: Sequence[Sequence[Cue]]) -> list[tuple[int, int]]:
    if len(result.text) <= LONG:
        return [(0, len(result.text))]
    spans = [group[0].span for group in groups]
    runs: list[tuple[int, int]] = []
    for sentence in result.sentences:
        if any(sentence.span.overlaps(span) for span in spans):
            if runs and result.text[runs[-1][1] : sentence.span.start].isspace():
                runs[-1] = (runs[-1][0], sentence.span.end)
            else:
                runs.append((sentence.span.start, sentence.span.end))
    return runs


def _explain(console: Console, number: int, cues: Sequence[Cue], told: dict[str, int]) -> None:
    """Why and what instead, once for each kind of cue; the next time only a pointer. `told` remembers."""
    for cue in cues:
        title = Text.assemble((f"{number} ", "dim"), (cue.id.replace("-", " "), _HARM))
        if cue.id in told:
            put(console, Text.assemble(title, (f", as in {told[cue.id]}", "dim")), 2)
            continue
        told[cue.id] = number
        put(console, title, 2)
        put(console, Text(cue.why), 4)
        put(console, Text.assemble(("Instead: ", "bold"), cue.advice), 4)


def _advice(result: Result) -> Iterator[str]:
    rules = rulebook.load(result.language or "en").rules
    yield from (rules[cue].missing or rules[cue].name for cue in result.missing)


def _closing(result: Result) -> Iterator[Text]:
    good = list(dict.fromkeys(cue.id for cue in result.cues if cue.good))
    if good:
        yield Text.assemble(("Good in it: ", "dim"), (", ".join(good), _GOOD))
    if result.missing:
        yield Text.assemble(("To add: ", "dim"), " ".join(_advice(result)))
