"""The one composition: message → document → reading → cues and judgements → result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from tonecheck import cues, encoder, judge, reword, rulebook, text
from tonecheck.reword import llm, rating, tagger
from tonecheck.reword.tagger import Tagger
from tonecheck.types import Message, ModelError, Result

MAX_CHARACTERS = 200_000
"""Longest text that is judged: some 35,000 words, far beyond any message, and a few seconds of work."""
BATCH = 64


class Checker:
    """Checks messages with one loaded model; safe to share between threads.

    Raises:
        ModelError: the model's cues are not those of the rulebook.
    """

    def __init__(self, model: encoder.Encoder, book: rulebook.Rulebook) -> None:
        if tuple(book.rules) != model.files.cues:
            raise ModelError(f"{model.files.folder}: the model was trained for other cues than the rulebook has")
        self.model = model
        self.book = book

    def check(self, message: str | Message, *, reword: bool = True) -> Result:
        """The result for one message; see `check_many`."""
        return next(self.check_many([message], reword=reword))

    def check_many(self, messages: Iterable[str | Message], *, reword: bool = True) -> Iterator[Result]:
        """A result for each message, in order, lazily: at most `BATCH` messages are taken ahead.

        No text raises: one that can't be judged (empty, too long, another language) has a `note` that says
        why. `reword=False` leaves rewordings out, which take longer than the check.
        """
        for group in _groups(messages):
            for result, findings in self._check_group(group):
                yield self._reworded(result, findings) if reword and findings else result

    def offline(self) -> Checker:
        """The same without a language model: for samples, which are nobody's message and no business of any server.

        Raises:
            SettingsError: a language model is configured, but not as it must be.
        """
        twin = copy(self)
        twin.generators = self._embedded
        return twin

    def begin(self, messages: Iterable[str | Message]) -> Iterator[tuple[Result, reword.Findings | None]]:
        """`check_many` in two steps, for callers with a deadline: results without rewordings, each with what `finish`
        needs, or None where nothing can be reworded."""
        for group in _groups(messages):
            yield from self._check_group(group)

    def finish(self, result: Result, findings: reword.Findings | None) -> Result:
        """The second step: the same result with its rewordings."""
        return self._reworded(result, findings) if findings else result

    def _check_group(self, group: Sequence[Message]) -> Iterator[tuple[Result, reword.Findings | None]]:
        documents = [self._parse(message) for message in group]
        notes = [self._note(message, document) for message, document in zip(group, documents, strict=True)]
        chosen = [document for document, note in zip(documents, notes, strict=True) if document and not note]
        found = [cues.hits(document, self.book) for document in chosen]
        texts = [cues.text_of(document, self.book, hits) for document, hits in zip(chosen, found, strict=True)]
        read = iter(zip(self.model.read_all(texts), found, strict=True))
        for message, document, note in zip(group, documents, notes, strict=True):
            if note or document is None:
                yield self._unjudged(message, document, note), None
            else:
                reading, hits = next(read)
                result = self._result(document, reading, hits)
                yield result, self._findings(document, reading, result)

    def _parse(self, message: Message) -> text.Document | None:
        if len(message.text) > MAX_CHARACTERS:
            return None
        return text.parse(message, self.book.lexicon, self.book.lookalikes, self.book.names)

    def _note(self, message: Message, document: text.Document | None) -> str | None:
        if document is None:
            return f"too long: {len(message.text):,} characters, and at most {MAX_CHARACTERS:,} can be checked at once; split it"
        if not message.text.strip():
            return "nothing to check: the text is empty"
        if not document.readable:
            return "nothing to check: there are no words in the text"
        if document.language != self.book.language:
            ours, theirs = text.language_name(self.book.language), text.language_name(document.language)
            return f"this looks like {theirs}; the model reads {ours}"
        return None

    def _unjudged(self, message: Message, document: text.Document | None, note: str | None) -> Result:
        language = document.language if document and document.readable else None
        return Result(message.id, message.text, language, None, None, None, (), (), (), note, (), self.model.files.info)

    def _result(self, document: text.Document, reading: encoder.Reading, hits: Sequence[cues.Hit]) -> Result:
        limits = self.model.files.thresholds
        impact, style = judge.judge("impact", reading, limits), judge.judge("style", reading, limits)
        decision = judge.verdict(impact, style)
        found = cues.find(document, reading, self.model.files, self.book, hits)
        return Result(
            id=document.message.id,
            text=document.message.text,
            language=document.language,
            verdict=decision,
            impact=impact,
            style=style,
            sentences=judge.sentences(document, reading),
            cues=tuple(found),
            missing=judge.missing(decision, found),
            note=None,
            incomplete=(),
            model=self.model.files.info,
        )

    def _findings(self, document: text.Document, reading: encoder.Reading, result: Result) -> reword.Findings | None:
        if result.verdict is None or result.impact is None or result.style is None:
            return None
        kept = zip(reading.token_spans, reading.kept, strict=True)
        return reword.Findings(
            text=result.text,
            verdict=result.verdict,
            impact=result.impact,
            style=result.style,
            sentences=result.sentences,
            cues=result.cues,
            kept=tuple((document.original(span), float(value)) for span, value in kept),
            meaning=reading.meaning,
            poles=self.model.files.thresholds.pole,
            halfway=reading.halfway,
        )

    @cached_property
    def generators(self) -> tuple[reword.Generator, ...]:
        """What proposes rewordings, in this order: a language model if one is configured, reasons for orders, the tagger if one ships, the
        edits.

        Raises:
            SettingsError: a language model is configured, but not as it must be.
            ModelError: the tagger is damaged.
        """
        return (*llm.configured(self.book.language), *self._embedded)

    @cached_property
    def _embedded(self) -> tuple[reword.Generator, ...]:
        from tonecheck.reword.embedded import embedded  # brings spaCy, which most checks never need

        return embedded(self.book.language, self.tagger)

    @cached_property
    def tagger(self) -> Tagger | None:
        """What proposes light edits, if one ships for the language.

        Raises:
            ModelError: it is damaged.
        """
        return tagger.installed(self.book.language)

    @cached_property
    def weights(self) -> rating.Weights | None:
        """What has the last word on a rewording, if it ships for the language.

        Raises:
            RulebookError: an entry is wrong.
        """
        return rating.load(self.book.language)

    def _reworded(self, result: Result, findings: reword.Findings) -> Result:
        if not reword.needed(findings):
            return result
        shown, rejected = reword.suggest(
            findings, self.generators, lambda texts: self._rescore(texts), self.weights, self.tagger
        )
        return replace(result, rewordings=shown, rejected=rejected) if shown or rejected else result

    def _rescore(self, texts: Sequence[str]) -> list[reword.Findings]:
        messages = [Message(text, language=self.book.language) for text in texts]
        found = [findings for _, findings in self._check_group(messages)]
        return [item for item in found if item is not None]


def _groups(messages: Iterable[str | Message]) -> Iterator[list[Message]]:
    group: list[Message] = []
    for message in messages:
        group.append(Message(message) if isinstance(message, str) else message)
        if len(group) == BATCH:
            yield group
            group = []
    if group:
        yield group


def load(model: str | Path = "en", *, threads: int | None = None) -> Checker:
    """A checker with the model that ships, or with another: a folder or a name.

    Raises:
        ModelError: the model is missing, damaged or made for another version.
        RulebookError: the rulebook of its language is wrong.
    """
    files = encoder.read(encoder.locate(model))
    return Checker(encoder.Encoder(files, threads), rulebook.load(files.language))
