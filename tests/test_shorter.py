"""Long messages with a bad line, with the model that ships: the line goes whole, and everything else stays to the byte."""

from __future__ import annotations

import pytest

import tonecheck
from tonecheck.reword.shorter import only_leaves_out

MAIL = """Hi Anneli,

The crane certificates are in the blue folder, all but the one for the east hoist. The insurer wants it by the 14th. You've done the rest faster than anybody before you, thank you.{sting}

Could you ring Mr Ferreira about it today? I'm in Turku until Thursday and can talk after four.

Matti"""
STINGS = (
    " Not that it takes much brain to fill a folder.",
    " A trained monkey would have noticed the gap, and it would have been cheaper too. I thought that was rather funny.",
)


@pytest.mark.parametrize("sting", STINGS)
def test_a_mail_loses_its_sting_and_nothing_else(checker: tonecheck.Checker, sting: str) -> None:
    offered = checker.check(MAIL.format(sting=sting)).rewordings
    assert (offered[0].kind, offered[0].text) == ("minimal", MAIL.format(sting=""))


def test_a_good_mail_stays(checker: tonecheck.Checker) -> None:
    assert checker.check(MAIL.format(sting="")).rewordings == ()


def test_what_only_leaves_out_sentences(checker: tonecheck.Checker) -> None:
    _, findings = next(checker.begin([MAIL.format(sting=STINGS[0])]))
    assert findings is not None
    assert only_leaves_out(findings, MAIL.format(sting=""))
    assert not only_leaves_out(findings, MAIL.format(sting="").replace("Could you ring", "Please ring"))
    assert not only_leaves_out(findings, MAIL.format(sting=STINGS[0]).replace("The insurer wants it by the 14th. ", ""))
    assert not only_leaves_out(findings, "Hi Anneli,\n\nMatti")
