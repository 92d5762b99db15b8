"""Numbers and text as people type them."""

import math
import time

import numpy as np
import pytest

from questionnaires.numbers import clean_text, parse_number


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (0, 0), (480, 480), (-2.5, -2.5), ("480", 480), (" 3.5 ", 3.5), ("３．５", 3.5), ("１，２３４", 1234),
        ("1,234,567.8", 1234567.8), ("+7", 7), (".5", 0.5), ("5.", 5), ("-0.25", -0.25), ("1e3", 1000),
        ("2E-2", 0.02), ("007", 7), (np.float64(1.5), 1.5), (2**53, 2**53),
    ],
)  # fmt: skip
def test_numbers_are_read_as_typed(typed, expected):
    """Full-width digits, thousands separators and exponents are understood."""
    assert parse_number(typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        True, False, None, "", "  ", "abc", "3 个", "5kg", "1,23", "12,34,567", "1 2", "1.2.3", "--1", "0x10", "1e400",
        "１２万", "3-5", "约3", "75%", math.nan, math.inf, -math.inf, "nan", "inf", 10**400, [], {}, [1], b"1",
        "1" * 41, "5" + " " * 100 + "6", "9" * 10**6, "a" + "\u0301\u0327" * 10**5,
    ],
    ids=lambda value: repr(value)[:20] if not isinstance(value, int) else f"int {value.bit_length()} bits",
)  # fmt: skip
def test_what_is_no_number_is_refused(typed):
    """Units, words, half numbers, NaN and monsters are not numbers, and take no time to refuse."""
    start = time.perf_counter()

    assert parse_number(typed) is None
    assert time.perf_counter() - start < 0.5


def test_a_percent_sign_is_read_only_where_it_is_the_unit():
    """``75%`` and ``７５％`` are 75 for a percentage and no number elsewhere."""
    assert parse_number("75%", percent=True) == 75
    assert parse_number("７５ ％", percent=True) == 75
    assert parse_number("75%%", percent=True) is None


def test_zero_has_one_form():
    """-0.0 becomes 0.0, so that equal answers have equal digests."""
    assert [str(parse_number(zero)) for zero in (-0.0, "-0", 0)] == ["0.0"] * 3


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("  纺 纱\t厂\r\n", "纺 纱 厂"),
        ("纺\u3000纱\xa0厂", "纺 纱 厂"),
        ("纺\u200b纱\ufeff厂\x00\u202e", "纺纱厂"),
        ("e\u0301", "é"),
        (12, "12"),
        (None, "None"),
    ],
)
def test_text_becomes_one_clean_line(typed, expected):
    """White space is folded; control and invisible characters disappear."""
    assert clean_text(typed) == expected


@pytest.mark.parametrize("mark", ["x", "\u0301\u0327", " "], ids=["letters", "accents", "blanks"])
def test_very_long_text_is_cut_and_says_so(mark):
    """A million characters cost no time, and the cut shows, so that they equal no known word."""
    start = time.perf_counter()
    text = clean_text("level" + mark * 10**6 + "end")

    assert len(text) <= 2001
    assert text.endswith("…")
    assert time.perf_counter() - start < 0.5
