"""`tonecheck corpus`, `tonecheck train` and `tonecheck evaluate`: they need the training extra."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from tonecheck.cli.checking import Format
from tonecheck.types import InputError

corpus = typer.Typer(no_args_is_help=True, help="Validate and describe a corpus of annotated messages.")

Corpus = Annotated[Path, typer.Argument(help="A corpus folder, or one of its files.")]


def _need_training_extra() -> None:
    missing = [name for name in ("torch", "transformers", "sklearn", "onnx") if importlib.util.find_spec(name) is None]
    if missing:
        raise InputError(f"this needs the training extra ({missing[0]} is missing): pip install 'tonecheck[train]'")


@corpus.command("validate")
def validate(path: Corpus = Path("corpora/en")) -> None:
    """List everything that is wrong in a corpus, as file:line: problem. Exits with 2 if there is anything."""
    from tonecheck import rulebook
    from tonecheck.learn.corpus import checks
    from tonecheck.learn.corpus import format as corpus_format

    broken: list[corpus_format.CorpusError] = []
    samples = corpus_format.read(path, rulebook.load().rules, broken)
    problems = [*map(str, broken), *checks.problems(samples)]
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise InputError(f"{len(problems)} problems in {path}")
    typer.echo(f"{len(samples)} messages in {len({sample.scenario.id for sample in samples})} scenarios: all is well")


@corpus.command("stats")
def stats(
    path: Corpus = Path("corpora/en"),
    format: Annotated[Format, typer.Option("--format")] = Format.text,
    shortcuts: Annotated[
        bool, typer.Option("--shortcuts", help="Also guess labels from topic, length, names.")
    ] = False,
    into: Annotated[Path | None, typer.Option("--into", help="Datasheet in which to renew the figures.")] = None,
) -> None:
    """Print the datasheet's figures: size, balance, cues, hard cases, lengths, near-duplicates, distinct n-grams, kappa.

    Exits with 2 when the corpus breaks a promise.
    """
    _need_training_extra()
    from tonecheck import rulebook
    from tonecheck.learn.corpus import agreement
    from tonecheck.learn.corpus import format as corpus_format
    from tonecheck.learn.corpus import stats as corpus_stats

    samples = corpus_format.read(path, rulebook.load().rules)
    figures = corpus_stats.stats(samples)
    second = (path if path.is_dir() else path.parent) / agreement.FILE
    if second.is_file():
        figures["second_labels"] = agreement.agreement(second)
    if shortcuts:
        from tonecheck.learn.corpus.shortcuts import shortcuts as guess

        figures["shortcuts"] = guess(samples)
    typer.echo(json.dumps(figures, indent=2) if format is not Format.text else corpus_stats.table(figures))
    if into:
        corpus_stats.renew(into, figures)
    if figures["broken_promises"]:
        raise InputError("; ".join(figures["broken_promises"]))


def train(
    path: Corpus = Path("corpora/en"),
    out: Annotated[Path, typer.Option("--out", help="Model folder to write.")] = Path("models/en"),
    epochs: Annotated[int, typer.Option("--epochs", min=1)] = 5,
    seed: Annotated[int, typer.Option("--seed")] = 1,
    share: Annotated[
        float, typer.Option("--share", help="Share of the training scenarios to use.", min=0.01, max=1)
    ] = 1,
    measure: Annotated[
        list[str] | None,
        typer.Option("--measure", metavar="NAME=FILE", help="A labelled file to measure on as well, never trained on."),
    ] = None,
    outsiders: Annotated[
        Path | None, typer.Option("--outsiders", help="Folder with the public sets of corpora/corpora.toml.")
    ] = None,
) -> None:
    """Train a model from a corpus: fit, calibrate, export to int8 ONNX, measure, write the model folder and its card."""
    _need_training_extra()
    from tonecheck.learn import run
    from tonecheck.learn.training import Recipe

    measured = {}
    for pair in measure or []:
        name, _, file = pair.partition("=")
        if not file:
            raise InputError(f"--measure takes NAME=FILE, not '{pair}'")
        measured[name] = Path(file)
    plan = run.Plan(path, out, Recipe(epochs=epochs, seed=seed), measured, share, outsiders)
    run.train(plan, lambda line: print(line, file=sys.stderr, flush=True))
    typer.echo(f"model written to {out}")


def evaluate(
    file: Annotated[Path, typer.Argument(help="A corpus folder or file, or a CSV with text and labels.")],
    split: Annotated[
        str | None, typer.Option("--split", help="Only one split of a corpus: train, calibration, test.")
    ] = None,
    format: Annotated[Format, typer.Option("--format")] = Format.text,
    errors: Annotated[int, typer.Option("--errors", help="List so many errors, the surest first.", min=0)] = 0,
    model: Annotated[str, typer.Option("--model", help="Name or folder of a model.")] = "en",
) -> None:
    """Measure a model on labelled messages."""
    _need_training_extra()
    from tonecheck.learn import evaluation
    from tonecheck.learn.card import table
    from tonecheck.learn.corpus.splits import SPLITS
    from tonecheck.pipeline import load

    if split and split not in SPLITS:
        raise InputError(f"no split '{split}'; one of {', '.join(SPLITS)}")
    checker = load(model)
    items = evaluation.read(file, checker, split)
    if not items:
        raise InputError(f"{file}: nothing to measure")
    figures = evaluation.evaluate(checker, items)
    if format is Format.text:
        typer.echo(table(figures))
    else:
        typer.echo(json.dumps(figures, indent=2))
    for error in evaluation.errors(checker, items)[:errors] if errors else ():
        text = " ".join(str(error["text"]).split())
        line = f"{error['id']}: {error['axis']} {error['gold']} taken for {error['got']} ({error['score']:.2f}): {text}"
        print(line, file=sys.stdout if format is Format.text else sys.stderr)
