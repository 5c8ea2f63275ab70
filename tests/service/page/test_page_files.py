"""Its files and their policy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources

import pytest
from fastapi.testclient import TestClient

from tests.service.page.stub import Stub
from tonecheck_service import page


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(Stub().app()) as client:
        yield client


def test_files_come_with_a_strict_policy(client: TestClient) -> None:
    for name, asset in page.assets().items():
        answered = client.get(f"/static/{name}")
        assert answered.status_code == 200
        assert answered.headers["content-type"] == asset.media_type
        assert answered.headers["content-security-policy"] == page.POLICY
        again = client.get(f"/static/{name}", headers={"If-None-Match": answered.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_index_is_served_at_the_root(client: TestClient) -> None:
    assert client.get("/").content == page.assets()["index.html"].body
    assert client.head("/").status_code == 200


def test_nothing_but_the_files_of_the_page_is_served() -> None:
    with TestClient(Stub().app(), raise_server_exceptions=False) as client:
        for path in (
            "/static/page.py",
            "/static/..%2fpage.py",
            "/static/%2e%2e/page.py",
            "/static/",
            "/static/none.js",
        ):
            assert client.get(path).status_code >= 400


def test_nothing_comes_from_elsewhere_and_nothing_is_inline() -> None:
    folder = resources.files("tonecheck_service").joinpath("static")
    for file in folder.iterdir():
        written = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|//[a-z]+\.|@import|url\(", written), file.name
        assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie|innerHTML|eval\(", written), (
            file.name
        )
    index = folder.joinpath("index.html").read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*src=)", index)
