"""What ships: the writer where it is installed, and the edits where the writer has nothing that passes the proof."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from tonecheck.reword import writer
from tonecheck.reword.findings import Draft, Findings, Generator, Rescore

if TYPE_CHECKING:
    from tonecheck.reword.writer.generator import WriterGenerator


class EmbeddedGenerator:
    """Proposes the writer's drafts; if none of them passes, those of the edits, which load only then.

    Raises:
        ModelError: the writer that ships is damaged.
    """

    def __init__(self, language: str = "en", *, write: bool = True) -> None:
        self.language = language
        self.writers: Sequence[WriterGenerator] = writer.installed(language) if write else ()

    @cached_property
    def edits(self) -> Generator:
        """The edit generator."""
        from tonecheck.reword.generator import EditGenerator

        return EditGenerator(self.language)

    def propose(self, findings: Findings, rescore: Rescore) -> Iterator[Draft]:
        """See `Generator.propose`."""
        passed = False
        for generator in self.writers:
            for draft, fit in generator.tried(findings, rescore):
                passed = passed or fit
                yield draft
        if not passed:
            yield from self.edits.propose(findings, rescore)
