"""Make the writer: read the pairs, fine-tune, export."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
import typer
from tokenizers import Tokenizer

from tonecheck import rulebook
from tonecheck.learn.corpus import format as corpus_format
from tonecheck.learn.writing import base, export, fine_tuning, pairs

VERSION = "0.1.0"


def main() -> None:
    """See the package's docstring."""
    parser = argparse.ArgumentParser(prog="python -m tonecheck.learn.writing", description=__doc__)
    parser.add_argument("corpora", type=Path, help="the folder with en/ and rewordings/")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write")
    parser.add_argument("--minutes", type=float, default=fine_tuning.Recipe.minutes)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()

    samples = corpus_format.read(given.corpora / "en", rulebook.load().rules)
    found = [
        *pairs.of_corpus(samples, "train"),
        *pairs.of_files(given.corpora / "rewordings", samples, "train"),
    ]
    torch.manual_seed(given.seed)
    start = base.load([sample.text for sample in samples] + [text for pair in found for text in (pair.text, pair.out)])
    tokenizer = Tokenizer.from_str(start.tokenizer)
    cut = list(pairs.passages(iter(found), lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)))
    typer.echo(f"{len(cut)} pairs, {tokenizer.get_vocab_size()} tokens in the vocabulary")
    recipe = fine_tuning.Recipe(minutes=given.minutes, seed=given.seed)
    weights = fine_tuning.fine_tune(start.model, [fine_tuning.row(pair, tokenizer) for pair in cut], recipe)
    about = {
        "name": "tonecheck-writer-en",
        "version": VERSION,
        "language": "en",
        "base": "SmolLM2-135M-Instruct",
        "license": "Apache-2.0",
        "pairs": len(cut),
    }
    export.export(base.assembled(start.model.config, weights), start.tokenizer, given.out, about)


if __name__ == "__main__":
    main()
