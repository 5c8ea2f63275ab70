from __future__ import annotations

import json
import os
import re
import stat
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.service.conftest import PROGRAM, SURROUNDINGS
from tonecheck.types import InputError
from tonecheck_service.keys import Keys
from tonecheck_service.server import is_loopback, permit
from tonecheck_service.settings import Settings, load


def _run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    surroundings = {**SURROUNDINGS, **environment}
    return subprocess.run(
        [*PROGRAM, *arguments], cwd=folder, env=surroundings, capture_output=True, text=True, timeout=120
    )


def test_a_file_and_the_environment_which_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "tonecheck.toml"
    file.write_text('port = 9000\nmax_text = 500\ncors_origins = ["https://a.example"]\n')
    monkeypatch.setenv("TONECHECK_PORT", "9001")
    monkeypatch.setenv("TONECHECK_ALLOWED_HOSTS", "A.example, b.example")
    settings = load(file)
    assert (settings.port, settings.max_text) == (9001, 500)
    assert settings.cors_origins == ("https://a.example",)
    assert settings.allowed_hosts == ("a.example", "b.example")
    monkeypatch.setenv("TONECHECK_CONFIG", str(file))
    assert load().max_text == 500


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("port = 70000", "setting port: "),
        ('prot = "x"', "setting prot: there is no such setting"),
        ('audit_url = "sqlite:///a.db"', "setting audit_url: needs audit_salt"),
        ('log_level = "loud"', "setting log_level: "),
        ("port = ", "this is no TOML file"),
    ],
)
def test_errors_name_the_field_and_the_file(tmp_path: Path, content: str, says: str) -> None:
    file = tmp_path / "tonecheck.toml"
    file.write_text(content)
    with pytest.raises(InputError, match=says) as caught:
        load(file)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_errors_name_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONECHECK_MAX_BODY", "lots")
    with pytest.raises(InputError, match=r"setting max_body: .*TONECHECK_MAX_BODY"):
        load()
    with pytest.raises(InputError, match="No such file"):
        load(Path("nowhere.toml"))


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONECHECK_AUDIT_URL", "postgresql://me:hunter2hunter2@db/tone")
    monkeypatch.setenv("TONECHECK_AUDIT_SALT", "short-secret")
    with pytest.raises(InputError) as caught:
        load()
    assert "hunter2" not in str(caught.value)
    assert "short-secret" not in str(caught.value)
    monkeypatch.setenv("TONECHECK_AUDIT_SALT", "a-longer-secret-of-many-letters")
    assert "hunter2" not in repr(load())
    assert "longer-secret" not in str(load())


def test_loopback_is_the_default_and_more_needs_keys(tmp_path: Path) -> None:
    permit(Settings())
    assert is_loopback(Settings().host)
    for host in ("0.0.0.0", "::", "192.0.2.1", "example.org"):
        assert not is_loopback(host)
        with pytest.raises(InputError, match="no API keys"):
            permit(Settings(host=host))
    file = tmp_path / "keys.json"
    with pytest.raises(InputError, match="no API keys"):
        permit(Settings(host="0.0.0.0", keys_file=file))
    key, _ = Keys(file).create("a", ["check"])
    permit(Settings(host="0.0.0.0", keys_file=file))
    Keys(file).revoke(key.id)
    with pytest.raises(InputError, match="no API keys"):
        permit(Settings(host="0.0.0.0", keys_file=file))
    permit(Settings(host="0.0.0.0", insecure=True))


def test_serve_refuses_in_one_line(tmp_path: Path) -> None:
    done = _run(tmp_path, "serve", "--host", "0.0.0.0")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "tonecheck keys create" in done.stderr
    done = _run(tmp_path, "serve", TONECHECK_PORT="x")
    assert (done.returncode, done.stdout) == (2, "")
    assert "setting port" in done.stderr


def test_keys_by_command(tmp_path: Path) -> None:
    made = _run(tmp_path, "keys", "create", "--name", "crm", "--scope", "check", "--rate", "60", "--file", "keys.json")
    assert made.returncode == 0, made.stderr
    token = made.stdout.strip()
    file = tmp_path / "keys.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert token not in file.read_text()
    assert token[11:] not in file.read_text()
    assert token not in made.stderr
    key = Keys(file).find(token)
    assert key is not None
    assert (key.name, key.scopes, key.rate_per_minute) == ("crm", ("check",), 60)

    shown = _run(tmp_path, "keys", "list", "--format", "json", TONECHECK_KEYS_FILE="keys.json")
    [entry] = json.loads(shown.stdout)
    assert (entry["id"], entry["scopes"], entry["revoked"]) == (key.id, ["check"], None)
    assert key.sha256 not in shown.stdout
    assert "crm" in _run(tmp_path, "keys", "list", "--file", "keys.json").stdout

    assert _run(tmp_path, "keys", "revoke", key.id, "--file", "keys.json").returncode == 0
    assert Keys(file).find(token) is None
    for wrong in (["revoke", "nobody"], ["create", "--name", "x", "--scope", "all"]):
        done = _run(tmp_path, "keys", *wrong, "--file", "keys.json")
        assert done.returncode == 2
        assert done.stderr.startswith("tonecheck: ")


def test_a_damaged_file_of_keys_opens_nothing(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    _, token = Keys(file).create("a", ["check"])
    keys = Keys(file)
    file.write_text("{}")
    keys._looked = 0
    assert keys.find(token) is None
    with pytest.raises(InputError, match="no file of API keys"):
        Keys(file)


def test_the_extra_is_asked_for_in_one_line(tmp_path: Path) -> None:
    blocked = tmp_path / "uvicorn.py"
    blocked.write_text("raise ModuleNotFoundError(\"No module named 'uvicorn'\", name='uvicorn')")
    path = os.pathsep.join((str(tmp_path), SURROUNDINGS["PYTHONPATH"]))
    done = _run(tmp_path, "serve", PYTHONPATH=path)
    assert done.returncode == 2
    assert done.stderr.strip() == (
        "tonecheck: this needs the service extra (uvicorn is missing): pip install 'tonecheck[service]'"
    )


def test_the_file_that_ships_has_every_setting_with_its_default() -> None:
    file = ROOT / "service" / "deploy" / "tonecheck.toml"
    assert load(file) == Settings()
    text = file.read_text(encoding="utf-8")
    for name in Settings.model_fields:
        assert re.search(rf"^(# )?{name} = ", text, re.MULTILINE), name


def test_the_container_is_not_root_and_writes_only_its_data() -> None:
    dockerfile = (ROOT / "service" / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    assert "\nUSER 10001\n" in dockerfile
    assert "--require-hashes" in dockerfile
    compose = (ROOT / "service" / "deploy" / "compose.yaml").read_text(encoding="utf-8")
    size = re.search(r"/tmp:size=(\d+)m", compose)
    assert size
    assert int(size[1]) >= 128  # py3langid unpacks its model there
    for line in ("read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", '"127.0.0.1:8765:8765"'):
        assert line in compose
