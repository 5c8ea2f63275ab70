"""The HTTP service: a shell over `tonecheck.Checker`, started by `tonecheck serve` or built with `create_app`."""
