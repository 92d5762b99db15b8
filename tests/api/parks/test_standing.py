"""A park's figures stand on the results it may see: all of them, no others, as they are now."""

import numpy as np
import pytest
from sqlmodel import select

from api.assessments.tables import Consent, Result
from api.kit.clock import now
from api.parks import shown
from api.parks.standing import standing
from scoring import score_many
from tests.api.parks.arranged import Park, firm


@pytest.fixture
def park(database):
    return Park(database)


def seen(park):
    with park.database.read() as session:
        return standing(session, park.find(session))


@pytest.mark.both
def test_only_results_with_a_consent_count(park, textile):
    """The numbers are those of scoring; who let nothing be seen is not even counted."""
    sheets = [firm(f"示例{place}厂", seed=place) for place in range(4)]
    park.add(*sheets[:2])
    park.add(sheets[2], scope="level")
    park.add(sheets[3], scope=None)

    found = seen(park)

    assert [row.name for row in found.rows] == [sheet.profile.name for sheet in sheets[:3]]
    scored = score_many(textile, sheets[:3]).numbers
    np.testing.assert_array_equal(found.table.numbers.scores, scored.scores)
    assert found.members.scores_shown.tolist() == [True, True, False]
    assert found.fictional
    assert len(found.cohort()) == 3


@pytest.mark.both
def test_what_is_read_once_is_kept_until_something_changes(park):
    """The same results share their figures; a consent taken back is gone from the next look."""
    park.add(*(firm(f"示例{place}厂", seed=place) for place in range(3)))
    first = seen(park)
    again = seen(park)
    with park.database.write() as session:
        consent = session.exec(select(Consent)).first()
        consent.revoked_at = now()
        session.add(consent)

    after = seen(park)

    assert again is first
    assert len(after.rows) == len(after.table) == len(after.cohort()) == 2


@pytest.mark.both
def test_after_a_change_only_what_is_new_is_read(park, textile, monkeypatch):
    """Results never change, so those read before are kept; the figures are those of a first look."""
    sheets = [firm(f"示例{place}厂", seed=place) for place in range(4)]
    park.add(*sheets[:3])
    seen(park)
    read = []
    numbers = shown.numbers

    def counted(session, campaign, wanted):
        found = numbers(session, campaign, wanted)
        read.extend(found)
        return found

    monkeypatch.setattr(shown, "numbers", counted)
    with park.database.write() as session:
        consent = session.exec(select(Consent).order_by(Consent.assessment_id)).first()
        consent.revoked_at = now()
        session.add(consent)
    park.add(sheets[3])

    found = seen(park)

    assert len(read) == 1
    assert [row.name for row in found.rows] == [sheet.profile.name for sheet in sheets[1:]]
    scored = score_many(textile, sheets[1:]).numbers
    np.testing.assert_array_equal(found.table.numbers.scores, scored.scores)


def test_a_changed_scope_holds_from_the_next_look(park):
    """From answers to the level alone."""
    park.add(firm("示例厂"))
    seen(park)
    with park.database.write() as session:
        consent = session.exec(select(Consent)).one()
        consent.scope = "level"
        session.add(consent)

    assert seen(park).members.scores_shown.tolist() == [False]


def test_results_without_numbers_are_found_again_or_left_out(park, textile):
    """An older result counts if scoring its answers gives what was frozen, and not otherwise."""
    sheet = firm("示例旧厂", seed=5)
    park.add(sheet, firm("示例另厂", seed=6), packed=False, documents=True)
    with park.database.write() as session:
        other = session.exec(select(Result).order_by(Result.assessment_id.desc())).first()
        other.digest = "0" * 64
        session.add(other)

    found = seen(park)

    assert [row.name for row in found.rows] == ["示例旧厂"]
    assert found.unread == 1
    scored = score_many(textile, [sheet]).numbers
    np.testing.assert_array_equal(found.table.numbers.scores, scored.scores)


def test_a_damaged_result_does_not_take_the_others_along(park):
    """It is counted as unread."""
    park.add(*(firm(f"示例{place}厂", seed=place) for place in range(3)))
    with park.database.write() as session:
        broken = session.exec(select(Result)).first()
        broken.packed = broken.packed[:-1]
        session.add(broken)

    found = seen(park)

    assert len(found.rows) == len(found.table) == 2
    assert found.unread == 1
