"""Marked words and their reasons, by mouse and keyboard."""

from __future__ import annotations

import time

from tests.service.page.answers import HARSH, WORDS
from tests.service.page.browser import Keys, Page, needs_browser
from tests.service.page.stub import Stub, good


@needs_browser
def test_marks_follow_the_words_while_typing(site: Page, server: Stub) -> None:
    site.judged(HARSH, "Revise")
    server.reply = lambda body: (time.sleep(3), good(body))[1]
    site.js("document.getElementById('text').setSelectionRange(0, 0)")
    site.keys("Hm. ")
    assert site.marks == ["harm:never", "boss:Fix it by five"]
    at = site.text.index("never")
    site.js("document.getElementById('text').setSelectionRange(arguments[0], arguments[0] + 5)", at)
    site.keys("seldom")
    assert site.marks == ["boss:Fix it by five"]
    assert site.one("#judged").is_displayed()


@needs_browser
def test_offsets_survive_emoji_and_other_scripts(site: Page) -> None:
    site.judged("👩🏽‍🚒🇨🇭 שלום 😤 you never listen 🙃. Fix it by five 😀", "Revise")
    assert site.marks == ["harm:never", "boss:Fix it by five"]
    site.all(".quote")[0].click()
    assert site.selected == "never"


@needs_browser
def test_marks_lie_exactly_under_the_words(site: Page) -> None:
    text = "\n\n".join(
        f"{n}. The van is late\tagain, and you never call; fiancé, office, שלום, 😀 end {n}." for n in range(9)
    )
    site.judged(f"{text} Fix it by five", "Revise")
    sizes = site.js(
        "return ['mirror', 'text'].map(i => { const e = document.getElementById(i); return [e.clientWidth, e.scrollHeight, e.offsetTop] })"
    )
    assert sizes[0] == sizes[1]


@needs_browser
def test_why_and_what_to_do_on_hover(site: Page) -> None:
    site.judged(HARSH, "Revise")
    site.hover("never")
    card = site.one("#card")
    site.until(card.is_displayed)
    for part in ("Overgeneralisation", *WORDS["overgeneralisation"]):
        assert part in card.text
    site.keys(Keys.ESCAPE)
    assert not card.is_displayed()


@needs_browser
def test_why_and_what_to_do_by_keyboard(site: Page) -> None:
    site.judged(HARSH, "Revise")
    at = HARSH.index("never")
    site.js("document.getElementById('text').setSelectionRange(arguments[0], arguments[0])", at)
    site.keys(Keys.ARROW_RIGHT)
    card = site.one("#card")
    site.until(card.is_displayed)
    assert WORDS["overgeneralisation"][1] in card.text
    site.keys("x")
    assert not card.is_displayed()


@needs_browser
def test_findings_lead_to_the_words(site: Page) -> None:
    site.judged(HARSH, "Revise")
    site.keys(Keys.TAB)  # Copy
    assert site.focused == "copy"
    site.keys(Keys.TAB)
    assert site.focused == "quote"
    assert site.js("return document.querySelector('mark.lit').textContent") == "never"
    ring = site.js("const s = getComputedStyle(document.activeElement); return s.outlineStyle + s.outlineWidth")
    assert ring == "solid2px"
    site.keys(Keys.ENTER)
    assert (site.focused, site.selected) == ("text", "never")


@needs_browser
def test_whole_page_by_keyboard(site: Page) -> None:
    site.judged(HARSH, "Revise")
    seen = []
    for _ in range(5):
        site.keys(Keys.TAB)
        seen.append(site.focused)
    assert seen == ["copy", "quote", "quote", "use", "use"]
