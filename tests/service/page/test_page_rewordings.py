"""Rewordings: the difference, using, undoing, blanks, copying."""

from __future__ import annotations

import threading
import time
from typing import Any

from starlette.responses import JSONResponse, Response

from tests.service.page.answers import HARSH, answer, reworded, span
from tests.service.page.browser import By, Keys, Page, needs_browser
from tests.service.page.stub import Stub, good


@needs_browser
def test_use_shows_the_difference_and_can_be_undone(site: Page) -> None:
    site.judged(HARSH, "Revise")
    diff = site.one(".diff")
    assert [part.text for part in diff.find_elements(By.TAG_NAME, "del")] == ["You never", "Fix"]
    assert [part.text for part in diff.find_elements(By.TAG_NAME, "ins")] == [
        "Please",
        "before you send them",
        "Could you fix",
    ]
    assert diff.get_attribute("textContent") == (
        "You never Please check your numbers before you send them, Sam. "
        "The totals on pages 3 and 7 are wrong again. Fix Could you fix it by five."
    )
    wanted = reworded(HARSH, "minimal")["text"]
    site.all(".use")[0].click()
    assert site.text == wanted
    site.until(lambda: site.verdict == "Ready to send.")
    assert site.focused == "text"
    site.chord(Keys.CONTROL, "z")
    assert site.text == HARSH
    site.until(lambda: site.verdict.startswith("Revise"))
    site.chord(Keys.CONTROL, "y")
    assert site.text == wanted
    site.one("#undo").click()
    assert site.text == HARSH
    assert not site.one("#undo").is_displayed()


@needs_browser
def test_new_words_that_begin_with_a_comma_follow_at_once(site: Page, server: Stub) -> None:
    text = "You never check it, Sam. Fix it by five or else."
    change = {**span(text, " or else"), "before": " or else", "after": ", please", "cue": None, "why": ""}
    shown = {**reworded(text, "minimal"), "text": text.replace(" or else", ", please"), "changes": [change]}
    server.reply = lambda body: JSONResponse(answer(body["text"]) | {"rewordings": [shown]})
    site.judged(text, "Revise")
    assert site.one(".diff").get_attribute("textContent") == text.replace(" else", " else, please")


@needs_browser
def test_undo_keeps_what_was_typed_before(site: Page) -> None:
    site.keys(*HARSH)
    assert site.text == HARSH
    site.until(lambda: site.verdict.startswith("Revise"))
    site.all(".use")[0].click()
    site.chord(Keys.CONTROL, "z")
    assert site.text == HARSH


@needs_browser
def test_blanks_are_selected_one_after_the_other(site: Page) -> None:
    site.judged(HARSH, "Revise")
    site.all(".use")[1].click()
    assert (site.focused, site.selected) == ("text", "[which report?]")
    site.until(lambda: site.verdict == "Ready to send once the blanks are filled in.")
    assert site.marks == ["blank:[which report?]", "blank:[why does it matter?]"]
    site.keys("the May report")
    site.one("#next").click()
    assert (site.focused, site.selected) == ("text", "[why does it matter?]")
    site.keys("the board meets at six")
    site.until(lambda: site.verdict == "Ready to send.")
    assert not site.one("#next").is_displayed()
    assert "the May report" in site.text
    assert "the board meets at six" in site.text


@needs_browser
def test_a_rewording_of_another_text_is_not_used(site: Page, server: Stub) -> None:
    site.judged(HARSH, "Revise")
    server.reply = lambda body: (time.sleep(3), good(body))[1]
    site.js("document.getElementById('text').setSelectionRange(0, 0)")
    site.keys("Hm. ")
    site.all(".use")[0].click()
    assert site.text == f"Hm. {HARSH}"


@needs_browser
def test_copy(site: Page, server: Stub) -> None:
    permission = {"origin": server.address, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    site.driver.execute_cdp_cmd("Browser.grantPermissions", permission)
    site.judged(HARSH, "Revise")
    site.one("#copy").click()
    site.until(lambda: site.one("#copy").text == "Copied")
    copied = site.driver.execute_async_script(
        "navigator.clipboard.readText().then(arguments[0], e => arguments[0](String(e)))"
    )
    assert copied == HARSH
    assert site.one("#live").get_attribute("textContent") == "Copied."


@needs_browser
def test_late_rewordings_follow_the_verdict(site: Page, server: Stub) -> None:
    release = threading.Event()

    def late(body: dict[str, Any]) -> Response:
        if "deadline_ms" in body:
            return JSONResponse(answer(body["text"]) | {"rewordings": [], "incomplete": ["reword"]})
        release.wait(20)
        return good(body)

    server.reply = late
    site.judged(HARSH, "Revise")
    site.until(lambda: site.one("#none").text == "Looking for a rewording …")
    release.set()
    site.until(lambda: len(site.all(".use")) == 2)
    assert not site.one("#none").is_displayed()


@needs_browser
def test_no_rewording_is_said_once(site: Page, server: Stub) -> None:
    server.reply = lambda body: JSONResponse(answer(body["text"]) | {"rewordings": []})
    site.judged(HARSH, "Revise")
    assert site.one("#none").text.startswith("No rewording is safe to suggest here.")
