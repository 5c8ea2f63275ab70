"""`tonecheck reword` as a filter, as a list, and as a choice on a (pseudo-)terminal; hand-made results stand for the model."""

from __future__ import annotations

import json
import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run
from tests.reworded import DRAFT, EDITS, changed

PROGRAM = [sys.executable, "-m", "tests.reworded"]
MAIL = "Hi all,\r\n\r\n  the rota:\t7–15 🙂  \r\n> quoted  line\r\n\r\nRECOUNT aisle 4, idiot. See https://example.org/a?b=1\r\n"
MENDED = MAIL.replace("RECOUNT", "Please recount").replace(", idiot", "")


def _surroundings(**more: str) -> dict[str, str]:
    plain = {key: value for key, value in os.environ.items() if key not in ("FORCE_COLOR", "NO_COLOR", "VISUAL")}
    return {**plain, "PYTHONPATH": str(ROOT), "COLUMNS": "160", "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **more}


@pytest.fixture
def reword(tmp_path: Path) -> Run:
    def call(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [*PROGRAM, "reword", *arguments],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env=_surroundings(**environment),
            timeout=120,
        )

    return call


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("ending", ["", "\r\n", "\n\n"])
def test_apply_keeps_every_byte_that_it_does_not_mend(reword: Run, encoding: str, ending: str) -> None:
    done = reword("--apply", "-", "--kind", "minimal", stdin=(MAIL + ending).encode(encoding))
    assert done.stdout == (MENDED + ending).encode(encoding)
    assert (done.returncode, done.stderr) == (0, b"")


def test_apply_gives_the_same_from_a_file(reword: Run, tmp_path: Path) -> None:
    (tmp_path / "draft.txt").write_bytes(MAIL.encode())
    assert reword("--apply", "--file", "draft.txt").stdout == MENDED.encode()


def test_apply_ends_the_line_of_an_argument(reword: Run) -> None:
    assert reword("--apply", DRAFT).stdout == b"Dev, the count is 312 short. Please recount aisle 4 tonight.\n"


@pytest.mark.parametrize(
    ("stdin", "code", "says"),
    [
        (MAIL.encode() + b"HOPELESS\r\n", 1, "no rewording passed the proof; the text is printed unchanged"),
        (b"The count is in the tray.\r\n\n", 0, ""),
        (b"Kiitos paljon.\n", 2, "looks like Finnish"),
        (b"caf\xe9 is closed, idiot\r\n", 2, "not UTF-8"),
        (b"a\x00b", 2, "binary"),
        (b"idiot " * 1_000_000, 2, "more than"),
    ],
)
def test_apply_never_loses_the_text(reword: Run, stdin: bytes, code: int, says: str) -> None:
    done = reword("--apply", "-", stdin=stdin)
    assert (done.returncode, done.stdout) == (code, stdin)
    assert len(done.stderr.splitlines()) == bool(says)
    assert says in done.stderr.decode()


@pytest.mark.parametrize("model", ["nowhere", "broken"])
def test_apply_passes_the_text_on_even_when_the_model_fails(reword: Run, model: str) -> None:
    done = reword("--apply", "-", "--model", model, stdin=MAIL.encode())
    assert done.returncode
    assert done.stdout == MAIL.encode()


def test_apply_with_a_blank_says_what_to_fill_in(reword: Run) -> None:
    done = reword("--apply", DRAFT, "--kind", "leader")
    assert b"[why does it matter?]" in done.stdout
    assert done.stderr.decode() == "tonecheck: fill in before you send it: [why does it matter?]\n"
    assert done.returncode == 1
    assert reword("--apply", DRAFT, "--kind", "leader", "--exit-zero").returncode == 0


def test_an_argument_with_odd_bytes_comes_back_as_it_was(reword: Run) -> None:
    odd = b"caf\xe9 is closed, idiot HOPELESS".decode(errors="surrogateescape")
    assert reword("--apply", odd).stdout == b"caf\xe9 is closed, idiot HOPELESS\n"


def test_the_list_has_rewordings_first_and_colour_only_when_asked_for(reword: Run) -> None:
    done = reword(DRAFT)
    lines = done.stdout.decode().splitlines()
    assert lines[0].startswith("1 Least change, 88 % your own words")
    assert "[-RECOUNT-]{+Please recount+}" in done.stdout.decode()
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"\x1b[9;31mRECOUNT" in reword(DRAFT, FORCE_COLOR="1").stdout
    assert b"\x1b[9" not in reword(DRAFT, FORCE_COLOR="1", NO_COLOR="1").stdout
    assert reword("--exit-zero", DRAFT).returncode == 0
    assert reword("The count is in the tray.").stdout.startswith(b"Nothing to reword.")


@pytest.mark.parametrize("kind", EDITS)
def test_only_one_kind(reword: Run, kind: str) -> None:
    found = json.loads(reword("--kind", kind, "--format", "json", DRAFT).stdout)["rewordings"]
    assert [item["kind"] for item in found] == [kind]


def test_json_has_the_fields_of_the_contract(reword: Run) -> None:
    done = reword("--format", "jsonl", DRAFT)
    (line,) = done.stdout.splitlines()
    for item in json.loads(line)["rewordings"]:
        assert set(item) == set("text kind source own_words changes blanks impact style similarity facts_kept".split())
        assert all(set(change) == {"start", "end", "before", "after", "cue", "why"} for change in item["changes"])
        text = DRAFT
        for change in reversed(item["changes"]):
            assert DRAFT[change["start"] : change["end"]] == change["before"]
            text = text[: change["start"]] + change["after"] + text[change["end"] :]
        assert text == item["text"]
    assert done.stderr == b""


def test_rejected_drafts_are_explained_beside_machine_output(reword: Run) -> None:
    assert b"- lost: 312" in reword("--explain-rejected", DRAFT).stdout
    for options in (("--format", "json"), ("--apply",)):
        done = reword("--explain-rejected", *options, DRAFT)
        assert b"lost" not in done.stdout
        assert b"- lost: 312" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "give one message"),
        (("--apply", "--format", "json", "Hi"), "--apply prints"),
        (("--choose", "--format", "json", "Hi"), "--choose asks"),
        (("--apply", "--choose", "Hi"), "--apply prints"),
        (("--file", "missing.txt"), "no such file"),
        (("Kiitos paljon",), "looks like Finnish"),
        (("--model", "nowhere", "Hi there"), "no model 'nowhere'"),
    ],
)
def test_bad_calls_get_one_line_and_exit_code_2(reword: Run, arguments: tuple[str, ...], says: str) -> None:
    done = reword(*arguments)
    assert done.returncode == 2
    assert says in done.stderr.decode()
    assert len(done.stderr.splitlines()) == 1


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
            env=_surroundings(**environment),
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


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Callable[..., Screen]]:
    pytest.importorskip("termios")
    opened: list[Screen] = []

    def start(*arguments: str, stdin: bytes | None = None, piped: bool = False, **environment: str) -> Screen:
        opened.append(Screen(tmp_path, *arguments, stdin=stdin, piped=piped, **environment))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


def _editor(folder: Path, script: str) -> str:
    path = folder / "editor.sh"
    path.write_text(f'#!/bin/sh\ntest -t 0 && test -t 1 && echo "the editor has a terminal"\n{script}\n')
    path.chmod(0o755)
    return str(path)


FILLS = (
    """sed 's/\\[why does it matter?\\]/The lorry leaves at six./' "$1" > "$1.new"; cat "$1.new" > "$1"; rm "$1.new" """
)


def test_accepting_prints_the_text_after_the_choice(screen: Callable[..., Screen]) -> None:
    one = screen(DRAFT)
    one.answer("a\n")
    assert "1 of 2  Least change" in one.shown
    assert b"\x1b[9;31mRECOUNT" in one.raw
    code, rest, _ = one.end()
    assert code == 0
    assert rest.endswith("Dev, the count is 312 short. Please recount aisle 4 tonight.\n")


def test_next_goes_round_and_a_blank_is_pointed_out(screen: Callable[..., Screen]) -> None:
    one = screen("--choose", DRAFT, piped=True)
    one.answer("what\n")
    one.until("n shows the next one")
    one.answer("n\n")
    one.until("2 of 2  As a leader")
    one.answer("n\n")
    one.until("1 of 2  Least change")
    one.answer("next\n")
    one.answer("accept\n")
    code, rest, out = one.end()
    assert out.decode() == changed(DRAFT, EDITS["leader"])[0] + "\n"
    assert code == 1
    assert "fill in before you send it: [why does it matter?]" in rest


def test_nothing_but_the_chosen_text_goes_into_a_pipe_from_a_pipe(screen: Callable[..., Screen]) -> None:
    one = screen("--choose", "-", stdin=MAIL.encode(), piped=True)
    one.answer("a\n")
    assert one.end()[::2] == (0, MENDED.encode())


def test_editing_keeps_line_ends_and_is_checked_again(screen: Callable[..., Screen], tmp_path: Path) -> None:
    editor = _editor(tmp_path, FILLS)
    one = screen(
        "--choose",
        "-",
        "--kind",
        "leader",
        stdin=MAIL.replace("idiot.", "idiot.\r\n").encode(),
        piped=True,
        EDITOR=editor,
    )
    one.answer("e\n")
    one.until("the editor has a terminal")
    one.until("Your edit, ready to send")
    one.answer("a\n")
    code, _, out = one.end()
    expected = MENDED.replace("aisle 4.", "aisle 4; The lorry leaves at six. What did you run into?\r\n")
    assert (code, out.decode()) == (0, expected)
    assert not list(tmp_path.glob("tonecheck-*"))


def test_an_edit_that_still_harms_is_said_to(screen: Callable[..., Screen], tmp_path: Path) -> None:
    one = screen(DRAFT, EDITOR=_editor(tmp_path, 'printf "You idiot.\\n" > "$1"'))
    one.answer("e\n")
    one.until("Your edit, still to be revised")
    one.answer("a\n")
    code, rest, _ = one.end()
    assert code == 1
    assert rest.endswith("You idiot.\n")


@pytest.mark.parametrize(
    ("script", "says"),
    [("exit 0", "Nothing was saved"), ("exit 3", "ended with 3"), ("echo more >> $1; exit 1", "what it saved is in")],
)
def test_an_editor_that_fails_loses_nothing(
    screen: Callable[..., Screen], tmp_path: Path, script: str, says: str
) -> None:
    one = screen(DRAFT, EDITOR=_editor(tmp_path, script), TMPDIR=str(tmp_path), COLUMNS="400")
    one.answer("e\n")
    one.until(says)
    one.answer("a\n")
    assert one.end()[0] == 0
    assert len(list(tmp_path.glob("tonecheck-*.txt"))) == ("saved is" in says)


def test_a_missing_editor_is_named(screen: Callable[..., Screen]) -> None:
    one = screen(DRAFT, EDITOR="no-such-editor --wait", COLUMNS="400")
    one.answer("e\n")
    one.until("'no-such-editor' can't be started")
    one.answer("q\n")
    assert one.end()[0] == 1


def test_quitting_and_ctrl_d_print_nothing_to_the_pipe(screen: Callable[..., Screen]) -> None:
    for key in ("q\n", "\x04"):
        one = screen("--choose", DRAFT, piped=True)
        one.answer(key)
        assert one.end()[::2] == (1, b"")


def test_ctrl_c_shows_an_edited_text_again(screen: Callable[..., Screen], tmp_path: Path) -> None:
    one = screen("--choose", DRAFT, "--kind", "leader", piped=True, EDITOR=_editor(tmp_path, FILLS))
    one.answer("e\n")
    one.until("Your edit")
    one.answer("\x03")
    code, rest, out = one.end()
    assert (code, out) == (130, b"")
    assert "The lorry leaves at six." in rest
    assert "Traceback" not in rest


def test_ctrl_c_shows_a_message_again_that_came_through_a_pipe(screen: Callable[..., Screen]) -> None:
    one = screen("--choose", "-", stdin=DRAFT.encode(), piped=True)
    one.answer("\x03")
    code, rest, out = one.end()
    assert (code, out) == (130, b"")
    assert DRAFT in rest


def test_a_dumb_terminal_gets_no_codes(screen: Callable[..., Screen]) -> None:
    one = screen(DRAFT, TERM="dumb")
    one.answer("n\n")
    one.answer("q\n")
    one.end()
    assert b"\x1b" not in one.raw
    assert "{+Please recount+}" in one.shown


def test_nobody_is_asked_when_the_output_is_piped_or_nothing_is_offered(screen: Callable[..., Screen]) -> None:
    code, rest, out = screen(DRAFT, piped=True).end()
    assert (code, rest) == (1, "")
    assert out.startswith(b"1 Least change")
    code, rest, _ = screen(DRAFT + " HOPELESS").end()
    assert code == 1
    assert "No rewording passed the proof (1 draft failed" in rest
