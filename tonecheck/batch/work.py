"""Rows to answers, in order: in this process, or on a crew of processes that each have the model."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Protocol

from tonecheck.records.answer import Answer
from tonecheck.records.fields import Row
from tonecheck.types import Message, Result, TonecheckError

ROWS, REWORDED_ROWS = 64, 8
"""Rows that are checked together, as many as the checker takes at once; fewer where each is reworded, which takes long."""
CHARACTERS = 2_000_000


class Checks(Protocol):
    """Anything that gives a result for each message, in order: a `tonecheck.Checker`, or a stand-in."""

    def check_many(self, messages: Iterable[str | Message], *, reword: bool = True) -> Iterator[Result]: ...


def answered(rows: Iterable[Row], checker: Checks | Crew, reword: bool = False) -> Iterator[list[tuple[Row, Answer]]]:
    """Groups of rows with their answers, in the order of the rows, lazily: a few groups at most are read ahead."""
    crew = checker if isinstance(checker, Crew) else None
    waiting: deque[tuple[list[Row], Callable[[], list[Answer]]]] = deque()
    for group in _groups(rows, REWORDED_ROWS if reword else ROWS):
        messages = [Message(row.text, row.id) for row in group if row.error is None]
        waiting.append((group, crew.submit(messages, reword) if crew else _later(checker, messages, reword)))
        if not crew or len(waiting) > crew.ahead:
            yield _joined(*waiting.popleft())
    while waiting:
        yield _joined(*waiting.popleft())


def answers(checker: Checks, messages: Sequence[Message], reword: bool) -> list[Answer]:
    """An answer for each message. One that the checker breaks on gets the error for an answer, and the others theirs.

    Raises:
        TonecheckError: no message can be checked (settings or model).
    """
    try:
        found: list[Answer] = [result.as_dict() for result in checker.check_many(messages, reword=reword)]
        if len(found) != len(messages):
            raise RuntimeError(f"{len(found)} results for {len(messages)} messages")
        return found
    except TonecheckError:
        raise
    except Exception as error:
        if len(messages) == 1:
            return [f"the check failed ({type(error).__name__}: {error})"]
        return [answer for message in messages for answer in answers(checker, [message], reword)]


def _later(checker: Checks | Crew, messages: list[Message], reword: bool) -> Callable[[], list[Answer]]:
    assert not isinstance(checker, Crew)
    return lambda: answers(checker, messages, reword)


def _joined(group: list[Row], get: Callable[[], list[Answer]]) -> list[tuple[Row, Answer]]:
    found = iter(get())
    return [(row, row.error if row.error is not None else next(found)) for row in group]


def _groups(rows: Iterable[Row], most: int) -> Iterator[list[Row]]:
    group: list[Row] = []
    size = 0
    for row in rows:
        group.append(row)
        size += len(row.text)
        if len(group) == most or size > CHARACTERS:
            yield group
            group, size = [], 0
    if group:
        yield group


class Crew:
    """Processes that check side by side, each with a model of its own; a context manager.

    Raises:
        TonecheckError: from `answered`, where a process dies.
    """

    def __init__(self, load: Callable[[], Checks], workers: int) -> None:
        """`load` runs once in each process, so it is a function of a module, or a `functools.partial` of one."""
        self.ahead = 2 * workers
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(load,))

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def submit(self, messages: list[Message], reword: bool) -> Callable[[], list[Answer]]:
        if not messages:
            return list
        try:
            future = self._pool.submit(_answers, messages, reword)
        except BrokenProcessPool as error:
            raise _died() from error

        def get() -> list[Answer]:
            try:
                return future.result()
            except BrokenProcessPool as error:
                raise _died() from error

        return get


def _died() -> TonecheckError:
    return TonecheckError(
        "a worker process has ended (out of memory?); go on with --resume, perhaps with fewer --workers"
    )


_checker: list[Checks] = []


def _begin(load: Callable[[], Checks]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process decides what happens
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_follow_parent, daemon=True).start()
    _checker[:] = [load()]


def _follow_parent() -> None:
    """A first process that is killed can't say goodbye."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _answers(messages: list[Message], reword: bool) -> list[Answer]:
    return answers(_checker[0], messages, reword)
