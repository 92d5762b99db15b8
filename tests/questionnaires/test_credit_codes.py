"""Whole columns of credit codes are judged as a single one is."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.credit_codes import plain_codes, valid_codes
from questionnaires.profile import parse_profile
from tests.codes import credit_code

TYPED = st.sampled_from(["0", "9", "A", "Y", "I", "z", " ", "-", "\u200b", "\u3000", "９", "Ａ", "－", "é", "Ⅸ", "\t"])  # fmt: skip


@st.composite
def typed(draw):
    """A good code with some of its characters changed or others put in."""
    code = list(credit_code(draw(st.integers(0, 999_999))))
    for _ in range(draw(st.integers(0, 3))):
        at, width = draw(st.integers(0, len(code))), draw(st.integers(0, 1))
        code[at : at + width] = draw(TYPED)
    return "".join(code)


@given(st.lists(typed(), min_size=1, max_size=20))
def test_a_column_accepts_what_a_profile_accepts(cells):
    """Code by code the same verdict, and for a good one the same plain form."""
    plain = plain_codes(pl.Series(cells))
    valid = valid_codes(plain).tolist()

    for cell, text, good in zip(cells, plain.to_list(), valid, strict=True):
        profile, problems = parse_profile({"credit_code": cell})
        assert good == (profile.credit_code is not None and not problems), repr(cell)
        assert not good or text == profile.credit_code


def test_invented_codes_differ():
    """Every invented firm has a code of its own that passes the check."""
    codes = pl.Series([credit_code(n) for n in range(3000)])

    assert valid_codes(codes).all()
    assert codes.n_unique() == len(codes)
