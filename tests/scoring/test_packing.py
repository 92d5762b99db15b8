"""A batch frozen as bytes comes back as it was, and nothing else is taken for one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.cohort import cohort
from scoring import ScoringError, score_many
from scoring.packing import pack, unpack
from tests.benchmarks.parks import park
from tests.strategies import any_questionnaire, sheets
from tests.tiny import level, number, one

PARTS = [
    *(("numbers", name) for name in ("scores", "highs", "coverage", "levels", "gates", "unfinished")),
    *(("matrix", name) for name in ("codes", "values", "variants", "quick")),
    *(("facts", name) for name in ("processes", "size", "employees", "revenue", "industry", "region")),
]  # fmt: skip


def same(one, other):
    """Tell whether two arrays are of one type and equal, bit by bit."""
    return one.dtype == other.dtype and one.shape == other.shape and (
        one.tolist() == other.tolist() if one.dtype == object else one.tobytes() == other.tobytes()
    )  # fmt: skip


@given(st.data())
def test_the_round_trip_changes_no_bit(data):
    """Every array and every card of random firms of random questionnaires."""
    questionnaire = data.draw(any_questionnaire())
    firms = data.draw(st.lists(sheets(questionnaire), max_size=3))
    table = score_many(questionnaire, firms)
    again = unpack(questionnaire, pack(table), table.ids, firms.__getitem__)

    for whole, name in PARTS:
        assert same(getattr(getattr(table, whole), name), getattr(getattr(again, whole), name)), (
            name
        )
    assert [card.to_dict() for card in again.cards()] == [card.to_dict() for card in table.cards()]
    assert again.to_polars().equals(table.to_polars())


def test_a_cohort_of_frozen_members_is_the_same(textile):
    """All that a park sees of its members, in another order of storage and back."""
    table, members = park(60)
    blobs = pack(table)
    again = unpack(textile, [*blobs[:20], *blobs[20:]], table.ids)
    one, other = cohort(textile, table, members), cohort(textile, again, members)

    for name in ("nodes", "histogram", "items", "clauses", "gates", "groupings", "provisional"):
        assert getattr(one, name) == getattr(other, name)
    assert np.array_equal(one.by_level, other.by_level, equal_nan=True)


def test_firms_are_packed_one_by_one(textile):
    """The bytes of a firm do not depend on who stands beside it."""
    rows = [{"processes": ["dyeing"]}, {"employees": 30, "form": "quick"}]
    alone = [pack(score_many(textile, [row]))[0] for row in rows]

    assert pack(score_many(textile, rows)) == alone
    assert len(unpack(textile, [alone[1]])) == 1


@pytest.mark.parametrize(("spoil", "code"), [
    (lambda blob: blob[:-1], "packing.damaged"),
    (lambda blob: blob + b"\0", "packing.damaged"),
    (lambda blob: blob[:40] + bytes([blob[40] ^ 1]) + blob[41:], "packing.damaged"),
    (lambda blob: blob[:0], "packing.foreign"),
    (lambda blob: b"{" + blob[1:], "packing.foreign"),
])  # fmt: skip
def test_bytes_that_were_changed_are_refused(spoil, code):
    """Cut, longer, a bit turned, another layout, something else: refused, naming the one."""
    questionnaire = one(level("a"), number("b"))
    blobs = pack(score_many(questionnaire, [{"a": "3"}, {"b": 1}]))

    with pytest.raises(ScoringError) as refused:
        unpack(questionnaire, [blobs[0], spoil(blobs[1])])
    assert [(p.code, p.place.row) for p in refused.value.problems] == [(code, 2)]


def test_another_questionnaire_is_refused():
    """The same shape under other credits would give other cards."""
    first = one(number("b", ((0, 0), (100, 100))))
    other = one(number("b", ((0, 0), (50, 100))))

    with pytest.raises(ScoringError, match="foreign"):
        unpack(other, pack(score_many(first, [{"b": 1}])))


def test_without_sheets_there_are_numbers_but_no_cards(textile):
    """Who unpacks without sheets is told so when asking for a card."""
    again = unpack(textile, pack(score_many(textile, [{}])))

    assert again.to_polars()["index"].to_list() == [0]
    with pytest.raises(LookupError):
        again.card(0)
