"""Where the rows go: one file, or a folder of parts, on a local disk or in an object store.

Only the process that started the job writes, and a file is there whole or not at all, so that nothing a worker does
twice can come out twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Any
from uuid import uuid4

from tonecheck.cluster.output import HEADER, WRITERS
from tonecheck.types import InputError

JOB = "_job.json"
"""Beside the parts: what the job was, so that it can be taken up again and never be mixed with another."""

Put = Callable[[str, bytes], object]
"""Takes the rows of one part: its name, and its rows as `tonecheck.cluster.output` wrote them."""


def ending(target: str) -> str | None:
    """The format of a single file; None for a folder.

    Raises:
        InputError: an ending that isn't known.
    """
    suffix = PurePosixPath(target).suffix.lower()
    if suffix and suffix not in WRITERS and not target.endswith("/"):
        raise InputError(f"{target}: name a file with {', '.join(WRITERS)}, or a folder")
    return suffix if suffix in WRITERS else None


@contextmanager
def single(target: str) -> Iterator[Put]:
    """One file that is fed in order; it appears when the block ends, and not at all if it fails.

    Raises:
        InputError: the file can't be written.
    """
    kind = ending(target)
    with _whole(target) as stream:
        if kind == ".parquet":
            with _joined(stream) as put:
                yield put
        else:
            stream.write(_head(kind))
            yield lambda _, rows: stream.write(rows)


@contextmanager
def _joined(stream: IO[bytes]) -> Iterator[Put]:
    """Many small Parquet files as one."""
    from pyarrow.parquet import ParquetWriter, read_table

    from tonecheck.cluster import schema

    with ParquetWriter(stream, schema.row(), compression="zstd") as writer:
        yield lambda _, rows: writer.write_table(read_table(BytesIO(rows)))


def _head(kind: str | None) -> bytes:
    return (",".join(HEADER) + "\r\n").encode() if kind == ".csv" else b""


def folder(target: str, kind: str, job: dict[str, Any]) -> tuple[Put, frozenset[str]]:
    """What writes a part into a folder, and the parts that an earlier run of the same job left there.

    Raises:
        InputError: the folder can't be written, or it holds something else.
    """
    done = _begin(target.rstrip("/"), job)

    def put(name: str, rows: bytes) -> None:
        with _whole(f"{target.rstrip('/')}/{name}{kind}") as stream:
            stream.write(_head(kind) + rows)

    return put, frozenset(PurePosixPath(name).stem for name in done)


def _begin(target: str, job: dict[str, Any]) -> list[str]:
    from fsspec.core import url_to_fs

    try:
        fs, path = url_to_fs(target)
        found = [PurePosixPath(name).name for name in fs.ls(path, detail=False)] if fs.exists(path) else []
        if not found:
            fs.makedirs(path, exist_ok=True)
            fs.pipe_file(f"{path}/{JOB}", json.dumps(job, indent=1).encode())
        elif JOB not in found or json.loads(fs.cat_file(f"{path}/{JOB}")) != job:
            raise InputError(f"{target}: this folder holds other files, or the parts of another job; name an empty one")
    except (OSError, ValueError, ImportError) as error:
        raise InputError(f"{target}: can't be written ({error})") from error
    return [name for name in found if name.startswith("part-")]


def _whole(target: str) -> AbstractContextManager[IO[bytes]]:
    from fsspec.core import url_to_fs

    try:
        fs, path = url_to_fs(target)
    except (OSError, ValueError, ImportError) as error:
        raise InputError(f"{target}: can't be written ({error})") from error
    local = "file" in ([fs.protocol] if isinstance(fs.protocol, str) else fs.protocol)
    return _local(Path(path)) if local else _remote(fs, path)


@contextmanager
def _local(path: Path) -> Iterator[IO[bytes]]:
    draft = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with draft.open("wb") as stream:
            yield stream
        draft.replace(path)
    except OSError as error:
        raise InputError(f"{path}: can't be written ({error.strerror or error})") from error
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _remote(fs: Any, path: str) -> Iterator[IO[bytes]]:
    with fs.transaction, fs.open(path, "wb") as stream:
        yield stream
