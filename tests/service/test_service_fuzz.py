"""Hostile bodies give no 5xx: a small number here, 100,000 in `benchmarks/service_fuzz.py`."""

from __future__ import annotations

import httpx

from benchmarks.service_fuzz import hostile


def test_hostile_bodies(http: httpx.Client) -> None:
    seen = set()
    for case in hostile(200, seed=1):
        headers = {name.encode(): value.encode("latin-1") for name, value in case.headers.items()}
        answer = http.request(case.method, case.path, content=case.body or None, headers=headers)
        assert answer.status_code < 500, case
        seen.add(answer.status_code)
    assert seen >= {200, 400, 403, 404, 415, 422}  # the bodies reach what they are meant to
