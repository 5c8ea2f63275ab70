"""What runs checks for all routes: in batches, off the event loop, within a deadline."""

from __future__ import annotations

import asyncio
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from tonecheck.pipeline import Checker
from tonecheck.types import Message, Result
from tonecheck_service import logs
from tonecheck_service.audit import Audit, AuditError
from tonecheck_service.batcher import Batcher, Full
from tonecheck_service.context import CLIENT, REQUEST_ID
from tonecheck_service.metrics import Metrics
from tonecheck_service.problems import Problem
from tonecheck_service.settings import Settings

STREAMS = 2
"""Batches at once: while the answers of one are written, the model works on the other."""
SAMPLES = (
    *["You never send the report on time, Dev. Have it on my desk by five or else."] * 2,
    "Thanks for the clear chart.",
    "Bitte schick mir den Bericht bis Freitag.",
)
"""What is checked before the service is ready: the first loads what rewordings need, the last what tells languages apart."""
Begun = tuple[Result, Any]
"""A result and what `Checker.finish` needs for its rewordings."""


@dataclass(frozen=True, slots=True)
class Job:
    """A message and for whom it is checked."""

    message: Message
    client: str | None
    request_id: str | None


class Engine:
    """Checks messages; kept in `app.state.engine`. All errors are `Problem`s."""

    def __init__(
        self, checker: Checker, settings: Settings, metrics: Metrics | None = None, audit: Audit | None = None
    ) -> None:
        self.checker = checker
        self.settings = settings
        self.metrics = metrics or Metrics()
        self.audit = audit
        self.ready = self.failed = False
        self.stopping = False
        self._checks: Batcher[Job, Begun] | None = None
        self._rewordings: Batcher[Begun, Result] | None = None
        self._warming: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        """Begin to work; `ready` becomes true when a sample went all the way."""
        self._queues()
        self._warming = asyncio.create_task(self._warm())

    async def stop(self) -> None:
        """Finish what was accepted, take nothing more."""
        self.stopping = True
        if self._warming:
            self._warming.cancel()
        seconds = self.settings.drain_ms / 1000
        for queue in (self._checks, self._rewordings):
            if queue and not await queue.stop(seconds):
                logs.event("unfinished", stage="check" if queue is self._checks else "reword")
        if self.audit:
            self.audit.close()

    async def check(
        self, messages: Sequence[Message], *, reword: bool, deadline_ms: int | None = None, client: str | None = None
    ) -> list[Result]:
        """A result for each message, in order; with a deadline, what is ready by then, and `incomplete` says the rest.

        Args:
            client: id of the API key, for the audit record; by default that of the request being served.

        Raises:
            Problem: overloaded, stopping, or without a deadline: the time limit of all requests has passed.
        """
        ends = self._ends(deadline_ms)
        jobs = [Job(message, client or CLIENT.get(), REQUEST_ID.get()) for message in messages]
        size = self._queues()[0].size
        results: list[Result] = []
        for at in range(0, len(jobs), size):
            part = jobs[at : at + size]
            begun = await self._begin(part, ends, first=at == 0, deadline_ms=deadline_ms)
            results += await self._finish(begun, ends, deadline_ms) if reword else [result for result, _ in begun]
            ends = ends if deadline_ms else self._ends(None)  # without a deadline each part has the time limit
        self.metrics.results(results)
        return results

    def _ends(self, deadline_ms: int | None) -> float:
        return asyncio.get_running_loop().time() + min(deadline_ms or math.inf, self.settings.timeout_ms) / 1000

    async def _begin(self, jobs: Sequence[Job], ends: float, *, first: bool, deadline_ms: int | None) -> list[Begun]:
        queue = self._queues()[0]
        if not first and asyncio.get_running_loop().time() >= ends:
            futures: Sequence[asyncio.Future[Begun]] = []
        else:
            try:
                async with asyncio.timeout_at(ends):
                    futures = queue.submit(jobs) if first else await queue.submit_later(jobs)
            except Full:
                raise self._busy(queue) from None
            except TimeoutError:
                futures = []
        self.metrics.depth("check", queue.depth)
        done = await _within(futures, ends)
        if deadline_ms is None and len(done) < len(jobs):
            raise self._timeout()
        try:
            return [
                done[i].result() if i in done else (self._late(job.message, deadline_ms), None)
                for i, job in enumerate(jobs)
            ]
        except AuditError:
            raise Problem("audit-unavailable", "results are only given where they can be recorded") from None

    async def _finish(self, begun: Sequence[Begun], ends: float, deadline_ms: int | None) -> list[Result]:
        queue = self._queues()[1]
        wanted = [i for i, (_, findings) in enumerate(begun) if findings is not None]
        futures: list[asyncio.Future[Result]] = []
        try:
            for i in wanted:
                futures += queue.submit([begun[i]])
        except Full:
            if deadline_ms is None:
                for future in futures:
                    future.cancel()
                raise self._busy(queue) from None
        self.metrics.depth("reword", queue.depth)
        done = await _within(futures, ends)
        if deadline_ms is None and len(done) < len(wanted):
            raise self._timeout()
        results = [result for result, _ in begun]
        for place, i in enumerate(wanted):
            if place in done:
                results[i] = done[place].result()
            else:
                results[i] = replace(results[i], incomplete=("reword",))
        return results

    def _check_batch(self, jobs: Sequence[Job]) -> list[Begun | Exception]:
        """In a thread. One text that breaks something must not take the others with it."""
        try:
            found: list[Begun | Exception] = list(self.checker.begin([job.message for job in jobs]))
        except Exception as error:
            if len(jobs) == 1:
                self.metrics.failed("check")
                return [error]
            return [self._check_batch([job])[0] for job in jobs]
        if self.audit:
            kept = [(item[0], job) for item, job in zip(found, jobs, strict=True) if not isinstance(item, Exception)]
            self.audit.write([(result, job.client, job.request_id) for result, job in kept])
        return found

    def _reword_batch(self, items: Sequence[Begun]) -> list[Result | Exception]:
        """In a thread. A rewording that fails leaves the check as it is."""
        found: list[Result | Exception] = []
        for result, findings in items:
            try:
                found.append(self.checker.finish(result, findings))
            except Exception as error:
                self.metrics.failed("reword")
                logs.failure("reword", error)
                found.append(replace(result, incomplete=("reword",)))
        return found

    async def _warm(self) -> None:
        checks, rewordings = self._queues()
        loop = asyncio.get_running_loop()

        def sample() -> None:
            checker = self.checker.offline()
            for text in SAMPLES:
                list(checker.check_many([text, text], reword=True))

        try:
            await loop.run_in_executor(None, sample)
        except Exception as error:
            logs.failure("warm", error)
            self.failed = True
            return
        self.ready = True
        self.metrics.ready(True)
        logs.event(
            "ready", model=self.checker.model.files.info.version, batch=checks.size, rewording=rewordings.workers
        )

    def _queues(self) -> tuple[Batcher[Job, Begun], Batcher[Begun, Result]]:
        loop = asyncio.get_running_loop()
        if self._checks is None or self._rewordings is None or self._loop is not loop:
            self._loop = loop
            settings, metrics = self.settings, self.metrics
            self._checks = Batcher(
                self._check_batch,
                size=settings.batch_size if settings.batching else 1,
                wait=settings.batch_wait_ms / 1000 if settings.batching else 0.0,
                limit=settings.max_queue,
                workers=STREAMS,
                watch=lambda texts, seconds: metrics.batch("check", texts, seconds),
            )
            self._rewordings = Batcher(
                self._reword_batch,
                size=1,
                wait=0.0,
                limit=settings.max_queue,
                workers=min(4, settings.threads or os.cpu_count() or 1),
                watch=lambda texts, seconds: metrics.batch("reword", texts, seconds),
            )
        self._checks.start()
        self._rewordings.start()
        return self._checks, self._rewordings

    def _busy(self, queue: Batcher[Any, Any]) -> Problem:
        if self.stopping:
            return Problem("stopping", "ask again; another instance may answer", headers={"Retry-After": "2"})
        wait = min(60, max(1, math.ceil(queue.delay)))
        return Problem("overloaded", "too many texts wait for the model", headers={"Retry-After": str(wait)})

    def _timeout(self) -> Problem:
        detail = f"it took longer than {self.settings.timeout_ms} ms; send less at once, or a deadline_ms"
        return Problem("timeout", detail, headers={"Retry-After": "5"})

    def _late(self, message: Message, deadline_ms: int | None) -> Result:
        limit = min(deadline_ms or self.settings.timeout_ms, self.settings.timeout_ms)
        note = f"not checked: the deadline of {limit} ms passed first"
        info = self.checker.model.files.info
        return Result(message.id, message.text, None, None, None, None, (), (), (), note, ("model",), info)


async def _within(futures: Sequence[asyncio.Future[Any]], ends: float) -> dict[int, asyncio.Future[Any]]:
    """Those that are done in time, by place; the others are called off, also when the client went away."""
    try:
        if futures:
            left = ends - asyncio.get_running_loop().time()
            await asyncio.wait(futures, timeout=max(0.0, left))
        return {place: future for place, future in enumerate(futures) if future.done()}
    finally:
        for future in futures:
            future.cancel()
