"""The annotated text format of `corpora/en/`: read it, and say exactly where it is wrong.

The format is described for people in `corpora/en/GUIDE.md`. Spans are marked inline, so writing and annotating
is one act; the parser takes the marks out and keeps code-point offsets into the clean text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tonecheck.types import TonecheckError

IMPACTS = ("harmful", "constructive", "neutral")
STYLES = ("boss", "leader", "neutral")
CHANNELS = ("chat", "email", "review", "code-review", "ticket", "note", "text", "comment")
HARD_CASES = tuple(f"h{n}" for n in range(1, 19))
PHENOMENA = """
        ok sarcasm polite-poison one-bad-line whole quoted veiled-threat disguised one-liner bullets voice typos
        nonnative signature emoji trap
    """.split()
TAGS = frozenset((*HARD_CASES, *PHENOMENA))

_HEADER = re.compile(
    r"#\s*(?P<id>[a-z][a-z-]*-\d{3})\s*·\s*(?P<title>[^·]+?)\s*·\s*(?P<channel>[^·]+?)\s*·\s*(?P<variety>.+?)\s*$"
)
_CONTINUED = re.compile(r"\s+\|(?: (?P<text>.*))?$")
_NAME = re.compile(r"=([a-z][a-z0-9]?)$")
_REWORDS = re.compile(r"<([a-z][a-z0-9]?)$")
_OPEN = re.compile(r"\{([a-z][a-z+-]*):")


class CorpusError(TonecheckError):
    """A corpus file that can't be read as written; the message starts with `file:line:`."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One cue marked by an annotator: half-open code-point offsets into `Sample.text`."""

    cue: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """One situation, told in several tones. `trade` is the part of the id before the number."""

    id: str
    title: str
    channel: str
    variety: str
    path: str
    line: int

    @property
    def trade(self) -> str:
        return self.id.rsplit("-", 1)[0]


@dataclass(frozen=True, slots=True)
class Sample:
    """One annotated message. `rewords` names the samples of the scenario it is a dignified rewording of."""

    id: str
    scenario: Scenario
    impact: str
    style: str
    tags: frozenset[str]
    name: str | None
    rewords: tuple[str, ...]
    text: str
    marks: tuple[Mark, ...]
    line: int

    @property
    def where(self) -> str:
        return f"{self.scenario.path}:{self.line}"


def parse_markup(raw: str, cue_ids: frozenset[str]) -> tuple[str, tuple[Mark, ...]]:
    """Clean text and marks of one annotated text.

    Raises:
        ValueError: a brace without its partner, an unknown cue, or an empty span.
    """
    out: list[str] = []
    marks: list[Mark] = []
    stack: list[tuple[list[str], int]] = []
    length = i = 0
    while i < len(raw):
        if raw[i] == "\\" and raw[i + 1 : i + 2] in ("{", "}", "\\"):
            out.append(raw[i + 1])
            length, i = length + 1, i + 2
        elif raw[i] == "{":
            opened = _OPEN.match(raw, i)
            if not opened:
                raise ValueError(
                    f"'{{' opens no span here: '{raw[i : i + 20]}' (write '{{cue:words}}', or '\\{{' for a brace)"
                )
            cues = opened[1].split("+")
            if unknown := [cue for cue in cues if cue not in cue_ids]:
                raise ValueError(f"unknown cue '{unknown[0]}'")
            stack.append((cues, length))
            i = opened.end()
        elif raw[i] == "}":
            if not stack:
                raise ValueError("'}' closes no span (write '\\}' for a brace)")
            cues, start = stack.pop()
            if not "".join(out)[start:].strip():
                raise ValueError(f"the span of '{cues[0]}' is empty")
            marks.extend(Mark(cue, start, length) for cue in cues)
            i += 1
        else:
            out.append(raw[i])
            length, i = length + 1, i + 1
    if stack:
        raise ValueError(f"the span of '{stack[-1][0][0]}' is never closed")
    return "".join(out), tuple(sorted(marks, key=lambda m: (m.start, m.end, m.cue)))


def _parse_head(head: str) -> tuple[str, str, frozenset[str], str | None, tuple[str, ...]]:
    words = head.split()
    if len(words) < 2 or words[0] not in IMPACTS or words[1] not in STYLES:
        raise ValueError(
            f"a message starts with its impact and style, such as 'harmful boss | …', not '{head.strip()[:40]}'"
        )
    name: str | None = None
    rewords: list[str] = []
    tags: set[str] = set()
    for word in words[2:]:
        if named := _NAME.match(word):
            name = named[1]
        elif source := _REWORDS.match(word):
            rewords.append(source[1])
        elif word in TAGS:
            tags.add(word)
        else:
            raise ValueError(f"unknown tag '{word}'")
    return words[0], words[1], frozenset(tags), name, tuple(rewords)


def parse(text: str, path: str, cue_ids: Iterable[str], errors: list[CorpusError] | None = None) -> list[Sample]:
    """All samples of one file, in order.

    With `errors` given, what can't be read is appended there and left out; else the first one is raised.

    Raises:
        CorpusError: names file and line.
    """
    known = frozenset(cue_ids)
    samples: list[Sample] = []
    for scenario, blocks in _scenarios(text, path, errors):
        for number, (line, head, raw) in enumerate(blocks, 1):
            try:
                impact, style, tags, name, rewords = _parse_head(head)
                clean, marks = parse_markup(raw, known)
            except ValueError as error:
                _report(errors, f"{path}:{line}: {error}")
                continue
            samples.append(
                Sample(f"{scenario.id}.{number}", scenario, impact, style, tags, name, rewords, clean, marks, line)
            )
    return samples


def _report(errors: list[CorpusError] | None, message: str) -> None:
    if errors is None:
        raise CorpusError(message)
    errors.append(CorpusError(message))


def _scenarios(
    text: str, path: str, errors: list[CorpusError] | None
) -> Iterator[tuple[Scenario, list[tuple[int, str, str]]]]:
    scenario: Scenario | None = None
    blocks: list[tuple[int, str, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("#"):
            if scenario:
                yield scenario, blocks
            scenario, blocks = _header(line, path, number, errors), []
        elif not line.strip():
            continue
        elif (more := _CONTINUED.match(line)) and blocks:
            at, head, raw = blocks[-1]
            blocks[-1] = (at, head, f"{raw}\n{more['text'] or ''}")
        elif scenario is None:
            _report(
                errors,
                f"{path}:{number}: a message outside a scenario (a scenario starts with '# id · title · channel · variety')",
            )
        elif "|" not in line:
            _report(errors, f"{path}:{number}: no '|' between labels and text: '{line[:40]}'")
        else:
            head, _, raw = line.partition("|")
            blocks.append((number, head, raw.removeprefix(" ").rstrip()))
    if scenario:
        yield scenario, blocks


def _header(line: str, path: str, number: int, errors: list[CorpusError] | None) -> Scenario | None:
    header = _HEADER.match(line)
    if not header:
        _report(errors, f"{path}:{number}: a scenario starts with '# trade-042 · title · channel · variety'")
        return None
    if header["channel"] not in CHANNELS:
        _report(errors, f"{path}:{number}: unknown channel '{header['channel']}' (one of {', '.join(CHANNELS)})")
    return Scenario(header["id"], header["title"], header["channel"], header["variety"], path, number)


def read(folder: Path, cue_ids: Iterable[str], errors: list[CorpusError] | None = None) -> list[Sample]:
    """All samples of a folder's `*.txt` files (or of one file), by file name, then in order.

    Raises:
        CorpusError: a file that can't be read, or (without `errors`) the first line that is wrong.
    """
    known = frozenset(cue_ids)
    paths = sorted(folder.glob("*.txt")) if folder.is_dir() else [folder]
    if not paths:
        raise CorpusError(f"{folder}: no corpus files (*.txt) here")
    samples: list[Sample] = []
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CorpusError(f"{path}: {error}") from error
        samples += parse(text, str(path), known, errors)
    return samples
