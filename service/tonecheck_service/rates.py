"""Rates: a bucket for each client, filled steadily. A batch is admitted while there is anything in the bucket and may
leave it in debt, so that its price is paid afterwards and a client with a small rate can still send one."""

from __future__ import annotations

import math
from collections import OrderedDict
from time import monotonic

CLIENTS = 10_000
"""Most clients that are remembered; the one not seen for longest is forgotten first."""


class Bucket:
    """`per_minute` texts a minute, and at most so many at once."""

    __slots__ = ("_level", "_seen", "per_minute")

    def __init__(self, per_minute: float) -> None:
        self.per_minute = per_minute
        self._level = per_minute
        self._seen = monotonic()

    def take(self, texts: int = 1) -> bool:
        """Whether there was anything left; if so the texts are paid for."""
        self._fill()
        if self._level < 1:
            return False
        self._level -= texts
        return True

    def charge(self, texts: int) -> None:
        """Pay for texts of a request that was admitted."""
        self._level -= texts

    @property
    def wait(self) -> float:
        """Seconds until there is something in the bucket."""
        self._fill()
        return max(0.0, (1 - self._level) * 60 / self.per_minute)

    def headers(self) -> dict[str, str]:
        self._fill()
        full = (self.per_minute - self._level) * 60 / self.per_minute
        return {
            "RateLimit-Limit": str(math.floor(self.per_minute)),
            "RateLimit-Remaining": str(max(0, math.floor(self._level))),
            "RateLimit-Reset": str(math.ceil(full)),
        }

    def _fill(self) -> None:
        now = monotonic()
        self._level = min(self.per_minute, self._level + (now - self._seen) * self.per_minute / 60)
        self._seen = now


class Rates:
    """The buckets of all clients. Each worker has its own, with its share of the rate."""

    def __init__(self, workers: int = 1) -> None:
        self._workers = workers
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def of(self, client: str, per_minute: int) -> Bucket | None:
        """The client's bucket, None without a limit."""
        if not per_minute:
            return None
        rate = max(1.0, per_minute / self._workers)
        bucket = self._buckets.get(client)
        if bucket is None or bucket.per_minute != rate:
            bucket = self._buckets[client] = Bucket(rate)
            if len(self._buckets) > CLIENTS:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(client)
        return bucket
