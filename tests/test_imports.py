from __future__ import annotations

import subprocess
import sys

WATCH = "print(sorted({'torch', 'transformers', 'spacy', 'sklearn', 'rich', 'onnxruntime'} & set(sys.modules)))"


def _loaded(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", f"import sys; {code}; {WATCH}"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def test_a_check_loads_neither_torch_nor_spacy() -> None:
    """Nor does a message that is fine, with rewordings; only one that needs them brings the parser."""
    loaded = _loaded(
        "import tonecheck; c = tonecheck.load(); c.check('You never listen.', reword=False); "
        "c.check('The standup moves to ten tomorrow.')"
    )
    assert "onnxruntime" in loaded
    assert not any(name in loaded for name in ("torch", "transformers", "spacy", "sklearn"))


def test_importing_tonecheck_loads_no_model_library() -> None:
    assert _loaded("import tonecheck") == "[]"
