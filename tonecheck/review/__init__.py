"""A page for a training: many checked messages as one HTML file that needs nothing else and asks nobody for anything."""

from tonecheck.review.options import Options
from tonecheck.review.reading import records
from tonecheck.review.write import write

__all__ = ["Options", "records", "write"]
