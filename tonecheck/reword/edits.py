"""Kinds of edit, each from one sentence to another. A sentence that an edit doesn't fit comes back as it was."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from lemminflect import getInflection

from tonecheck.reword import syntax
from tonecheck.reword.clauses import clauses, hangs, loose_parts
from tonecheck.reword.rules import Rewordings
from tonecheck.types import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SHOUT = re.compile(r"[A-Z][A-Z'’]{2,}")
_MARKS = re.compile(r"([!?])[!?1]*[!?](?:1+)?")
_RUDE_MODIFIERS = frozenset(
    """bloody fucking fucken fuckin feckin fecking damn damned goddamn goddamned freaking frigging effing sodding stupid idiotic
    moronic pathetic useless worthless ridiculous silly dumb lousy crappy shitty half-arsed half-assed sloppy lazy careless
    brilliant-idiot ludicrous laughable miserable godawful rotten wretched so-called precious pointless absurd
    embarrassing disgraceful incompetent hopeless clueless""".split()
)
_ALWAYS = frozenset(("always", "constantly", "invariably", "forever", "continually", "perpetually"))
_FILLERS = frozenset(("just", "simply", "now", "then", "so", "and", "but", "ok", "okay", "right", "well", "also", "again", "today", "tomorrow", "in", "fact"))
_MODALS = {"will": "", "'ll": "", "’ll": "", "must": "", "shall": "", "can": "", "should": "", "better": ""}
_ORDER_WORDS = re.compile(
    r"\b(?P<subject>you|all of you|everyone|everybody)(?P<aux>['’]ll| will| must| are to| have to| need to| are going to|['’]re to|['’]re going to|['’]ve got to| had better|['’]d better| shall)"
    r"(?P<no> not|n['’]t|)(?P<adv>(?: also| now| then| simply| just| please| personally)?) (?P<verb>[a-z]+)\b",
    re.IGNORECASE,
)
_WANT = re.compile(r"\bI (?P<adv>really |simply |just )?(?:want|need|expect|demand|require|insist on)(?= (?!to (?:know|understand|hear|see)\b))", re.IGNORECASE)


def calm(sentence: str, names: Collection[str]) -> str:
    """Capitals to ordinary letters, piles of marks to one. Acronyms (short, or seen in capitals elsewhere) stay."""
    words = re.findall(r"[A-Za-z][A-Za-z'’]*", sentence)
    loud = [word for word in words if len(word) > 1 and word.isupper()]
    all_loud = len(loud) > 0.6 * len([w for w in words if len(w) > 1]) and len(loud) > 1

    def lower(found: re.Match[str]) -> str:
        word = found[0]
        if word in names or not word.isupper() or len(word) < 2 or (not all_loud and len(word) < 4):
            return word
        return "I" + word[1:].lower() if word.startswith(("I'", "I’")) else word.lower()

    text = re.sub(r"[A-Za-z][A-Za-z'’]*", lower, sentence)
    text = _MARKS.sub(lambda found: "?" if "?" in found[0] else ".", text)
    if text != sentence and sentence[:1].isupper():
        text = text[:1].upper() + text[1:]
    return text


def phrases(sentence: str, rules: Rewordings) -> str:
    """Stock phrases by their plain equivalents."""
    text = sentence
    for phrase in rules.phrases:
        text = phrase.regex.sub(lambda found, after=phrase.after: _filled(after, found), text, count=1)  # type: ignore[misc]
    return syntax.tidy(text, sentence) if text != sentence else sentence


def _filled(after: str, found: re.Match[str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda name: found[name[1]] or "", after)


def unmodified(sentence: str, spans: Sequence[Span]) -> str:
    """Rude adjectives and adverbs before their word go ("this idiotic draft"), where a finding touches them."""
    doc = syntax.parse(sentence)
    out = list(sentence)
    for token in doc:
        rude = token.lower_ in _RUDE_MODIFIERS and token.i + 1 < len(doc) and doc[token.i + 1].pos_ in ("NOUN", "ADJ", "PROPN", "ADV", "VERB")
        touched = any(span.start < token.idx + len(token) and token.idx < span.end for span in spans)
        if rude and touched and token.dep_ in ("amod", "advmod", "compound", "nmod", "npadvmod", "acomp"):
            out[token.idx : token.idx + len(token.text_with_ws)] = [""] * len(token.text_with_ws)
    text = "".join(out)
    return syntax.tidy(text, sentence) if text != sentence else sentence


def occasion(sentence: str, dated: bool) -> str:
    """Always and never become the occasion: "You never send it." → "You didn't send it [when?]."."""
    doc = syntax.parse(sentence)
    for token in doc:
        verb = _governor(token)
        if verb is None:
            continue
        if token.lower_ in _ALWAYS:
            return _asked(_past(doc, token, verb, sentence), sentence, dated)
        if token.lower_ == "never" and (changed := _never(doc, token, verb, sentence)):
            return _asked(changed, sentence, dated)
    text = re.sub(r",? ?(?:\bevery (?:single )?(?:damn |bloody )?time\b|\ball the time\b|\bover and over(?: again)?\b)", "", sentence, flags=re.IGNORECASE)
    return _asked(text, sentence, dated) if text != sentence else sentence


def _governor(token: Token) -> Token | None:
    head = token.head
    if token.dep_ not in ("advmod", "neg") or head.pos_ not in ("VERB", "AUX"):
        return None
    subject = next((child for child in head.children if child.dep_ in ("nsubj", "nsubjpass")), None)
    return head if subject is not None and subject.lower_ in ("you", "u", "they", "he", "she") else None


def _past(doc: Doc, always: Token, verb: Token, sentence: str) -> str:
    """Without the adverb, a simple present becomes a past: one occasion, not a habit."""
    spans = [(always.idx, always.idx + len(always.text_with_ws), "")]
    aux = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    if verb.tag_ in ("VBP", "VBZ") and not aux:
        if verb.lemma_ == "be":
            subject = next(c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass"))
            past = "were" if subject.lower_ in ("you", "u", "they") else "was"
            spans.append((verb.idx, verb.idx + len(verb), past if verb.text[:1].isalpha() else " " + past))
        elif forms := getInflection(verb.lemma_, "VBD"):
            spans.append((verb.idx, verb.idx + len(verb), forms[0]))
    elif verb.tag_ == "VBG" and len(aux) == 1 and aux[0].lemma_ == "be" and (forms := getInflection(verb.lemma_, "VBD")):
        gap = "" if aux[0].text[:1].isalpha() else " "
        end = aux[0].idx + len(aux[0].text_with_ws)
        spans += [(aux[0].idx, end, gap), (verb.idx, verb.idx + len(verb), forms[0])]
    return _spliced(sentence, spans)


def _never(doc: Doc, never: Token, verb: Token, sentence: str) -> str | None:
    spans = [(never.idx, never.idx + len(never.text_with_ws), "")]
    aux = next((child for child in verb.children if child.dep_ in ("aux", "auxpass")), None)
    if aux is not None and aux.lower_ in ("have", "has", "had", "'ve", "’ve", "do", "did", "does"):
        after = {"'ve": " haven't", "’ve": " haven't"}.get(aux.lower_, f"{aux.text}n't")
        spans.append((aux.idx, aux.idx + len(aux), after))
    elif aux is None and verb.tag_ in ("VBP", "VBD", "VB", "VBZ") and verb.lemma_ != "be":
        spans.append((verb.idx, verb.idx + len(verb), f"didn't {verb.lemma_.lower()}"))
    elif aux is None and verb.lemma_ == "be" and verb.text[:1].isalpha():
        subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
        spans.append((verb.idx, verb.idx + len(verb), "weren't" if subject is not None and subject.lower_ in ("you", "they", "u") else "wasn't"))
    elif aux is None and verb.lemma_ == "be":
        spans.append((verb.idx, verb.idx + len(verb), " weren't"))
    else:
        return None
    return re.sub(r"(n['’]t) (?:once|ever)\b", r"\1", _spliced(sentence, spans))


def _spliced(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(spans, reverse=True):
        text = text[:start] + new + text[end:]
    return re.sub(r" {2,}", " ", text)


def _asked(text: str, original: str, dated: bool) -> str:
    """With the question when it was, unless the message says."""
    if not dated and not re.search(r"\[[^\]]*\?\]", text):
        body = text.rstrip(" .!")
        text = f"{body} [when?]{'?' if body.endswith('?') else '.'}" if not body.endswith("?") else body
    return syntax.tidy(text, original)


def request(sentence: str, turn: int) -> str:
    """A bare order becomes a request: "Scan them today." → "Please scan them today.". `turn` varies the form."""
    text = sentence
    if _polite(text):
        return text
    if found := _ORDER_WORDS.search(text):
        text = _ordered(text, found)
    elif found := _WANT.search(text):
        text = f"{text[: found.start()]}I'd like{text[found.end() :]}"
    else:
        text = _imperative(text, turn)
    return syntax.tidy(re.sub(r"!+(?=\s*$)", ".", text), sentence) if text != sentence else sentence


def _polite(text: str) -> bool:
    return bool(re.search(r"\b(?:please|pls|plz|kindly|could you|would you|can you|can we|could we|could I|I['’]d like)\b", text, re.IGNORECASE))


def _ordered(text: str, found: re.Match[str]) -> str:
    """ "You will copy me" → "please copy me"; in a dependent clause it stays ("so that you will see")."""
    head = text[: found.start()]
    if re.search(r"\b(?:if|when|that|because|so|what|where|how|which|whether|who|until|before|after|think|hope|know)\s*$", head, re.IGNORECASE):
        return text
    verb = found["verb"].lower()
    negative = bool(found["no"].strip())
    if verb in ("be", "have", "find", "see", "get", "not", "notice", "hear", "receive") and not negative:
        return text
    please = "please don't" if negative else "please"
    if not head.strip():
        please = please.capitalize()
    return f"{head}{please}{found['adv'].replace(' please', '')} {verb}{text[found.end() :]}"


def _imperative(text: str, turn: int) -> str:
    doc = syntax.parse(text)
    verb = _order_verb(doc)
    if verb is None:
        return _fragment(text, doc)
    head, rest = text[: verb.idx], text[verb.idx :]
    word = verb.text
    if head.strip(" \"'“‘-–—*•,") == "" and word[:1].isupper() and not word.isupper():
        rest = word[0].lower() + rest[1:]
    if verb.lower_ == "never":
        return f"{head}Please don't{rest[len(word) :]}" if not head.strip() else f"{head}please don't{rest[len(word) :]}"
    please = "please " if head.strip(" -–—*•\t") else "Please "
    return f"{head}{please}{rest}"


def _order_verb(doc: Doc) -> Token | None:
    """The word before which "please" belongs: an imperative at the start, after a name or a filler."""
    for token in doc:
        if token.is_punct or token.lower_ in _FILLERS or token.is_space:
            continue
        nxt = doc[token.i + 1] if token.i + 1 < len(doc) else None
        if token.pos_ == "PROPN" and nxt is not None and nxt.text in (",", ":", "-", "–", "—"):
            continue
        if token.lower_ in ("do", "don't", "dont", "never") and nxt is not None and (nxt.lower_ in ("n't", "n’t", "not") or token.lower_ != "do"):
            return token
        subject = any(child.dep_ in ("nsubj", "nsubjpass", "expl") for child in token.children)
        if token.tag_ in ("VB", "VBP") and not subject and token.dep_ in ("ROOT", "conj", "advcl", "ccomp", "dep", "parataxis", "csubj"):
            return token
        verbal = getInflection(token.lower_, "VBG") and nxt is not None and nxt.tag_ in ("DT", "PRP", "PRP$", "IN", "RP", "CD") and token.tag_ in ("NN", "NNP", "JJ", "VBN", "VBD")
        if verbal and not subject and nxt is not None and nxt.tag_ in ("DT", "PRP", "PRP$") and token.lower_ in _COMMON_ORDERS:
            return token
        return None
    return None


_COMMON_ORDERS = frozenset(
    """send fix read write check clean move call copy close open put bring get take show tell give rerun redo stop start finish
    scan update delete remove add print sign book ring answer ask report file submit return turn use keep leave come stay
    make do be have see let set sort run pull push test list post email text count clear change cut drop pick""".split()
)


def _fragment(text: str, doc: Doc) -> str:
    """An order without a verb ("On my desk by five.") gets its please at the end."""
    words = [token for token in doc if not token.is_punct and not token.is_space]
    finite = any(token.tag_ in ("VBZ", "VBD", "VBP", "MD") for token in doc)
    signed = len(words) <= 3 and all(word.text[:1].isupper() for word in words) and not any(word.like_num for word in words)
    if finite or len(doc) > 16 or "?" in text or signed:
        return text
    body = text.rstrip()
    points = re.search(r"[.!]*$", body)
    assert points is not None
    return f"{body[: points.start()]}, please{points[0] or ''}"


def without(sentence: str, spans: Sequence[Span], keeping: Sequence[tuple[Span, float]]) -> list[str]:
    """The sentence without what the spans touch: the smallest loose part, or whole clauses; best first, none if nothing stands."""
    doc = syntax.parse(sentence)
    out = []
    for part in loose_parts(doc):
        if all(part.start <= span.start and span.end <= part.end for span in spans):
            out.append(sentence[: part.start] + sentence[part.end :])
            break
    pieces = clauses(doc)
    good = [piece for piece in pieces if not any(piece.overlaps(span) for span in spans)]
    if good and len(good) < len(pieces):
        out.append(_joined(sentence, pieces, good))
        liked = [piece for piece in good if _mean(piece, keeping) >= 0.3]
        if liked and len(liked) < len(good):
            out.append(_joined(sentence, pieces, liked))
    tidied = [syntax.tidy(text, sentence) for text in out]
    return [text for text in dict.fromkeys(tidied) if text and not hangs(text) and len(text.split()) > 1]


def _joined(sentence: str, pieces: Sequence[Span], good: Sequence[Span]) -> str:
    kept = []
    for index, piece in enumerate(pieces):
        end = pieces[index + 1].start if index + 1 < len(pieces) else len(sentence)
        if piece in good:
            kept.append(sentence[piece.start : end])
    return "".join(kept)


def _mean(piece: Span, keeping: Sequence[tuple[Span, float]]) -> float:
    values = [value for span, value in keeping if span.overlaps(piece)]
    return sum(values) / len(values) if values else 1.0
