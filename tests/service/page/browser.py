"""Chromium with its driver, as a distribution packages them, and what somebody at the page sees and does."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

try:
    from selenium import webdriver
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import WebDriverWait
except ImportError:
    webdriver = By = Keys = WebDriverWait = None

__all__ = ["By", "Keys", "Page", "browser_with", "needs_browser"]
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
MISSING = [
    name for name, found in (("chromium", BROWSER), ("chromedriver", DRIVER), ("selenium", webdriver)) if not found
]
needs_browser = pytest.mark.skipif(bool(MISSING), reason=f"not on this machine: {', '.join(MISSING)}")
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage --force-color-profile=srgb"
).split()


def browser_with(profile: Path) -> Any:
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for flag in (*FLAGS, f"--user-data-dir={profile}", "--window-size=1280,900"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options, webdriver.ChromeService(DRIVER))


class Page:
    """What somebody at the page sees and does."""

    def __init__(self, driver: Any, address: str) -> None:
        self.driver = driver
        self.look("light")
        driver.get_log("browser")
        driver.get(address)
        self._painted()

    def _painted(self) -> None:
        """Chromium drops the keys that come before the first paint, and nobody types into a page unseen."""
        self.driver.execute_async_script(
            "const done = arguments[0];"
            "new PerformanceObserver(list => list.getEntriesByName('first-paint').length && requestAnimationFrame("
            "() => requestAnimationFrame(done))).observe({ type: 'paint', buffered: true });"
        )

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
