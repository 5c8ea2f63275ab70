"""Is the model fair and does it behave? Words swapped that must not matter, and hand-written behavioural tests."""

from tonecheck.audit.fairness import KINDS, audit
from tonecheck.audit.variant import Change, Variant

__all__ = ["KINDS", "Change", "Variant", "audit"]
