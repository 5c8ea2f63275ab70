"""tonecheck in Spark: `check_udf`, a pandas UDF from a text to a struct with the keys of the JSON.

>>> from tonecheck.spark import check_udf
>>> drafts.withColumn("tone", check_udf("text")).select("id", "tone.verdict", "tone.impact.scores.harmful")

`checking("small")` makes one with another model. Each Python worker of Spark loads the model once and checks with one
thread, as Spark runs a worker for each core.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from tonecheck.cluster import schema
from tonecheck.pipeline import Checker, load

if TYPE_CHECKING:
    import pandas
    from pyspark.sql.udf import UserDefinedFunction

    check_udf: UserDefinedFunction


def checking(model: str = "en", *, reword: bool = False) -> UserDefinedFunction:
    """A pandas UDF of one column of texts. A null counts as an empty text: it has a `note` and no verdict.

    Args:
        model: a name or folder as for `tonecheck.load`; a folder must be there on every machine.
        reword: rewordings as well, which take longer than the check.

    Raises:
        ImportError: pyspark, pandas or pyarrow isn't installed.
    """
    try:
        import pandas
        import pyarrow  # noqa: F401
        from pyspark.sql.functions import pandas_udf
        from pyspark.sql.pandas.types import from_arrow_type
    except ImportError as error:
        raise ImportError("Spark isn't installed: pip install 'tonecheck[spark]'") from error

    def check(batches: Any) -> Any:
        return _frames(batches, model, reword)

    # By these Spark knows that it gets many batches at a time; written as hints they would need pandas above.
    check.__annotations__ = {"batches": Iterator[pandas.Series], "return": Iterator[pandas.DataFrame]}
    made: UserDefinedFunction = pandas_udf(check, returnType=from_arrow_type(schema.result()))
    return made


def _frames(batches: Iterable[pandas.Series], model: str, reword: bool) -> Iterator[pandas.DataFrame]:
    """In a worker of Spark: a frame for each series of texts, a row for each text."""
    import pandas

    columns = schema.result().names
    for texts in batches:
        plain = (text if isinstance(text, str) else "" for text in texts)
        results = _checker(model).check_many(plain, reword=reword)
        yield pandas.DataFrame([result.as_dict() for result in results], columns=columns)


@cache
def _checker(model: str) -> Checker:
    """Kept while the worker lives."""
    return load(model, threads=1)


def __getattr__(name: str) -> Any:
    """`check_udf` is made when it is asked for, so that this module can be imported where Spark isn't installed."""
    if name != "check_udf":
        raise AttributeError(f"module 'tonecheck.spark' has no attribute '{name}'")
    return checking()
