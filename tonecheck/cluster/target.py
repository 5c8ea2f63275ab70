"""Where the lines of a job go: one file of any format, in order, or a folder of parts as JSON lines.

Only the process that started the job writes, and a file is there whole or not at all, so that nothing a worker does
twice can come out twice.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from tonecheck.cluster import store
from tonecheck.records import Source
from tonecheck.records.write import convert, writable
from tonecheck.types import InputError

JOB = "_job.json"
"""Beside the parts: what the job was, so that it can be taken up again and never be mixed with another."""

Put = Callable[[str, bytes], object]
"""Takes the lines of one part, and its name."""


def is_file(target: str) -> bool:
    """Whether a target names one file; else it is a folder.

    Raises:
        InputError: a file whose format isn't known.
    """
    if target.endswith("/") or not PurePosixPath(target).suffix:
        return False
    writable(Path(target))
    return True


@contextmanager
def single(target: str, source: Source | None, text: str) -> Iterator[Put]:
    """One file that is fed in order, as `tonecheck batch` writes it; its lines wait on this machine's disk meanwhile.

    Raises:
        InputError: the file can't be written.
    """
    with store.whole(target) as stream, TemporaryDirectory(prefix="tonecheck-") as folder:
        lines, ready = Path(folder, "lines"), Path(folder, "ready")
        with lines.open("wb") as file:
            yield lambda _, rows: file.write(rows)
        made = ready if convert(lines, ready, Path(target), source, text) else lines
        with made.open("rb") as file:
            shutil.copyfileobj(file, stream, 1 << 20)


def folder(target: str, job: dict[str, Any]) -> tuple[Put, frozenset[str]]:
    """What writes a part into a folder, and the names of the parts that an earlier run of the same job left there.

    Raises:
        InputError: the folder can't be written, or it holds something else.
    """
    fs, path = store.opened(target.rstrip("/"))
    try:
        names = [PurePosixPath(name).name for name in fs.ls(path, detail=False)] if fs.exists(path) else []
        if not names:
            fs.makedirs(path, exist_ok=True)
            fs.pipe_file(f"{path}/{JOB}", json.dumps(job, indent=1).encode())
        elif JOB not in names or json.loads(fs.cat_file(f"{path}/{JOB}")) != job:
            raise InputError(f"{target}: this folder holds other files, or the parts of another job; name an empty one")
    except (OSError, ValueError) as error:
        raise InputError(f"{target}: can't be written ({error})") from error

    def put(name: str, rows: bytes) -> None:
        with store.whole(f"{target.rstrip('/')}/{name}.jsonl") as stream:
            stream.write(rows)

    return put, frozenset(PurePosixPath(name).stem for name in names if name.startswith("part-"))
