"""Bodies of requests. Like Google's own server these take fields as `requestedAttributes` and `requested_attributes`."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel
from starlette.requests import Request

from tonecheck_service.perspective.errors import unread, wrong
from tonecheck_service.problems import Problem, field_name

B = TypeVar("B", bound="Body")
Token = Annotated[str, Field(max_length=4096)]


class Body(BaseModel):
    """An unknown field is an error, as it is at Google's. A field that is null counts as not there."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, alias_generator=to_camel, populate_by_name=True)


class TextEntry(Body):
    """A text."""

    text: str | None = Field(None, description="The text.")
    type: str | None = Field(None, description="PLAIN_TEXT.")


class ArticleAndParentComment(Body):
    """What a comment answers."""

    article: TextEntry | None = None
    parent_comment: TextEntry | None = None


class Context(Body):
    """What stands around the comment; taken, and without effect."""

    entries: list[TextEntry] | None = None
    article_and_parent_comment: ArticleAndParentComment | None = None


class AttributeParameters(Body):
    """How one attribute is wanted."""

    score_type: str | None = Field(None, description="PROBABILITY.")
    score_threshold: Annotated[float, Field(allow_inf_nan=False)] | None = Field(
        None, description="Scores below it are left out."
    )


class Shared(Body):
    """What both requests have."""

    comment: TextEntry | None = Field(None, description="The text.")
    context: Context | None = None
    languages: list[str] | None = Field(None, max_length=100, description="Languages of the text; else it is detected.")
    client_token: Token | None = Field(None, description="Given back in the answer.")
    session_id: Token | None = None
    community_id: Token | None = None


class AnalyzeBody(Shared):
    """`comments:analyze`."""

    requested_attributes: dict[str, AttributeParameters | None] | None = Field(None, max_length=200)
    span_annotations: bool | None = Field(None, description="Scores of each sentence as well.")
    do_not_store: bool | None = Field(None, description="Texts are never stored here.")


class Score(Body):
    """A value of 0 to 1."""

    value: Annotated[float, Field(allow_inf_nan=False)] | None = None
    type: str | None = None


class SpanScore(Body):
    """The score of a part of the text."""

    begin: int | None = None
    end: int | None = None
    score: Score | None = None


class AttributeScores(Body):
    """What an attribute should have been."""

    summary_score: Score | None = None
    span_scores: list[SpanScore] | None = None


class SuggestBody(Shared):
    """`comments:suggestscore`."""

    attribute_scores: dict[str, AttributeScores | None] | None = Field(None, max_length=200)


async def read(request: Request, model: type[B]) -> B:
    """The body.

    Raises:
        Problem: it isn't JSON, or not of this shape.
    """
    given = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if given != "application/json":
        raise Problem("unsupported-media-type", "Send the body as application/json.")
    try:
        return model.model_validate_json(await request.body())
    except ValidationError as error:
        raise unread(
            [_violation(found) for found in error.errors(include_url=False, include_input=False)][:20]
        ) from None


def text_of(comment: TextEntry | None, limit: int) -> str:
    """The text to score.

    Raises:
        AnalyzeError: it is empty, longer than `limit` characters, or not plain.
    """
    if comment is None or not comment.text or not comment.text.strip():
        raise wrong("Comment must be non-empty.", "COMMENT_EMPTY")
    if comment.type not in (None, "PLAIN_TEXT", "TEXT_TYPE_UNSPECIFIED"):
        html = comment.type == "HTML"
        raise wrong("Currently, only 'PLAIN_TEXT' comments are supported" if html else "Unknown text type")
    if len(comment.text) > limit:
        raise wrong(f"Comment text too long: at most {limit} characters.", "COMMENT_TOO_LONG")
    return comment.text


def _violation(error: Any) -> tuple[str, str]:
    if error["type"] == "json_invalid":
        return "(body)", "this is no JSON in UTF-8"
    if error["type"] == "extra_forbidden":
        return field_name(error["loc"]), "Cannot find field."
    return field_name(error["loc"]), str(error["msg"])
