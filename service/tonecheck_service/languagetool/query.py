"""The parameters of a check, read as LanguageTool reads them; errors in its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from tonecheck_service.languagetool.annotated import AnnotatedText, of_data, of_text
from tonecheck_service.languagetool.languages import AUTO, Languages
from tonecheck_service.languagetool.rules import Selection
from tonecheck_service.offsets import utf16
from tonecheck_service.problems import Problem

MOST_FIELDS = 200
RENAMED = {
    "enabled": "You specified 'enabled' but the parameter is now called 'enabledRules' in v2 of the API",
    "disabled": "You specified 'disabled' but the parameter is now called 'disabledRules' in v2 of the API",
    "preferredvariants": (
        "You specified 'preferredvariants' but the parameter is now called 'preferredVariants' (uppercase 'V') "
        "in v2 of the API"
    ),
    "autodetect": (
        "You specified 'autodetect' but automatic language detection is now activated with 'language=auto' "
        "in v2 of the API"
    ),
}
"""Names of LanguageTool's first API, and what LanguageTool says to who still uses them."""
LEVELS = ("default", "picky")
MODES = ("all", "allButTextLevelOnly", "textLevelOnly")


@dataclass(frozen=True, slots=True)
class Query:
    """One check. `language` is a code or `auto`; `wanted` is false where only rules of whole texts are asked for, which
    LibreOffice does beside the usual check; `partial` allows an answer that a deadline cut short."""

    text: AnnotatedText
    language: str
    preferred: tuple[str, ...]
    selection: Selection
    wanted: bool
    partial: bool


async def parameters(request: Request) -> dict[str, str]:
    """Those of the address and of the form; the last one of a name counts, the form before the address.

    Raises:
        Problem: there are too many.
    """
    sources = (request.scope["query_string"], await request.body())
    try:
        given = [parse_qsl(part.decode("utf-8", "replace"), True, max_num_fields=MOST_FIELDS) for part in sources]
    except ValueError:
        raise Problem("bad-request", f"More than {MOST_FIELDS} parameters") from None
    return dict(pair for pairs in given for pair in pairs)


def read(given: Mapping[str, str], languages: Languages, limit: int) -> Query:
    """A check.

    Raises:
        Problem: a parameter is missing or wrong, or the text has more than `limit` characters.
    """
    text = _text(given)
    _check_names(given)
    length = utf16(text.plain)(len(text.plain))
    if len(text.plain) > limit:
        detail = f"Your text exceeds the limit of {limit} characters (it's {length} characters)."
        raise Problem("too-large", f"{detail} Please submit a shorter text.")
    language = given["language"]
    preferred = _preferred(given, languages)
    return Query(
        text=text,
        language=AUTO if language == AUTO else languages.of(language).code,
        preferred=preferred,
        selection=_selection(given),
        wanted=_mode(given) != "textLevelOnly",
        partial=given.get("allowIncompleteResults") == "true",
    )


def _text(given: Mapping[str, str]) -> AnnotatedText:
    if "text" in given and "data" in given:
        raise Problem("bad-request", "Set only 'text' or 'data' parameter, not both")
    if "text" in given:
        return of_text(given["text"])
    if "data" in given:
        return of_data(given["data"])
    raise Problem("bad-request", "Missing 'text' or 'data' parameter")


def _check_names(given: Mapping[str, str]) -> None:
    if not given.get("language"):
        example = "e.g. 'language=en-US' for American English or 'language=fr' for French"
        raise Problem("bad-request", f"Missing 'language' parameter, {example}")
    for name, wrong in RENAMED.items():
        if name in given:
            raise Problem("bad-request", wrong)


def _preferred(given: Mapping[str, str], languages: Languages) -> tuple[str, ...]:
    if not given.get("preferredVariants"):
        return ()
    if given["language"] != AUTO:
        raise Problem("bad-request", "You specified 'preferredVariants' but you didn't specify 'language=auto'")
    preferred = tuple(code.strip() for code in given["preferredVariants"].split(","))
    for code in preferred:
        if "-" not in code:
            raise Problem("bad-request", "Invalid format for 'preferredVariants', expected a dash as in 'en-GB'")
        if code.partition("-")[0].lower() == languages.base.code:
            languages.of(code)
    return preferred


def _selection(given: Mapping[str, str]) -> Selection:
    only = given.get("enabledOnly") in ("yes", "true")
    enabled = _names(given, "enabledRules"), _names(given, "enabledCategories")
    disabled = _names(given, "disabledRules"), _names(given, "disabledCategories")
    if only and any(disabled):
        raise Problem("bad-request", "You cannot specify disabled rules or categories using enabledOnly=true")
    if only and not any(enabled):
        raise Problem("bad-request", "You must specify enabled rules or categories when using enabledOnly=true")
    level = given.get("level") or LEVELS[0]
    if level not in LEVELS:
        raise Problem("bad-request", "If 'level' is set, it must be set to 'default' or 'picky'")
    return Selection(level == "picky", only, enabled[0], disabled[0], enabled[1], disabled[1])


def _names(given: Mapping[str, str], parameter: str) -> frozenset[str]:
    return frozenset(name.strip() for name in given.get(parameter, "").split(",") if name.strip())


def _mode(given: Mapping[str, str]) -> str:
    mode = given.get("mode", MODES[0])
    if mode not in MODES:
        raise Problem("bad-request", "Mode must be one of 'textLevelOnly', 'allButTextLevelOnly', or 'all'")
    return mode
