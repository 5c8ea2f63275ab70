"""tonecheck in any spaCy pipeline: `nlp.add_pipe("tonecheck")` sets `doc._.tone` and span groups.

`doc._.tone` is the `Result`; `doc.spans["tonecheck"]` holds the cues as spans labelled with the cue's id, each with
`span._.tone` (the `Cue`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span

from tonecheck.pipeline import Checker, load
from tonecheck.types import Message, Result

GROUP = "tonecheck"


class ToneComponent:
    """A pipeline component around a `Checker`; it changes no token and needs no other component."""

    def __init__(self, checker: Checker, language: str) -> None:
        self.checker = checker
        self.language = language
        for holder in (Doc, Span):
            if not holder.has_extension("tone"):
                holder.set_extension("tone", default=None)

    def __call__(self, doc: Doc) -> Doc:
        return self._set(doc, self.checker.check(self._message(doc)))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """Many documents, batched, in order (`batch_size` is the pipeline's; the checker has its own)."""
        from itertools import tee

        kept, read = tee(stream)
        results = self.checker.check_many(self._message(doc) for doc in read)
        yield from (self._set(doc, result) for doc, result in zip(kept, results, strict=True))

    def _message(self, doc: Doc) -> Message:
        return Message(doc.text, language=self.language)

    def _set(self, doc: Doc, result: Result) -> Doc:
        doc._.tone = result
        spans = []
        for cue in result.cues:
            span = doc.char_span(cue.span.start, cue.span.end, label=cue.id, alignment_mode="expand")
            if span is not None:
                span._.tone = cue
                spans.append(span)
        doc.spans[GROUP] = spans
        return doc


@Language.factory("tonecheck", default_config={"model": "en"}, assigns=["doc._.tone", "span._.tone"])
def make_component(nlp: Language, name: str, model: str) -> ToneComponent:
    """The component for a pipeline; `model` is a name or folder as for `tonecheck.load`.

    Raises:
        ModelError: the model can't be loaded.
    """
    return ToneComponent(load(model), nlp.lang or "en")
