"""Train the ranker on three quarters of the judged messages, calibrate and measure it on the fourth, write the folder that ships."""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import torch
import typer

from tonecheck import rulebook
from tonecheck.learn.corpus import format as corpus_format
from tonecheck.learn.ranking import data, network, ranking
from tonecheck.learn.ranking.data import Judged

STEPS = 450
LEAST = 0.2
"""Probability from which a rewording is shown."""
PEOPLE = 1_000
"""Rewordings by people that are mixed in, with about as many spoiled ones."""
EDITS = 3
"""How often a judged text of the edits counts: they are what is to be ranked; the others show what else can go wrong."""


def main() -> None:
    """See the package's docstring."""
    parser = argparse.ArgumentParser(prog="python -m tonecheck.learn.ranking", description=__doc__)
    parser.add_argument("corpora", type=Path, help="the folder with en/ and rewordings/")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write")
    parser.add_argument("--steps", type=int, default=STEPS)
    given = parser.parse_args()

    torch.manual_seed(1)
    judged = data.read(given.corpora / "rewordings" / "judged.jsonl")
    held = [row for row in judged if data.held_out(row) and row.source == "edit"]
    learned = [row for row in judged if not data.held_out(row)]
    rows = [row for row in learned for _ in range(EDITS if row.source == "edit" else 1)]
    rows += _people(given.corpora, {row.id for row in judged if data.held_out(row)})
    ranker, tokenizer = network.fresh()
    ranking.train(ranker, rows, tokenizer, given.steps, tell=typer.echo)
    calibration, known = ranking.calibrated(ranker, held, tokenizer)
    typer.echo(ranking.figures(held, known, LEAST))
    network.export(ranker, given.out, calibration, LEAST)


def _people(corpora: Path, without: set[str]) -> list[Judged]:
    samples = corpus_format.read(corpora / "en", rulebook.load().rules)
    found = [*data.of_corpus(samples, "train"), *data.of_files(corpora / "rewordings", samples, "train")]
    chance = random.Random(4)
    chance.shuffle(found)
    pairs = [data.near(pair) for pair in found if pair.id not in without and pair.out != pair.text]
    return data.of_people(pairs[:PEOPLE], chance)


if __name__ == "__main__":
    main()
