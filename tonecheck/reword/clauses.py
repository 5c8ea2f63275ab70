"""The clauses of a sentence: runs of words that can be left out while the rest still stands."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tonecheck.types import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_CUTS = frozenset((",", ";", ":", "–", "—", "-", "...", "…", "("))
_JOINS = frozenset(("and", "but", "so", "or", "because", "since", "while", "although", "though", "yet"))
_FINITE = frozenset(("VBZ", "VBD", "VBP", "MD"))
_HANGING = frozenset(
    "which who whom whose that because if when while although though since unless until than as where".split()
)
_LOOSE = frozenset(("advcl", "relcl", "acl", "parataxis", "appos", "intj", "npadvmod", "dep"))


def clauses(doc: Doc) -> list[Span]:
    """Character spans of the clauses, that together are the sentence. A piece without a verb belongs to the one before."""
    cuts = [0]
    for token in doc:
        if token.i and _cut(token):
            cuts.append(token.i)
    cuts.append(len(doc))
    pieces = [(start, end) for start, end in itertools.pairwise(cuts) if end > start]
    joined: list[tuple[int, int]] = []
    for start, end in pieces:
        if joined and not (_clausal(doc, start, end) and _clausal(doc, *joined[-1])):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return [Span(doc[start].idx, doc[end - 1].idx + len(doc[end - 1])) for start, end in joined]


def _cut(token: Token) -> bool:
    """Whether a clause may begin here: after a comma or dash, or at a joining word."""
    before = token.nbor(-1)
    if before.text in _CUTS and (before.text != "-" or before.whitespace_):
        return True
    return token.lower_ in _JOINS and before.text not in _CUTS


def _clausal(doc: Doc, start: int, end: int) -> bool:
    """A finite verb with its subject, or an imperative."""
    words = doc[start:end]
    if any(
        token.tag_ in _FINITE and any(child.dep_ in ("nsubj", "nsubjpass", "expl") for child in _kin(token))
        for token in words
    ):
        return True
    first = next(
        (
            t
            for t in words
            if not t.is_punct and t.lower_ not in _JOINS and t.lower_ not in ("please", "just", "then", "now")
        ),
        None,
    )
    return first is not None and first.tag_ in ("VB", "VBP") and first.dep_ not in ("xcomp", "aux")


def _kin(token: Token) -> Iterator[Token]:
    yield from token.children
    if token.dep_ in ("aux", "auxpass"):
        yield from token.head.children


def hangs(text: str) -> bool:
    """Whether a text begins as a part of something else ("which nobody read")."""
    words = text.lstrip(" ,;:–—-").split()
    return (
        bool(words)
        and words[0].lower().strip(",.") in _HANGING
        and not text.rstrip().endswith("?")
        and not _full(words)
    )


def _full(words: Sequence[str]) -> bool:
    return any(word.endswith(",") for word in words[1:])


def loose_parts(doc: Doc) -> list[Span]:
    """Parts that hang on the rest, smallest first: a relative or adverbial clause, an aside, a phrase after a comma."""
    parts = []
    for token in doc:
        verbal = token.dep_ == "conj" and token.pos_ in ("VERB", "AUX")
        if token.dep_ in _LOOSE or verbal or (token.dep_ in ("prep", "advmod") and _after_comma(doc, token)):
            start, end = token.left_edge.i, token.right_edge.i
            while start and ((doc[start - 1].is_punct and doc[start - 1].text in _CUTS) or doc[start - 1].dep_ == "cc"):
                start -= 1
            if 0 < end - start + 1 < len([t for t in doc if not t.is_punct]):
                parts.append(Span(doc[start].idx, doc[end].idx + len(doc[end])))
    return sorted(set(parts), key=lambda span: span.end - span.start)


def _after_comma(doc: Doc, token: Token) -> bool:
    left = token.left_edge.i
    return left > 0 and doc[left - 1].text in _CUTS
