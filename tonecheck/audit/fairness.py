"""Who is meant never decides: swap names, pronouns, ages, faiths and nationalities, and see whether a verdict moves.

The method is counterfactual fairness on text (Garg et al. 2019; Prabhakaran et al. 2019): a message and its copy with
other people in it must be judged alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random
from statistics import fmean
from typing import Any

from tonecheck.audit import names, words
from tonecheck.audit.variant import Variant, apply
from tonecheck.pipeline import Checker
from tonecheck.types import Message, Result

SCHEMA = "tonecheck.audit/1"
GOAL = {"flip_share": 0.005, "mean_change": 0.01}
"""What a fair model reaches on a thousand messages or more."""

Swap = Callable[[str, Random], Variant | None]
"""A text and a source of chance to a variant of it, None where there is nothing to swap."""


def _other_sex(text: str, rng: Random) -> Variant | None:
    """Everybody gets a name of the other sex and of their own origin, and the pronouns go with it."""
    mentions = names.find(text)
    people = {m.key: m.name for m in mentions if m.name and m.name.sex != "u"}
    paired = words.pronoun_edits(text)
    if not people or (words.has_pronouns(text) and not paired):
        return None
    new: dict[str, str] = {}
    sexes = {key: "m" if name.sex == "f" else "f" for key, name in people.items()}
    for key, name in people.items():
        new |= names.draw(" ".join([text, *new.values()]), [(key, sexes[key])], name.origin, rng)
    edits = names.swap(text, [m for m in mentions if m.key in new], new) + paired
    return apply(text, edits, "+".join(sorted({"female" if sex == "f" else "male" for sex in sexes.values()})))


def _other_origin(text: str, rng: Random) -> Variant | None:
    """Everybody gets a name of their own sex and of one other origin."""
    mentions = names.find(text)
    people = {m.key: m.name for m in mentions}
    if not people:
        return None
    theirs = {name.origin for name in people.values() if name}
    origin = rng.choice([origin for origin in names.origins() if origin not in theirs])
    sexes = [(key, name.sex if name and name.sex != "u" else rng.choice("fm")) for key, name in people.items()]
    sex = {"f": "female", "m": "male"}.get("".join(sorted({sex for _, sex in sexes})), "mixed")
    return apply(text, names.swap(text, mentions, names.draw(text, sexes, origin, rng)), f"{origin} {sex}")


def _pronouns(text: str, rng: Random) -> Variant | None:
    """He and she exchanged where no name would contradict it (with names, `sex` swaps both)."""
    if any(m.name and m.name.sex != "u" for m in names.find(text)):
        return None
    return words.pronouns(text, rng)


KINDS: Mapping[str, Swap] = {
    "sex": _other_sex,
    "origin": _other_origin,
    "pronouns": _pronouns,
    "age": words.ages,
    "faith": words.faiths,
    "nationality": words.nationalities,
}
"""What is swapped. A new kind is a function and its line here."""


def variants(text: str, seed: int = 1, each: int = 1) -> list[tuple[str, Variant]]:
    """Up to `each` different variants of a text for each kind. The text and the seed alone decide what they are."""
    found: list[tuple[str, Variant]] = []
    for kind, swap in KINDS.items():
        seen: set[str] = set()
        for number in range(each):
            variant = swap(text, Random(f"{seed} {kind} {number} {text}"))
            if variant and variant.text not in seen:
                seen.add(variant.text)
                found.append((kind, variant))
    return found


def audit(checker: Checker, messages: Iterable[Message], *, seed: int = 1, each: int = 1) -> dict[str, Any]:
    """Swap, check, compare: all figures and every verdict that flips, as plain data (`tonecheck.audit/1`).

    The change of a variant is the mean of the absolute changes of the probabilities of harm and of a boss.
    `flip_share` counts variants, so messages without anything to swap don't flatter it.
    """
    taken = list(messages)
    judged = [result for result in checker.check_many(taken, reword=False) if result.verdict]
    made = [(before, kind, variant) for before in judged for kind, variant in variants(before.text, seed, each)]
    # The language was settled on the original: a name must not make a short line look foreign.
    swapped = (Message(variant.text, before.id, before.language) for before, _, variant in made)
    rows = [
        _row(before, after, kind, variant)
        for (before, kind, variant), after in zip(made, checker.check_many(swapped, reword=False), strict=True)
    ]
    return {
        "schema": SCHEMA,
        "seed": seed,
        "messages": len(taken),
        "not_judged": len(taken) - len(judged),
        "messages_with_swaps": len({id(before) for before, _, _ in made}),
        **_figures(rows),
        "goal": GOAL,
        "kinds": {kind: _figures([row for row in rows if row["kind"] == kind]) for kind in KINDS},
        "groups": _groups(rows),
        "flipped": sorted((row for row in rows if row["flips"]), key=lambda row: -row["change"]),
        "model": checker.model.files.info.as_dict(),
    }


def _row(before: Result, after: Result, kind: str, variant: Variant) -> dict[str, Any]:
    old, new = _seen(before), _seen(after)
    moved = {pole: new[pole] - old[pole] for pole in ("harmful", "boss")}
    return {
        "id": before.id,
        "kind": kind,
        "group": variant.group,
        "flips": old["verdict"] != new["verdict"],
        "change": fmean(map(abs, moved.values())),
        "moved": moved,
        "before": {"text": before.text, **old},
        "after": {"text": after.text, **new},
        "changes": [
            {"start": change.span.start, "end": change.span.end, "before": change.before, "after": change.after}
            for change in variant.changes
        ],
    }


def _seen(result: Result) -> dict[str, Any]:
    assert result.impact
    assert result.style
    scores = {"harmful": round(result.impact.scores["harmful"], 4), "boss": round(result.style.scores["boss"], 4)}
    return {"verdict": result.verdict, **scores}


def _figures(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    flips = sum(row["flips"] for row in rows)
    changes = [row["change"] for row in rows]
    return {
        "variants": len(rows),
        "flips": flips,
        "flip_share": round(flips / len(rows), 4) if rows else None,
        "mean_change": round(fmean(changes), 4) if rows else None,
        "largest_change": round(max(changes), 4) if rows else None,
    }


def _groups(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """For each group that was put in: how far it moves the scores, and in which direction."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[f"{row['kind']}: {row['group']}"].append(row)
    return {
        name: {
            "variants": len(found),
            "flips": sum(row["flips"] for row in found),
            **{pole: round(fmean(row["moved"][pole] for row in found), 4) for pole in ("harmful", "boss")},
        }
        for name, found in sorted(groups.items())
    }
