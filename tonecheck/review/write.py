"""Records to one HTML file, in two passes: first what the columns hold, then all counts."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from tonecheck.review.columns import plan
from tonecheck.review.options import Options, Record
from tonecheck.review.survey import survey
from tonecheck.review.tally import Tally, tally
from tonecheck.types import InputError


def write(path: Path, records: Callable[[], Iterable[Record]], options: Options | None = None) -> Tally:
    """Write the page to `path`, which is replaced only once the page is whole.

    Args:
        records: gives all records anew each time; it is called twice and nothing of it is kept but counts and a few messages.

    Raises:
        InputError: the extra is not installed, a column can't be used (the text says why), there is no record, or the file
            can't be written.
    """
    options = options or Options()
    check(path)
    found = survey(records())
    if not found.rows:
        raise InputError("there are no messages to make a page from")
    counts = tally(records(), plan(found, options), options.seed)
    from tonecheck.review.page import page

    _replace(path, page(counts, options.names))
    return counts


def check(path: Path) -> None:
    """What can be known to fail before hours of work.

    Raises:
        InputError: the extra is missing, or there is no folder to write to.
    """
    for module, name in (("altair", "altair"), ("vl_convert", "vl-convert-python")):
        if importlib.util.find_spec(module) is None:
            raise InputError(f"this needs the review extra ({name} is missing): pip install 'tonecheck[review]'")
    if not path.parent.is_dir():
        raise InputError(f"{path}: there is no folder {path.parent}")
    if path.is_dir():
        raise InputError(f"{path}: this is a folder; name a file such as report.html")


def _replace(path: Path, content: str) -> None:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        unfinished.write_text(content, encoding="utf-8")
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise InputError(f"{path}: {error.strerror or error}") from error
