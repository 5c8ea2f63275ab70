"""Learn the weights of `tonecheck.reword.rating` from judged rewordings, tell how well they sort, write `rating.toml`.

make train-rating            (or: python -m tonecheck.learn.rating corpora --out tonecheck/data/en/rating.toml)
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import tomli_w
import typer
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from tonecheck import pipeline
from tonecheck.learn import judged
from tonecheck.learn.judged import SEND, Judged
from tonecheck.pipeline import Checker
from tonecheck.reword.rating import PLAIN, TAGGED, evidence

LEAST = 0.4
"""Probability from which a rewording is shown."""
FOLDS = 5
SHARES = (0.2, 0.4, 0.6, 0.8, 1.0)


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser(prog="python -m tonecheck.learn.rating", description=__doc__)
    parser.add_argument("corpora", type=Path, help="the folder with rewordings/")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    given = parser.parse_args()
    rows = [row for row in judged.read(given.corpora / "rewordings" / "judged.jsonl") if row.source == judged.UNSEEN]
    tables = {}
    for key, model, names in (("tagged", "en", TAGGED), ("plain", "small", PLAIN)):
        found, values = figures(rows, pipeline.load(model), names)
        tables[key] = fit(found, values, names, typer.echo)
    write(given.out, tables)


def figures(rows: Sequence[Judged], checker: Checker, names: Sequence[str]) -> tuple[list[Judged], NDArray[np.float64]]:
    """The rows whose message and rewording the checker's model reads, and for each what is weighed: (N, len(names))."""
    found, values = [], []
    for row in rows:
        ((_, before),) = checker.begin([row.text])
        ((_, after),) = checker.begin([row.out])
        if before is None or after is None:
            continue
        read = checker.tagger.read(before) if checker.tagger and "goes" in names else None
        known = evidence(before, after, checker.tagger, read)
        if set(known) >= set(names):
            found.append(row)
            values.append([known[name] for name in names])
    return found, np.array(values)


def fit(
    rows: Sequence[Judged], values: NDArray[np.float64], names: Sequence[str], tell: Callable[[str], None]
) -> dict[str, float]:
    """Weights by name and the bias, and in words how well each figure and the whole sorts; the whole by models that hadn't seen
    the message."""
    sent = np.array([row.score >= SEND for row in rows])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.3))
    folds = np.array([zlib.crc32(row.id.encode()) % FOLDS for row in rows])
    known = cross_val_predict(model, values, sent, groups=folds, cv=LeaveOneGroupOut(), method="predict_proba")[:, 1]
    parts = ", ".join(f"{name} {roc_auc_score(sent, column):.3f}" for name, column in zip(names, values.T, strict=True))
    tell(
        f"{len(rows)} judged texts, {sent.mean():.0%} would be sent; AUC {parts}, together {roc_auc_score(sent, known):.3f}"
    )
    order = np.argsort(-known)
    for share in SHARES:
        best = order[: max(1, int(len(rows) * share))]
        tell(f"best {share:.0%}: {sent[best].mean():.0%} would be sent, down to {known[best[-1]]:.2f}")
    shown = known >= LEAST
    tell(f"from {LEAST}: {shown.mean():.0%}, of which {sent[shown].mean() if shown.any() else 0:.0%} would be sent")
    model.fit(values, sent)
    scaler, line = model[0], model[1]
    weights = line.coef_[0] / scaler.scale_
    bias = float(line.intercept_[0] - weights @ scaler.mean_)
    return dict(zip((*names, "bias"), [*map(float, weights), bias], strict=True))


def write(path: Path, tables: dict[str, dict[str, float]]) -> None:
    """Write the file that ships."""
    rounded = {key: {name: round(value, 5) for name, value in table.items()} for key, table in tables.items()}
    path.write_text(f"{_HEAD}{tomli_w.dumps({'least': LEAST, **rounded})}", encoding="utf-8")


_HEAD = "# Written by `make train-rating`: what makes a reader send a rewording (tonecheck/reword/rating.py).\n"


if __name__ == "__main__":
    main()
