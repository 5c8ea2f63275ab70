"""Messages that are labelled as a whole, without cues: more people's words than a corpus with cues can have.

`corpora/whole/*.jsonl` and `corpora/rewordings/labels.jsonl` hold one JSON object a line: `id`, `text`, `impact`, `style` (null where readers
differed). A message that has rewordings in `corpora/rewordings` also teaches which of its words stay and which sentence stings.
One group in eight is kept from training: a message with its rewordings, or ten neighbours of one writer, whose twins stand near each other.
Of those, the ones that weren't asked to be harsh serve the calibration.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tonecheck.learn.corpus.format import Sample, Scenario
from tonecheck.types import IMPACT, STYLE, InputError

NEIGHBOURS = 10
CALIBRATION = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A message, its labels (None: unknown) and its dignified rewordings if there are any. `group` names what it must not be
    parted from."""

    id: str
    text: str
    impact: str | None
    style: str | None
    rewordings: tuple[str, ...]
    group: str

    @property
    def calibration(self) -> bool:
        """Whether it is kept from training. A corpus message's rewordings are not: its scenario is trained on."""
        return (
            self.id.startswith("w")
            and int.from_bytes(hashlib.sha256(self.group.encode()).digest()[:4]) % CALIBRATION == 0
        )

    @property
    def harsh(self) -> bool:
        """Whether it is of the messages that writers were asked to make harsh, or a rewording of one: among them harm is as
        frequent as somebody wished, so a calibration leaves them out."""
        return not self.id.split("-")[0][1:].isdigit()


def read(corpora: Path) -> list[Line]:
    """All lines of the folder that has `whole` and `rewordings` in it; none where it has neither.

    Raises:
        InputError: a line is no such object or has a label that is none; names file and line.
    """
    rewordings = corpora / "rewordings"
    texts = {
        row["id"]: tuple(row[kind] for kind in ("minimal", "leader") if row.get(kind)) for row in _known(rewordings)
    }
    found = []
    for file in [*sorted((corpora / "whole").glob("*.jsonl")), rewordings / "labels.jsonl"]:
        for number, row in _rows(file):
            if (
                row.get("impact") not in (*IMPACT, None)
                or row.get("style") not in (*STYLE, None)
                or not row.get("text")
            ):
                raise InputError(
                    f"{file}:{number}: a line has id, text, impact and style, the labels of RUBRIC.md or null"
                )
            found.append(
                Line(row["id"], row["text"], row["impact"], row["style"], texts.get(row["id"], ()), _group(row["id"]))
            )
    return found


def _known(folder: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(folder.glob("*.jsonl")):
        if file.stem not in ("labels", "judged"):
            yield from (row for _, row in _rows(file))


def _rows(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    if not file.is_file():
        return
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            yield number, json.loads(line)
        except ValueError as error:
            raise InputError(f"{file}:{number}: no JSON object ({error})") from error


def _group(name: str) -> str:
    message = name.split(".")[0]
    writer, _, number = message.rpartition("-")
    return f"{writer}/{int(number) // NEIGHBOURS}" if writer[1:].isdigit() else message


def samples(lines: Sequence[Line]) -> list[Sample]:
    """Those with both labels, as messages of the corpus without a cue."""
    return [
        Sample(
            line.id,
            Scenario(line.group, "", "", "", "", 0),
            line.impact,
            line.style,
            frozenset(("whole",)),
            None,
            (),
            line.text,
            (),
            0,
        )
        for line in lines
        if line.impact and line.style
    ]


def split(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Those to train on and those to calibrate on."""
    return [line for line in lines if not line.calibration], [line for line in lines if line.calibration]
