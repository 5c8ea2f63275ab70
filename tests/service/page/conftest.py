from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.service.page.browser import Page, browser_with
from tests.service.page.stub import Served, Stub, good


@pytest.fixture(scope="session")
def server() -> Iterator[Stub]:
    stub = Stub()
    served = Served(stub.app())
    stub.address = served.address
    yield stub
    served.stop()


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    driver = browser_with(tmp_path_factory.mktemp("profile"))
    yield driver
    driver.quit()


@pytest.fixture
def site(chromium: Any, server: Stub) -> Iterator[Page]:
    server.reply = good
    server.asked.clear()
    server.headers.clear()
    page = Page(chromium, server.address)
    page.size(1280, 900)
    yield page
    errors = [
        entry for entry in chromium.get_log("browser") if "the server responded with a status" not in entry["message"]
    ]
    errors = [entry for entry in errors if "net::ERR_" not in entry["message"]]
    assert not errors, errors
