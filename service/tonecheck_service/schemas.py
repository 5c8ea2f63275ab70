"""Bodies of requests. Results are `Result.as_dict()`; their schema is in `openapi.py`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Offsets = Literal["codepoints", "utf16"]


def _whole(value: object) -> object:
    """`2000.0` is an integer in JSON Schema, and to JavaScript."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Deadline = Annotated[
    int,
    Field(ge=1, le=600_000, description="Answer within so many milliseconds with what is ready by then."),
    BeforeValidator(_whole),
]


class Body(BaseModel):
    """Strict: a misspelled field is an error, and a number is no text."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Item(Body):
    """One text."""

    text: str = Field(description="The draft, exactly as it was written.")
    id: str | None = Field(default=None, max_length=200, description="Echoed in the result.")
    language: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$",
        description="Language of the text where the sender is sure; without it, it is detected.",
    )


class RewordBody(Item):
    """One text, and how to answer."""

    offsets: Offsets = Field(default="codepoints", description="What `start` and `end` count.")
    deadline_ms: Deadline | None = None


class CheckBody(RewordBody):
    """One text, and how to answer."""

    reword: bool = Field(default=False, description="Also propose rewordings, which takes longer.")


class BatchBody(Body):
    """Many texts, and how to answer for all of them."""

    items: list[Item] = Field(min_length=1)
    reword: bool = Field(default=False, description="Also propose rewordings, which takes longer.")
    offsets: Offsets = Field(default="codepoints", description="What `start` and `end` count.")
    deadline_ms: Deadline | None = None


class Options(BaseModel):
    """Options of a batch in the query: the only place for those of an NDJSON body."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reword: Literal["true", "false"] = "false"
    offsets: Offsets = "codepoints"
