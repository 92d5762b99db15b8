"""Labels and numbers: both languages say the same things, and rounding is that of the books."""

import re
import string
from pathlib import Path

import pytest

from reports.wording import NOTHING, Words, labels, rounded

ROOM = Path(__file__).resolve().parents[2] / "reports"
PAINTED = "\n".join(path.read_text("utf-8") for path in (ROOM / "templates").rglob("*.html"))
CODE = "\n".join(path.read_text("utf-8") for path in ROOM.rglob("*.py"))


def forms(label):
    return label.values() if isinstance(label, dict) else [label]


def blanks(label):
    return {
        name for form in forms(label) for _, name, _, _ in string.Formatter().parse(form) if name
    }


def test_both_languages_have_the_same_labels():
    """A label that stands in one language stands in the other."""
    assert labels("zh").keys() == labels("en").keys()


def test_both_languages_fill_in_the_same_values():
    """A label takes the same values in both languages (a count need not be spelt out)."""
    differing = {
        key: (blanks(labels("zh")[key]), blanks(labels("en")[key]))
        for key in labels("zh")
        if (blanks(labels("zh")[key]) ^ blanks(labels("en")[key]))
        - {"n", "revenue", "million", "points", "low", "high", "low_k", "high_k"}
    }

    assert differing == {}


def test_templates_use_only_labels_that_exist():
    """Every label a template asks for is there, and no template builds a key of its own."""
    asked = re.findall(r"\bt\(\s*([^,)]+)", PAINTED)

    assert asked
    assert {key.strip('"') for key in asked} <= labels("zh").keys()
    assert all(key.startswith('"') for key in asked)


def test_no_label_is_left_over():
    """Every label is asked for somewhere: by its name, or as one of a section's (`f"fact.{name}"`)."""
    text = PAINTED + CODE
    asked = [
        key for key in labels("zh") if f'"{key}"' in text or f"{key.rpartition('.')[0]}.{{" in text
    ]

    assert [key for key in labels("zh") if key not in asked and not key.endswith(".title")] == []


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.25, "0.2"), (0.35, "0.4"), (12.35, "12.4"), (12.45, "12.4"), (39.96, "40.0"), (100.0, "100.0"),
     (-0.01, "0.0"), (0.1 + 0.2, "0.3"), (sum([12.35 / 7] * 7), "12.4")],
)  # fmt: skip
def test_rounding_is_half_even_to_one_decimal(value, shown):
    """Ties go to the even digit as they would on paper, binary noise or not."""
    assert str(rounded(value)) == shown


def test_a_gap_that_rounds_to_nothing_is_still_a_gap():
    """39.96 is shown as 40.0 and yet short of 40: the gap must not read 0.0."""
    words = Words("zh")

    assert words.gap(0.04) == "<0.1"
    assert words.gap(0.0) == "0.0"
    assert words.gap(9.005) == "9.0"


def test_figures_are_shown_as_entered():
    """A raw figure loses no digit, and thousands are separated."""
    words = Words("en")

    assert [words.figure(x) for x in (0.085, 32000.0, 1234567.25, 5)] == [
        "0.085", "32,000", "1,234,567.25", "5",
    ]  # fmt: skip
    assert words.figure(1800, 100) == "18"
    assert words.figure(1e300) == "1e+300"


def test_spans_and_missing_numbers():
    """A range whose ends look alike is one number; where there is none a dash stands."""
    words = Words("en")

    assert words.span(1.0, 1.04) == "1.0"
    assert words.span(1.0, 2.0) == "1.0–2.0"
    assert words.score(None) == words.percent(None) == NOTHING


@pytest.mark.parametrize(
    ("date", "zh", "en"),
    [("2026-11-23", "2026年11月23日", "23 November 2026"), ("2024-04", "2024年4月", "April 2024"),
     ("2017", "2017年", "2017"), ("last year", "last year", "last year")],
)  # fmt: skip
def test_dates_are_written_out(date, zh, en):
    """ISO dates are put in words, to the precision they have; other text stays."""
    assert (Words("zh").date(date), Words("en").date(date)) == (zh, en)


def test_languages_fall_back():
    """A regional tag takes its base language, a language nobody wrote takes Chinese."""
    assert [Words(lang).tag for lang in ("zh-Hans", "en-GB", "fr")] == ["zh-CN", "en", "zh-CN"]


def test_counts_take_their_form():
    """English says question and questions, Chinese has one form."""
    assert Words("en")("answers.intro", n=1) == "1 question was asked."
    assert Words("en")("answers.intro", n=2) == "2 questions were asked."
    assert Words("zh")("answers.intro", n=1) == "共问到 1 题。"


def test_outside_text_becomes_one_clean_line():
    """Line breaks, invisible marks and the non-breaking hyphen do not reach the page."""
    assert Words("zh").line("甲\u200b厂\n一‑二\x07") == "甲厂 一-二"
