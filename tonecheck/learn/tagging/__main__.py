"""Train the tagger on all but one message in twelve, measure it on those, write the folder that ships."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
import typer

from tonecheck import encoder, pipeline, rulebook
from tonecheck.learn import weights
from tonecheck.learn.corpus import format as corpus_format
from tonecheck.learn.tagging import data, network, training
from tonecheck.learn.tagging.data import Light, Seen

EPOCHS = 4


def main() -> None:
    """See the package's docstring."""
    parser = argparse.ArgumentParser(prog="python -m tonecheck.learn.tagging", description=__doc__)
    parser.add_argument("corpora", type=Path, help="the folder with en/, rewordings/ and whole/")
    parser.add_argument("--model", default="en", help="the model that goes halfway: a name or a folder")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write")
    parser.add_argument("--epochs", type=float, default=EPOCHS)
    given = parser.parse_args()

    samples = corpus_format.read(given.corpora / "en", rulebook.load().rules)
    pairs = [pair for pair in data.read(given.corpora, samples) if data.faithful(pair)]
    checker = pipeline.load(given.model)
    seen = list(data.see([pair.text for pair in pairs], checker))
    fit(list(zip(pairs, seen, strict=True)), encoder.locate(given.model), given.epochs, given.out)


def fit(rows: list[tuple[Light, Seen | None]], model: Path, epochs: float, out: Path) -> network.Tagger:
    """Train, measure and write, from messages that the model of a folder has seen."""
    torch.manual_seed(1)
    usable = [(pair, seen) for pair, seen in rows if seen and len(seen.tokens) <= data.LONGEST]
    learned = [row for row in usable if not data.held_out(row[0])]
    held = [row for row in usable if data.held_out(row[0])]
    pairs = [pair for pair, _ in learned]
    tagger = network.fresh(weights.network(encoder.read(model)), data.phrases(pairs), data.closings(pairs))
    typer.echo(
        f"{len(learned)} messages, {len(held)} held out, {len(tagger.phrases)} phrases, {len(tagger.closings)} closings"
    )
    steps = int(epochs * len(learned) / training.SIZE)
    training.train(tagger, learned, steps, tell=typer.echo)
    typer.echo(training.figures(tagger, held))
    network.export(tagger, out)
    return tagger


if __name__ == "__main__":
    main()
