"""The command line: a shell over functions that can be called from Python as well."""

from tonecheck.cli.app import app, main

__all__ = ["app", "main"]
