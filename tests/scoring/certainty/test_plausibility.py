"""Answers that ask for a second look: planted ones are found, honest samples are left in peace."""

import pytest

from questionnaires import load, parse_sheet
from scoring import score
from scoring.certainty import plausibility

TEXTILE = load("textile")
PROFILE = {"processes": ["weaving", "dyeing"], "employees": 400, "revenue": 9000}


def sheet_of(answers):
    sheet, problems = parse_sheet(TEXTILE, answers, PROFILE)
    assert not problems
    return sheet


def ratio(value):
    return {"numerator": value, "denominator": 100}


PLANTED = [
    ("networked_above_digital", {"equipment.automation.networking_rate": ratio(60), "equipment.automation.digital_rate": ratio(20)}),
    ("reuse_without_metering", {"energy.water.reuse_rate": ratio(50), "energy.water.metering": "1"}),
    ("water_use_without_meter", {"energy.water.dyeing_woven": 1.5, "energy.water.metering": "1"}),
    ("energy_figures_without_owner", {"energy.management.targets": "1", "energy.management.trend": "down"}),
    ("automatic_capture_without_network", {"digital.data.capture": "5", "equipment.automation.networking_rate": ratio(5)}),
    ("control_without_capture", {"digital.production.control": "4", "digital.data.capture": "1"}),
    ("scheduling_without_reporting", {"digital.production.planning": "5", "digital.production.control": "2"}),
    ("models_without_data", {"digital.data.ai": "4", "digital.data.platform": "1"}),
    ("decisions_without_systems", {"digital.data.decisions": "5", "digital.supply.links": ratio(5)}),
    ("traceable_without_records", {"digital.production.traceability": "4", "digital.production.quality": "1"}),
    ("ranked_without_ledger", {"equipment.renewal.plan": "4", "equipment.ledger.practice": "2"}),
    ("old_and_new_together", {"equipment.ledger.over_15_years": ratio(70), "equipment.ledger.within_5_years": ratio(65)}),
    ("predictive_without_service", {"equipment.maintenance.system": "5", "equipment.maintenance.downtime": 12}),
    ("own_brand_without_mark", {"branding.strategy.own_brand_share": 45, "branding.strategy.ip": ["none"]}),
    ("online_sales_without_channel", {"branding.channels.online_share": 30, "branding.channels.link": "1"}),
    ("audits_without_standard", {"branding.quality.system": "5", "branding.quality.first_pass": 80}),
]  # fmt: skip


@pytest.mark.parametrize(("check", "answers"), PLANTED, ids=[row[0] for row in PLANTED])
def test_a_planted_contradiction_is_found(check, answers):
    """Exactly the declared check speaks, and names the questions to look at."""
    (found,) = plausibility(TEXTILE, sheet_of(answers))

    assert found.check == check
    assert set(found.questions) == set(answers)
    assert set(found.text) == {"zh", "en"}


def test_every_declared_check_is_planted():
    """No check of the content goes untested."""
    assert {check.id for check in TEXTILE.checks} == {row[0] for row in PLANTED}


@pytest.mark.parametrize(("check", "answers"), PLANTED[:6], ids=[row[0] for row in PLANTED[:6]])
def test_half_an_answer_is_no_contradiction(check, answers):
    """A contradiction needs both answers; a missing or unknown one says nothing."""
    for left_out in answers:
        partial = {key: {"unknown": True} if key == left_out else v for key, v in answers.items()}
        assert plausibility(TEXTILE, sheet_of(partial)) == ()


def test_honest_samples_are_left_in_peace(sheet):
    """The sample firms raise nothing, and looking changes no score."""
    before = score(TEXTILE, sheet).to_json()

    assert plausibility(TEXTILE, sheet) == ()
    assert score(TEXTILE, sheet).to_json() == before


def test_the_same_rung_all_the_way_down():
    """Straight-lining is named with its rung; a few different answers end it."""
    ladders = [q for q in TEXTILE.questions if q.kind == "level"][:20]
    same = {q.id: "3" for q in ladders}
    mixed = {q.id: str(1 + n % 5) for n, q in enumerate(ladders)}

    kinds = [finding.kind for finding in plausibility(TEXTILE, sheet_of(same))]
    assert kinds == ["straight_line"]
    assert "straight_line" not in [f.kind for f in plausibility(TEXTILE, sheet_of(mixed))]


def test_a_number_far_from_its_peers():
    """With twenty comparable firms an outlier is named; with fewer nobody is compared."""
    peers = [sheet_of({"energy.water.dyeing_woven": 1.2 + 0.05 * (n % 9)}) for n in range(24)]
    strange = sheet_of({"energy.water.dyeing_woven": 14})

    (found,) = plausibility(TEXTILE, strange, peers)
    assert (found.kind, found.questions) == ("outlier", ("energy.water.dyeing_woven",))
    assert plausibility(TEXTILE, strange, peers[:19]) == ()
    assert plausibility(TEXTILE, peers[3], peers) == ()
