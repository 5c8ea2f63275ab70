"""The engine on Ray Data: `run` reads, checks and writes on all cores of a machine or of a cluster.

Tasks read the source into chunks of rows, actors with a warm model check them and give back bytes, and the process that
called `run` writes those. An actor or a machine that dies is replaced by Ray and its chunks are done again; since only the
caller writes, no row is lost or written twice.
"""

from __future__ import annotations

import logging
import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from tonecheck.batch import Tally
from tonecheck.batch.work import answered
from tonecheck.cluster import store, target
from tonecheck.pipeline import load
from tonecheck.records import Options, Row, Source, answer, choose, rows
from tonecheck.types import InputError, TonecheckError

if TYPE_CHECKING:
    import pyarrow
    from ray.data import Dataset

ROWS = 256
"""Rows of a chunk where one file is written; a folder's parts have more, so that there are fewer of them."""
ROWS_PER_PART = 2000
READERS = 8
"""Files that are read at the same time."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of the source: its place among the files, and how many rows stand before it."""

    url: str
    text: str
    id: str | None
    index: int
    before: int = 0


def run(
    source: str,
    out: str,
    *,
    text_field: str | None = None,
    id_field: str | None = None,
    model: str = "en",
    reword: bool = False,
    workers: int | None = None,
    rows_per_part: int | None = None,
    tick: Callable[[int], None] = lambda done: None,
) -> Tally:
    """Check every row of `source` and write `out`: what `tonecheck batch` writes, row by row.

    Both are local paths or whatever fsspec opens (`s3://…`, with its package installed). The source is a file of any
    format of `tonecheck batch`, a folder of such files or a pattern; rows are numbered through. If `out` ends in a format, it
    is one file, in order; else it is a folder of parts as JSON lines, which a second call with the same arguments takes up
    where the first was stopped (the tally then has the rest only). Ray is started on this machine unless it runs already, or
    `RAY_ADDRESS` names a cluster.

    Args:
        text_field: the column of the messages, and `id_field` that of their ids; guessed by their names.
        workers: how many actors, each with a model and one thread; by default one a core of the cluster.
        rows_per_part: rows that a worker checks at a time, and rows of a part.
        tick: told the number of rows that are done, after each chunk.

    Raises:
        InputError: Ray isn't installed, or the source or the target can't be used.
        ModelError: the model can't be loaded.
        TonecheckError: the job failed; what it wrote into a folder is kept.
    """
    ray = _ray()
    urls = store.found(source)
    sources = [store.read(url, Options(text_field=text_field)) for url in urls]
    files = [File(one.name, *choose(one, text_field, id_field), n) for n, one in enumerate(sources)]
    judge = load(model).model.files.info  # a model that can't be loaded is better known before Ray starts
    size = rows_per_part or (ROWS if target.is_file(out) else ROWS_PER_PART)
    job = {"files": [asdict(file) for file in files], "rows": size, "reword": reword, "model": judge.as_dict()}
    with _started(ray), _one_line(ray), _opened(out, sources, files[0].text, job) as (put, done):
        here = (
            {"ray.io/node-id": ray.get_runtime_context().get_node_id()}
            if store.local(store.opened(urls[0])[0])
            else None
        )
        worker = {"model": model, "reword": reword}
        data = _dataset(ray, _numbered(ray, files, here), _Chunks(size, done), worker, workers, here)
        return _written(data, put, tick)


def _dataset(
    ray: Any, files: list[File], chunks: _Chunks, worker: dict[str, Any], workers: int | None, here: Any
) -> Dataset:
    """The plan: files → chunks of rows → chunks of bytes, one a block, in order."""
    context = ray.data.DataContext.get_current().copy()
    context.target_max_block_size = (
        1  # a block, and so a task, for each chunk: Ray would put megabytes of them together
    )
    context.execution_options.preserve_order = True
    context.enable_progress_bars = False
    size = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
    with ray.data.DataContext.current(context):
        data = ray.data.from_items([asdict(file) for file in files], override_num_blocks=len(files))
        # Reading takes no core of its own: the actors may hold all of them, and it would wait for ever.
        data = data.map_batches(
            chunks,
            batch_size=1,
            batch_format="pyarrow",
            num_cpus=0,
            concurrency=min(READERS, len(files)),
            label_selector=here,
        )
        return data.map_batches(
            Worker,
            batch_size=1,
            batch_format="pyarrow",
            compute=ray.data.ActorPoolStrategy(size=size),
            num_cpus=1,
            fn_constructor_kwargs=worker,
        )


def _written(data: Dataset, put: target.Put, tick: Callable[[int], None]) -> Tally:
    done = Tally()
    for table in data.iter_batches(batch_size=1, batch_format="pyarrow"):
        for part in table.to_pylist():
            put(part["name"], part["lines"])
            done = done.plus(len(part["lines"]), zip(part["verdicts"], part["errors"], strict=True))
            tick(done.rows)
    return done


class _Chunks:
    """A file to the chunks of its rows, without those that are done; in a task of Ray."""

    def __init__(self, size: int, done: frozenset[str]) -> None:
        self.size = size
        self.done = done

    def __call__(self, files: pyarrow.Table) -> Iterator[pyarrow.Table]:
        for fields in files.to_pylist():
            file = File(**fields)
            for number, chunk in enumerate(_grouped(_rows(file), self.size)):
                name = f"part-{file.index:05}-{number:06}"
                if name not in self.done:
                    yield _block(name=name, rows=pickle.dumps(chunk))


class Worker:
    """An actor: loads the model once, with one thread, and checks chunk after chunk."""

    def __init__(self, model: str, reword: bool) -> None:
        self.checker = load(model, threads=1)
        self.reword = reword

    def __call__(self, chunks: pyarrow.Table) -> Iterator[pyarrow.Table]:
        for chunk in chunks.to_pylist():
            given = pickle.loads(chunk["rows"])  # noqa: S301  # from `_Chunks`, by way of Ray, which pickles as well
            found = [pair for group in answered(given, self.checker, self.reword) for pair in group]
            yield _block(
                name=chunk["name"],
                lines=b"".join(answer.line(row, said) for row, said in found),
                verdicts=[None if isinstance(said, str) else said["verdict"] for _, said in found],
                errors=[said if isinstance(said, str) else None for _, said in found],
            )


def _rows(file: File) -> Iterator[Row]:
    source = store.read(file.url, Options(text_field=file.text))
    for row in rows(source, file.text, file.id):
        yield replace(row, number=file.before + row.number) if file.before else row


def _count(file: File) -> int:
    return sum(1 for _ in _rows(file))


def _block(**values: Any) -> pyarrow.Table:
    """One row for Ray."""
    import pyarrow as pa

    kinds: dict[type, Any] = {bytes: pa.large_binary(), list: pa.list_(pa.string())}
    return pa.table({name: pa.array([value], kinds.get(type(value))) for name, value in values.items()})


def _grouped(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while group := list(islice(iterator, size)):
        yield group


def _numbered(ray: Any, files: list[File], here: Any) -> list[File]:
    """The files with the number of rows before each, so that rows are numbered through; one file needs no count."""
    if len(files) == 1:
        return files
    count = ray.remote(_count).options(num_cpus=0, label_selector=here)
    counts = ray.get([count.remote(file) for file in files])
    return [replace(file, before=sum(counts[: file.index])) for file in files]


@contextmanager
def _opened(
    out: str, sources: list[Source], text: str, job: dict[str, Any]
) -> Iterator[tuple[target.Put, frozenset[str]]]:
    if target.is_file(out):
        with target.single(out, sources[0] if len(sources) == 1 else None, text) as put:
            yield put, frozenset()
    else:
        yield target.folder(out, job)


@contextmanager
def _started(ray: Any) -> Iterator[None]:
    """Ray as it runs already, or as `RAY_ADDRESS` says, or on this machine until the block ends."""
    if ray.is_initialized():
        yield
        return
    ray.init(include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    try:
        yield
    finally:
        ray.shutdown()


@contextmanager
def _one_line(ray: Any) -> Iterator[None]:
    """What goes wrong in a task, as an error for a user instead of three tracebacks."""
    try:
        yield
    except ray.exceptions.RayTaskError as error:
        cause = error.cause if isinstance(error.cause, Exception) else error
        while isinstance(cause, ray.exceptions.RayTaskError):
            cause = cause.cause
        raise TonecheckError(f"the job failed: {str(cause).strip().splitlines()[-1]}") from error
    except ray.exceptions.RayError as error:
        raise TonecheckError(f"the job failed: {str(error).strip().splitlines()[0]}") from error


def _ray() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing about a job leaves its machines
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise InputError("Ray isn't installed: pip install 'tonecheck[ray]'") from error
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    return ray
