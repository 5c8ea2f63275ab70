"""The ranker beside the tagger: a reader's wish as a weighing of the ranker's logit and of how likely the tagger finds a text."""

from __future__ import annotations

import tomllib
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import tomli_w
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from tonecheck.learn.ranking.data import SEND, Judged
from tonecheck.learn.ranking.ranking import FOLDS, SHARES
from tonecheck.pipeline import Checker
from tonecheck.reword.ranker import JOINT, Ranker
from tonecheck.reword.rating import evidence, logit
from tonecheck.reword.tagger import Tagger


def features(
    rows: Sequence[Judged], ranker: Ranker, tagger: Tagger, checker: Checker
) -> tuple[list[Judged], NDArray[np.float64]]:
    """The rows whose message and rewording the checker's model reads, and for each what is weighed: (N, 7), in the order of JOINT."""
    found, values = [], []
    for row in rows:
        ((_, before),) = checker.begin([row.text])
        ((_, after),) = checker.begin([row.out])
        read = tagger.read(before) if before else None
        if before is None or after is None or read is None:
            continue
        (sent,) = ranker.rate(row.text, [row.out])
        known = evidence(before, row.out, tagger, read)
        known |= {"rank": logit(sent), "harm": logit(after.impact.scores["harmful"])}
        found.append(row)
        values.append([known[name] for name in JOINT[:-1]])
    return found, np.array(values)


def fit(rows: Sequence[Judged], values: NDArray[np.float64], tell: Callable[[str], None]) -> dict[str, float]:
    """Weights by JOINT, and in words how well each part and the whole sorts; the whole by models that hadn't seen the message."""
    sent = np.array([row.score >= SEND for row in rows])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.3))
    folds = np.array([zlib.crc32(row.id.encode()) % FOLDS for row in rows])
    known = cross_val_predict(model, values, sent, groups=folds, cv=LeaveOneGroupOut(), method="predict_proba")[:, 1]
    parts = ", ".join(
        f"{name} {roc_auc_score(sent, column):.3f}" for name, column in zip(JOINT, values.T, strict=False)
    )
    tell(
        f"{len(rows)} judged texts, {sent.mean():.0%} would be sent; AUC {parts}, together {roc_auc_score(sent, known):.3f}"
    )
    order = np.argsort(-known)
    for share in SHARES:
        best = order[: max(1, int(len(rows) * share))]
        tell(f"best {share:.0%}: {sent[best].mean():.0%} would be sent, down to {known[best[-1]]:.2f}")
    model.fit(values, sent)
    scaler, line = model[0], model[1]
    weights = line.coef_[0] / scaler.scale_
    bias = float(line.intercept_[0] - weights @ scaler.mean_)
    return dict(zip(JOINT, [*map(float, weights), bias], strict=True))


def write(folder: Path, weights: dict[str, float]) -> None:
    """Put the weights into a ranker's folder."""
    path = folder / "ranker.toml"
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    path.write_text(tomli_w.dumps({**values, "joint": weights}), encoding="utf-8")
