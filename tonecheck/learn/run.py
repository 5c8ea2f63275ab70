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

import numpy as np
import tomli_w
import torch
from tokenizers import Tokenizer

from tonecheck import encoder, rulebook
from tonecheck.encoder.engine import Outputs, Runner, outputs
from tonecheck.encoder.windows import Window
from tonecheck.learn import augment, calibrating, card, distilling, evaluation, export, network, outsiders
from tonecheck.learn.corpus import checks
from tonecheck.learn.corpus import format as corpus_format
from tonecheck.learn.corpus.format import Sample
from tonecheck.learn.corpus.splits import SPLITS, split_of
from tonecheck.learn.data import Example, examples, rewordings, unlabelled
from tonecheck.learn.training import Recipe, fit
from tonecheck.pipeline import Checker
from tonecheck.types import AXES, InputError

VERSION = "0.2.0"
MAX_TOKENS = 320
REFERENCE = 400
"""How many held-out messages are kept with the torch model's probabilities, for the test of agreement."""

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
    net = _fit(parts["train"], book, plan, report)
    work = plan.out.with_name(plan.out.name + ".new")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    if plan.network:
        torch.save({"base": plan.recipe.base, "state": net.state_dict()}, plan.network)
    base = network.BASES[plan.recipe.base]
    _export(net, work, book, base, ["corpora/en", *(outsiders.READERS if plan.outsiders else ())])
    uncalibrated = encoder.Encoder(encoder.read(work))
    _describe(work, book, calibrating.fit(parts["calibration"], uncalibrated, book), None)
    calibrated = encoder.Encoder(encoder.read(work))
    description = _describe(work, book, None, calibrating.thresholds(parts["calibration"], calibrated, book))
    figures = _measure(work, net, book, parts, plan, report)
    figures["training"] = {
        "recipe": asdict(plan.recipe),
        "share_of_corpus": plan.share,
        "outsiders": list(outsiders.READERS) if plan.outsiders else [],
        "messages": {name: len(part) for name, part in parts.items()},
        "scenarios": {name: len({s.scenario.id for s in part}) for name, part in parts.items()},
        "minutes": round((time.monotonic() - began) / 60, 1),
        "device": str(_device()),
        "torch": torch.__version__,
    }
    (work / "metrics.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (work / "README.md").write_text(card.card(description, figures), encoding="utf-8")
    shutil.rmtree(plan.out, ignore_errors=True)
    work.rename(plan.out)
    return figures


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


def _fit(samples: Sequence[Sample], book: rulebook.Rulebook, plan: Plan, report: Report) -> network.ToneNetwork:
    recipe = plan.recipe
    base = network.BASES[recipe.base]
    tokenizer = _tokenizer(base)
    torch.manual_seed(recipe.seed)
    net = _kept(plan.start, book) if plan.start else network.from_base(len(book.rules), base=base)
    lines = outsiders.read(plan.outsiders, tokenizer) if plan.outsiders else []
    shown = augment.slips(augment.even_blanks(samples, recipe.seed), recipe.slips, recipe.seed)
    shown += augment.fragments(samples, book, recipe.fragments, recipe.seed)
    chosen = examples(shown, tokenizer, book, MAX_TOKENS, rewordings(samples))
    if plan.teacher:
        chosen = _taught(chosen, shown, tokenizer, book, plan, report)
    return fit(net, chosen, recipe, _device(), report, lines)


def _taught(
    chosen: Sequence[Example],
    shown: Sequence[Sample],
    tokenizer: Tokenizer,
    book: rulebook.Rulebook,
    plan: Plan,
    report: Report,
) -> list[Example]:
    """The examples with the teacher's lessons, and public sentences that have nothing but a lesson."""
    assert plan.teacher is not None
    teacher = _kept(plan.teacher, book)
    base = network.BASES["large" if isinstance(teacher.encoder, network.Capitals) else "small"]
    theirs = _tokenizer(base)
    read = distilling.lessons(teacher, examples(shown, theirs, book, MAX_TOKENS), _device(), report)
    found = distilling.taught(chosen, read)
    if plan.outsiders and plan.recipe.further:
        texts = outsiders.texts(plan.outsiders, plan.recipe.further, plan.recipe.seed)
        more = [unlabelled(text, theirs, book, MAX_TOKENS) for text in texts]
        ours = [unlabelled(text, tokenizer, book, MAX_TOKENS) for text in texts]
        heard = distilling.taught(ours, distilling.lessons(teacher, more, _device(), report))
        found += [example for example in heard if example.lesson is not None]
    return found


def _kept(path: Path, book: rulebook.Rulebook) -> network.ToneNetwork:
    """A network that an earlier training kept.

    Raises:
        InputError: the file is none of those.
    """
    try:
        kept = torch.load(path, weights_only=True)
        net = network.from_base(len(book.rules), base=network.BASES[kept["base"]])
        net.load_state_dict(kept["state"])
    except (OSError, KeyError, TypeError, RuntimeError, pickle.UnpicklingError) as error:
        raise InputError(f"{path}: this is no network that 'tonecheck train --network' has kept ({error})") from error
    return net


def _tokenizer(base: network.Base) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(network.base_folder(base) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _export(
    net: network.ToneNetwork, folder: Path, book: rulebook.Rulebook, base: network.Base, corpora: Sequence[str]
) -> None:
    export.export(net, folder / "model.onnx")
    tokenizer = json.loads((network.base_folder(base) / "tokenizer.json").read_text(encoding="utf-8"))
    tokenizer["truncation"] = tokenizer["padding"] = None
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")
    limits = {
        "pole": dict.fromkeys(AXES, 0.5),
        "confident": dict.fromkeys(AXES, 0.5),
        "cue": dict.fromkeys(book.rules, 0.5),
    }
    description = {
        "schema": 1,
        "name": f"tonecheck-{book.language}" + ("" if base is network.BASES["large"] else "-small"),
        "version": VERSION,
        "language": book.language,
        "licence": "Apache-2.0",
        "max_tokens": MAX_TOKENS,
        "base": {
            "name": base.name,
            "packages": list(base.packages),
            "licence": base.licence,
            "sha256": base.sha256,
        },
        "files": {
            "weights": "model.onnx",
            "weights_sha256": _sha256(folder / "model.onnx"),
            "tokenizer": "tokenizer.json",
            "tokenizer_sha256": _sha256(folder / "tokenizer.json"),
        },
        "labels": {**{axis: list(labels) for axis, labels in AXES.items()}, "cues": list(book.rules)},
        "corpora": list(corpora),
        "calibration": calibrating.UNFITTED,
        "thresholds": limits,
    }
    (folder / "model.toml").write_text(tomli_w.dumps(description), encoding="utf-8")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _describe(
    folder: Path, book: rulebook.Rulebook, fitted: Mapping[str, Any] | None, limits: Mapping[str, Any] | None
) -> dict[str, Any]:
    import tomllib

    path = folder / "model.toml"
    description = tomllib.loads(path.read_text(encoding="utf-8"))
    if fitted:
        description["calibration"] = fitted
    if limits:
        description["thresholds"] = limits
    path.write_text(tomli_w.dumps(description), encoding="utf-8")
    return description


def torch_runner(net: network.ToneNetwork) -> Runner:
    """The network in torch, as an encoder's runner."""

    def run(window: Window) -> Outputs:
        with torch.inference_mode():
            found = net(
                torch.tensor([window.ids]), torch.tensor([window.types]), torch.from_numpy(window.weights()[None])
            )
        return outputs(*(tensor.numpy() for tensor in found))

    return run


def _measure(
    folder: Path,
    net: network.ToneNetwork,
    book: rulebook.Rulebook,
    parts: Mapping[str, Sequence[Sample]],
    plan: Plan,
    report: Report,
) -> dict[str, Any]:
    files = encoder.read(folder)
    checker = Checker(encoder.Encoder(files), book)
    test = evaluation.of_samples(parts["test"])
    figures: dict[str, Any] = {"held_out": evaluation.evaluate(checker, test)}
    report(f"held out: {summary(figures['held_out'])}")
    for name, path in plan.measured.items():
        figures[name] = evaluation.evaluate(checker, evaluation.read(path, checker))
        report(f"{name}: {summary(figures[name])}")
    figures["agreement"] = _agreement(checker, net, test[:REFERENCE], folder)
    report(f"int8 ONNX against torch: {figures['agreement']}")
    return figures


def _agreement(
    checker: Checker, net: network.ToneNetwork, items: Sequence[evaluation.Item], folder: Path
) -> dict[str, Any]:
    """Compare with torch fp32 and keep its probabilities in `torch.json`, for a test without the torch weights."""
    inner = checker.model
    fp32 = Checker(encoder.Encoder(inner.files, runner=torch_runner(net.cpu())), checker.book)
    texts = [item.text for item in items]
    pairs = list(zip(checker.check_many(texts), fp32.check_many(texts), strict=True))
    rows, gaps, same = [], [], []
    for item, (ours, theirs) in zip(items, pairs, strict=True):
        if not (ours.impact and ours.style and theirs.impact and theirs.style):
            continue
        row = {axis: list(getattr(theirs, axis).scores.values()) for axis in AXES}
        rows.append({"id": item.id, **{axis: [round(p, 5) for p in row[axis]] for axis in AXES}})
        gaps += [np.abs(np.array(list(getattr(ours, a).scores.values())) - row[a]).max() for a in AXES]
        same += [getattr(ours, axis).label == getattr(theirs, axis).label for axis in AXES]
    (folder / "torch.json").write_text(json.dumps(rows), encoding="utf-8")
    return {
        "messages": len(rows),
        "same_label": round(float(np.mean(same)), 4),
        "mean_gap": round(float(np.mean(gaps)), 4),
        "p99_gap": round(float(np.quantile(gaps, 0.99)), 4),
        "max_gap": round(float(np.max(gaps)), 4),
    }


def summary(figures: Mapping[str, Any]) -> str:
    """One line of the figures that matter most."""
    parts = []
    for axis in AXES:
        if axis in figures:
            row = figures[axis]
            parts.append(
                f"{axis} macro-F1 {row['macro_f1']:.3f}, two-way {row['two_way_accuracy'] or 0:.3f}, ECE {row['ece']:.3f}"
            )
            if "auc" in row:
                parts[-1] += f", AUC {row['auc']:.3f}"
    if "cues" in figures:
        parts.append(f"cues micro-F1 {figures['cues']['micro_f1']:.3f}")
        parts.append(f"tough but fair called harmful {figures['tough_but_fair_called_harmful']['share']}")
    return "; ".join(parts)
