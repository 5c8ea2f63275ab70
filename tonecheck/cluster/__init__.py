"""Many messages on many machines: the same check, run by Ray's actors. `tonecheck.spark` does it in Spark."""
