"""A checker of constant cost, and a batch with it in a process of its own: what tests and benchmarks stop and kill.

python tests/standin.py IN OUT [--pause SECONDS] [--resume] [--restart] [--force] [--setting TEXT]
"""

from __future__ import annotations

import argparse
import sys
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tonecheck.batch import batch
from tonecheck.records import choose, open_source, rows
from tonecheck.types import IMPACT, STYLE, InputError, Judgement, Message, ModelInfo, Result

MODEL = ModelInfo("stand-in", "1", "0" * 64)


@dataclass(frozen=True, slots=True)
class StandIn:
    """Judges by a checksum of the text, after `pause` seconds of waiting."""

    pause: float = 0.0

    def check_many(self, messages: Iterable[str | Message], *, reword: bool = True) -> Iterator[Result]:
        for message in messages:
            assert isinstance(message, Message)
            if self.pause:
                time.sleep(self.pause)
            yield judged(message)


def judged(message: Message) -> Result:
    if "break the checker" in message.text:
        raise RuntimeError("as asked")
    share = zlib.crc32(message.text.encode(errors="replace")) % 1000 / 1000
    impact = Judgement(
        "harmful" if share > 0.5 else "neutral", True, dict(zip(IMPACT, (share, 0.0, 1 - share), strict=True))
    )
    style = Judgement("neutral", True, dict(zip(STYLE, (0.0, 0.0, 1.0), strict=True)))
    verdict = "revise" if share > 0.5 else "send"
    return Result(message.id, message.text, "en", verdict, impact, style, (), (), (), None, (), MODEL)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("input")
    parser.add_argument("output", type=Path)
    parser.add_argument("--pause", type=float, default=0.0)
    parser.add_argument("--every", type=float, default=5.0)
    parser.add_argument("--setting", default="")
    for name in ("resume", "restart", "force"):
        parser.add_argument(f"--{name}", action="store_true")
    given = parser.parse_args()
    try:
        source = open_source(given.input)
        text, name = choose(source, None, None)
        done = batch(
            rows(source, text, name),
            StandIn(given.pause),
            given.output,
            source=source,
            text=text,
            settings={"setting": given.setting},
            resume=given.resume,
            restart=given.restart,
            force=given.force,
            every=given.every,
        )
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    print(done)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
