"""Nothing leaves the machine: ONNX Runtime reports to its maker unless it is told not to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CHECK = """
import time, tonecheck
print(tonecheck.load("small").check("Have the slides on my desk by five.").verdict)
time.sleep(1)
"""


def test_onnxruntime_keeps_nothing_to_report(tmp_path: Path) -> None:
    """Its telemetry gives the machine an id and queues events in files under the home folder before it sends them."""
    surroundings = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    surroundings |= {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = subprocess.run([sys.executable, "-c", CHECK], env=surroundings, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("consider\n", "")
    assert [str(file) for file in tmp_path.rglob("*") if file.is_file()] == []
