"""A fine-tuned writer as the folder that ships: one ONNX file of 4-bit weights, the tokenizer, and `writer.toml`."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import onnx
import tomli_w

from tonecheck.reword.writer.decode import END, START
from tonecheck.reword.writer.files import SCHEMA
from tonecheck.types import TonecheckError

WEIGHTS, TOKENIZER = "writer.onnx", "tokenizer.json"
LONGEST = 220
"""Tokens of a passage at most: 95 of 100 pairs have fewer, and a longer one would take seconds."""


def export(model: Any, tokenizer: str, folder: Path, about: dict[str, Any]) -> None:
    """Write the folder. Quantizing and the graph are the work of onnxruntime-genai's model builder (blocks of 32, 4 bits).

    Raises:
        TonecheckError: the builder failed; the text is its last line.
    """
    from transformers import PreTrainedTokenizerFast

    folder.mkdir(parents=True, exist_ok=True)
    (folder / TOKENIZER).write_text(tokenizer, encoding="utf-8")
    with tempfile.TemporaryDirectory() as scratch:
        plain, built = Path(scratch, "plain"), Path(scratch, "built")
        model.float().save_pretrained(plain)
        PreTrainedTokenizerFast(tokenizer_file=str(folder / TOKENIZER), bos_token=START, eos_token=END).save_pretrained(
            plain
        )
        made = subprocess.run(  # noqa: S603 (our own interpreter, our own arguments)
            [
                *(sys.executable, "-m", "onnxruntime_genai.models.builder", "-i", str(plain), "-o", str(built)),
                *("-p", "int4", "-e", "cpu", "-c", str(Path(scratch, "cache"))),
                *("--extra_options", "int4_accuracy_level=4", "int4_block_size=32"),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise TonecheckError(f"the writer can't be exported: {made.stderr.strip().splitlines()[-1]}")
        onnx.save(onnx.load(built / "model.onnx"), folder / WEIGHTS)  # one file, its weights inside
    describe(folder, model.config, about)


def describe(folder: Path, config: Any, about: dict[str, Any]) -> None:
    """Write `writer.toml`: what the folder holds, and where it comes from (`about`)."""
    values = {
        "schema": SCHEMA,
        **about,
        "longest": LONGEST,
        "files": {
            "weights": WEIGHTS,
            "weights_sha256": _sha256(folder / WEIGHTS),
            "tokenizer": TOKENIZER,
            "tokenizer_sha256": _sha256(folder / TOKENIZER),
        },
        "cache": {
            "layers": config.num_hidden_layers,
            "heads": config.num_key_value_heads,
            "width": config.hidden_size // config.num_attention_heads,
        },
    }
    (folder / "writer.toml").write_text(tomli_w.dumps(values), encoding="utf-8")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
