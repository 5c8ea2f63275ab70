"""The model card and the table of an evaluation, made from the figures: nothing in them is typed by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tonecheck.encoder import calibration
from tonecheck.learn.corpus.format import HARD_CASES
from tonecheck.types import AXES

HARD_CASE_NAMES = (
    "tough but fair",
    "a bare order",
    "vague praise or criticism",
    "the sandwich",
    "quoted, reported or denied harm",
    "friendly swearing",
    "a stated consequence is not a threat",
    "imperatives among colleagues",
    "self-blame is humility",
    "the topic never decides",
    "who is meant never decides",
    "channel only where the text shows it",
    "mixed style: who holds the decision",
    "a sting alone",
    "a technical note",
    "orders with facts",
    "a factual record",
    "which cue",
)


def _axis_lines(axis: str, row: Mapping[str, Any]) -> Iterator[str]:
    yield f"| {axis} | {row['n']} | {row['macro_f1']:.3f} | {_number(row['two_way_accuracy'])} | {_number(row.get('auc'))} | {row['ece']:.3f} | {row['confident']['share']:.0%}, of them {_share(row['confident']['accuracy'])} right |"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _share(value: float | None) -> str:
    return "none" if value is None else f"{value:.1%}"


def _confusion(axis: str, row: Mapping[str, Any]) -> Iterator[str]:
    labels = AXES[axis]
    yield f"| {axis}: written as ↓, taken for → | " + " | ".join(labels) + " |"
    yield "|---" * (len(labels) + 1) + "|"
    for label in labels:
        yield f"| {label} | " + " | ".join(str(row["confusion"][label][other]) for other in labels) + " |"


def table(figures: Mapping[str, Any]) -> str:
    """An evaluation in Markdown that reads well in a terminal."""
    lines = [f"{figures['messages']} messages, {figures['not_judged']} of them not judged", ""]
    lines += ["| axis | n | macro-F1 | two-way accuracy | AUC | ECE | shown as sure |", "|---|---|---|---|---|---|---|"]
    for axis in AXES:
        if axis in figures:
            lines += _axis_lines(axis, figures[axis])
    for axis in AXES:
        if axis in figures and sum(row["n"] > 0 for row in figures[axis]["labels"].values()) > 1:
            lines += ["", *_confusion(axis, figures[axis])]
    if "cues" in figures:
        tough = figures["tough_but_fair_called_harmful"]
        lines += ["", f"Cues: micro-F1 {figures['cues']['micro_f1']:.3f} (right id on overlapping words)."]
        if tough["n"]:
            lines.append(f"Tough but fair called harmful: {tough['share']:.1%} of {tough['n']}.")
        lines += ["", *hard_cases(figures["hard_cases"])]
    return "\n".join(lines)


def hard_cases(rows: Mapping[str, Any]) -> Iterator[str]:
    """The hard cases by kind: right (both axes), wrong, and what is wrong most often."""
    yield "| hard case | n | right | wrong | what is wrong most often |"
    yield "|---|---|---|---|---|"
    for tag, row in rows.items():
        name = f"{tag[1:]}. {HARD_CASE_NAMES[int(tag[1:]) - 1]}" if tag in HARD_CASES else tag
        wrong = ", ".join(f"{what} ({n})" for what, n in list(row["wrong"].items())[:2])
        yield f"| {name} | {row['n']} | {row['right']} | {row['n'] - row['right']} | {wrong} |"


def _cue_lines(cues: Mapping[str, Any]) -> Iterator[str]:
    yield "| cue | F1 | found | marked |"
    yield "|---|---|---|---|"
    for cue, row in sorted(cues["each"].items(), key=lambda pair: -pair[1]["f1"]):
        yield f"| `{cue}` | {row['f1']:.2f} | {row['found']} | {row['marked']} |"


def _whole(training: Mapping[str, Any]) -> str:
    count = training.get("whole", {})
    if not count.get("train"):
        return ""
    return (
        f"Beside them {count['train']} messages and rewordings labelled as a whole (corpora/whole, corpora/rewordings), "
        f"{count['calibration']} more of which for calibration. "
    )


def _outsiders(training: Mapping[str, Any]) -> str:
    if not training["outsiders"]:
        return "No other data."
    sets = ", ".join(training["outsiders"])
    weak = (
        f"Beside them, weakly labelled as harmful or not, sentences of public data ({sets}; see corpora/corpora.toml)."
    )
    count = training.get("public_labels")
    return weak + (f" {count} of those sentences have labels of ours on both axes (corpora/public)." if count else "")


def _wider(description: Mapping[str, Any]) -> str:
    """On which axes the calibration weighs more than whole, sentences and words."""
    wide = [
        axis for axis, fitted in description["calibration"].items() if len(fitted["weights"][0]) > calibration.NARROW
    ]
    return f"; on {' and '.join(wide)} also with the other axis and the strongest sign of each cue" if wide else ""


def card(description: Mapping[str, Any], figures: Mapping[str, Any]) -> str:
    """The model card (Mitchell et al. 2019) of a model folder, in Markdown."""
    training, agreement = figures["training"], figures["agreement"]
    outside = [name for name in figures if name not in ("held_out", "training", "agreement")]
    base, files = description["base"], description["files"]
    parts = [
        f"# {description['name']} {description['version']}",
        "<!-- Written by `tonecheck train`; do not edit. -->",
        "## What it is for\n\n"
        "It reads a manager's draft message in English before it is sent and gives probabilities for `impact` (harmful, "
        "constructive, neutral) and `style` (boss, leader, neutral), for the message and each sentence, and marks the words "
        "that carry the cues of the rubric. It helps the person who writes. It is not meant for judging people, ranking "
        "employees, watching a mailbox, or deciding anything without a human; it is no filter for toxicity or threats of violence.",
        "## What it is\n\n"
        f"One encoder fine-tuned from {base['name']} ({base['licence']}, sha256 `{base['sha256']}`) with heads for message, "
        f"sentences and {len(description['labels']['cues'])} cues; ONNX, dynamic int8 (sha256 `{files['weights_sha256']}`). "
        f"Messages longer than {description['max_tokens']} tokens are read in windows that end at sentence ends. Emoji are read "
        "by name, words in capitals are marked, disguised rude words are spelled out, known first names are read as one and the "
        'same and "she" as "he"; greeting and signature are not read.',
        "## What it was trained on\n\n"
        f"{training['messages']['train']} messages of {training['scenarios']['train']} scenarios from {description['corpora'][0]}, "
        f"written for this project; calibrated on {training['messages']['calibration']} messages of "
        f"{training['scenarios']['calibration']} other scenarios. {_whole(training)}{_outsiders(training)} The messages were written by a language model to "
        "hand-made briefs and checked by sampling, not collected from workplaces: expect the model to be worse on real text than here.",
        "## Held-out scenarios\n\nScenarios that neither training nor calibration saw, but by the same writers.\n\n"
        + table(figures["held_out"]),
        "### Cues on held-out scenarios\n\n" + "\n".join(_cue_lines(figures["held_out"]["cues"])),
    ]
    for name in outside:
        parts.append(
            f"## {name}\n\nLabelled by others or apart from the corpus; only measured.\n\n{table(figures[name])}"
        )
    parts.append(
        "## Agreement of int8 ONNX with torch fp32\n\n"
        f"On {agreement['messages']} held-out messages: the same label in {agreement['same_label']:.1%}; probabilities differ by "
        f"{agreement['mean_gap']:.3f} on average, {agreement['p99_gap']:.3f} at the 99th percentile, {agreement['max_gap']:.3f} at most."
    )
    parts.append("## What it gets wrong\n\nRead one by one and summed up in [docs/errors.md](../../docs/errors.md).")
    limits = description["thresholds"]
    parts.append(
        "## Thresholds and calibration\n\n"
        f"`harmful` from {limits['pole']['impact']}, `boss` from {limits['pole']['style']}; shown as sure from "
        f"{limits['confident']['impact']} (impact) and {limits['confident']['style']} (style), chosen on the calibration scenarios "
        "so that nine in ten of what is shown as sure are right there, or as near as a limit of 0.7 allows. No label of a pole is given below one half. "
        "Each cue is shown from the probability at which six in ten of its spans are right there, or the best F1 beyond it. "
        f"Probabilities come from a logistic stacking of the whole message with its sentences{_wider(description)}."
    )
    recipe = ", ".join(f"{key} {value}" for key, value in training["recipe"].items())
    parts.append(
        f"## Training\n\n{training['minutes']} minutes on {training['device']} with torch {training['torch']}: {recipe}."
        + (f" {training['note']}" if training.get("note") else "")
    )
    return "\n\n".join(parts) + "\n"
