"""Files in, the whole evaluation out."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tonecheck import __version__
from tonecheck.learn import evaluation, metrics
from tonecheck.learn.corpus.splits import SPLITS
from tonecheck.learn.evaluation import Judged
from tonecheck.learn.report import intervals
from tonecheck.learn.report.groups import FEW, LEAST, groups
from tonecheck.learn.report.mistakes import mistakes
from tonecheck.pipeline import Checker
from tonecheck.types import AXES, InputError

SCHEMA = "tonecheck.evaluation/1"


@dataclass(frozen=True, slots=True)
class Source:
    """A labelled file or folder, and which split of it to measure (all of it, if None)."""

    path: Path
    split: str | None = None

    @classmethod
    def of(cls, written: str, split: str | None = None) -> Source:
        """From `corpora/en` or `corpora/en:test`.

        Raises:
            InputError: there is no such split.
        """
        path, _, named = written.rpartition(":")
        if path and named in SPLITS and not Path(written).exists():
            return cls(Path(path), named)
        if split and split not in SPLITS:
            raise InputError(f"no split '{split}'; one of {', '.join(SPLITS)}")
        return cls(Path(written), split)


def build(checker: Checker, sources: Sequence[Source], most: int | None = None) -> dict[str, Any]:
    """Measure on each source by itself; at most `most` mistakes are listed for each (all, if None).

    The same files and model give the same dict, byte for byte: there is no clock in it, and chance has a seed.

    Raises:
        InputError: a file can't be used, or holds nothing to measure; the text says why.
        CorpusError: names file and line.
    """
    read = [(source, evaluation.read(source.path, checker, source.split)) for source in sources]
    for source, items in read:
        if not items:
            raise InputError(f"{source.path}: nothing to measure")
    return {
        "schema": SCHEMA,
        "tonecheck": __version__,
        "model": checker.model.files.info.as_dict(),
        "few": FEW,
        "fewest_of_each_label": LEAST,
        "intervals": {
            "level": intervals.LEVEL,
            "resamples": intervals.RESAMPLES,
            "seed": intervals.SEED,
            "fewest_scenarios": intervals.FEWEST,
        },
        "sets": [
            _set(source, evaluation.judge(checker, items), _seen(checker, source), most) for source, items in read
        ],
    }


def _set(source: Source, pairs: Sequence[Judged], seen: bool, most: int | None) -> dict[str, Any]:
    judged = [(item, result) for item, result in pairs if result.verdict]
    figures = evaluation.figures(pairs)
    for axis in AXES:
        if axis in figures:
            figures[axis] |= _more(axis, evaluation.on_axis(judged, axis))
    wrong = mistakes(judged)
    return {
        "file": str(source.path),
        "split": source.split if source.path.suffix != ".csv" else None,
        "sha256": _sha256(source.path),
        "seen_in_training": seen,
        "scenarios": len(set(_scenarios(pairs))),
        **figures,
        "groups": groups(judged),
        "with_mistakes": len(wrong),
        "mistakes": wrong[:most],
        "notes": [
            {"id": item.id, "where": item.where, "note": result.note} for item, result in pairs if not result.verdict
        ],
    }


def _more(axis: str, labelled: Sequence[Judged]) -> dict[str, Any]:
    answers = evaluation.answers(axis, labelled)
    scenarios = _scenarios(labelled)
    return {
        "scenarios": len(set(scenarios)),
        "intervals": intervals.intervals(answers, scenarios),
        "reliability": metrics.reliability(answers),
    }


def _scenarios(pairs: Sequence[Judged]) -> list[str]:
    """The scenario of each; a message without one stands for itself."""
    return [f"={item.scenario}" if item.scenario else f"#{place}" for place, (item, _) in enumerate(pairs)]


def _sha256(path: Path) -> str:
    """Of the file, or of a folder's corpus files one after another."""
    files = sorted(path.glob("*.txt")) if path.is_dir() else [path]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _seen(checker: Checker, source: Source) -> bool:
    """Whether the model's own description names this corpus, and it isn't the part kept for testing."""
    description = tomllib.loads((checker.model.files.folder / "model.toml").read_text(encoding="utf-8"))
    folder = (source.path if source.path.is_dir() else source.path.parent).resolve().as_posix()
    return source.split != "test" and any(folder.endswith(f"/{name}") for name in description.get("corpora", ()))
