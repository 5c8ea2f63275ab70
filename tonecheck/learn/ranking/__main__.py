"""Train the ranker on three quarters of the judged messages, calibrate and measure it on the fourth, write the folder that ships."""

from __future__ import annotations

import argparse
import random
from dataclasses import replace
from pathlib import Path

import torch
import typer

from tonecheck import pipeline, rulebook
from tonecheck.learn.corpus import format as corpus_format
from tonecheck.learn.ranking import data, joint, network, ranking, spoiling
from tonecheck.learn.ranking.data import Judged
from tonecheck.learn.tagging import data as mended
from tonecheck.reword import tagger
from tonecheck.reword.ranker import Ranker, around

STEPS = 800
LEAST = 0.4
"""Probability from which a rewording is shown."""
PEOPLE = 1_000
"""Rewordings by people that are mixed in, with about as many spoiled ones."""
LIGHT = 5_000
"""Messages mended by light edits, each with a spoiled version."""
EDITS = 2
"""How often a judged text of the edits or the tagger counts: they are what is to be ranked; the others show what else can go wrong."""


def main() -> None:
    """See the package's docstring."""
    parser = argparse.ArgumentParser(prog="python -m tonecheck.learn.ranking", description=__doc__)
    parser.add_argument("corpora", type=Path, help="the folder with en/ and rewordings/")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write")
    parser.add_argument("--steps", type=int, default=STEPS)
    given = parser.parse_args()

    torch.manual_seed(1)
    judged = data.read(given.corpora / "rewordings" / "judged.jsonl")
    held = [row for row in judged if data.held_out(row) and row.source in data.OURS]
    learned = [row for row in judged if not data.held_out(row) and row.source != data.JOINT]
    rows = [row for row in learned for _ in range(EDITS if row.source in data.OURS else 1)]
    without = {row.id for row in judged if data.held_out(row)}
    rows += _people(given.corpora, without) + _light(given.corpora, without)
    ranker, tokenizer = network.fresh()
    ranking.train(ranker, rows, tokenizer, given.steps, tell=typer.echo)
    calibration, known = ranking.calibrated(ranker, held, tokenizer)
    typer.echo(ranking.figures(held, known, LEAST))
    network.export(ranker, given.out, calibration, LEAST)
    _joint([row for row in judged if row.source == data.JOINT], given.out)


def _people(corpora: Path, without: set[str]) -> list[Judged]:
    samples = corpus_format.read(corpora / "en", rulebook.load().rules)
    found = [*data.of_corpus(samples, "train"), *data.of_files(corpora / "rewordings", samples, "train")]
    chance = random.Random(4)
    chance.shuffle(found)
    pairs = [data.near(pair) for pair in found if pair.id not in without and pair.out != pair.text]
    return data.of_people(pairs[:PEOPLE], chance)


def _joint(rows: list[Judged], out: Path) -> None:
    """With the model and the tagger that ship, on texts for messages that neither the ranker nor the tagger has seen."""
    found = tagger.installed()
    if found is not None:
        joint.write(out, joint.fit(*joint.features(rows, Ranker(out), found, pipeline.load()), typer.echo))


def _light(corpora: Path, without: set[str]) -> list[Judged]:
    samples = corpus_format.read(corpora / "en", rulebook.load().rules)
    pairs = [pair for pair in mended.read(corpora, samples) if pair.closing is not None and pair.id not in without]
    chance = random.Random(5)
    chance.shuffle(pairs)
    found = spoiling.of_light(pairs[:LIGHT], chance)
    return [replace(row, text=before, out=after) for row in found for before, after in [around(row.text, row.out)]]


if __name__ == "__main__":
    main()
