"""Settings of the language model: found, refused by name, and the key never shown."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.llm.stage import (
    KEY,
    config_file,
)
from tonecheck.reword import llm
from tonecheck.reword.llm.client import Client
from tonecheck.reword.llm.generator import LLMGenerator
from tonecheck.reword.llm.settings import Settings, SettingsError, read


def test_nothing_is_configured_by_default(tmp_path: Path) -> None:
    assert read({"HOME": str(tmp_path), "TONECHECK_CONFIG": config_file(tmp_path, "port = 8000\n")}) is None
    assert read({"TONECHECK_LLM_MODEL": "m", "TONECHECK_CONFIG": config_file(tmp_path, "")}) is None


def test_the_usual_file_is_found_in_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert read({}) is None
    (tmp_path / ".config" / "tonecheck").mkdir(parents=True)
    config_file(tmp_path / ".config" / "tonecheck", '[llm]\nurl = "http://localhost:8080"\nmodel = "m"\n')
    assert read({}) == Settings("http://localhost:8080/v1/chat/completions", "m")


def test_the_environment_goes_before_the_file_and_can_switch_it_off(tmp_path: Path) -> None:
    file = config_file(tmp_path, f'[llm]\nurl = "https://a.example/v1"\nmodel = "m"\napi_key = "{KEY}"\ntimeout = 3\n')
    given = {"TONECHECK_CONFIG": file}
    assert read(given) == Settings("https://a.example/v1/chat/completions", "m", KEY, 3.0)
    assert read({**given, "TONECHECK_LLM_TIMEOUT": "7.5"}) == Settings(
        "https://a.example/v1/chat/completions", "m", KEY, 7.5
    )
    assert read({**given, "TONECHECK_LLM_URL": ""}) is None
    other = read({**given, "TONECHECK_LLM_URL": "https://b.example/v1"})
    assert other
    assert other.api_key is None, "a key must not go to an address it wasn't given for"


@pytest.mark.parametrize(
    ("url", "full"),
    [
        ("http://localhost:11434", "http://localhost:11434/v1/chat/completions"),
        ("http://localhost:11434/", "http://localhost:11434/v1/chat/completions"),
        ("http://127.0.0.5:80/v1/", "http://127.0.0.5:80/v1/chat/completions"),
        ("http://[::1]:8000/v1", "http://[::1]:8000/v1/chat/completions"),
        ("https://api.example/v1/chat/completions", "https://api.example/v1/chat/completions"),
        (
            "https://api.example/openai/deployments/x?api-version=1",
            "https://api.example/openai/deployments/x/chat/completions?api-version=1",
        ),
    ],
)
def test_addresses(tmp_path: Path, url: str, full: str) -> None:
    got = read({"TONECHECK_CONFIG": config_file(tmp_path, ""), "TONECHECK_LLM_URL": url, "TONECHECK_LLM_MODEL": "m"})
    assert got
    assert got.url == full


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"URL": "http://10.0.0.7/v1"}, "unencrypted"),
        ({"URL": "http://localhost.evil.example/v1"}, "unencrypted"),
        ({"URL": "http://127.0.0.1.evil.example/v1"}, "unencrypted"),
        ({"URL": "http://0.0.0.0:1/v1"}, "unencrypted"),
        ({"URL": f"https://me:{KEY}@a.example/v1"}, "API_KEY instead"),
        ({"URL": "localhost:11434"}, "no address"),
        ({"URL": "ftp://localhost/v1"}, "no address"),
        ({"URL": "file:///etc/passwd"}, "no address"),
        ({"URL": "http://localhost:99999/v1"}, "no address"),
        ({"URL": "http://[::1/v1"}, "no address"),
        ({"URL": "https://a.example/v1\r\nX: y"}, "no address"),
        ({"URL": "https://a.example/v1", "MODEL": ""}, "no model"),
        ({"URL": "https://a.example/v1", "MODEL": "a\x1b[2J"}, "no model"),
        ({"URL": "https://a.example/v1", "API_KEY": f"{KEY}\r\nX: y"}, "can't be sent"),
        ({"URL": "https://a.example/v1", "TIMEOUT": "soon"}, "must be seconds"),
        ({"URL": "https://a.example/v1", "TIMEOUT": "0"}, "must be seconds"),
        ({"URL": "https://a.example/v1", "TIMEOUT": "nan"}, "must be seconds"),
        ({"URL": "https://a.example/v1", "ALLOW_HTTP": "perhaps"}, "1 or 0"),
    ],
)
def test_wrong_settings_are_named_and_the_key_is_not(tmp_path: Path, given: dict[str, str], says: str) -> None:
    environment = {"TONECHECK_CONFIG": config_file(tmp_path, ""), "TONECHECK_LLM_MODEL": "m"}
    with pytest.raises(SettingsError, match=says) as raised:
        read({**environment, **{f"TONECHECK_LLM_{key}": value for key, value in given.items()}})
    assert KEY not in str(raised.value)
    assert len(str(raised.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[llm\n", "not a TOML"),
        (f"[llm]\napi_key = {KEY}\n", "not a TOML"),
        ("llm = 3\n", "must be a table"),
        ('[llm]\nadress = "x"\n', "unknown setting 'adress'"),
        ("[llm]\nurl = 3\n", "'url' in .llm. is of the wrong type"),
        ("[llm]\ntimeout = true\n", "'timeout' in .llm. is of the wrong type"),
        ("[llm]\nallow_http = 1\n", "'allow_http' in .llm. is of the wrong type"),
    ],
)
def test_a_wrong_file_is_named_and_the_key_is_not(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says) as raised:
        read({"TONECHECK_CONFIG": config_file(tmp_path, text)})
    assert KEY not in str(raised.value)


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such file"):
        read({"TONECHECK_CONFIG": str(tmp_path / "missing.toml")})


def test_plain_http_beyond_this_machine_can_be_allowed(tmp_path: Path) -> None:
    given = {
        "TONECHECK_LLM_URL": "http://10.0.0.7:8000/v1",
        "TONECHECK_LLM_MODEL": "m",
        "TONECHECK_LLM_ALLOW_HTTP": "1",
    }
    got = read({"TONECHECK_CONFIG": config_file(tmp_path, ""), **given})
    assert got
    assert got.host == "10.0.0.7"


def test_the_key_is_in_no_repr() -> None:
    settings = Settings("https://a.example/v1/chat/completions", "m", KEY)
    assert KEY not in f"{settings} {settings!r} {LLMGenerator(settings)!r} {Client(settings)!r}"


def test_nothing_is_loaded_or_contacted_unless_configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONECHECK_CONFIG", config_file(tmp_path, ""))
    monkeypatch.delenv("TONECHECK_LLM_URL", raising=False)
    assert llm.configured() == ()
    watch = "import sys; from tonecheck.reword import llm; llm.configured(); print('http.client' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", watch], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "False", done.stderr
