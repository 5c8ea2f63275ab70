"""`tonecheck review`: a page for a training from a batch of checked messages."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def review(
    file: Annotated[Path, typer.Argument(help="The .jsonl that 'tonecheck batch' wrote.", show_default=False)],
    out: Annotated[Path, typer.Option("-o", "--out", help="The HTML file to write.")] = Path("report.html"),
    group: Annotated[
        list[str] | None,
        typer.Option(
            "--group", help="A column of groups (team, channel, period); several times for several. [default: guessed]"
        ),
    ] = None,
    no_groups: Annotated[bool, typer.Option("--no-groups", help="Show nothing by group.")] = False,
    date: Annotated[
        str | None, typer.Option("--date", help="The column of dates. [default: guessed]", show_default=False)
    ] = None,
    label_impact: Annotated[
        list[str] | None, typer.Option("--label-impact", help="A column of people's labels; once for each rater.")
    ] = None,
    label_style: Annotated[
        list[str] | None, typer.Option("--label-style", help="The same for the style; in the same order.")
    ] = None,
    rater: Annotated[
        str | None, typer.Option("--rater", help="The column that says who labelled a row.", show_default=False)
    ] = None,
    names: Annotated[
        bool, typer.Option("--names", help="Show names, mail addresses and telephone numbers instead of masking them.")
    ] = False,
) -> None:
    """Make one page for a training from checked messages: figures, charts, and the messages to talk about.

    Small groups are put together, people are masked. Exits with 0, or 2 when the file or a column can't be used.
    """
    from tonecheck import review as reviewing

    options = reviewing.Options(
        groups=() if no_groups else tuple(group) if group else None,
        date=date,
        impact=tuple(label_impact or ()),
        style=tuple(label_style or ()),
        rater=rater,
        names=names,
    )
    found = reviewing.write(out, lambda: reviewing.records(file), options)
    print(f"{out}: {found.everything.n:,} of {found.rows:,} messages", file=sys.stdout)
