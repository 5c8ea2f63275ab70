from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from typing import Any

import pytest

from tonecheck_service.batcher import Batcher, Full


def _batcher(work: Any, **changes: Any) -> Batcher[int, int]:
    given: dict[str, Any] = {"size": 4, "wait": 0.002, "limit": 8, "workers": 1}
    return Batcher(work, **{**given, **changes})


def test_what_arrives_during_a_batch_forms_the_next() -> None:
    sizes: list[int] = []

    def work(items: Sequence[int]) -> list[int]:
        sizes.append(len(items))
        time.sleep(0.05)
        return [item * 2 for item in items]

    async def scenario() -> list[int]:
        batcher = _batcher(work)
        batcher.start()
        first = batcher.submit([1])
        await asyncio.sleep(0.01)
        rest = [batcher.submit([i])[0] for i in range(2, 8)]
        done = list(await asyncio.gather(*first, *rest))
        assert await batcher.stop(1)
        return done

    assert asyncio.run(scenario()) == [2, 4, 6, 8, 10, 12, 14]
    assert sizes == [1, 4, 2]


def test_idle_work_begins_at_once() -> None:
    async def scenario() -> float:
        batcher = _batcher(lambda items: list(items), wait=1.0)
        batcher.start()
        started = time.perf_counter()
        for i in range(5):
            await batcher.submit([i])[0]
        taken = time.perf_counter() - started
        await batcher.stop(1)
        return taken

    assert asyncio.run(scenario()) < 1


def test_after_a_burst_it_waits_for_those_who_were_answered() -> None:
    sizes: list[int] = []

    def work(items: Sequence[int]) -> list[int]:
        sizes.append(len(items))
        return list(items)

    async def scenario() -> None:
        batcher = _batcher(work, wait=0.5)
        batcher.start()
        await asyncio.gather(*batcher.submit([1, 2, 3, 4]))
        first = batcher.submit([5])
        await asyncio.sleep(0.01)
        await asyncio.gather(*first, *batcher.submit([6, 7, 8]))
        await batcher.stop(1)

    asyncio.run(scenario())
    assert sizes == [4, 4]


def test_no_room_is_said_at_once_and_nothing_is_half_taken() -> None:
    gate = threading.Event()

    def work(items: Sequence[int]) -> list[int]:
        gate.wait(5)
        return list(items)

    async def scenario() -> None:
        batcher = _batcher(work)
        batcher.start()
        first = batcher.submit([0])
        await asyncio.sleep(0.05)
        waiting = batcher.submit(range(7))
        with pytest.raises(Full):
            batcher.submit([8, 9])
        assert batcher.depth == 7
        later = asyncio.create_task(batcher.submit_later([8, 9]))
        await asyncio.sleep(0.01)
        assert not later.done()
        gate.set()
        assert await asyncio.gather(*first, *waiting) == [0, *range(7)]
        assert await asyncio.gather(*await later) == [8, 9]
        await batcher.stop(1)

    asyncio.run(scenario())


def test_a_cancelled_item_is_not_worked_on() -> None:
    seen: list[int] = []

    def work(items: Sequence[int]) -> list[int]:
        time.sleep(0.05)
        seen.extend(items)
        return list(items)

    async def scenario() -> None:
        batcher = _batcher(work)
        batcher.start()
        first = batcher.submit([1])
        await asyncio.sleep(0.01)
        second, third = batcher.submit([2, 3])
        second.cancel()
        await asyncio.gather(*first, third)
        await batcher.stop(1)

    asyncio.run(scenario())
    assert seen == [1, 3]


def test_errors_reach_the_one_they_belong_to() -> None:
    def work(items: Sequence[int]) -> list[int | Exception]:
        return [ValueError() if item == 2 else item for item in items]

    async def scenario() -> list[Any]:
        batcher = _batcher(work)
        batcher.start()
        done = await asyncio.gather(*batcher.submit([1, 2, 3]), return_exceptions=True)
        await batcher.stop(1)
        return done

    first, second, third = asyncio.run(scenario())
    assert (first, third) == (1, 3)
    assert isinstance(second, ValueError)


def test_stopping_finishes_what_was_taken_and_takes_no_more() -> None:
    def work(items: Sequence[int]) -> list[int]:
        time.sleep(0.02)
        return list(items)

    async def scenario() -> None:
        batcher = _batcher(work)
        batcher.start()
        taken = batcher.submit(range(8))
        stopping = asyncio.create_task(batcher.stop(5))
        await asyncio.sleep(0.001)
        with pytest.raises(Full):
            batcher.submit([9])
        assert await stopping
        assert [future.result() for future in taken] == list(range(8))

    asyncio.run(scenario())
