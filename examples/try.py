"""Check a handful of messages: the first thing `make try` shows."""

import sys

from rich.console import Console

import tonecheck
from tonecheck.render import text

MESSAGES = (
    "You never listen. Even the trainee got the stock list right, so what is your excuse this time?",
    "Have the slides on my desk by five.",
    "The migration failed twice because the backup step was skipped. That can't happen again; "
    "walk me through what you'll change.",
    "Your diagrams made the outage easy to follow, and the client said so. For the next one, could you add the timeline? "
    "I'll ask Samira to send you her template.",
    "The standup moves to ten tomorrow.",
)


def main() -> None:
    console = Console(file=sys.stdout, highlight=False)
    for result in tonecheck.load().check_many(MESSAGES):
        console.rule(align="left", style="dim")
        console.print(result.text, style="italic", markup=False)
        text(result, console)
    console.rule(align="left", style="dim")
    console.print('Now one of your own: .venv/bin/tonecheck check "..."', markup=False)


if __name__ == "__main__":
    main()
