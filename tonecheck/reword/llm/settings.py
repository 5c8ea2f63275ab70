"""Where the language model is: the environment, else the table `[llm]` of a TOML file. Nothing configured is the default."""

from __future__ import annotations

import ipaddress
import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from tonecheck.types import TonecheckError

PREFIX = "TONECHECK_LLM_"
TIMEOUT = 20.0
"""Seconds for one message, all attempts together."""
LONGEST = 600.0
_FIELDS: Mapping[str, tuple[type, ...]] = {
    "url": (str,),
    "model": (str,),
    "api_key": (str,),
    "timeout": (int, float),
    "allow_http": (bool,),
}
_TRUE, _FALSE = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")


class SettingsError(TonecheckError):
    """The settings of the language model can't be used; the text says which and what to do, and never holds the key."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One chat address. `url` is the full address of its chat completions; `host` is all that is ever printed of it."""

    url: str = field(repr=False)
    model: str
    api_key: str | None = field(default=None, repr=False)
    timeout: float = TIMEOUT

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""


def read(environment: Mapping[str, str] | None = None) -> Settings | None:
    """What is configured, or None: no address, or an empty one in the environment, which switches it off.

    Raises:
        SettingsError: names the setting and what to do.
    """
    given = os.environ if environment is None else environment
    named = {key: given[PREFIX + key.upper()] for key in _FIELDS if PREFIX + key.upper() in given}
    if named.get("url") == "":
        return None
    values = _file(given)
    if "url" in named:
        values.pop("api_key", None)  # a key goes only to the address it stands beside
    values.update({key: _typed(key, text) for key, text in named.items()})
    return _settings(values) if values.get("url") else None


def _settings(values: Mapping[str, Any]) -> Settings:
    model = values.get("model") or ""
    if not model.strip() or not model.isprintable():
        raise SettingsError(
            f"an llm address is set, but no model: set {PREFIX}MODEL to the name the server knows it by"
        )
    key = values.get("api_key") or None
    if key is not None and not (key.isascii() and key.isprintable() and " " not in key):
        raise SettingsError(f"{PREFIX}API_KEY can't be sent: it holds blanks or characters beyond ASCII")
    seconds = float(values.get("timeout", TIMEOUT))
    if not math.isfinite(seconds) or not 0 < seconds <= LONGEST:
        raise SettingsError(f"{PREFIX}TIMEOUT must be seconds, above 0 and at most {LONGEST:.0f}")
    return Settings(_url(values["url"], bool(values.get("allow_http"))), model.strip(), key, seconds)


def _url(url: str, allow_http: bool) -> str:
    """The address of the chat completions. Their path is added where the address is only the server's or the API's."""
    wrong = SettingsError(f"{PREFIX}URL is no address such as http://localhost:11434/v1 or https://host/v1")
    if not url.isascii() or any(c <= " " or c == "\x7f" for c in url):
        raise wrong
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise wrong from error
    if parts.scheme not in ("http", "https") or not host or port == 0 or parts.fragment:
        raise wrong
    if "@" in parts.netloc:
        raise SettingsError(f"{PREFIX}URL must not hold a name or password: set {PREFIX}API_KEY instead")
    if parts.scheme == "http" and not allow_http and not _loopback(host):
        raise SettingsError(
            f"{PREFIX}URL is http to {host}, so messages would cross the network unencrypted: use https, or set {PREFIX}ALLOW_HTTP=1"
        )
    return _completions(parts)


def _completions(parts: SplitResult) -> str:
    path = parts.path.rstrip("/")
    if not path.endswith("/chat/completions"):
        path = f"{path or '/v1'}/chat/completions"
    return parts._replace(path=path).geturl()


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _file(given: Mapping[str, str]) -> dict[str, Any]:
    """The table `[llm]`, each value of the right type. A file that was named must be there; the usual one needn't."""
    named = given.get("TONECHECK_CONFIG")
    try:
        path = Path(named) if named else Path("~/.config/tonecheck/config.toml").expanduser()
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, RuntimeError) as error:
        if named:
            raise SettingsError(f"TONECHECK_CONFIG: no such file '{named}'") from error
        return {}
    except OSError as error:
        raise SettingsError(f"{path}: can't be read ({error.strerror})") from error
    except ValueError as error:  # not TOML, or not UTF-8; its text could quote a line with the key
        raise SettingsError(f"{path}: not a TOML file") from error
    table = values.get("llm", {})
    if not isinstance(table, dict):
        raise SettingsError(f"{path}: 'llm' must be a table, [llm]")
    for key, value in table.items():
        if key not in _FIELDS:
            raise SettingsError(f"{path}: unknown setting '{key}' in [llm] (there are: {', '.join(_FIELDS)})")
        if not isinstance(value, _FIELDS[key]) or isinstance(value, bool) != (_FIELDS[key] == (bool,)):
            raise SettingsError(f"{path}: '{key}' in [llm] is of the wrong type")
    return dict(table)


def _typed(key: str, text: str) -> Any:
    if key == "timeout":
        try:
            return float(text)
        except ValueError as error:
            raise SettingsError(f"{PREFIX}TIMEOUT must be seconds, such as 20") from error
    if key == "allow_http":
        if text.lower() not in _TRUE + _FALSE:
            raise SettingsError(f"{PREFIX}ALLOW_HTTP must be 1 or 0")
        return text.lower() in _TRUE
    return text.strip()
