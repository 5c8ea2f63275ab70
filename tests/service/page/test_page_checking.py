"""Typing, and what the verdict says."""

from __future__ import annotations

import threading
import time
from typing import Any

from starlette.responses import JSONResponse, Response

from tests.service.page.answers import FINE, HARSH, answer, judgement, unjudged
from tests.service.page.browser import Keys, Page, needs_browser
from tests.service.page.stub import Served, Stub, good
from tonecheck_service.settings import Settings

LONG = "You never read this. " + " ".join(
    ["The totals on the next page differ from what the client was told in May, so we call."] * 294
)


@needs_browser
def test_empty_page_waits_for_text(site: Page, server: Stub) -> None:
    assert site.focused == "text"
    assert site.one("#hint").is_displayed()
    for hidden in ("#judged", "#rewordings", "#tools", "#notice", "#busy"):
        assert not site.one(hidden).is_displayed()
    site.keys("   \n ")
    time.sleep(0.8)
    assert not server.asked


@needs_browser
def test_checks_while_typing_once_after_a_pause(site: Page, server: Stub) -> None:
    site.keys(*HARSH)
    site.until(lambda: site.verdict.startswith("Revise"))
    assert server.asked[-1] == {"text": HARSH, "reword": True, "offsets": "utf16", "deadline_ms": 2500}
    assert len(server.asked) < len(HARSH) / 4
    assert site.marks == ["harm:never", "boss:Fix it by five"]
    assert [axis.text.split("\n") for axis in site.all(".axis")] == [
        ["Impact", "harmful 92 %"],
        ["Style", "boss-like 88 %"],
    ]
    assert site.one(".bar").get_attribute("aria-label") == "harmful 92\u00a0%, neutral 5\u00a0%, constructive 3\u00a0%"
    assert site.one("#missing").text == "To add: what it caused; how they see it."
    assert len(site.all(".use")) == 2


@needs_browser
def test_a_fine_message_gets_one_line(site: Page) -> None:
    site.judged(FINE, "Ready to send.")
    assert site.marks == []
    assert not site.all(".finding")
    assert not site.one("#rewordings").is_displayed()
    assert not site.one("#missing").is_displayed()


@needs_browser
def test_unclear_is_called_so(site: Page, server: Stub) -> None:
    def unclear(body: dict[str, Any]) -> Response:
        impact = judgement("harmful constructive neutral", 0.48, 0.3, 0.22, confident=False)
        return JSONResponse(answer(body["text"]) | {"verdict": "consider", "impact": impact})

    server.reply = unclear
    site.judged(FINE, "Think again: it may land badly.")
    assert site.one(".axis b").text == "unclear, perhaps harmful 48 %"


@needs_browser
def test_latest_text_wins(site: Page, server: Stub) -> None:
    release = threading.Event()

    def slow_for_harsh(body: dict[str, Any]) -> Response:
        if body["text"] == HARSH:
            release.wait(20)
        return good(body)

    server.reply = slow_for_harsh
    site.put(HARSH)
    site.until(lambda: server.asked)
    site.chord(Keys.CONTROL, "a")
    site.put(FINE)
    site.until(lambda: site.verdict == "Ready to send.")
    release.set()
    time.sleep(0.6)
    assert site.verdict == "Ready to send."
    assert site.marks == []


@needs_browser
def test_pasted_html_stays_plain_text(site: Page) -> None:
    text = '<img src=x onerror="document.title=1"><b>You never</b> listen &amp; learn'
    site.judged(text, "Revise")
    assert site.text == text
    assert site.one("#mirror").get_attribute("textContent") == text + "\u200b"
    assert not site.all("#mirror img, #mirror b, .diff img")
    assert site.driver.title == "tonecheck"


@needs_browser
def test_nothing_of_the_text_is_kept(site: Page) -> None:
    site.judged(HARSH, "Revise")
    site.all(".use")[0].click()
    kept = site.js(
        "return [localStorage.length, sessionStorage.length, document.cookie, location.href, history.length, history.state]"
    )
    assert kept[:3] == [0, 0, ""]
    assert kept[3].count("/") == 3
    assert kept[3].endswith("/")
    assert kept[5] is None
    site.driver.refresh()
    assert site.text == ""


@needs_browser
def test_five_thousand_words_stay_quick_to_type_in(site: Page) -> None:
    site.put(LONG)
    site.until(lambda: site.verdict.startswith("Revise"), 60)
    spent = site.js(
        "const box = document.getElementById('text'); box.setSelectionRange(9000, 9000); const t = performance.now();"
        "for (let i = 0; i < 5; i++) document.execCommand('insertText', false, 'x');"
        "document.body.offsetHeight; return (performance.now() - t) / 5"
    )
    assert spent < 1000, f"{spent:.0f} ms for each letter"
    height = site.js("return document.getElementById('paper').clientHeight")
    assert height <= 0.6 * 900
    site.all(".quote")[0].click()
    assert site.js("return document.getElementById('paper').scrollTop") < 50


@needs_browser
def test_a_long_text_has_more_time_and_is_asked_for_again_without_a_limit(site: Page, server: Stub) -> None:
    server.reply = lambda body: JSONResponse(
        unjudged("", "not checked") | {"incomplete": ["model"]} if "deadline_ms" in body else answer(body["text"])
    )
    site.put(LONG)
    site.until(lambda: site.verdict.startswith("Revise"))
    assert [body.get("deadline_ms") for body in server.asked] == [2500 + 250 * (len(LONG) // 1000), None]
    assert site.notice == ""


@needs_browser
def test_over_the_real_service(chromium: Any, checker: Any) -> None:
    from tonecheck_service.app import create_app

    served = Served(create_app(checker, Settings()))
    try:
        site = Page(chromium, served.address)
        site.size(1280, 900)
        site.put("You are useless, Sam 😤. You never listen, you idiot.")
        site.until(lambda: site.verdict.startswith("Revise"), 60)
        assert any(mark.startswith("harm") for mark in site.marks)
        site.chord(Keys.CONTROL, "a")
        site.put("Wir treffen uns morgen um neun Uhr im großen Saal und besprechen dort die Zahlen.")
        site.until(lambda: "reads English" in site.notice, 60)
        assert not [entry for entry in chromium.get_log("browser") if entry["level"] == "SEVERE"]
    finally:
        served.stop()
