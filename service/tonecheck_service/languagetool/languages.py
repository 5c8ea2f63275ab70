"""The languages as LanguageTool names them: the model's, and its variants, which are all checked alike."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tonecheck.text import language_name
from tonecheck_service.problems import Problem

AUTO = "auto"
VARIANTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "en-AU": "English (Australian)",
        "en-CA": "English (Canadian)",
        "en-GB": "English (GB)",
        "en-NZ": "English (New Zealand)",
        "en-ZA": "English (South African)",
        "en-US": "English (US)",
    }
}
DEFAULTS = {"en": "en-US"}
"""The variant that LanguageTool takes where a language was detected and none is preferred."""
_CODE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}")


@dataclass(frozen=True, slots=True)
class Language:
    """`code` is `en` or `en-GB`."""

    code: str
    name: str

    @property
    def short(self) -> str:
        return self.code.partition("-")[0]


class Languages:
    """What one model reads."""

    def __init__(self, language: str) -> None:
        self.base = Language(language, language_name(language))
        self.variants = tuple(Language(code, name) for code, name in VARIANTS.get(language, {}).items())
        self._known = {one.code.lower(): one for one in (self.base, *self.variants)}

    def as_list(self) -> list[dict[str, str]]:
        """The answer of `/v2/languages`."""
        return [{"name": one.name, "code": one.short, "longCode": one.code} for one in (self.base, *self.variants)]

    def of(self, code: str) -> Language:
        """A language by its code.

        Raises:
            Problem: the model doesn't read it.
        """
        if (found := self._known.get(code.lower())) is not None:
            return found
        named = f"'{code}'" if _CODE.fullmatch(code) else "This"
        codes = ", ".join(sorted(one.code for one in self._known.values()))
        detail = f"{named} is not a language code known to LanguageTool. Supported language codes are: {codes}."
        raise Problem("bad-request", f"{detail} This server is tonecheck, whose model reads no other language.")

    def detected(self, code: str | None, preferred: Sequence[str]) -> Language:
        """What a detected language is called: the variant that the client prefers, or the default one."""
        if code != self.base.code:
            return Language(code, language_name(code)) if code else self._default()
        wanted = [self._known[one.lower()] for one in preferred if one.lower() in self._known]
        return wanted[0] if wanted else self._default()

    def _default(self) -> Language:
        return self._known.get(DEFAULTS.get(self.base.code, "").lower(), self.base)
