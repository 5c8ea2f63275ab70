"""Rewordings by a language model behind an OpenAI-compatible address; off unless one is configured.

Nothing here is trusted: what comes back is a draft like any other, and the proof decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tonecheck.reword.llm.settings import Settings, SettingsError, read

if TYPE_CHECKING:
    from tonecheck.reword.llm.generator import LLMGenerator

__all__ = ["Settings", "SettingsError", "configured", "read"]


def configured(language: str = "en") -> tuple[LLMGenerator, ...]:
    """The generator if an address is configured, else none; only then are its libraries loaded.

    Raises:
        SettingsError: an address is configured, but it can't or mustn't be used as it is.
    """
    settings = read()
    if settings is None:
        return ()
    from tonecheck.reword.llm.generator import LLMGenerator

    return (LLMGenerator(settings, language),)
