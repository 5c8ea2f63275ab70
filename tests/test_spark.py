"""The pandas UDF in a real local Spark with two workers."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from typing import Any

import pytest

import tonecheck
from tests.conftest import ROOT

pytest.importorskip("pyspark", reason="needs tonecheck[spark]: make test-cluster")
pandas = pytest.importorskip("pandas", reason="needs tonecheck[spark]: make test-cluster")
pytest.importorskip("pyarrow", reason="needs tonecheck[spark]: make test-cluster")
pytestmark = [
    pytest.mark.skipif(not shutil.which("java"), reason="Spark needs java"),
    pytest.mark.filterwarnings("ignore"),  # Spark's own
]

TEXTS = [f"You never listen, Dev: page {n} is wrong." if n % 3 else f"Room {n} is free." for n in range(60)]
TEXTS += ["", "Du hörst mir ja nie zu, das geht so nicht weiter."]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
    session = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "7").getOrCreate()
    yield session
    session.stop()


def test_the_column_is_the_result_of_the_plain_loop(spark: Any) -> None:
    from tonecheck.spark import checking

    frame = spark.createDataFrame(list(enumerate([*TEXTS, None])), "id int, text string").repartition(4)
    rows = frame.withColumn("tone", checking("small")("text")).orderBy("id").collect()
    plain = tonecheck.load("small").check_many([*TEXTS, ""], reword=False)
    assert [row.tone.asDict(recursive=True) for row in rows] == [result.as_dict() for result in plain]


def test_the_model_that_ships_in_sql(spark: Any, checker: tonecheck.Checker) -> None:
    from tonecheck.spark import check_udf

    spark.udf.register("tonecheck", check_udf)
    spark.createDataFrame([(TEXTS[1],)], "text string").createOrReplaceTempView("drafts")
    (row,) = spark.sql(
        "select t.verdict, t.impact.scores.harmful, t.cues[0].id from (select tonecheck(text) t from drafts)"
    ).collect()
    result = checker.check(TEXTS[1], reword=False).as_dict()
    assert tuple(row) == (result["verdict"], result["impact"]["scores"]["harmful"], result["cues"][0]["id"])


def test_a_worker_loads_the_model_once(spark: Any) -> None:
    """Every batch of every partition that a worker gets is checked by the same checker."""
    from pyspark.sql.functions import pandas_udf

    def look(batches: Any) -> Any:
        from tonecheck import spark as module

        for texts in batches:
            checked = len(next(module._frames([texts], "small", False)))
            yield pandas.Series([f"{os.getpid()} {id(module._checker('small'))} {checked}"] * len(texts))

    look.__annotations__ = {"batches": Iterator[pandas.Series], "return": Iterator[pandas.Series]}
    frame = spark.createDataFrame([(text,) for text in TEXTS[:40]], "text string").repartition(4)
    seen = {tuple(row.seen.split()) for row in frame.select(pandas_udf(look, "string")("text").alias("seen")).collect()}
    assert len({(pid, checker) for pid, checker, _ in seen}) == len({pid for pid, _, _ in seen})
    assert {checked for _, _, checked in seen} <= set("1234567")


def test_the_documentation_runs_as_written(spark: Any, capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
    (script,) = [block for block in re.findall(r"```py\n(.*?)```", page, re.DOTALL) if "check_udf" in block]
    exec(script, {})
    shown = capsys.readouterr().out
    assert "revise" in shown
    assert "send" in shown
