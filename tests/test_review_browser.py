"""The trainer's page in a real browser, opened from disk: it draws, asks nobody for anything, and runs nothing of a message."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.review_records import records
from tonecheck import review

pytest.importorskip("altair")
pytest.importorskip("vl_convert")
webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.support.ui import WebDriverWait  # noqa: E402

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
pytestmark = [
    pytest.mark.skipif(not (BROWSER and DRIVER), reason="no chromium with chromedriver on this machine"),
    # Selenium closes a socket late now and then.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-dev-shm-usage"
)
TEAMS = ("Sales", "</script><img src=x onerror=\"document.title='hacked'\">")
SIZES = {"phone": 390, "desk": 1200}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "report.html"
    fields = [
        {"team": TEAMS[place % 2], "date": f"2025-{1 + place % 9:02d}-07", "impact": "harmful"} for place in range(61)
    ]
    made = records(fields)
    review.write(path, lambda: made)
    return path.as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    options = webdriver.ChromeOptions()
    for flag in FLAGS.split():
        options.add_argument(flag)
    options.binary_location = str(BROWSER)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


def _open(browser: Any, address: str, width: int = 1200, scheme: str = "light") -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get(address)
    drawn = "return document.querySelectorAll('.drawing:not([data-drawn])').length"
    WebDriverWait(browser, 60).until(lambda driver: driver.execute_script(drawn) == 0)


def test_it_draws_and_asks_nobody_and_nothing_of_a_message_runs(browser: Any, address: str) -> None:
    _open(browser, address)
    assert browser.title == "How we give feedback"
    assert browser.execute_script("return document.querySelectorAll('.drawing[data-drawn=yes] svg').length") == 7
    assert browser.execute_script("return document.querySelectorAll('.drawing[data-drawn=no]').length") == 0
    assert browser.get_log("browser") == []
    asked = [
        entry["message"] for entry in browser.get_log("performance") if "Network.requestWillBeSent" in entry["message"]
    ]
    assert asked
    assert not [message for message in asked if '"url":"http' in message]
    assert not browser.find_elements(By.TAG_NAME, "img")


def test_a_point_and_a_mark_say_what_they_are(browser: Any, address: str) -> None:
    _open(browser, address)
    point = browser.find_element(By.CSS_SELECTOR, "#plane .mark-symbol path")
    webdriver.ActionChains(browser).scroll_to_element(point).move_to_element(point).perform()
    tip = WebDriverWait(browser, 20).until(
        lambda driver: driver.find_element(By.CSS_SELECTOR, "#vg-tooltip-element.visible")
    )
    assert "message" in tip.text
    assert "verdict" in tip.text
    mark = browser.find_element(By.CSS_SELECTOR, "#worst mark")
    browser.execute_script("arguments[0].focus()", mark)
    shown = browser.execute_script("return getComputedStyle(arguments[0], '::after').content", mark)
    assert mark.get_attribute("data-why").split("\n")[0][:20] in shown
    assert browser.title == "How we give feedback"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_it_fits_and_can_be_read_by_all(browser: Any, address: str, size: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_core_python.selenium", reason="axe is not installed").Axe()
    _open(browser, address, SIZES[size], scheme)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= SIZES[size]
    found = axe.run(browser)
    assert [(each["id"], [node["html"][:200] for node in each["nodes"][:3]]) for each in found["violations"]] == []


def test_it_prints_with_its_charts_and_reasons(browser: Any, address: str, tmp_path: Path) -> None:
    _open(browser, address)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    hidden = browser.execute_script("return getComputedStyle(document.querySelector('nav')).display")
    reasons = browser.execute_script("return getComputedStyle(document.querySelector('.why')).display")
    wide = browser.execute_script(
        "return [...document.querySelectorAll('svg')].every(s => s.clientWidth <= s.parentElement.clientWidth + 1)"
    )
    assert (hidden, reasons, wide) == ("none", "block", True)
