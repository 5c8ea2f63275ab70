"""The page of an evaluation (`tonecheck.evaluation/1`): a function of that dict and nothing else."""

from tonecheck.render.evaluation.page import page

__all__ = ["page"]
