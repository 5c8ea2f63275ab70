from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from tests.conftest import ROOT


def test_the_wheel_holds_the_model_the_data_and_the_service(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    wanted = (
        "models/en/model.onnx",
        "models/en/model.toml",
        "models/en/tokenizer.json",
        "models/tagger-en/gone.onnx",
        "data/en/rating.toml",
        "data/en/rubric.toml",
        "py.typed",
    )
    for name in wanted:
        assert f"tonecheck/{name}" in names
    assert "tonecheck_service/__init__.py" in names
    assert any(name.endswith("licenses/NOTICE") for name in names)
    assert not any("corpora" in name for name in names)


def test_the_example_of_make_try_runs() -> None:
    done = subprocess.run([sys.executable, str(ROOT / "examples" / "try.py")], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Revise before sending" in done.stdout
    assert "Ready to send" in done.stdout


def test_locks_pin_everything_with_hashes_and_torch_to_its_cpu_build() -> None:
    for name in ("core", "dev"):
        lock = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        packages = [line for line in lock.splitlines() if line and line[0].isalpha()]
        assert all("==" in line for line in packages)
        assert lock.count("--hash=sha256:") >= len(packages)
        assert "nvidia" not in lock
        assert ("torch==2.13.0+cpu" in lock) == (name == "dev")
