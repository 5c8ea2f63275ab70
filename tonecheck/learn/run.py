"""The whole training, one function: corpus → network → int8 file → calibration → figures → model folder."""

from __future__ import annotations

import hashlib
import json
import pickle
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from tonecheck import encoder, rulebook
from tonecheck.learn import (
    augment,
    calibrating,
    card,
    distilling,
    folder,
    measuring,
    network,
    outsiders,
    relabelled,
    weights,
    whole,
)
from tonecheck.learn.corpus import checks
from tonecheck.learn.corpus import format as corpus_format
from tonecheck.learn.corpus.format import Sample
from tonecheck.learn.corpus.splits import SPLITS, split_of
from tonecheck.learn.data import Example, examples, labelled, rewordings, unlabelled
from tonecheck.learn.training import Recipe, fit
from tonecheck.types import InputError

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to train from and where to put it.

    `measured` maps a name to a labelled file that is only measured. `outsiders` is a folder of public data by strangers.
    `start` is a network to train on from, instead of the base model; `teacher` one that teaches (see `distilling`), with the
    lines of `outsiders` as further reading; `network` a file to keep the trained one in. All three are files that `network` names.
    """

    corpus: Path
    out: Path
    recipe: Recipe
    measured: Mapping[str, Path]
    share: float = 1.0
    outsiders: Path | None = None
    start: Path | None = None
    teacher: Path | None = None
    network: Path | None = None


def train(plan: Plan, report: Report) -> dict[str, Any]:
    """Train, calibrate, export and measure; the model folder is written at the end, whole. Returns the figures.

    Raises:
        InputError: the corpus breaks its own promises, or `out` is something else than a model.
        CorpusError: names file and line.
    """
    began = time.monotonic()
    if plan.out.exists() and not (plan.out / "model.toml").is_file():
        raise InputError(f"{plan.out}: this is there already and is no model folder; name another one")
    book = rulebook.load()
    samples = _read(plan.corpus, book)
    parts = {name: [s for s in samples if split_of(s.scenario.id) == name] for name in SPLITS}
    parts["train"] = _share(parts["train"], plan.share)
    report(", ".join(f"{name} {len(part)}" for name, part in parts.items()) + " messages")
    further, beside = whole.split(whole.read(plan.corpus.parent))
    extra = whole.samples([line for line in beside if not line.harsh])
    report(f"labelled as a whole: train {len(further)}, calibration {len(extra)} messages")
    net = _fit(parts["train"], further, book, plan, report)
    work = plan.out.with_name(plan.out.name + ".new")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    if plan.network:
        torch.save({"base": plan.recipe.base, "state": net.state_dict()}, plan.network)
    base = network.BASES[plan.recipe.base]
    folder.write(net, work, book, base, _corpora(plan, further))
    uncalibrated = encoder.Encoder(encoder.read(work))
    folder.describe(work, book, calibrating.fit([*parts["calibration"], *extra], uncalibrated, book), None)
    calibrated = encoder.Encoder(encoder.read(work))
    found = calibrating.thresholds(parts["calibration"], calibrated, book, extra)
    description = folder.describe(work, book, None, found)
    figures = measuring.measure(work, net, book, parts["test"], plan.measured, report)
    figures["training"] = _how(plan, parts, began) | {"whole": {"train": len(further), "calibration": len(extra)}}
    (work / "metrics.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (work / "README.md").write_text(card.card(description, figures), encoding="utf-8")
    shutil.rmtree(plan.out, ignore_errors=True)
    work.rename(plan.out)
    return figures


def _corpora(plan: Plan, further: Sequence[whole.Line]) -> list[str]:
    """What a model was trained on, by folder or by a public set's name."""
    return [
        "corpora/en",
        *(("corpora/whole", "corpora/rewordings") if further else ()),
        *(("corpora/public",) if _public(plan) else ()),
        *(outsiders.READERS if plan.outsiders else ()),
    ]


def _how(plan: Plan, parts: Mapping[str, Sequence[Sample]], began: float) -> dict[str, Any]:
    """How a model was trained, for its card."""
    return {
        "recipe": asdict(plan.recipe),
        "share_of_corpus": plan.share,
        "outsiders": list(outsiders.READERS) if plan.outsiders else [],
        "public_labels": len(_public(plan)),
        "messages": {name: len(part) for name, part in parts.items()},
        "scenarios": {name: len({s.scenario.id for s in part}) for name, part in parts.items()},
        "minutes": round((time.monotonic() - began) / 60, 1),
        "device": str(_device()),
        "torch": torch.__version__,
    }


def _read(corpus: Path, book: rulebook.Rulebook) -> list[Sample]:
    samples = corpus_format.read(corpus, book.rules)
    if broken := list(checks.problems(samples)):
        raise InputError(f"{broken[0]} ({len(broken)} problems in all; 'tonecheck corpus validate' lists them)")
    return samples


def _share(samples: Sequence[Sample], share: float) -> list[Sample]:
    """The given share of the scenarios, chosen by a hash of their ids."""

    def kept(scenario: str) -> bool:
        digest = hashlib.sha256(f"share {scenario}".encode()).digest()
        return int.from_bytes(digest[:4]) / 2**32 < share

    return [sample for sample in samples if kept(sample.scenario.id)]


def _device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def _fit(
    samples: Sequence[Sample], further: Sequence[whole.Line], book: rulebook.Rulebook, plan: Plan, report: Report
) -> network.ToneNetwork:
    recipe = plan.recipe
    base = network.BASES[recipe.base]
    tokenizer = _tokenizer(base, plan.start)
    torch.manual_seed(recipe.seed)
    net = _kept(plan.start, book) if plan.start else network.from_base(len(book.rules), base=base)
    lines = outsiders.read(plan.outsiders, tokenizer) if plan.outsiders else []
    shown = augment.slips(augment.even_blanks(samples, recipe.seed), recipe.slips, recipe.seed)
    shown += augment.fragments(samples, book, recipe.fragments, recipe.seed)
    shown += augment.splices(samples, book, recipe.splices, recipe.seed)

    def read(tokenizer: Tokenizer) -> list[Example]:
        found = examples(shown, tokenizer, book, folder.MAX_TOKENS, rewordings(samples))
        limit = folder.MAX_TOKENS
        found += [labelled(line.text, line.impact, line.style, tokenizer, book, limit) for line in _public(plan)]
        return found + [
            labelled(line.text, line.impact, line.style, tokenizer, book, limit, line.rewordings) for line in further
        ]

    chosen = read(tokenizer)
    if plan.teacher:
        chosen = _taught(chosen, read, tokenizer, book, plan, report)
    return fit(net, chosen, recipe, _device(), report, lines)


def _public(plan: Plan) -> list[relabelled.Labelled]:
    """The public sentences that our readers labelled, but those held out."""
    labels = plan.corpus.parent / "public" / "labels.csv"
    if not plan.outsiders or not labels.is_file():
        return []
    return [line for line in relabelled.read(labels, plan.outsiders) if not line.held_out]


def _taught(
    chosen: Sequence[Example],
    read: Callable[[Tokenizer], list[Example]],
    tokenizer: Tokenizer,
    book: rulebook.Rulebook,
    plan: Plan,
    report: Report,
) -> list[Example]:
    """The examples with the teacher's lessons, and public sentences that have nothing but a lesson. `read` gives the same
    examples in another network's tokens."""
    assert plan.teacher is not None
    teacher = _kept(plan.teacher, book)
    base = network.BASES["large" if isinstance(teacher.encoder, network.Capitals) else "small"]
    theirs = _tokenizer(base, plan.teacher)
    found = distilling.taught(chosen, distilling.lessons(teacher, read(theirs), _device(), report))
    if plan.outsiders and plan.recipe.further:
        texts = outsiders.texts(plan.outsiders, plan.recipe.further, plan.recipe.seed)
        more = [unlabelled(text, theirs, book, folder.MAX_TOKENS) for text in texts]
        ours = [unlabelled(text, tokenizer, book, folder.MAX_TOKENS) for text in texts]
        heard = distilling.taught(ours, distilling.lessons(teacher, more, _device(), report))
        found += [example for example in heard if example.lesson is not None]
    return found


def _kept(path: Path, book: rulebook.Rulebook) -> network.ToneNetwork:
    """A network that an earlier training kept, or that of a model folder.

    Raises:
        InputError: the file is none of those.
        ModelError: the folder is no model.
    """
    if path.is_dir():
        return weights.network(encoder.read(path))
    try:
        kept = torch.load(path, weights_only=True)
        net = network.from_base(len(book.rules), base=network.BASES[kept["base"]])
        net.load_state_dict(kept["state"])
    except (OSError, KeyError, TypeError, RuntimeError, pickle.UnpicklingError) as error:
        raise InputError(f"{path}: this is no network that 'tonecheck train --network' has kept ({error})") from error
    return net


def _tokenizer(base: network.Base, start: Path | None = None) -> Tokenizer:
    place = start if start and start.is_dir() else network.base_folder(base)
    tokenizer = Tokenizer.from_file(str(place / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
