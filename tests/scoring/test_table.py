"""The result of a batch in other people's formats, and its cards."""

from __future__ import annotations

import polars as pl
import pytest

from scoring import score, score_many
from tests.tiny import dimension, level, made, number, practice

COLUMNS = [
    f"{node}{part}"
    for node in ("index", "d.p", "e.p", "d", "e")
    for part in ("", ":low", ":high", ":coverage", ":level")
]
NONE_HERE = {"not_applicable": "none here"}


@pytest.fixture(scope="module")
def questionnaire():
    return made(
        dimension("d", practice("d.p", level("a", may_not_apply=True))),
        dimension("e", practice("e.p", number("b")), weight=3),
    )


@pytest.fixture(scope="module")
def table(questionnaire):
    rows = [
        {"a": "3", "b": 80, "name": "甲"},
        {"a": NONE_HERE, "b": 40, "name": "乙"},
        {"b": {"unknown": True}, "name": "丙"},
    ]
    return score_many(questionnaire, rows)


def test_columns_are_node_ids_with_parts(table):
    """Per node its id, ``:low``, ``:high``, ``:coverage`` and ``:level``; firm and provisional."""
    assert table.to_polars().columns == ["firm", *COLUMNS, "provisional"]


def test_numbers_by_hand(table):
    """Three firms worked out: 72.5, 40 with a branch that does not apply, 0 to 100."""
    found = table.to_polars()

    assert found["firm"].to_list() == ["甲", "乙", "丙"]
    assert found["index"].to_list() == pytest.approx([72.5, 40, 0], abs=1e-12)
    assert found["index:low"].to_list() == found["index"].to_list()
    assert found["index:high"].to_list() == pytest.approx([72.5, 40, 100], abs=1e-12)
    assert found["index:coverage"].to_list() == [1, 1, 0]
    assert found["index:level"].to_list() == [2, 1, 1]
    assert found["d"].to_list() == [50, None, 0]
    assert found["d:level"].to_list() == [2, None, 1]
    assert found["provisional"].to_list() == [False, False, True]


def test_pandas_polars_and_arrow_hold_the_same(table):
    """All formats have the same columns and values; the stream needs no pyarrow."""
    expected = table.to_polars()

    assert pl.from_pandas(table.to_pandas()).columns == expected.columns
    assert table.to_pandas()["index"].tolist() == expected["index"].to_list()
    assert table.to_pandas()["d"].isna().tolist() == [False, True, False]
    assert pl.DataFrame(table.to_arrow()).equals(expected)
    assert pl.DataFrame(table).equals(expected)


def test_a_card_from_a_table_is_the_score_of_that_row(questionnaire, table):
    """Explaining one firm of a batch gives what scoring it alone gives."""
    alone = score(questionnaire, {"a": "3", "b": 80}, {"name": "甲"})

    assert table.card(0) == alone
    assert table.card(0).to_json() == alone.to_json()
    assert [card.profile["name"] for card in table.cards()] == ["甲", "乙", "丙"]
    assert table.card(-1) == table.card(2)
    with pytest.raises(IndexError):
        table.card(3)


def test_cards_agree_with_the_columns(table):
    """The numbers of a card are those of its row, provisional included."""
    for row, card in zip(table.to_polars().iter_rows(named=True), table.cards(), strict=True):
        assert card.provisional == row["provisional"]
        for node in card.nodes.values():
            parts = (node.score, node.low, node.high, node.coverage, node.level)
            names = ("", ":low", ":high", ":coverage", ":level")
            assert parts == tuple(row[f"{node.id}{name}"] for name in names)


def test_a_missing_fact_is_provisional_in_the_table_too():
    """Card and table agree about a firm that did not say what it runs."""
    asked_if = {"profile": "processes", "in": ["spinning"]}
    questionnaire = made(dimension("d", practice("d.p", level("a"), level("b", asked_if=asked_if))))
    rows = [{"a": "3"}, {"a": "3", "processes": ["dyeing"]}]
    table = score_many(questionnaire, rows)

    assert table.to_polars()["provisional"].to_list() == [True, False]
    assert [card.provisional for card in table.cards()] == [True, False]


def test_firms_are_named_by_code_or_name(questionnaire):
    """A credit code goes before a name; a table without either has no column for it."""
    named = pl.DataFrame({"a": ["3"], "name": ["甲"], "credit_code": ["91370200163562681G"]})

    assert score_many(questionnaire, named).to_polars()["firm"].to_list() == ["91370200163562681G"]
    assert "firm" not in score_many(questionnaire, named.select("a")).to_polars().columns
