"""Days are counted as China has them, everywhere."""

import datetime as dt
import re
from pathlib import Path

import pytest

import api
from api.kit import clock
from api.parks.schemas import campaign_out
from api.parks.tables import Campaign

EVENING = dt.datetime(2026, 11, 26, 17, 30, tzinfo=dt.UTC)
"""Half past one in the night of the 27th in China."""


def test_a_day_begins_at_midnight_in_china(monkeypatch):
    """It is the 27th there, while UTC has the 26th."""
    monkeypatch.setattr(clock, "now", lambda: EVENING)

    assert clock.today() == clock.day_of(EVENING) == dt.date(2026, 11, 27)
    assert clock.day_of(EVENING - dt.timedelta(hours=2)) == dt.date(2026, 11, 26)


@pytest.mark.parametrize(("closes", "is_open"), [("2026-11-26", False), ("2026-11-27", True)])
def test_programs_are_told_the_same_day_as_people(monkeypatch, closes, is_open):
    """A campaign that closed yesterday in China is closed, whatever the day elsewhere."""
    monkeypatch.setattr(clock, "now", lambda: EVENING)
    row = Campaign(
        public_id="c", park_id=1, name="示例", questionnaire="textile@1.0.0", form="full",
        asks="answers", opens_on="2026-11-01", closes_on=closes, created_at=EVENING,
    )  # fmt: skip

    assert campaign_out(row).open is is_open


def test_no_other_place_takes_the_day_of_a_moment():
    """``date()`` of a moment in UTC is another day for eight hours out of twenty-four."""
    root = Path(api.__file__).parent
    found = [
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if re.search(r"\.date\(\)", path.read_text(encoding="utf-8"))
    ]

    assert found == ["kit/clock.py"]
