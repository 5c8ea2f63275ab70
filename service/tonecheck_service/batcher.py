"""Gathers what many requests want done into batches for a function that runs in a thread.

While no work is under way a job starts at once. Under load, jobs that arrive while a batch runs form the next one; a
worker that gets free waits a couple of milliseconds if fewer jobs wait than were in the batch before, because those
who have just been answered are about to ask again.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")
_FADE = 0.5
_SMOOTH = 0.1


class Full(Exception):  # noqa: N818 - as queue.Full
    """The queue has no room, or the batcher is being stopped."""


@dataclass(slots=True, eq=False)
class _Job(Generic[T, R]):
    item: T
    future: asyncio.Future[R]


class Batcher(Generic[T, R]):
    """Runs `work` on batches of at most `size` items, `workers` batches at a time.

    Args:
        work: called in a thread; gives a result or an exception for each item.
        wait: longest wait for more items, in seconds, and only under load.
        limit: most items that wait.
        watch: told (items, seconds) of each batch.
    """

    def __init__(
        self,
        work: Callable[[Sequence[T]], Sequence[R | Exception]],
        *,
        size: int,
        wait: float,
        limit: int,
        workers: int,
        watch: Callable[[int, float], None] = lambda items, seconds: None,
    ) -> None:
        self.size, self.wait, self.limit, self.workers = size, wait, limit, workers
        self._work, self._watch = work, watch
        self._waiting: deque[_Job[T, R]] = deque()
        self._arrival = asyncio.Event()
        self._room = asyncio.Event()
        self._busy = 0
        self._expected = 1.0
        self._seconds_each = 0.01
        self._stopping = False
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="tonecheck")
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Needs a running event loop; a second call does nothing."""
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._worker()) for _ in range(self.workers)]

    @property
    def depth(self) -> int:
        """How many items wait."""
        return len(self._waiting)

    @property
    def delay(self) -> float:
        """About how many seconds an item would wait now."""
        return (len(self._waiting) + self.size * self._busy / 2) * self._seconds_each

    def submit(self, items: Sequence[T]) -> list[asyncio.Future[R]]:
        """A future for each item, in order.

        Raises:
            Full: there is no room for all of them; none was taken.
        """
        if self._stopping or len(self._waiting) + len(items) > self.limit:
            raise Full
        loop = asyncio.get_running_loop()
        jobs = [_Job[T, R](item, loop.create_future()) for item in items]
        self._waiting.extend(jobs)
        self._arrival.set()
        return [job.future for job in jobs]

    async def submit_later(self, items: Sequence[T]) -> list[asyncio.Future[R]]:
        """`submit` as soon as there is room; for the later parts of something long that was begun.

        Raises:
            Full: the batcher is being stopped, or there are more items than it could ever hold.
        """
        while True:
            try:
                return self.submit(items)
            except Full:
                if self._stopping or len(items) > self.limit:
                    raise
            self._room.clear()
            await self._room.wait()

    async def stop(self, seconds: float) -> bool:
        """Take nothing more, finish what was taken; True if that was done in time."""
        self._stopping = True
        self._room.set()
        loop = asyncio.get_running_loop()
        ends = loop.time() + seconds
        while (self._waiting or self._busy) and loop.time() < ends:
            await asyncio.sleep(0.01)
        done = not self._waiting and not self._busy
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for job in self._waiting:
            job.future.cancel()
        self._waiting.clear()
        self._pool.shutdown(wait=False, cancel_futures=True)
        return done

    async def _worker(self) -> None:
        while True:
            batch = await self._gather()
            if batch:
                self._busy += 1
                try:
                    await self._run(batch)
                finally:
                    self._busy -= 1

    async def _gather(self) -> list[_Job[T, R]]:
        while not self._waiting:
            self._arrival.clear()
            await self._arrival.wait()
        if self.wait and len(self._waiting) < min(self.size, int(self._expected)):
            await self._linger()
        batch: list[_Job[T, R]] = []
        while self._waiting and len(batch) < self.size:
            job = self._waiting.popleft()
            if not job.future.done():  # its deadline has passed, or its client went away
                batch.append(job)
        self._room.set()
        self._expected = max(float(len(batch)), self._expected * _FADE)
        return batch

    async def _linger(self) -> None:
        loop = asyncio.get_running_loop()
        ends = loop.time() + self.wait
        while len(self._waiting) < min(self.size, int(self._expected)) and (left := ends - loop.time()) > 0:
            self._arrival.clear()
            try:
                await asyncio.wait_for(self._arrival.wait(), left)
            except TimeoutError:
                return

    async def _run(self, batch: Sequence[_Job[T, R]]) -> None:
        started = perf_counter()
        loop = asyncio.get_running_loop()
        outcomes: Sequence[R | Exception]
        try:
            outcomes = await loop.run_in_executor(self._pool, self._work, [job.item for job in batch])
        except Exception as error:
            outcomes = [error] * len(batch)
        seconds = perf_counter() - started
        self._seconds_each += (seconds / len(batch) - self._seconds_each) * _SMOOTH
        self._watch(len(batch), seconds)
        for job, outcome in zip(batch, outcomes, strict=True):
            if job.future.done():
                continue
            if isinstance(outcome, Exception):
                job.future.set_exception(outcome)
            else:
                job.future.set_result(outcome)
