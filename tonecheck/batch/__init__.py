"""Many messages in one go: in constant memory, in order, and resumed where they were interrupted."""

from tonecheck.batch.job import batch, stream
from tonecheck.batch.journal import check
from tonecheck.batch.tally import Tally
from tonecheck.batch.work import Checks, Crew

__all__ = ["Checks", "Crew", "Tally", "batch", "check", "stream"]
