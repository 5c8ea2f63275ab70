"""The page in a real browser: Chromium with its driver, as a distribution packages them."""

from __future__ import annotations

import json
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from tonecheck_service import page
from tonecheck_service.settings import Settings

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.support.ui import WebDriverWait  # noqa: E402

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
needs_browser = pytest.mark.skipif(not (BROWSER and DRIVER), reason="no chromium with chromedriver on this machine")
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage --force-color-profile=srgb"
).split()

HARSH = "You never check your numbers, Sam. The totals on pages 3 and 7 are wrong again. Fix it by five."
FINE = "Sam, the totals on pages 3 and 7 differ. How do you see it?"


# Canned answers: what the page does with them must not depend on a model.

CUES = {
    "never": ("overgeneralisation", {"impact": "harmful"}),
    "Even the intern gets this right": ("shaming", {"impact": "harmful", "style": "boss"}),
    "Fix it by five": ("command", {"style": "boss"}),
    "because I say so": ("rank", {"style": "boss"}),
    "The totals on pages 3 and 7": ("observation", {"impact": "constructive", "style": "leader"}),
}
WORDS = {
    "overgeneralisation": (
        "They will think of the one time it wasn't so, and argue about that instead.",
        "Name the occasions you mean: which day, which file, how many times.",
    ),
    "shaming": (
        "They hear that others look better than they do, and will think about saving face, not about the work.",
        "Take it up with them alone, and measure the work against what was agreed instead of against a colleague.",
    ),
    "command": (
        "They will do what it says and nothing more, because they don't know what it is for.",
        "Add the reason or a choice: what it is for, or what they may decide.",
    ),
    "rank": (
        "They hear that your title is the argument, and that theirs doesn't count.",
        "Give the reason behind the decision instead of your position.",
    ),
    "observation": ("A fact can be checked and corrected.", "Keep it to what anyone could have seen."),
}
REWORDS = {
    "minimal": {
        "You never check your numbers, Sam": "Please check your numbers before you send them, Sam",
        " Even the intern gets this right.": "",
        "Fix it by five": "Could you fix it by five",
    },
    "leader": {
        "You never check your numbers, Sam": "Sam, I'd like to talk about the numbers in [which report?]",
        " Even the intern gets this right.": " What got in the way?",
        "Fix it by five": "Could you fix it by five, because [why does it matter?]",
    },
}


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def span(text: str, words: str) -> dict[str, int]:
    start = text.index(words)
    return {"start": utf16(text[:start]), "end": utf16(text[: start + len(words)])}


def judgement(labels: str, *shares: float, confident: bool = True) -> dict[str, Any]:
    scores = dict(zip(labels.split(), shares, strict=True))
    return {"label": max(scores, key=lambda label: scores[label]), "confident": confident, "scores": scores}


def answer(text: str) -> dict[str, Any]:
    """A result of the contract for one text, by the words in it."""
    found = [(words, *CUES[words]) for words in CUES if words in text]
    harmful = any(pushes.get("impact") == "harmful" for _, _, pushes in found)
    bossy = any(pushes.get("style") == "boss" for _, _, pushes in found)
    bad = harmful or bossy
    impact = ("harmful constructive neutral", *((0.92, 0.03, 0.05) if harmful else (0.04, 0.81, 0.15)))
    style = ("boss leader neutral", *((0.88, 0.04, 0.08) if bossy else (0.05, 0.77, 0.18)))
    return {
        "schema": "tonecheck.result/1",
        "id": None,
        "language": "en",
        "verdict": "revise" if harmful else "consider" if bossy else "send",
        "impact": judgement(*impact),
        "style": judgement(*style),
        "sentences": [],
        "cues": [
            {
                "id": cue,
                **span(text, words),
                "text": words,
                "score": 0.9,
                "pushes": pushes,
                "why": WORDS[cue][0],
                "advice": WORDS[cue][1],
            }
            for words, cue, pushes in found
        ],
        "missing": ["consequence", "listening"] if bad else [],
        "rewordings": [reworded(text, kind) for kind in REWORDS] if harmful else [],
        "note": None,
        "incomplete": [],
        "model": {"name": "tonecheck-en", "version": "0.0.0", "sha256": "0" * 64},
    }


def reworded(text: str, kind: str) -> dict[str, Any]:
    edits = {before: after for before, after in REWORDS[kind].items() if before in text}
    changes = [
        {**span(text, before), "before": before, "after": after, "cue": None, "why": ""}
        for before, after in edits.items()
    ]
    for before, after in edits.items():
        text = text.replace(before, after)
    return {
        "text": text,
        "kind": kind,
        "source": "edit",
        "own_words": 0.8,
        "changes": changes,
        "blanks": re.findall(r"\[([^]]+)\]", text),
        "impact": {"harmful": 0.04, "constructive": 0.8, "neutral": 0.16},
        "style": {"boss": 0.2, "leader": 0.5, "neutral": 0.3},
        "similarity": 0.9,
        "facts_kept": True,
    }


def unjudged(text: str, note: str) -> dict[str, Any]:
    return answer("") | {"verdict": None, "impact": None, "style": None, "note": note, "language": "de"}


def problem(status: int, **headers: str) -> Response:
    body = {"type": "urn:x", "title": "x", "status": status, "detail": "x"}
    return JSONResponse(body, status, {key.replace("_", "-"): value for key, value in headers.items()})


Reply = Callable[[dict[str, Any]], Response]


def good(body: dict[str, Any]) -> Response:
    return JSONResponse(answer(body["text"]))


@dataclass
class Stub:
    """The page over answers that a test chooses."""

    address: str = ""
    reply: Reply = good
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def app(self) -> FastAPI:
        app = FastAPI()
        app.include_router(page.router(Settings()))

        @app.post("/v1/check")
        async def check(request: Request) -> Response:
            body = await request.json()
            self.asked.append(body)
            self.headers.append(dict(request.headers))
            return await run_in_threadpool(self.reply, body)

        return app


class Served:
    """An application on a free port of this machine, in a thread."""

    def __init__(self, app: Any) -> None:
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="auto", ws="none")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        ends = time.monotonic() + 60
        while not self.server.started:
            assert time.monotonic() < ends
            time.sleep(0.02)
        port = self.server.servers[0].sockets[0].getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(30)


@pytest.fixture(scope="module")
def server() -> Iterator[Stub]:
    stub = Stub()
    served = Served(stub.app())
    stub.address = served.address
    yield stub
    served.stop()


def browser_with(profile: Path) -> Any:
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for flag in (*FLAGS, f"--user-data-dir={profile}", "--window-size=1280,900"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options, webdriver.ChromeService(DRIVER))


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    driver = browser_with(tmp_path_factory.mktemp("profile"))
    yield driver
    driver.quit()


class Page:
    """What somebody at the page sees and does."""

    def __init__(self, driver: Any, address: str) -> None:
        self.driver = driver
        self.look("light")
        driver.get_log("browser")
        driver.get(address)

    def one(self, selector: str) -> Any:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[Any]:
        return list(self.driver.find_elements(By.CSS_SELECTOR, selector))

    def js(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    @property
    def box(self) -> Any:
        return self.one("#text")

    @property
    def text(self) -> str:
        return str(self.js("return document.getElementById('text').value"))

    @property
    def selected(self) -> str:
        return str(
            self.js("const t = document.getElementById('text'); return t.value.slice(t.selectionStart, t.selectionEnd)")
        )

    @property
    def focused(self) -> str:
        return str(self.js("return document.activeElement.id || document.activeElement.className"))

    @property
    def verdict(self) -> str:
        return str(self.one("#verdict").text)

    @property
    def notice(self) -> str:
        return str(self.one("#notice").text)

    @property
    def marks(self) -> list[str]:
        return list(
            self.js("return Array.from(document.querySelectorAll('mark'), m => m.className + ':' + m.textContent)")
        )

    def put(self, text: str) -> None:
        """As if pasted."""
        self.js(
            "document.getElementById('text').focus(); document.execCommand('insertText', false, arguments[0])", text
        )

    def until(self, condition: Callable[[], Any], seconds: float = 20) -> Any:
        return WebDriverWait(self.driver, seconds, 0.05).until(lambda _: condition())

    def judged(self, text: str, verdict: str) -> None:
        self.put(text)
        self.until(lambda: self.verdict.startswith(verdict))

    def keys(self, *keys: str) -> None:
        chain = webdriver.ActionChains(self.driver)
        for key in keys:
            chain.send_keys(key)
        chain.perform()

    def chord(self, held: str, key: str) -> None:
        webdriver.ActionChains(self.driver).key_down(held).send_keys(key).key_up(held).perform()

    def hover(self, words: str) -> None:
        """Move the mouse over marked words."""
        box = self.js(
            "const m = Array.from(document.querySelectorAll('mark')).find(m => m.textContent === arguments[0]);"
            "const r = m.getClientRects()[0]; return [r.left + r.width / 2, r.top + r.height / 2]",
            words,
        )
        actions = webdriver.ActionChains(self.driver)
        actions.w3c_actions.pointer_action.move_to_location(int(box[0]), int(box[1]))
        actions.w3c_actions.perform()

    def look(self, scheme: str, *features: tuple[str, str]) -> None:
        """Light or dark, and whatever else a media query may ask for."""
        wanted = [{"name": "prefers-color-scheme", "value": scheme}, *({"name": n, "value": v} for n, v in features)]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": wanted})

    def size(self, width: int, height: int) -> None:
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


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


# Without a browser


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


# In the browser


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
def test_undo_keeps_what_was_typed_before(site: Page) -> None:
    site.keys(*HARSH)
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
            lambda body: JSONResponse({"errors": [{"field": "text", "message": "at most 20,000 characters"}]}, 422),
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
def test_long_texts_stay_quick(site: Page) -> None:
    words = "The totals on the next page differ from what the client was told in May, so we call. " * 290
    site.put(f"You never read this. {words}")
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
