from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run

HARSH = "You are useless, Dev, and everybody here knows it."
PLAIN = "The standup moves to ten tomorrow."


def test_exit_codes_follow_the_verdict(run: Run) -> None:
    assert run("check", PLAIN).returncode == 0
    assert run("check", HARSH).returncode == 1
    assert run("check", "--exit-zero", HARSH).returncode == 0


def test_text_output_says_verdict_first_and_marks_the_words(run: Run) -> None:
    done = run("check", HARSH)
    lines = done.stdout.decode().splitlines()
    assert lines[0].startswith("Revise before sending")
    assert "](1)" in done.stdout.decode()
    assert "Instead: " in done.stdout.decode()
    assert len(lines) <= 24
    assert not any(line != line.rstrip() for line in lines)


def test_colour_only_when_asked_for_and_never_with_no_color(run: Run) -> None:
    assert b"\x1b[" not in run("check", HARSH).stdout
    assert b"\x1b[" in run("check", HARSH, FORCE_COLOR="1").stdout
    assert b"\x1b[3" not in run("check", HARSH, FORCE_COLOR="1", NO_COLOR="1").stdout


def test_json_is_alone_on_standard_output(run: Run) -> None:
    done = run("check", "--no-reword", "--format", "json", HARSH)
    assert json.loads(done.stdout)["verdict"] == "revise"
    assert done.stderr == b""
    assert len(run("check", "--format", "jsonl", HARSH).stdout.splitlines()) == 1


def test_standard_input_and_files_give_the_same(run: Run, tmp_path: Path) -> None:
    (tmp_path / "draft.txt").write_text(HARSH, encoding="utf-8")
    given = [
        run("check", "--format", "json", HARSH),
        run("check", "--format", "json", "-", stdin=HARSH.encode()),
        run("check", "--format", "json", "--file", "draft.txt"),
    ]
    assert len({done.stdout for done in given}) == 1


def test_a_mail_is_checked_without_what_it_quotes(run: Run, tmp_path: Path) -> None:
    mail = (
        "From: Rosa <rosa@example.org>\nTo: Dev <dev@example.org>\nSubject: Count\n\n"
        f"The recount is in the tray.\n\nOn Tue, 3 Mar 2026 at 10:12, Dev <dev@example.org> wrote:\n> {HARSH}\n"
    )
    (tmp_path / "draft.eml").write_text(mail, encoding="utf-8")
    assert run("check", "--file", "draft.eml").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "stdin", "says"),
    [
        (("check",), b"", "give one message"),
        (("check", ""), b"", "the text is empty"),
        (("check", "-"), b"", "the text is empty"),
        (("check", "-"), b"\xff\xfe\xfa" * 9, "can't be"),
        (("check", "-"), b"caf\xe9 is closed", "not UTF-8"),
        (("check", "-"), b"a\x00b" * 20, "binary"),
        (("check", "-"), b"word " * 2_000_000, "more than"),
        (("check", "--file", "missing.txt"), b"", "no such file"),
        (("check", "--file", "."), b"", "folder"),
        (("check", "🎉"), b"", "no words"),
        (("check", "https://example.org"), b"", "no words"),
        (("check", "Tu n'écoutes jamais personne."), b"", "looks like French; the model reads English"),
        (("check", "--model", "nowhere", "Hello there"), b"", "no model 'nowhere'"),
        (("explain", "thread"), b"", "did you mean 'threat'?"),
        (("evaluate", "missing.csv"), b"", "missing.csv"),
        (("corpus", "validate", "."), b"", "no corpus files"),
    ],
)
def test_bad_input_gets_one_line_and_exit_code_2(run: Run, arguments: tuple[str, ...], stdin: bytes, says: str) -> None:
    done = run(*arguments, stdin=stdin)
    message = done.stderr.decode()
    assert done.returncode == 2
    assert says in message or (says == "can't be" and message.startswith("tonecheck: standard input"))
    assert len(message.splitlines()) == 1
    assert "Traceback" not in message


def test_another_language_is_named_in_the_json(run: Run) -> None:
    done = run("check", "--format", "json", "Kiitos paljon, tämä on hyvää työtä.")
    data = json.loads(done.stdout)
    assert (data["language"], data["verdict"], done.returncode) == ("fi", None, 2)


def test_a_lone_surrogate_does_no_harm(run: Run) -> None:
    done = run("check", "--format", "json", b"You are useless \xff idiot".decode(errors="surrogateescape"))
    assert json.loads(done.stdout)["verdict"] == "revise"


def test_explain_knows_cues_and_axes(run: Run) -> None:
    assert b"Punishment or loss" in run("explain", "threat").stdout
    assert b"constructive" in run("explain", "impact").stdout
    assert run("explain").stdout.count(b"\n") >= 30


def test_doctor_names_model_and_parts(run: Run) -> None:
    done = run("doctor")
    assert done.returncode == 0
    assert b"self-test passed" in done.stdout
    assert b"onnxruntime" in done.stdout


@pytest.mark.parametrize("damage", ["model.onnx", "tokenizer.json", "model.toml"])
def test_doctor_says_what_is_wrong_with_a_broken_model(run: Run, tmp_path: Path, damage: str) -> None:
    import shutil

    from tonecheck.encoder import locate

    shutil.copytree(locate("en"), tmp_path / "broken")
    (tmp_path / "broken" / damage).write_bytes(b"schema = 1")
    for command in (("doctor", "--model", "broken"), ("check", "--model", "broken", "Hello there")):
        done = run(*command)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
        assert b"broken" in done.stderr


def test_help_and_completion(run: Run) -> None:
    assert b"Check one message" in run("check", "--help").stdout
    assert b"tonecheck" in run("--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1").stdout
    assert run("--version").stdout.startswith(b"tonecheck 0.")
