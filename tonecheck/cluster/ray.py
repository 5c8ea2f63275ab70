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
from dataclasses import asdict, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from tonecheck.cluster import output, source, target
from tonecheck.cluster.rows import Row, Summary, check_rows, summary
from tonecheck.pipeline import load
from tonecheck.types import InputError, TonecheckError

if TYPE_CHECKING:
    import pyarrow
    from ray.data import Dataset

ROWS = 256
"""Rows of a chunk where one file is written; a folder's parts have more, so that there are fewer of them."""
ROWS_PER_PART = 2000
READERS = 8
"""Files that are read at the same time."""


def run(
    source_url: str,
    target_url: str,
    *,
    text_field: str = "text",
    id_field: str | None = None,
    model: str = "en",
    reword: bool = False,
    workers: int | None = None,
    rows_per_part: int | None = None,
    progress: Callable[[Summary], None] | None = None,
) -> Summary:
    """Check every row of `source_url` and write the results to `target_url`.

    Both are local paths or whatever fsspec opens (`s3://…`, with its package installed). The source is a `.csv`, `.jsonl` or
    `.parquet`, a folder of these or a pattern. A target with such an ending is one file, in the order of the source; any
    other is a folder of parts in the format of the source, which a second call with the same arguments takes up where the
    first was stopped. Ray is started on this machine unless it runs already, or `RAY_ADDRESS` names a cluster.

    Args:
        id_field: the column whose value is each result's `id`.
        workers: how many actors, each with a model and one thread; by default one a core of the cluster.
        rows_per_part: rows that a worker checks at a time, and rows of a part.
        progress: called with the summary so far after each chunk.

    Raises:
        InputError: Ray isn't installed, or the source or the target can't be used.
        TonecheckError: the job failed; what it wrote into a folder is kept.
    """
    ray = _ray()
    kind = target.ending(target_url)
    files = source.files(source_url)
    _check_columns(files[0], text_field, id_field)
    rows = rows_per_part or (ROWS if kind else ROWS_PER_PART)
    parts = kind or source.ending(files[0].url)
    worker = {"model": model, "reword": reword, "kind": parts}
    judge = load(model).model.files.info  # a model that can't be loaded is better known before Ray starts
    job = {"files": [file.url for file in files], "text": text_field, "id": id_field, "rows": rows, **worker}
    job["model"] = judge.as_dict()
    with _started(ray), _one_line(ray), _opened(target_url, kind, parts, job) as (put, done):
        here = {"ray.io/node-id": ray.get_runtime_context().get_node_id()} if source.local(files[0].url) else None
        chunks = _Chunks(text_field, id_field, rows, done)
        data = _dataset(ray, _numbered(ray, files, here), chunks, worker, workers, here)
        return _written(data, put, progress)


def _dataset(
    ray: Any, files: list[source.File], chunks: _Chunks, worker: dict[str, Any], workers: int | None, here: Any
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


def _written(data: Dataset, put: target.Put, progress: Callable[[Summary], None] | None) -> Summary:
    total = Summary()
    for table in data.iter_batches(batch_size=1, batch_format="pyarrow"):
        for part in table.to_pylist():
            put(part["name"], part["data"])
            total += Summary(**part["summary"])
            if progress:
                progress(total)
    return total


class _Chunks:
    """A file to the chunks of its rows, without those that are done; in a task of Ray."""

    def __init__(self, text_field: str, id_field: str | None, rows: int, done: frozenset[str]) -> None:
        self.fields = (text_field, id_field)
        self.rows = rows
        self.done = done

    def __call__(self, files: pyarrow.Table) -> Iterator[pyarrow.Table]:
        for fields in files.to_pylist():
            file = source.File(**fields)
            for number, rows in enumerate(_grouped(source.read(file, *self.fields), self.rows)):
                name = f"part-{file.index:05}-{number:06}"
                if name not in self.done:
                    yield _block(name=name, rows=pickle.dumps(rows))


class Worker:
    """An actor: loads the model once, with one thread, and checks chunk after chunk."""

    def __init__(self, model: str, reword: bool, kind: str) -> None:
        self.checker = load(model, threads=1)
        self.reword = reword
        self.write = output.WRITERS[kind]

    def __call__(self, chunks: pyarrow.Table) -> Iterator[pyarrow.Table]:
        for chunk in chunks.to_pylist():
            given = pickle.loads(chunk["rows"])  # noqa: S301  # from `_Chunks`, by way of Ray, which pickles as well
            rows = list(check_rows(self.checker, given, reword=self.reword))
            yield _block(name=chunk["name"], data=self.write(rows), summary=asdict(summary(rows)))


def _block(**values: Any) -> pyarrow.Table:
    """One row for Ray."""
    import pyarrow as pa

    kinds = {bytes: pa.large_binary()}
    return pa.table({name: pa.array([value], kinds.get(type(value))) for name, value in values.items()})


def _grouped(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while group := list(islice(iterator, size)):
        yield group


def _check_columns(file: source.File, text_field: str, id_field: str | None) -> None:
    names = source.columns(file)
    for field in filter(None, (text_field, id_field)):
        if names is not None and field not in names:
            raise InputError(f"{file.url}: there is no column '{field}'; it has {', '.join(names)}")


def _numbered(ray: Any, files: list[source.File], here: Any) -> list[source.File]:
    """The files with the number of rows before each, so that rows are numbered through; one file needs no count."""
    if len(files) == 1:
        return files
    count = ray.remote(source.count).options(num_cpus=0, label_selector=here)
    counts = ray.get([count.remote(file) for file in files])
    return [replace(file, before=sum(counts[: file.index])) for file in files]


@contextmanager
def _opened(url: str, kind: str | None, parts: str, job: dict[str, Any]) -> Iterator[tuple[target.Put, frozenset[str]]]:
    if kind is None:
        yield target.folder(url, parts, job)
    else:
        with target.single(url) as put:
            yield put, frozenset()


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
