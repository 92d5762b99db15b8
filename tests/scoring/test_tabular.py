"""Tables of every kind give the same numbers, and bad cells are named by row and column."""

from __future__ import annotations

import datetime as dt
import decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from questionnaires import parse_sheet
from scoring import ScoringError, score, score_many
from scoring.errors import MAX_PROBLEMS
from tests.tiny import level, multiple, number, one, ratio, single

KINDS = (
    level("l", may_not_apply=True),
    single("s", {"no": 0, "part": 40, "yes": 100}),
    multiple("m", {"x": 20, "y": 30, "z": 50}, none="none"),
    number("n"),
    ratio("r"),
    level("then", asked_if={"profile": "processes", "in": ["spinning"]}),
)
TABLE = {
    "name": ["甲", "乙", "丙", "丁"],
    "processes": ["spinning; weaving", "dyeing", None, "spinning"],
    "employees": [50, 5, None, 2000],
    "l": ["3", "不适用：没有锅炉", "unknown", None],
    "s": ["part", "yes", None, "不清楚"],
    "m": ["x; z", "none", "", "y"],
    "n": [40.0, 0.0, None, 99.5],
    "r:numerator": [3, 0, None, 1],
    "r:denominator": [12, 7, None, 3],
    "then": [5, 5, None, 2],
    "_note": ["anything", "goes", "in", "private"],
}
ROWS = [
    {
        "name": "甲", "processes": ["spinning", "weaving"], "employees": 50, "l": "3", "s": "part",
        "m": ["x", "z"], "n": 40, "r": {"numerator": 3, "denominator": 12}, "then": "5",
    },
    {
        "name": "乙", "processes": ["dyeing"], "employees": 5, "l": {"not_applicable": "没有锅炉"},
        "s": "yes", "m": ["none"], "n": 0, "r": {"numerator": 0, "denominator": 7}, "then": 5,
    },
    {"name": "丙", "l": {"unknown": True}},
    {
        "name": "丁", "processes": "spinning", "employees": 2000, "s": {"unknown": True},
        "m": ["y"], "n": 99.5, "r": {"numerator": 1, "denominator": 3}, "then": 2,
    },
]  # fmt: skip
FACTS = ("name", "processes", "employees")


class Stream:
    """A table that is known only by the Arrow C stream it offers."""

    def __init__(self, table: pa.Table) -> None:  # noqa: D107  # one argument
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:  # noqa: D105
        return self.table.__arrow_c_stream__(requested_schema)


def as_sheets(questionnaire):
    for row in ROWS:
        facts = {key: row[key] for key in FACTS if key in row}
        answers = {key: value for key, value in row.items() if key not in FACTS}
        yield parse_sheet(questionnaire, answers, facts)[0]


SHAPES = {
    "polars": lambda _: pl.DataFrame(TABLE),
    "pandas": lambda _: pd.DataFrame(TABLE),
    "pandas, best types": lambda _: pd.DataFrame(TABLE).convert_dtypes(),
    "pandas, categories": lambda _: pd.DataFrame(TABLE).astype({"s": "category", "n": "category"}),
    "pyarrow": lambda _: pa.table(TABLE),
    "record batch": lambda _: pa.RecordBatch.from_pydict(TABLE),
    "Arrow C stream": lambda _: Stream(pa.table(TABLE)),
    "sheets": lambda questionnaire: list(as_sheets(questionnaire)),
    "mappings": lambda _: ROWS,
}


@pytest.fixture(scope="module")
def questionnaire():
    return one(*KINDS)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_kind_of_table_gives_the_same_numbers(questionnaire, shape):
    """Whatever a caller calls a table: the same scores, levels and cards as row by row."""
    table = score_many(questionnaire, SHAPES[shape](questionnaire))
    expected = [score(questionnaire, sheet) for sheet in as_sheets(questionnaire)]

    assert table.to_polars()["index"].to_list() == [card.score for card in expected]
    assert list(table.cards()) == expected


def test_the_same_numbers_by_hand(questionnaire):
    """The first firm: 50, 40, 70, 40, 25 and 100; the third, about whom nothing is known: 0."""
    found = score_many(questionnaire, pl.DataFrame(TABLE)).to_polars()

    assert found["index"][0] == pytest.approx((50 + 40 + 70 + 40 + 25 + 100) / 6, abs=1e-12)
    assert found["index"][2] == 0
    assert found["index:high"][2] == 100


CELLS = [
    ("l", 3, 50), ("l", 3.0, 50), ("l", " 3 ", 50), ("l", "３", 50), ("l", "3｜x", 50),
    ("s", "yes", 100), ("m", "x;y", 50), ("m", "x； z", 70), ("m", ["x", "y"], 50),
    ("n", 40, 40), ("n", "40", 40), ("n", "４０", 40), ("n", decimal.Decimal("40.5"), 40.5),
    ("n", True, None), ("n", "40 kg", None), ("n", 101, None), ("n", float("inf"), None),
    ("n", "nan", None), ("n", dt.date(1970, 2, 1), None), ("n", dt.time(0), None),
    ("n", dt.datetime(1970, 1, 1, 0, 0, 0, 40, dt.UTC), None), ("n", [40.0], None),
    ("n", dt.timedelta(microseconds=40), None), ("n", {"value": 40.0}, None),
    ("n", b"40", None), ("l", 0, None), ("l", 6, None), ("l", -1, None), ("l", 259, None),
    ("l", 3.5, None), ("l", True, None), ("l", "rung 3", 50), ("l", "three", None), ("l", ["3"], None),
    ("s", "n/a", None), ("s", "n/a: none", None), ("m", "x; none", None), ("m", "x; q", None),
]  # fmt: skip


@pytest.mark.parametrize(("column", "cell", "credit"), CELLS)
def test_one_cell(questionnaire, column, cell, credit):
    """A cell is worth what a form would make of it, or it is a problem in its row and column.

    Dates, durations and single-field structs must not turn into numbers on the way.
    """
    empty = pl.DataFrame({column: [None]}, schema={column: pl.Series([cell]).dtype})
    frame = pl.concat([empty, pl.DataFrame({column: [cell]}, schema=empty.schema)])
    if credit is not None:
        assert score_many(questionnaire, frame).card(1).answers[column].credit == credit
        return
    with pytest.raises(ScoringError) as caught:
        score_many(questionnaire, frame)
    assert [(p.place.row, p.place.column) for p in caught.value.problems] == [(2, column)]


def test_an_option_id_goes_before_the_text_of_another_option():
    """Number and explained answer agree where one option is worded like another one's id."""
    poor, good = (
        {"id": i, "text": {"en": t}, "credit": c} for i, t, c in (("a", "b", 0), ("b", "a", 100))
    )
    questionnaire = one({**single("q", {}), "options": [poor, good]})
    cards = score_many(questionnaire, pl.DataFrame({"q": ["a", "b", " b "]})).cards()

    assert [(c.answers["q"].value, c.score) for c in cards] == [("a", 0), ("b", 100), ("b", 100)]


def test_nan_is_nothing_here(questionnaire):
    """NaN is how data frames write "not answered", in options, quantities, ratios and facts."""
    nothing = [1.0, np.nan]
    columns = ["l", "n", "r:numerator", "r:denominator", "employees"]
    for frame in (pl.DataFrame, pd.DataFrame):
        table = score_many(questionnaire, frame(dict.fromkeys(columns, nothing)))
        card = table.card(1)

        assert {card.answers[name].state for name in "lnr"} == {"unanswered"}
        assert card.profile["employees"] is None
        assert table.card(0).answers["r"].credit == 100


def test_half_a_ratio_in_a_row(questionnaire):
    """A numerator without its denominator is a problem of that row."""
    frame = pl.DataFrame({"r:numerator": [1.0, 2.0], "r:denominator": [2.0, None]})
    table = score_many(questionnaire, frame, errors="reject")

    assert [(p.place.row, p.place.column) for p in table.problems] == [(2, "r:numerator")]
    assert len(table) == 1


def test_pandas_columns_of_mixed_values(questionnaire):
    """Numbers, words, lists and gaps in one object column are judged one by one."""
    frame = pd.DataFrame({"l": [3, "unknown", None, 4.0], "m": [["x", "y"], "z", None, "none"]})

    cards = list(score_many(questionnaire, frame).cards())
    assert [card.answers["l"].credit for card in cards] == [50, 0, 0, 75]
    assert [card.answers["m"].credit for card in cards] == [50, 50, 0, 0]


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"ll": ["3"]}, "table.unknown_column"),
        ({"r:numerator": [1]}, "table.half_a_ratio"),
        ({"l": ["3"], "employees": ["many"]}, "profile.bad_employees"),
        ({"l": ["3"], "processes": [{"a": 1}]}, "profile.bad_process"),
        ({"l": ["3"], "form": ["short"]}, "sheet.bad_form"),
    ],
)
def test_columns_nobody_asked_for_and_bad_facts(questionnaire, columns, code):
    """A column is never ignored in silence, and facts are checked like answers."""
    with pytest.raises(ScoringError) as caught:
        score_many(questionnaire, pl.DataFrame(columns))

    assert [problem.code for problem in caught.value.problems] == [code]
    assert caught.value.problems[0].place.column is not None


@pytest.mark.parametrize(
    "table", [pd.DataFrame([["3", "4"]], columns=["l", "l"]), pa.table([["3"], ["4"]], ["l", "l"])]
)
def test_a_column_given_twice(questionnaire, table):
    """Two columns of one name are refused by name: nobody can say which is meant."""
    with pytest.raises(ScoringError) as caught:
        score_many(questionnaire, table)

    (problem,) = caught.value.problems
    assert problem.code == "table.duplicate_column"
    assert "“l”" in problem.to("en")


def test_rejected_rows_are_left_out_whole(questionnaire):
    """With ``reject`` rows with a problem are gone, names and facts included; others keep order."""
    frame = pl.DataFrame(TABLE).with_columns(l=pl.Series(["3", "x", "4", "y"]))
    table = score_many(questionnaire, frame, errors="reject")

    assert [(p.place.row, p.place.column) for p in table.problems] == [(2, "l"), (4, "l")]
    assert table.to_polars()["firm"].to_list() == ["甲", "丙"]
    assert table.rows.tolist() == [0, 2]
    assert [card.profile["name"] for card in table.cards()] == ["甲", "丙"]
    assert [card.answers["l"].value for card in table.cards()] == ["3", "4"]


def test_a_bad_column_rejects_everybody(questionnaire):
    """A problem without a row spoils all of them."""
    assert len(score_many(questionnaire, pl.DataFrame({"q": ["3"]}), errors="reject")) == 0


def test_more_problems_than_are_listed(questionnaire):
    """Beyond the listed problems bad rows are still rejected, never scored as something else."""
    bad = MAX_PROBLEMS + 500
    frame = pl.DataFrame({"l": ["9"] * bad + ["5"], "n": ["x"] * bad + ["100"]})
    table = score_many(questionnaire, frame, errors="reject")

    assert len(table.problems) == MAX_PROBLEMS
    assert len(table) == 1
    assert table.card(0).answers["l"].value == "5"


def test_an_empty_table(questionnaire):
    """No rows, with or without columns, is an empty result and no error."""
    assert len(score_many(questionnaire, pl.DataFrame({"l": []}, schema={"l": pl.String}))) == 0
    assert len(score_many(questionnaire, pd.DataFrame())) == 0


@pytest.mark.parametrize("dtype", [pl.UInt8, pl.Int8, pl.Int64, pl.Float64, pl.String])
def test_rungs_of_every_type(dtype):
    """Rungs and empty cells count alike in one byte or eight, as numbers or as text."""
    frame = pl.DataFrame({"a": [1, None, 5, 2]}, schema={"a": pl.Int64}).cast(dtype)

    assert score_many(one(level("a")), frame).to_polars()["index"].to_list() == [0, 0, 100, 25]


@pytest.mark.parametrize("wrong", [0, 6, 251, 255, -1, 300])
def test_whole_numbers_that_are_no_rung(wrong):
    """No number wraps around to a code: those outside the ladder are refused by row."""
    frame = pl.DataFrame({"a": [1, wrong, 5]})
    table = score_many(one(level("a")), frame, errors="reject")

    assert [(p.code, p.place.row) for p in table.problems] == [("answer.no_such_option", 2)]
    assert table.to_polars()["index"].to_list() == [0, 100]


def test_numbers_that_tick_a_box():
    """Options called 1, 2, 3 may stand in a column of numbers, whether one or many may be ticked."""
    questionnaire = one(multiple("m", {"1": 20, "2": 30, "3": 50}))

    assert score_many(questionnaire, pl.DataFrame({"m": [1, 2, 3]})).to_polars()[
        "index"
    ].to_list() == [20, 30, 50]
