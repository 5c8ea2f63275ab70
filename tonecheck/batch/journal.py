"""The unfinished output of a batch: `.OUT.part` with a line for each row that is done, and a journal beside it.

Lines are only ever appended, and the journal is replaced whole after what it speaks of is on the disk. So whenever a run
ends, the lines that the journal counts are there; those after them are taken one by one for as long as they are whole.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from tonecheck.batch.tally import Tally
from tonecheck.records.write import writable
from tonecheck.types import InputError

SCHEMA = "tonecheck.journal/1"
EVERY = 5.0
"""Seconds between two entries of the journal."""


@dataclass(frozen=True, slots=True)
class Place:
    """The files of one output: the lines done so far, the journal, and the finished output before it gets its name."""

    out: Path

    @property
    def lines(self) -> Path:
        return self.out.with_name(f".{self.out.name}.part")

    @property
    def journal(self) -> Path:
        return self.out.with_name(f".{self.out.name}.part.json")

    @property
    def ready(self) -> Path:
        return self.out.with_name(f".{self.out.name}.ready")

    def clear(self) -> None:
        for path in (self.ready, self.lines, self.journal):  # the journal last: it explains the others
            path.unlink(missing_ok=True)


def check(out: Path, *, resume: bool = False, restart: bool = False, force: bool = False) -> None:
    """Whether a run may begin, before anything slow is done for it.

    Raises:
        InputError: the folder is missing, the output is there already, or a run is unfinished; the text says which option helps.
    """
    place = Place(out)
    if not out.parent.is_dir():
        raise InputError(f"{out}: there is no folder '{out.parent}'; make it first")
    if out.is_dir():
        raise InputError(f"{out}: this is a folder; name a file in it")
    writable(out)
    kept = _read(place)
    if place.lines.exists() and not resume and not restart:
        done = kept["done"]["rows"] if kept else 0
        raise InputError(
            f"{out}: there is an unfinished run ({place.lines.name}, {done:,} rows or a few more); "
            "go on with --resume, or begin anew with --restart"
        )
    going_on = resume and kept is not None and (kept["force"] or kept["closing"])
    if out.exists() and not force and not going_on:
        raise InputError(f"{out}: this file exists; --force replaces it")


class Spool:
    """The lines of one run, open for appending. `done` counts those that are in the file, `finished` says that a run before
    this one had only its last file to remove.

    Raises:
        InputError: the run that is to be resumed had other settings, its files are damaged, or it is still going on.
    """

    def __init__(self, place: Place, settings: Mapping[str, Any], *, resume: bool, force: bool, every: float) -> None:
        self.place, self._settings, self._force, self._every = place, dict(settings), force, every
        self.done, self.finished, self._closing = Tally(), False, False
        self._last = time.monotonic()
        kept = _read(place) if resume else None
        if kept and kept["closing"] and not place.lines.exists() and place.out.exists():
            self.done, self.finished = Tally.of(kept["done"]), True
        elif kept and place.lines.exists():
            _same(place, kept["settings"], self._settings)
            self._force = force or kept["force"]
            self.file = _locked(place, "r+b")
            self.done = _recovered(self.file, Tally.of(kept["done"]), place)
        elif resume and place.lines.exists():
            raise InputError(
                f"{place.out}: the journal {place.journal.name} is missing or damaged; begin anew with --restart"
            )
        else:
            self._begin()

    def _begin(self) -> None:
        # Whoever holds the lock keeps its lines: they are emptied only after it is ours.
        self.file = _locked(self.place, "r+b" if self.place.lines.exists() else "x+b")
        self.file.truncate(0)
        self.place.ready.unlink(missing_ok=True)
        self.checkpoint()

    def append(self, lines: Sequence[bytes], outcomes: Sequence[tuple[str | None, str | None]]) -> None:
        """Write the lines of some rows; now and then also down to the disk."""
        self.file.write(b"".join(lines))
        self.file.flush()
        self.done = self.done.plus(sum(map(len, lines)), outcomes)
        if time.monotonic() - self._last > self._every:
            self.checkpoint()

    def checkpoint(self) -> None:
        """Bring the lines to the disk, then the journal that counts them."""
        os.fsync(self.file.fileno())
        self._write_journal()
        self._last = time.monotonic()

    def publish(self, path: Path) -> None:
        """Give a file that is complete the name of the output, and remove the others."""
        self._closing = True
        self.checkpoint()
        with path.open("rb") as file:
            os.fsync(file.fileno())
        path.replace(self.place.out)
        _sync_folder(self.place.out.parent)
        self.close()
        self.place.clear()

    def close(self) -> None:
        self.file.close()

    def _write_journal(self) -> None:
        entry = {
            "schema": SCHEMA,
            "settings": self._settings,
            "force": self._force,
            "closing": self._closing,
            "done": self.done.as_dict(),
        }
        new = self.place.journal.with_suffix(".new")
        with new.open("w", encoding="utf-8") as file:
            json.dump(entry, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.place.journal)


def _read(place: Place) -> dict[str, Any] | None:
    try:
        entry = json.loads(place.journal.read_text(encoding="utf-8"))
        Tally.of(entry["done"])
        return entry if entry["schema"] == SCHEMA and {"settings", "force", "closing"} <= entry.keys() else None
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _same(place: Place, before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    for name in dict.fromkeys([*before, *now]):
        if before.get(name) != now.get(name):
            raise InputError(
                f"{place.out}: the unfinished run had {name.replace('_', ' ')} {_short(before.get(name))}, this one has "
                f"{_short(now.get(name))}; repeat it as it was, or begin anew with --restart"
            )


def _short(value: Any) -> str:
    return "none" if value is None else f"'{str(value)[:80]}'"


def _locked(place: Place, mode: str) -> BinaryIO:
    """The file of lines, for this process alone (where the system has such locks)."""
    file: BinaryIO = place.lines.open(mode)  # type: ignore[assignment]
    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:
        pass
    except OSError as error:
        file.close()
        raise InputError(f"{place.out}: another run is writing it at this moment") from error
    return file


def _recovered(file: BinaryIO, done: Tally, place: Place) -> Tally:
    """What is done: the lines the journal counts, and whole lines after them. The rest of the file is cut off."""
    if file.seek(0, os.SEEK_END) < done.size:
        raise InputError(f"{place.out}: {place.lines.name} is shorter than its journal says; begin anew with --restart")
    file.seek(done.size)
    while (text := file.readline()).endswith(b"\n"):
        try:
            entry = json.loads(text)
            done = done.plus(len(text), [(entry["verdict"], entry["error"])])
        except (ValueError, KeyError, TypeError):
            break
    file.truncate(done.size)
    file.seek(0)
    return done


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":  # only there a folder can be opened
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
