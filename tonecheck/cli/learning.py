"""`tonecheck corpus`, `tonecheck train` and `tonecheck evaluate`; training needs its extra, measuring does not."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tonecheck.cli import options
from tonecheck.cli.options import Device, DeviceOption, Engine, EngineOption, Format, Model, need_training_extra
from tonecheck.types import InputError

corpus = typer.Typer(no_args_is_help=True, help="Validate and describe a corpus of annotated messages.")


TRAINING = ("torch", "transformers", "sklearn", "onnx")


class Base(StrEnum):
    """The encoders to start from."""

    large = "large"
    small = "small"


Corpus = Annotated[Path, typer.Argument(help="A corpus folder, or one of its files.")]


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
    need_training_extra(*TRAINING)
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
    base: Annotated[Base, typer.Option("--base", help="Which published encoder to start from.")] = Base.large,
    epochs: Annotated[
        int | None, typer.Option("--epochs", min=1, help="[default: 3 for large, 5 for small]", show_default=False)
    ] = None,
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
    start: Annotated[
        Path | None, typer.Option("--start", help="Train on from this: a file that --network kept, or a model folder.")
    ] = None,
    teacher: Annotated[
        Path | None, typer.Option("--teacher", help="Let this network or model teach the new one.")
    ] = None,
    frozen: Annotated[int, typer.Option("--frozen", min=0, help="How many of the lowest layers stay as they are.")] = 0,
    network: Annotated[
        Path | None, typer.Option("--network", help="Keep the trained network in this file (torch), to go on from.")
    ] = None,
) -> None:
    """Train a model from a corpus: fit, calibrate, export to int8 ONNX, measure, write the model folder and its card."""
    need_training_extra(*TRAINING)
    from tonecheck.learn import run
    from tonecheck.learn.training import RECIPES

    measured = {}
    for pair in measure or []:
        name, _, file = pair.partition("=")
        if not file:
            raise InputError(f"--measure takes NAME=FILE, not '{pair}'")
        measured[name] = Path(file)
    recipe = replace(RECIPES[base.value], seed=seed)
    recipe = replace(recipe, epochs=epochs or recipe.epochs, frozen=frozen)
    plan = run.Plan(path, out, recipe, measured, share, outsiders, start, teacher, network)
    run.train(plan, lambda line: print(line, file=sys.stderr, flush=True))
    typer.echo(f"model written to {out}")


def evaluate(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE[:SPLIT]...",
            help="CSVs with text and labels, corpus folders or their files; 'corpora/en:test' is one split of a corpus.",
        ),
    ],
    split: Annotated[
        str | None, typer.Option("--split", help="The split of every corpus that names none: train, calibration, test.")
    ] = None,
    format: Annotated[Format, typer.Option("--format")] = Format.text,
    report: Annotated[
        Path | None,
        typer.Option("--report", help="Also write everything as one HTML page to this file.", show_default=False),
    ] = None,
    errors: Annotated[
        int | None,
        typer.Option(
            "--errors",
            help="List so many mistakes of each file, the surest first.  [default: none in text, else all]",
            min=0,
            show_default=False,
        ),
    ] = None,
    model: Model = "en",
    engine: EngineOption = Engine.onnx,
    device: DeviceOption = Device.cpu,
) -> None:
    """Measure a model on labelled messages, each file by itself."""
    from tonecheck.learn.report import Source, build
    from tonecheck.learn.report.text import text
    from tonecheck.render.evaluation import page

    sources = [Source.of(file, split) for file in files]
    if report and not report.parent.is_dir():
        raise InputError(f"{report}: there is no folder {report.parent}")
    figures = build(options.checker(model, engine, device), sources, errors)
    if report:
        _write(report, page(figures))
    if format is Format.text:
        typer.echo(text(figures, errors or 0))
    else:
        typer.echo(json.dumps(figures, indent=2 if format is Format.json else None))


def _write(path: Path, content: str) -> None:
    try:
        path.write_text(content, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
