"""What a model is told: the rubric's rules, examples, and the message with its findings, fenced off as data."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import cache
from string import Template

from tonecheck.reword.facts import facts
from tonecheck.reword.findings import Findings
from tonecheck.reword.llm import examples
from tonecheck.rulebook.tables import Entry, read_toml
from tonecheck.types import Span

STINGS = 0.2
"""Probability of harm (or of a boss) from which a sentence is part of the passage; below it the proof wants it untouched."""
AROUND = 1_500
"""Characters shown before and after the passage."""
QUOTED = 4_000
"""Characters of a refused answer that are shown to the model again."""


@dataclass(frozen=True, slots=True)
class Guide:
    """The fixed words of one language."""

    system: str
    weakeners: tuple[str, ...]
    examples: str
    ask: Template
    part: Template
    close: Template
    refused: Template
    unreadable: Template


@cache
def load(language: str = "en") -> Guide:
    """The words that ship for a language.

    Raises:
        RulebookError: the file is missing or an entry of it is wrong.
    """
    file = examples.DATA / language / "llm.toml"
    entry = Entry({key: value for key, value in read_toml(file).items() if key != "schema"}, file.name)
    templates = {name: Template(entry.text(name).strip()) for name in ("ask", "part", "close", "refused", "unreadable")}
    guide = Guide(
        system=entry.text("system").strip(),
        weakeners=entry.texts("weakeners", 1),
        examples=entry.text("examples").strip(),
        **templates,
    )
    entry.done()
    if wrong := [name for name, template in templates.items() if set(template.get_identifiers()) != {"mark"}]:
        raise entry.fail(f"'{wrong[0]}' must name $mark, and nothing else")
    return guide


@dataclass(frozen=True, slots=True)
class Passage:
    """What is to be reworded: from the first sentence that stings to the last. The rest never passes through the model."""

    text: str
    span: Span

    @property
    def words(self) -> str:
        return self.span.of(self.text)

    def put(self, words: str) -> str:
        """The whole text with other words in this place."""
        return self.text[: self.span.start] + words + self.text[self.span.end :]


def passage(findings: Findings) -> Passage:
    """The passage of a message; all of it when no single sentence can be named."""
    stinging = [
        sentence.span
        for sentence in findings.sentences
        if findings.accusing(sentence.span) or max(sentence.impact["harmful"], sentence.style["boss"]) >= STINGS
    ]
    spans = stinging or [sentence.span for sentence in findings.sentences] or [Span(0, len(findings.text))]
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    words = findings.text[start:end]
    return Passage(findings.text, Span(start + len(words) - len(words.lstrip()), start + len(words.rstrip())))


class Chat:
    """The talk about one passage: `messages` as the protocol wants them. `mark` occurs nowhere in the text."""

    def __init__(self, findings: Findings, part: Passage, language: str = "en") -> None:
        self.guide = load(language)
        self.mark = _mark(findings.text)
        shown = examples.nearest(findings, examples.load(language))
        pairs = "\n\n".join(f"Message: {pair.before}\n{pair.kind}: {pair.after}" for pair in shown)
        self.messages: list[dict[str, str]] = [
            {"role": "system", "content": f"{self.guide.system}\n\n{self.guide.examples}\n\n{pairs}"},
            {"role": "user", "content": self._ask(findings, part)},
        ]

    def _ask(self, findings: Findings, part: Passage) -> str:
        span, text = part.span, part.text
        before, after = text[max(0, span.start - AROUND) : span.start], text[span.end : span.end + AROUND]
        lines = [self.guide.ask.substitute(mark=self.mark)]
        if before.strip() or after.strip():
            lines.append(self.guide.part.substitute(mark=self.mark))
        if before.strip():
            lines.append(self._fenced("before", before.strip()))
        lines += [self._fenced("message", part.words), self._fenced("findings", _findings(findings, part))]
        if after.strip():
            lines.append(self._fenced("after", after.strip()))
        return "\n\n".join((*lines, self.guide.close.substitute(mark=self.mark)))

    def _fenced(self, name: str, text: str) -> str:
        return f"<{name} {self.mark}>\n{text}\n</{name} {self.mark}>"

    def refuse(self, answer: str, reasons: list[str]) -> None:
        """Tell what was wrong with an answer; no reasons: it could not be read."""
        if reasons:
            told = (
                f"{self.guide.refused.substitute(mark=self.mark)}\n\n{self._fenced('reasons', chr(10).join(reasons))}"
            )
        else:
            told = self.guide.unreadable.substitute(mark=self.mark)
        self.messages += [{"role": "assistant", "content": answer[:QUOTED]}, {"role": "user", "content": told}]


def _mark(text: str) -> str:
    """Sixteen hexadecimal digits that nobody could have written into the text beforehand."""
    while (mark := secrets.token_hex(8)) in text:
        pass
    return mark


def _findings(findings: Findings, part: Passage) -> str:
    lines = [f'- {cue.id}: "{cue.text}". {cue.advice}' for cue in findings.accusing(part.span)]
    if not lines:
        lines = [f"- as a whole it reads as {findings.impact.label} and {findings.style.label}"]
    keep = list(dict.fromkeys(fact.text for fact in facts(part.words)))
    return "\n".join(lines + ([f"- keep as they are: {', '.join(keep)}"] if keep else []))
