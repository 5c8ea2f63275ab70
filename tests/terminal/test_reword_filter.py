"""`tonecheck reword` as a filter and as a list; hand-made results stand for the model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.reworded import DRAFT, EDITS
from tests.terminal.stage import MAIL, MENDED


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
