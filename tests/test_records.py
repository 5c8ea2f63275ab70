"""Files and streams to messages, or one line that says why not."""

from __future__ import annotations

from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tonecheck.records import mail, read_file, read_stream
from tonecheck.records.read import MAX_BYTES
from tonecheck.types import InputError


def message(text: str, html: str | None = None) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "ana@example.com", "dev@example.com", "Count"
    made.set_content(text)
    if html is not None:
        made.add_alternative(html, subtype="html")
    return made


def only_html(html: str) -> bytes:
    made = message("")
    made.set_content(html, subtype="html")
    return made.as_bytes()


def body(text: str) -> str:
    return mail.body(message(text).as_bytes())


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.MD", "a.rst", "a"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_file_is_its_text(name: str, encoding: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes("Ça va, Zoë? 🙄\nNo.".encode(encoding))
    assert read_file(tmp_path / name) == "Ça va, Zoë? 🙄\nNo."


def test_big_endian_utf_16_with_its_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xfe\xff" + "Zoë".encode("utf-16-be"))
    assert read_file(tmp_path / "a.txt") == "Zoë"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("café".encode("latin-1"), r"not UTF-8 text \(byte 3\)"),
        (b"PK\0\0", "this is binary data, not text"),
        (b"\xff\xfea", "not UTF-8 text"),
        (b"a" * (MAX_BYTES + 1), "5,000,001 bytes; at most 5,000,000"),
    ],
)
def test_a_file_that_is_no_message_is_refused_by_name(content: bytes, problem: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    with pytest.raises(InputError, match=rf"a\.txt: {problem}"):
        read_file(tmp_path / "a.txt")


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="this is a folder"):
        read_file(tmp_path)
    with pytest.raises(InputError, match="there is no such file"):
        read_file(tmp_path / "gone.eml")
    with pytest.raises(InputError, match="can't be read"):
        read_file(Path("a\0b"))


def test_a_stream_is_read_like_a_text_file() -> None:
    assert read_stream(BytesIO("Zoë".encode("utf-16"))) == "Zoë"
    with pytest.raises(InputError, match="standard input: this is binary data"):
        read_stream(BytesIO(b"a\0"))
    with pytest.raises(InputError, match="pipe: more than 5,000,000 bytes"):
        read_stream(BytesIO(b"a" * (MAX_BYTES + 1)), "pipe")


def test_a_mail_is_read_by_its_ending(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(message("The count is short, Dév.\n\nRecount it.").as_bytes())
    assert read_file(tmp_path / "a.eml") == "The count is short, Dév.\n\nRecount it."


def test_of_two_versions_the_plain_one_is_read() -> None:
    assert mail.body(message("plain words", "<p>marked-up words</p>").as_bytes()) == "plain words"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>The count is <b>short</b>,<br>Dev &amp; Ana.</p>", "The count is short,\nDev & Ana."),
        ('<?xml version="1.0" encoding="UTF-8"?><html><body><p>Recount</p></body></html>', "Recount"),
        ("<style>p {color: red}</style><script>x()</script><p>Recount</p>", "Recount"),
        ("<p>Recount</p><blockquote>old <blockquote>older</blockquote></blockquote>", "Recount"),
        ('<div>Recount</div><div class="gmail_quote">On Monday Ana wrote: old</div>', "Recount"),
        ("<blockquote>only old</blockquote>", ""),
        ("<!-- nothing -->", ""),
        ("", ""),
    ],
)
def test_html_becomes_plain_text_without_its_quotes(html: str, text: str) -> None:
    assert mail.body(only_html(html)) == text


@pytest.mark.parametrize(
    "rest",
    [
        "> You said Friday.\n> I know.",
        "On Mon, 3 Mar 2025 at 10:00, Ana <ana@example.com> wrote:\n> You said Friday.",
        "-----Original Message-----\nFrom: Ana\nSent: Monday\nTo: Dev\nSubject: Count\n\nYou said Friday.",
        "-- \nDev Okafor\nHead of Stock",
        "Sent from my iPhone",
        "Kind regards,\nDev Okafor\nHead of Stock\n+44 20 7946 0000",
    ],
)
def test_quoted_replies_and_signatures_are_left_aside(rest: str) -> None:
    assert body(f"Recount aisle 4.\nThen call me.\n\n{rest}") == "Recount aisle 4.\nThen call me."


@pytest.mark.parametrize(
    "text",
    [
        "Three things:\n- the report\n- the chart\nBoth by Friday.",
        "Hi Ana,\nThanks, but this is rubbish.\nRedo it.",
        "Recount it.\n\nThanks,\nDev\n\nPS: even the Saturday kids can count.",
        "Recount it.\n\nThanks\nyou are useless",
        "Best work in months.\nBest, the client saw it.",
    ],
)
def test_what_only_looks_like_a_signature_is_kept(text: str) -> None:
    assert body(text) == text


def test_an_answer_below_the_quote_is_found() -> None:
    assert body("> You said Friday.\n\nI said Monday.") == "I said Monday."


@pytest.mark.parametrize(
    ("header", "content"),
    [
        (b"Content-Type: text/plain; charset=iso-8859-1\n", "Zoë, café".encode("latin-1")),
        (b"Content-Type: text/plain\n", "Zoë, café".encode()),
        (b"", "Zoë, café".encode()),
    ],
)
def test_accents_survive_with_and_without_a_character_set(header: bytes, content: bytes) -> None:
    assert mail.body(b"Subject: x\n" + header + b"Content-Transfer-Encoding: 8bit\n\n" + content) == "Zoë, café"


def test_a_mail_of_attachments_only_is_refused(tmp_path: Path) -> None:
    made = EmailMessage()
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    (tmp_path / "a.eml").write_bytes(made.as_bytes())
    with pytest.raises(InputError, match=r"a\.eml: no text part can be read in this mail \(it has attachments only"):
        read_file(tmp_path / "a.eml")


def test_a_mail_in_an_unknown_character_set_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"Content-Type: text/plain; charset=klingon\n\nnuqneH")
    with pytest.raises(InputError, match="unknown encoding: klingon"):
        read_file(tmp_path / "a.eml")


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=80), st.sampled_from(["plain", "html"]))
def test_no_body_crashes_the_reader(text: str, subtype: str) -> None:
    content = f"Content-Type: text/{subtype}; charset=utf-8\n\n{text}".encode()
    assert mail.body(content) == mail.body(content).strip()
