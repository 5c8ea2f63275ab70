"""`tonecheck reword` as a choice on a (pseudo-)terminal; hand-made results stand for the model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.reworded import DRAFT, EDITS, changed
from tests.terminal.stage import MAIL, MENDED, Screen


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
