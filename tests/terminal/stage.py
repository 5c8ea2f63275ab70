"""The program on a pseudo-terminal of its own; hand-made results stand for the model (tests/reworded.py)."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from pathlib import Path

from tests.conftest import ROOT

PROGRAM = [sys.executable, "-m", "tests.reworded"]
MAIL = "Hi all,\r\n\r\n  the rota:\t7–15 🙂  \r\n> quoted  line\r\n\r\nRECOUNT aisle 4, idiot. See https://example.org/a?b=1\r\n"
MENDED = MAIL.replace("RECOUNT", "Please recount").replace(", idiot", "")


def surroundings(**more: str) -> dict[str, str]:
    """The environment of the program: a wide terminal with colours, whatever this one is."""
    plain = {key: value for key, value in os.environ.items() if key not in ("FORCE_COLOR", "NO_COLOR", "VISUAL")}
    return {**plain, "PYTHONPATH": str(ROOT), "COLUMNS": "160", "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **more}


class Screen:
    """The program on a pseudo-terminal of its own; `stdin` and `piped` put a pipe in place of it at one end."""

    def __init__(self, folder: Path, *arguments: str, stdin: bytes | None, piped: bool, **environment: str) -> None:
        import pty

        self.master, slave = pty.openpty()
        self.program = subprocess.Popen(
            [*PROGRAM, "--terminal", "reword", *arguments],
            stdin=slave if stdin is None else subprocess.PIPE,
            stdout=subprocess.PIPE if piped else slave,
            stderr=slave,
            cwd=folder,
            env=surroundings(**environment),
            start_new_session=True,
        )
        os.close(slave)
        if stdin is not None:
            assert self.program.stdin
            self.program.stdin.write(stdin)
            self.program.stdin.close()
        self.raw = b""
        self.read_to = 0

    @property
    def shown(self) -> str:
        return re.sub(r"\x1b\[[0-9;]*m", "", self.raw.decode(errors="replace")).replace("\r\n", "\n")

    def _more(self, seconds: float) -> bool:
        if not select.select([self.master], [], [], seconds)[0]:
            return True
        try:
            piece = os.read(self.master, 65536)
        except OSError:  # Linux: the other end is closed
            return False
        self.raw += piece
        return bool(piece)

    def until(self, words: str) -> str:
        """What came since the last call, up to and with these words."""
        end = time.monotonic() + 90
        while words not in self.shown[self.read_to :]:
            assert self._more(1), self.shown
            assert time.monotonic() < end, self.shown
        start, self.read_to = self.read_to, self.shown.index(words, self.read_to) + len(words)
        return self.shown[start : self.read_to]

    def answer(self, line: str) -> None:
        self.until("quit (a/n/e/q)? ")
        os.write(self.master, line.encode())

    def end(self) -> tuple[int, str, bytes]:
        """Exit code, the rest of the screen, and what went into the pipe."""
        while self._more(1) and self.program.poll() is None:
            pass
        code = self.program.wait(60)
        while self._more(0.2) and select.select([self.master], [], [], 0)[0]:
            pass
        out = self.program.stdout.read() if self.program.stdout else b""
        return code, self.shown[self.read_to :], out

    def close(self) -> None:
        if self.program.poll() is None:
            self.program.kill()
        self.program.wait(60)
        for stream in (self.program.stdin, self.program.stdout):
            if stream:
                stream.close()
        os.close(self.master)
