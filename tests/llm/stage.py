"""A server process that answers as it is told, findings made by hand, and what would be shown for them."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tonecheck.reword import Draft, Findings, suggest
from tonecheck.reword.llm import prompt
from tonecheck.reword.llm.generator import LLMGenerator
from tonecheck.reword.llm.settings import Settings
from tonecheck.types import Cue, Judgement, Rewording, SentenceScores, Span

KEY = "sk-not-to-be-seen"
PATIENCE = 20.0
"""Time-out where the server answers at once; a slow machine must not fail the test."""
MESSAGE = "You are useless, Dev, and everybody here knows it. The count on aisle 4 is 312 short. Fix it by Friday or you're out, you idiot."
MINIMAL = "The count on aisle 4 is 312 short. Please fix it by Friday, Dev."
LEADER = "The count on aisle 4 is 312 short. What happened there? Please fix it by Friday, Dev."
EDITED = "Dev. The count on aisle 4 is 312 short. Please fix it by Friday."


def answers(minimal: str = MINIMAL, leader: str = LEADER) -> dict[str, str]:
    return {"content": json.dumps({"minimal": minimal, "leader": leader})}


class Server:
    """The server process; `does` gives it its script, `seen` what it was asked."""

    def __init__(self) -> None:
        program = Path(__file__).with_name("server.py")
        self.process = subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE)
        assert self.process.stdout
        self.port = int(self.process.stdout.readline())

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, json.dumps(body))
        data = json.loads(connection.getresponse().read())
        connection.close()
        return data

    def does(self, *script: dict[str, Any]) -> None:
        self._call("PUT", "/script", script)

    def seen(self) -> list[dict[str, Any]]:
        got: list[dict[str, Any]] = self._call("GET", "/seen")
        return got

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1/chat/completions"

    def settings(self, timeout: float = PATIENCE) -> Settings:
        return Settings(self.url, "test", KEY, timeout)

    def stop(self) -> None:
        self.process.kill()
        self.process.communicate()


# Findings by hand: harsh and warm words are listed, all else is calm.

HARSH = {"useless": "insult", "idiot": "insult", "you're out": "threat"}
WARM = {"wonderful colleague": "recognition", "I trust you": "trust", "I can help you with that": "support"}


def found(text: str) -> Findings:
    sentences = [Span(*match.span()) for match in re.finditer(r"[^\s.!?][^.!?\n]*[.!?]*", text)]
    cues = [
        _cue(cue, {"impact": "harmful"}, match) for words, cue in HARSH.items() for match in re.finditer(words, text)
    ]
    cues += [_cue(cue, {"style": "leader"}, match) for words, cue in WARM.items() for match in re.finditer(words, text)]
    harm = {span: 0.95 if any(word in span.of(text) for word in HARSH) else 0.02 for span in sentences}
    worst = max(harm.values(), default=0.02)
    return Findings(
        text=text,
        verdict="revise" if worst > 0.5 else "send",
        impact=Judgement("harmful" if worst > 0.5 else "constructive", True, _impact(worst)),
        style=Judgement("neutral", True, {"boss": 0.05, "leader": 0.05, "neutral": 0.9}),
        sentences=tuple(
            SentenceScores(s, _impact(harm[s]), {"boss": 0.05, "leader": 0.05, "neutral": 0.9}) for s in sentences
        ),
        cues=tuple(cues),
        kept=(),
        meaning=np.ones(4, np.float32),
        poles={"impact": 0.5, "style": 0.5},
    )


def _impact(harm: float) -> dict[str, float]:
    return {"harmful": harm, "constructive": 1 - harm, "neutral": 0.0}


def _cue(id: str, pushes: dict[str, str], match: re.Match[str]) -> Cue:
    return Cue(id, pushes, Span(*match.span()), match[0], 0.9, f"why {id}", f"advice on {id}")


def rescore(texts: Sequence[str]) -> list[Findings]:
    return [found(text) for text in texts]


class Edits:
    """Stands for the edit generator, which has tests of its own."""

    def propose(self, findings: Findings, rescore: Any) -> Iterator[Draft]:
        yield Draft(EDITED, "minimal", "edit")


def suggested(settings: Settings, text: str = MESSAGE) -> tuple[list[Rewording], list[str], float]:
    """What would be shown, why the rest is not, and the seconds it took."""
    generator = LLMGenerator(settings)
    prompt.Chat(found(text), prompt.passage(found(text)))  # loads the parser, which is none of the server's time
    began = time.monotonic()
    shown, rejected = suggest(found(text), (generator, Edits()), rescore)
    return list(shown), [reason for rejection in rejected for reason in rejection.reasons], time.monotonic() - began


LIES = {
    "a number changed": MINIMAL.replace("312", "213"),
    "a number in words": MINIMAL.replace("312", "thirteen"),
    "the name changed": MINIMAL.replace("Dev", "Marta"),
    "a name added": MINIMAL.replace(", Dev", ", Dev and Marta"),
    "the deadline dropped": MINIMAL.replace(" by Friday", ""),
    "the deadline moved": MINIMAL.replace("Friday", "Monday"),
    "a deadline added": MINIMAL.replace("by Friday", "by noon on Friday"),
    "a fact left out": "Please fix it by Friday, Dev.",
    "the request turned round": MINIMAL.replace("Please fix", "Please don't fix"),
    "another request": MINIMAL.replace("fix it", "leave it"),
    "the request weakened": MINIMAL.replace("Please fix", "If you like, fix"),
    "a link added": MINIMAL.replace(", Dev.", ", Dev, see https://evil.example."),
    "still an insult": MINIMAL.replace("Dev", "you idiot Dev"),
    "praise added": f"You are a wonderful colleague. {MINIMAL}",
    "help promised": f"{MINIMAL} I can help you with that.",
    "bland": "Great work as ever, and thanks for all that you bring to this team!",
    "flattery only": "Dev, you are a wonderful colleague and I trust you.",
    "unchanged": MESSAGE,
    "blank": "   ",
    "far too long": f"{MINIMAL} " * 40,
    "an escape sequence": MINIMAL.replace("Dev", "Dev\x1b[2J"),
    "hidden characters": MINIMAL.replace("Dev", "De\u200bv"),
    "text that runs backwards": MINIMAL.replace("Dev", "\u202eDev"),
    "half a surrogate": MINIMAL.replace("Dev", "Dev\ud800"),
}
"""Answers of which none may be shown, by what is wrong with them."""


def config_file(folder: Path, text: str) -> str:
    """A settings file with this text, as `TONECHECK_CONFIG` names it."""
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)
