"""Which language a message is in: English until shown otherwise.

A detector errs on short chat lines, so plain English function words decide first; only a text without them is
given to py3langid (whose model costs half a second to load), and only a sure answer counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_URL = re.compile(r"\b(?:https?://|www\.)\S+|(?<!\S)[^\s@]+@\S+\.\S+|[@#:]\w+:?|`[^`]*`")
_IN_URLS = ("@", "#", ":", "`", "www.")
"""One of these stands in whatever `_URL` finds."""
# Words that are common in English messages and rare or absent in the languages written alike.
_ENGLISH = frozenset(
    """
        the and you your yours that this these those with have has had are were will would should could been
        being what when where which who why how not don't doesn't didn't can't won't isn't wasn't i'm i've i'll
        i'd you're you've you'll it's that's let's we're we've we'll they them their there then than from for
        but because about after again any anyone anything before below both did does doing done each every
        everyone few get gets getting give go going good great here him his her hers if into its just know last
        less let like look looks made make makes many maybe meeting more most much must my need needs never new
        next nobody nothing now of off office on once one only or other our ours out over own please put really
        right said same say says see she so some someone something still such sure take team tell thank thanks
        things think through time today tomorrow too try two under until up us use very want was way we week
        well work working yes yesterday yet ok okay sorry help hello hey it at by in is to as do all be an
        always back best bit call check come day days down end enough even find first fix fixed great job keep
        late long lot move nice off open over page part people plan ready report review send sent show start
        stop talk test wait whole won write wrong year
    """.split()
)
_SHARED = frozenset(
    """
        in is to as do all be an me am was so on or of at it by go we no die man her his has had test plan team
    """.split()
)
_CLEAR = _ENGLISH - _SHARED
_NAMES: Mapping[str, str] = dict(
    entry.split(" ", 1)
    for entry in " ".join(
        """
        af Afrikaans, ar Arabic, bg Bulgarian, bn Bengali, ca Catalan, cs Czech, cy Welsh, da Danish, de German,
        el Greek, en English, es Spanish, et Estonian, eu Basque, fa Persian, fi Finnish, fr French, ga Irish,
        gl Galician, gu Gujarati, he Hebrew, hi Hindi, hr Croatian, hu Hungarian, id Indonesian, is Icelandic,
        it Italian, ja Japanese, ko Korean, lt Lithuanian, lv Latvian, ms Malay, nb Norwegian, nl Dutch, nn
        Norwegian, no Norwegian, pa Punjabi, pl Polish, pt Portuguese, ro Romanian, ru Russian, sk Slovak, sl
        Slovenian, sq Albanian, sr Serbian, sv Swedish, sw Swahili, ta Tamil, te Telugu, th Thai, tl Filipino,
        tr Turkish, uk Ukrainian, und a language in another script, ur Urdu, vi Vietnamese, zh Chinese
    """.split()
    ).split(", ")
)
_LAST_LATIN = "\u024f"
ENGLISH_SHARE = 0.2
"""Share of unmistakable English function words from which no detector is asked."""
LIKELY = 0.3
"""Probability (py3langid, normalised) from which another language is considered at all."""
ODDS = 50
"""How many times likelier than English it must be: clipped chat ("pls fix asap mate") looks foreign to a detector."""
_SAME = frozenset(("en", "pcm"))  # Nigerian Pidgin is scored as English: the corpus has it, and borders are fluid


def name(code: str) -> str:
    """English name of an ISO 639-1 code; the code itself where we have none."""
    return _NAMES.get(code, code)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect(text: str) -> str:
    """ISO 639 code of the language of `text`: `en` where it can't be told, `und` for a script that isn't ours."""
    plain = _URL.sub(" ", text) if any(sign in text for sign in _IN_URLS) else text
    words = _words(plain)
    if not words:
        return "en"
    clear = sum(word in _CLEAR for word in words)
    if clear / len(words) >= ENGLISH_SHARE:
        return "en"
    ranked = {code: float(probability) for code, probability in _identifier().rank(plain)}
    top = max(ranked, key=lambda code: ranked[code])
    if any(word[0] > _LAST_LATIN for word in words) and _mostly_foreign_script(words):
        return top if top not in _SAME else "und"
    english = sum(ranked.get(code, 0.0) for code in _SAME)
    return top if ranked[top] >= LIKELY and ranked[top] >= ODDS * english else "en"


def _words(text: str) -> list[str]:
    """The words in small letters, with straight apostrophes."""
    if text.isascii():  # else a letter in small may be two
        return _WORD.findall(text.lower())
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def _mostly_foreign_script(words: list[str]) -> bool:
    return sum(word[0] > _LAST_LATIN for word in words) / len(words) > 0.5
