"""A tokenizer cut to what is needed: fewer rows of the embedding to learn, to ship and to weigh at every step.

Kept are the tokens of the given texts, the first merges (the commonest of the base's own corpus), and what they are merged from;
so a kept word is split as before, and any other text into smaller pieces.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from tokenizers import Tokenizer, pre_tokenizers

from tonecheck.reword.writer.decode import END, START

PAD = "<|endoftext|>"
FIRST = 18_000
"""Merges that are kept whatever the texts are."""
_LEVEL = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
_SPLIT = {
    "type": "Sequence",
    "pretokenizers": [{"type": "Digits", "individual_digits": True}, _LEVEL],
}
"""As the base was trained: digits one by one, then bytes. The GGUF file doesn't say so."""


def cut(described: dict[str, Any], texts: Iterable[str]) -> tuple[dict[str, Any], list[int]]:
    """A tokenizer's JSON cut to texts, and for each of its tokens the row of the base's embedding."""
    described = {**described, "pre_tokenizer": _SPLIT, "post_processor": None, "decoder": _LEVEL}
    full = Tokenizer.from_str(json.dumps(described))
    model = described["model"]
    ids: dict[str, int] = model["vocab"]
    merges = [tuple(m) if isinstance(m, list) else tuple(m.split(" ")) for m in model["merges"]]
    made_of = {a + b: (a, b) for a, b in reversed(merges)}
    keep = set(pre_tokenizers.ByteLevel.alphabet()) & set(ids)

    def add(token: str) -> None:
        if token not in keep:
            keep.add(token)
            for piece in made_of.get(token, ()):
                add(piece)

    for encoding in full.encode_batch(list(texts), add_special_tokens=False):
        for token in encoding.tokens:
            add(token)
    for a, b in merges[:FIRST]:
        add(a + b)
    special = [PAD, START, END]
    order = special + sorted(keep - set(special), key=ids.__getitem__)
    order += [f"<|unused{n}|>" for n in range(-len(order) % 64)]  # rows in multiples of 64 multiply faster
    kept = [list(merge) for merge in merges if {*merge, "".join(merge)} <= keep]
    return {
        **described,
        "model": {**model, "vocab": {token: at for at, token in enumerate(order)}, "merges": kept},
        "added_tokens": [
            {**token, "id": order.index(token["content"])}
            for token in described["added_tokens"]
            if token["content"] in special
        ],
    }, [ids.get(token, 0) for token in order]
