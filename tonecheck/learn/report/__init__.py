"""The evaluation that a sceptic would run: everything that is measured, as one dict that JSON and HTML are made from."""

from tonecheck.learn.report.build import SCHEMA, Source, build

__all__ = ["SCHEMA", "Source", "build"]
