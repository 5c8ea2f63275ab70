"""The HTTP service: a shell over `tonecheck.Checker`. Its paths and formats come with a later version."""
