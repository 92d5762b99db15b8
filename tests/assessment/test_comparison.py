"""Two rounds of one firm: only what measured the same thing is compared."""

import pytest

import assessment
from assessment.comparison import compare
from assessment.variants import variants
from questionnaires import load, parse_sheet

TEXT = """\
format: 1
id: own
version: 1.0.0
languages: [en]
title: {en: Own}
levels:
  - {level: 1, threshold: 0, name: {en: Low}, basis: [editorial]}
  - {level: 2, threshold: 50, name: {en: High}, basis: [editorial]}
dimensions:
  - id: d
    title: {en: D}
    practices:
      - id: d.p
        title: {en: P}
        questions:
          - id: d.p.rung
            kind: level
            quick: true
            text: {en: How far?}
            rungs: [{en: a}, {en: b}, {en: c}, {en: d}, {en: e}]
          - id: d.p.share
            kind: number
            text: {en: How much?}
            unit: {en: "%"}
            range: [0, 100]
            anchors: [{at: 0, credit: 0}, {at: 100, credit: 100}]
            variants:
              - {when: {profile: size, in: [micro]}, anchors: [{at: 0, credit: 0}, {at: 50, credit: 100}]}
          - id: d.p.loom
            kind: single
            asked_if: {profile: processes, in: [weaving]}
            text: {en: Looms?}
            options: [{id: no, text: {en: No}, credit: 0}, {id: yes, text: {en: Yes}, credit: 100}]
"""
MILL = {"name": "Mill", "processes": ["weaving"], "employees": 400, "revenue": 5000}


@pytest.fixture
def version(tmp_path):
    """Load the questionnaire, with pieces of its text replaced."""

    def make(**changes):
        text = TEXT.replace("{id: no, text", "{id: none, text").replace("{id: yes", "{id: some")
        for old, new in changes.items():
            before, after = new
            assert before in text, old
            text = text.replace(before, after)
        path = tmp_path / f"own{len(list(tmp_path.iterdir()))}.yaml"
        path.write_text(text, encoding="utf-8")
        return load(path)

    return make


def outcome(questionnaire, answers, form="full", **facts):
    sheet, problems = parse_sheet(questionnaire, answers, {**MILL, **facts}, form=form)
    assert not problems
    return next(iter(assessment.assess(questionnaire, [sheet])))


def changes(found):
    return {question.id: question.change for question in found.questions}


def test_credits_and_scores_are_subtracted_by_hand(version):
    """Rung 2 to 4 is 25 to 75; 40 % to 70 %; the mean of three goes from 55 to 81.7."""
    own = version()
    before = outcome(own, {"d.p.rung": "2", "d.p.share": 40, "d.p.loom": "some"})
    now = outcome(own, {"d.p.rung": "4", "d.p.share": 70, "d.p.loom": "some"})
    found = compare(now, before)

    assert changes(found) == pytest.approx({"d.p.rung": 50, "d.p.share": 30, "d.p.loom": 0})
    assert [(n.id, n.change) for n in found.nodes] == [
        (node, pytest.approx(80 / 3)) for node in ("index", "d", "d.p")
    ]
    assert (found.obstacle, found.clarified, found.apart, found.dropped) == (None, (), (), ())


@pytest.mark.parametrize("earlier", [{}, {"d.p.share": {"unknown": True}}])
def test_finding_out_is_not_progress(version, earlier):
    """A question left open before and answered now is set apart."""
    own = version()
    before = outcome(own, {"d.p.rung": "2", "d.p.loom": "none", **earlier})
    now = outcome(own, {"d.p.rung": "2", "d.p.loom": "none", "d.p.share": 90})

    found = compare(now, before)
    assert changes(found) == {"d.p.rung": 0, "d.p.loom": 0}
    assert found.clarified == ("d.p.share",)


def test_an_answer_withdrawn_is_not_a_loss(version):
    """Known before, unknown now: nothing got worse, so nothing is compared."""
    own = version()
    before = outcome(own, {"d.p.rung": "2", "d.p.share": 90, "d.p.loom": "none"})
    now = outcome(own, {"d.p.rung": "2", "d.p.share": {"unknown": True}, "d.p.loom": "none"})

    assert compare(now, before).apart == ("d.p.share",)


def test_other_anchors_are_another_ruler(version):
    """A firm that has become micro is measured by other anchors: 40 % is 40 before and 80 now."""
    own = version()
    before = outcome(own, {"d.p.rung": "2", "d.p.share": 40, "d.p.loom": "none"})
    now = outcome(
        own, {"d.p.rung": "2", "d.p.share": 40, "d.p.loom": "none"}, employees=5, revenue=50
    )

    assert list(variants(own, now.sheet)) == ["d.p.share"]
    assert variants(own, before.sheet) == {}
    assert now.card.answers["d.p.share"].credit == 80
    assert compare(now, before).apart == ("d.p.share",)


def test_questions_no_longer_asked_are_named(version):
    """Having given up weaving, the firm is not asked about looms."""
    own = version()
    before = outcome(own, {"d.p.rung": "2", "d.p.share": 40, "d.p.loom": "none"})
    now = outcome(own, {"d.p.rung": "2", "d.p.share": 40}, processes=["garment"])

    found = compare(now, before)
    assert (found.dropped, found.obstacle) == (("d.p.loom",), None)
    assert compare(before, now).apart == ("d.p.loom",)


def test_another_version_compares_unchanged_questions_only(version):
    """Weights and help may change; wording, options and anchors may not; scores are not compared."""
    old = version()
    new = version(
        version=("version: 1.0.0", "version: 2.0.0"),
        wording=("{en: How much?}", "{en: How much of it?}"),
        weight=("            kind: level\n", "            kind: level\n            weight: 3\n"),
    )
    answers = {"d.p.rung": "2", "d.p.share": 40, "d.p.loom": "none"}
    found = compare(outcome(new, {**answers, "d.p.rung": "3"}), outcome(old, answers))

    assert changes(found) == {"d.p.rung": 25, "d.p.loom": 0}
    assert (found.obstacle, found.nodes) == ("version", ())
    assert found.apart == ("d.p.share",)


def test_a_migration_may_keep_what_was_renamed(version):
    """A question kept under another id is compared when the migration says so."""
    old = version()
    new = version(version=("version: 1.0.0", "version: 2.0.0"), id=("d.p.rung", "d.p.step"))
    before = outcome(old, {"d.p.rung": "2", "d.p.share": 40, "d.p.loom": "none"})
    now = outcome(new, {"d.p.step": "3", "d.p.share": 40, "d.p.loom": "none"})

    assert "d.p.step" in compare(now, before).apart
    [change] = [q for q in compare(now, before, {"d.p.step": "d.p.rung"}).questions if q.change]
    assert (change.id, change.was, change.change) == ("d.p.step", "d.p.rung", 25)


def test_a_quick_form_is_not_a_full_one(version):
    """Scores of the tree rest on other questions; those answered in both are compared."""
    own = version()
    before = outcome(own, {"d.p.rung": "2"}, form="quick")
    now = outcome(own, {"d.p.rung": "3", "d.p.share": 40, "d.p.loom": "none"})
    found = compare(now, before)

    assert (found.obstacle, found.nodes, changes(found)) == ("form", (), {"d.p.rung": 25})


def test_a_round_compared_with_itself_has_not_changed(version):
    """All changes are zero and nothing is left out."""
    now = outcome(version(), {"d.p.rung": "2", "d.p.share": 40, "d.p.loom": "none"})
    found = compare(now, now)

    assert {q.change for q in found.questions} == {0.0} == {n.change for n in found.nodes}
    assert len(found.questions) == 3
