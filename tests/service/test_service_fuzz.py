"""Hostile bodies give no 5xx: a small number here, 100,000 in `benchmarks/service_fuzz.py`."""

from __future__ import annotations

import httpx

from benchmarks.service_fuzz import hostile


def test_hostile_bodies(http: httpx.Client) -> None:
    for path, headers, body in hostile(300, seed=1):
        answer = http.post(path, content=body, headers=headers)
        assert answer.status_code < 500, (path, headers, body[:200])
