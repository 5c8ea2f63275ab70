"""What it says when there is no answer."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

from tests.service.page.answers import FINE, HARSH, problem, unjudged
from tests.service.page.browser import Keys, Page, needs_browser
from tests.service.page.stub import Reply, Stub, good


@needs_browser
@pytest.mark.parametrize(
    ("reply", "said", "again"),
    [
        (
            lambda body: problem(429, Retry_After="30"),
            "tonecheck is busy. Your text is safe here; next try in 30 seconds.",
            True,
        ),
        (
            lambda body: problem(503, Retry_After="7"),
            "tonecheck is busy. Your text is safe here; next try in 7 seconds.",
            True,
        ),
        (
            lambda body: problem(500),
            "Something went wrong on the server. Your text is safe here; next try in 2 seconds.",
            True,
        ),
        (lambda body: problem(413), "This is too long to check at once. Check it in parts.", False),
        (
            lambda body: JSONResponse({"errors": [{"field": "text", "message": "at most 50,000 characters"}]}, 422),
            "This is too long to check at once. Check it in parts.",
            False,
        ),
        (lambda body: problem(400), "The server can’t read this text.", False),
        (
            lambda body: JSONResponse(unjudged(body["text"], "this looks like German; the model reads English")),
            "This looks like German; the model reads English.",
            False,
        ),
    ],
    ids=["429", "503", "500", "413", "422", "400", "language"],
)
def test_errors_say_what_to_do_and_keep_the_text(
    site: Page, server: Stub, reply: Reply, said: str, again: bool
) -> None:
    server.reply = reply
    site.put(HARSH)
    site.until(lambda: site.notice)
    assert site.one("#notice-text").text == said
    assert site.one("#retry").is_displayed() == again
    assert not site.one("#judged").is_displayed()
    assert not site.one("#busy").is_displayed()
    assert site.text == HARSH
    server.reply = good
    if again:  # at once, unless it has just tried again by itself
        site.js("document.getElementById('retry').click()")
    else:
        site.keys(" ")
    site.until(lambda: site.verdict.startswith("Revise"))
    assert not site.one("#notice").is_displayed()


@needs_browser
def test_a_short_refusal_is_waited_out_in_silence(site: Page, server: Stub) -> None:
    server.reply = lambda body: good(body) if len(server.asked) > 1 else problem(503, Retry_After="1")
    site.judged(HARSH, "Revise")
    assert len(server.asked) == 2
    assert site.one("#live").get_attribute("textContent") == ""


@needs_browser
def test_offline_and_back(site: Page) -> None:
    site.judged(FINE, "Ready")
    offline = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    site.driver.execute_cdp_cmd("Network.enable", {})
    site.driver.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": True, **offline})
    site.keys(" You never listen.")
    site.until(lambda: site.notice.startswith("tonecheck can’t be reached. Your text is safe here"))
    assert site.text == f"{FINE} You never listen."
    site.driver.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": False, **offline})
    site.until(lambda: site.verdict.startswith("Revise"))


@needs_browser
def test_a_key_is_asked_for_and_sent(site: Page, server: Stub) -> None:
    def guarded(body: dict[str, Any]) -> Response:
        return good(body) if server.headers[-1].get("authorization") == "Bearer tck_secret" else problem(401)

    server.reply = guarded
    site.put(HARSH)
    site.until(lambda: "API key" in site.notice)
    site.one("#key").send_keys("tck_secret", Keys.ENTER)
    site.until(lambda: site.verdict.startswith("Revise"))
    assert not site.one("#key-form").is_displayed()
