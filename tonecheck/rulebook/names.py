"""The first names of a language: one reader for the rulebook, the rewordings and the audit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tonecheck.rulebook.tables import DATA, read_csv
from tonecheck.types import RulebookError, fold

CARES = ("clear", "word", "thing")
"""How sure a capitalised token is a person: anywhere; not at the start of a sentence; only when addressed."""
SEXES = ("f", "m", "u")


@dataclass(frozen=True, slots=True)
class Name:
    """A first name: `sex` is f, m or u (either), `care` one of CARES."""

    name: str
    sex: str
    origin: str
    care: str


def listed(language: str = "en") -> tuple[Name, ...]:
    """The names of a language that were weighed one by one (`names.csv`); none where it has no such file.

    Raises:
        RulebookError: a row is wrong; the text names it.
    """
    return read(DATA / language)


@cache
def read(folder: Path) -> tuple[Name, ...]:
    """As `listed`, for the folder of a rulebook."""
    if not (folder / "names.csv").is_file():
        return ()
    rows = read_csv(folder / "names.csv", ("name", "sex", "origin", "care", "source"))
    for row in rows:
        if row["sex"] not in SEXES or row["care"] not in CARES:
            raise RulebookError(f"names.csv: '{row['name']}' must have a sex f, m or u and a care {', '.join(CARES)}")
    return tuple(Name(row["name"], row["sex"], row["origin"], row["care"]) for row in rows)


def cares(folder: Path) -> dict[str, str]:
    """Folded name to its care: those of `names.csv` go before those of `more-names.csv`.

    The latter has 19,000 rows and every check reads it, so it is split plainly instead of by a CSV reader.
    """
    found: dict[str, str] = {}
    if not (weighed := read(folder)):
        return found
    for row in (folder / "more-names.csv").read_text(encoding="utf-8").splitlines()[1:]:
        name, care, _ = row.split(",")
        found[name.lower() if name.isascii() else fold(name)] = care
    return found | {fold(name.name): name.care for name in weighed}
