"""The shape of a result in Arrow, for Spark: `tonecheck.result/1`, key by key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tonecheck.types import AXES

if TYPE_CHECKING:
    import pyarrow


def result() -> pyarrow.DataType:
    """The type of `Result.as_dict()`: a struct. A cue's `pushes` is a map, since it has only the axes it pushes."""
    import pyarrow as pa

    text, number = pa.string(), pa.float64()
    scores = {axis: pa.struct([(label, number) for label in labels]) for axis, labels in AXES.items()}
    axes = [(axis, pa.struct([("label", text), ("confident", pa.bool_()), ("scores", scores[axis])])) for axis in AXES]
    span = [("start", pa.int64()), ("end", pa.int64())]
    cue = [("id", text), ("pushes", pa.map_(text, text)), *span]
    cue += [("text", text), ("score", number), ("why", text), ("advice", text)]
    change = [*span, ("before", text), ("after", text), ("cue", text), ("why", text)]
    rewording = [("text", text), ("kind", text), ("source", text), ("own_words", number)]
    rewording += [("changes", pa.list_(pa.struct(change))), ("blanks", pa.list_(text)), *scores.items()]
    rewording += [("similarity", number), ("facts_kept", pa.bool_())]
    return pa.struct(
        [
            ("schema", text),
            ("id", text),
            ("language", text),
            ("verdict", text),
            *axes,
            ("sentences", pa.list_(pa.struct([*span, *scores.items()]))),
            ("cues", pa.list_(pa.struct(cue))),
            ("missing", pa.list_(text)),
            ("rewordings", pa.list_(pa.struct(rewording))),
            ("note", text),
            ("incomplete", pa.list_(text)),
            ("model", pa.struct([("name", text), ("version", text), ("sha256", text)])),
        ]
    )
