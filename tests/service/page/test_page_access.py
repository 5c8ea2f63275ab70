"""For everybody: axe, screen readers, narrow windows, colours."""

from __future__ import annotations

import json
import time
from importlib import resources

import pytest

from tests.service.page.answers import FINE, HARSH, problem
from tests.service.page.browser import Page, needs_browser
from tests.service.page.stub import Stub


@needs_browser
def test_screen_readers_hear_the_outcome_once(site: Page) -> None:
    site.js(
        "window.said = []; new MutationObserver(() => said.push(document.getElementById('live').textContent))"
        ".observe(document.getElementById('live'), {childList: true, characterData: true, subtree: true})"
    )
    site.judged(HARSH, "Revise")
    site.until(lambda: site.js("return said.length"))
    site.keys(" ")
    time.sleep(2.5)
    assert site.js("return said") == ["Revise before sending: they would feel attacked. 2 findings. 2 rewordings."]


@needs_browser
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_cut_off_at_the_side(site: Page, width: int) -> None:
    site.size(width, 800)
    site.judged(f"{HARSH} Even the intern gets this right, because I say so. {'x' * 90}", "Revise")
    assert site.js("return document.documentElement.scrollWidth <= innerWidth")
    assert site.js(
        "return Array.from(document.querySelectorAll('.card, li, h2, .bar')).every(e => e.getBoundingClientRect().right <= innerWidth)"
    )


@needs_browser
def test_reduced_motion(site: Page) -> None:
    site.look("light", ("prefers-reduced-motion", "reduce"))
    site.judged(HARSH, "Revise")
    assert site.js("return getComputedStyle(document.querySelector('.bar span')).transitionDuration") in ("0s", "")


@needs_browser
def test_forced_colours_keep_the_marks(site: Page) -> None:
    site.look("dark", ("forced-colors", "active"))
    site.judged(HARSH, "Revise")
    styles = site.js(
        "const s = getComputedStyle(document.querySelector('mark.harm'));"
        "return [s.color, s.textDecorationLine, getComputedStyle(document.getElementById('text')).backgroundColor]"
    )
    assert styles == ["rgba(0, 0, 0, 0)", "underline", "rgba(0, 0, 0, 0)"]


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["empty", "harmful", "blanks", "fine", "error", "key"])
def test_axe_finds_nothing(site: Page, server: Stub, scheme: str, state: str) -> None:
    axe = pytest.importorskip("axe_core_python", reason="axe-core-python is not installed")
    source = resources.files(axe).joinpath("axe.min.js").read_text(encoding="utf-8")
    site.look(scheme, ("prefers-reduced-motion", "reduce"))
    if state in ("harmful", "blanks"):
        site.judged(f"{HARSH} Even the intern gets this right, because I say so.", "Revise")
    if state == "harmful":
        site.hover("never")
        site.until(site.one("#card").is_displayed)
    if state == "blanks":
        site.all(".use")[1].click()
        site.until(lambda: site.one("#next").is_displayed())
    if state == "fine":
        site.judged(FINE, "Ready")
    if state in ("error", "key"):
        server.reply = lambda body: problem(503, Retry_After="30") if state == "error" else problem(401)
        site.put(HARSH)
        site.until(lambda: site.notice)
    site.js(source)
    found = site.driver.execute_async_script(
        "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations), e => done(String(e)))"
    )
    assert found == [], json.dumps(found, indent=1)
