"""A draft that several people fill in: versions, conflicts, notes, what is asked and missing."""

from hypothesis import given
from hypothesis import strategies as st

from assessment import Draft, overview
from assessment.draft import LONGEST_NOTE, minutes
from questionnaires import parse_sheet
from questionnaires.profile import Profile
from tests.tiny import dimension, level, made, number, practice, ratio, single

QUESTIONS = (
    level("d.p.a"),
    number("d.p.b", asked_if={"question": "d.p.a", "ge": 3}),
    single("d.p.c", {"bad": 0, "good": 100}, may_not_apply=True),
)
TINY = made(dimension("d", practice("d.p", *QUESTIONS), practice("d.r", ratio("d.r.d"))))


def test_a_change_counts_up_the_version_and_stamps_its_fields():
    """Each change makes one version; fields know which one last changed them."""
    draft = Draft(TINY).change({"d.p.a": "2", "d.p.c": "good"}).draft
    draft = draft.change({"d.p.a": "3"}).draft

    assert (draft.version, dict(draft.stamps)) == (2, {"d.p.a": 2, "d.p.c": 1})
    assert draft.value("d.p.a") == "3"


def test_saving_the_same_again_changes_nothing():
    """An entry equal to what is stored makes no version."""
    draft = Draft(TINY).change({"d.p.a": "2"}).draft

    again = draft.change({"d.p.a": " 2 ", "d.p.c": ""})

    assert again.draft is draft
    assert not again.changed


def test_good_entries_are_kept_beside_wrong_ones():
    """Wrong entries come back as problems with their field."""
    change = Draft(TINY).change({"d.p.a": "2", "d.p.b": "much", "d.x": "1"})

    assert dict(change.changed) == {"d.p.a": (None, "2")}
    assert [problem.place.field for problem in change.problems] == ["d.p.b", "d.x"]


def test_an_entry_against_somebody_elses_is_a_conflict():
    """Both values are told, and the stored one stays."""
    draft = Draft(TINY).change({"d.p.a": "2"}).draft

    change = draft.change({"d.p.a": "4", "d.p.c": "good"}, base=0)

    [conflict] = change.conflicts
    assert (conflict.field, conflict.theirs, conflict.yours) == ("d.p.a", "2", "4")
    assert (change.draft.value("d.p.a"), change.draft.value("d.p.c")) == ("2", "good")


def test_an_entry_that_was_not_touched_takes_nothing_back():
    """What a stale page merely shows does not count as a change."""
    draft = Draft(TINY).change({"d.p.a": "2"}).draft.change({"d.p.a": "3"}).draft

    change = draft.change({"d.p.a": "2"}, base=1, at_base={"d.p.a": "2"})

    assert change.draft.value("d.p.a") == "3"
    assert not change.conflicts


def test_both_saying_the_same_is_no_conflict():
    """Two people with one answer agree."""
    draft = Draft(TINY).change({"d.p.a": "2"}).draft

    assert not draft.change({"d.p.a": "2"}, base=0).conflicts


def test_notes_are_fields_of_their_own():
    """A note changes, clears and conflicts like an answer, and knows its limit."""
    draft = Draft(TINY).change({"d.p.a#note": "  ask\nLi "}).draft

    assert draft.value("d.p.a#note") == "ask Li"
    assert draft.change({"d.p.a#note": "x"}, base=0).conflicts[0].theirs == "ask Li"
    assert draft.change({"d.p.a#note": ""}).draft.notes == {}
    [long] = draft.change({"d.p.a#note": "x" * (LONGEST_NOTE + 1)}).problems
    [wrong] = draft.change({"d.p.a#note": 5}).problems
    [nowhere] = draft.change({"d.x#note": "x"}).problems
    assert long.code == "answer.text_too_long"
    assert (wrong.code, nowhere.code) == ("answer.bad_shape", "answer.not_asked")


def test_only_asked_questions_count():
    """A question that waits for another one is neither asked nor missing."""
    start = overview(Draft(TINY))
    assert (start.asked, start.answered, start.missing) == (3, 0, ("d.p.a", "d.p.c", "d.r.d"))

    more = overview(Draft(TINY).change({"d.p.a": "4"}).draft)
    assert (more.asked, more.answered) == (4, 1)
    assert more.missing == ("d.p.b", "d.p.c", "d.r.d")


def test_unknown_and_not_applicable_settle_a_question():
    """Both are answers: nothing is missing afterwards."""
    entries = {
        "d.p.a": {"unknown": True}, "d.p.c": {"not_applicable": "none here"},
        "d.r.d": {"numerator": 1, "denominator": 4},
    }  # fmt: skip
    found = overview(Draft(TINY).change(entries).draft)

    assert [section.done for section in found.sections] == [True, True]


def test_another_profile_is_a_version_and_keeps_all_answers():
    """Facts change what is asked, never what was answered."""
    draft = Draft(TINY).change({"d.p.a": "2"}).draft

    changed = draft.with_profile(Profile(processes=("garment",)))

    assert (changed.version, changed.value("d.p.a")) == (2, "2")
    assert draft.with_profile(draft.sheet.profile) is draft


def test_the_next_round_starts_from_the_answers():
    """A new round has all answers and no history."""
    draft = Draft(TINY).change({"d.p.a": "2", "d.p.a#note": "x"}).draft.next_round()

    assert (draft.version, dict(draft.stamps)) == (0, {})
    assert (draft.value("d.p.a"), draft.value("d.p.a#note")) == ("2", "x")


def test_time_is_told_in_steps_of_five_minutes(textile):
    """Nothing takes no time; figures take longer than words."""
    words = [q for q in textile.questions if q.kind == "level"][:3]
    ratios = [q for q in textile.questions if q.kind == "count_of"][:3]

    assert (minutes([]), minutes(words[:1]), minutes(words * 5)) == (0, 5, 10)
    assert minutes(ratios * 5) == 30


ENTRIES = st.dictionaries(
    st.sampled_from(["d.p.a", "d.p.b", "d.p.c", "d.p.c#note"]),
    st.sampled_from(["", "1", "3", "good", "bad", "?"]),
    max_size=3,
)


@given(mine=ENTRIES, theirs=ENTRIES, before=ENTRIES)
def test_nobodys_value_is_lost(mine, theirs, before):
    """Of two people who start from one page, each finds every value taken, or told as a conflict."""
    start = Draft(TINY).change(before).draft
    first = start.change(theirs).draft
    at_base = {name: start.value(name) for name in first.stamps}

    change = first.change(mine, base=start.version, at_base=at_base)

    contested = {conflict.field: conflict for conflict in change.conflicts}
    wrong = {problem.place.field for problem in change.problems}
    for name in {*mine, *theirs}:
        now, was = change.draft.value(name), first.value(name)
        wanted = start.change({name: mine[name]}).draft.value(name) if name in mine else was
        if name in contested:
            assert (contested[name].theirs, contested[name].yours) == (was, wanted)
            assert now == was
        elif name in wrong or wanted == start.value(name):
            assert now == was
        else:
            assert now == wanted


@given(entries=ENTRIES)
def test_stored_answers_read_back_as_they_are(entries):
    """What a draft holds can be written down and entered again."""
    draft = Draft(TINY).change(entries).draft

    sheet, problems = parse_sheet(TINY, draft.sheet.to_plain(TINY))

    assert not problems
    assert dict(sheet.answers) == dict(draft.sheet.answers)


def test_confidence_is_a_field_of_its_own():
    """How sure the firm is changes, clears and conflicts like an answer, and touches no answer."""
    draft = Draft(TINY).change({"d.p.a": "2", "d.p.a#confidence": "fairly"}).draft

    assert draft.value("d.p.a#confidence") == "fairly"
    assert draft.value("d.p.a") == "2"
    assert draft.card() == Draft(TINY).change({"d.p.a": "2"}).draft.card()
    assert draft.next_round().confidence == {"d.p.a": "fairly"}
    assert draft.change({"d.p.a#confidence": "sure"}, base=0).conflicts[0].theirs == "fairly"
    assert draft.change({"d.p.a#confidence": ""}).draft.confidence == {}
    [problem] = draft.change({"d.p.a#confidence": "<b>"}).problems
    assert (problem.code, problem.place.field) == ("answer.bad_confidence", "d.p.a#confidence")
