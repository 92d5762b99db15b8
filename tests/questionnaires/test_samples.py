"""The sample firms: believable, complete, free of contradictions, and plainly invented."""

import re

import pytest

from questionnaires import parse_sheet
from questionnaires.answers import AnswerState
from questionnaires.loader import LIBRARY
from questionnaires.source import parse
from scoring import score

FOLDER = LIBRARY / "textile" / "samples"
FULL = {"dyeing-mill": 3, "spinning-mill": 4, "garment-maker": 2}
NAMES = [*FULL, "garment-quick"]
KEYS = {"questionnaire", "form", "profile", "answers"}


def raw(name):
    return parse((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), f"{name}.yaml").data


@pytest.fixture(scope="module")
def samples(textile):
    found = {}
    for name in NAMES:
        data = raw(name)
        sheet, problems = parse_sheet(textile, data["answers"], data["profile"], form=data["form"])
        assert [problem.to("en") for problem in problems] == []
        found[name] = sheet
    return found


@pytest.fixture(scope="module")
def cards(textile, samples):
    return {name: score(textile, sheet) for name, sheet in samples.items()}


def test_every_sample_is_known():
    """The folder holds these answer files and no others."""
    assert sorted(path.stem for path in FOLDER.glob("*.yaml")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_a_whole_answer_file(name, samples):
    """It names its questionnaire and form, and has the whole profile but a credit code."""
    data, profile = raw(name), samples[name].profile

    assert set(data) == KEYS
    assert data["questionnaire"] == "textile@1.0.0"
    assert profile.fictional
    assert profile.name.startswith("示例·")
    assert profile.credit_code is None
    assert all((profile.region, profile.industry, profile.processes, profile.size))
    assert "虚构" in (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_complete(name, cards):
    """Every question asked is answered or declared unknown, and nothing else is answered."""
    card = cards[name]

    assert not card.provisional
    assert [a.id for a in card.answers.values() if a.state == "unanswered"] == []
    assert card.ignored == ()
    assert card.missing_facts == ()


@pytest.mark.parametrize("name", FULL)
def test_a_sample_has_unknowns_and_reasons(name, samples):
    """A few answers are unknown or do not apply; reasons are in Chinese."""
    answers = samples[name].answers.values()
    unknown = [a for a in answers if a.state is AnswerState.UNKNOWN]
    reasons = [a.reason for a in answers if a.state is AnswerState.NOT_APPLICABLE]

    assert 1 <= len(unknown) <= 5
    assert 1 <= len(reasons) <= 5
    assert all(re.search("[\u4e00-\u9fff]{5}", reason) for reason in reasons)


def test_the_samples_stand_at_different_levels(cards):
    """Levels 3, 4 and 2; only the brand gate keeps the dyeing mill from its next level."""
    assert {name: cards[name].level for name in FULL} == FULL
    mill = cards["dyeing-mill"].next_level
    assert (mill.distance, [gate.id for gate in mill.binding]) == (0, ["l4_branding"])
    assert [gate.id for gate in cards["garment-maker"].next_level.binding] == ["l3_production"]


def test_strengths_and_weaknesses_differ(cards):
    """Each firm is strong and weak where its file says."""
    scores = {
        name: {
            d: cards[name].nodes[d].score for d in ("equipment", "digital", "energy", "branding")
        }
        for name in FULL
    }

    for name, (best, worst) in {
        "dyeing-mill": ("energy", "branding"), "spinning-mill": ("equipment", "branding"),
        "garment-maker": ("branding", "digital"),
    }.items():  # fmt: skip
        assert max(scores[name], key=scores[name].get) == best
        assert min(scores[name], key=scores[name].get) == worst


def test_the_short_form_tells_the_same_story(textile, samples, cards):
    """The quick sample repeats the full one's short-form answers and comes to the same level."""
    full, quick = samples["garment-maker"], samples["garment-quick"]

    assert quick.form == "quick"
    assert quick.profile == full.profile
    assert quick.answers == {
        q.id: full.answers[q.id] for q in textile.questions if q.quick and q.id in full.answers
    }
    assert cards["garment-quick"].estimate
    assert cards["garment-quick"].level == cards["garment-maker"].level
    assert abs(cards["garment-quick"].score - cards["garment-maker"].score) < 5


@pytest.mark.parametrize("name", FULL)
def test_counts_of_machines_do_not_contradict_each_other(name, samples):
    """Old and young are parts of one total; networked machines are digital, digital ones machines."""
    counts = {
        key: answer.value
        for key, answer in samples[name].answers.items()
        if isinstance(answer.value, tuple)
    }
    old, young = counts["equipment.ledger.over_15_years"], counts["equipment.ledger.within_5_years"]
    digital, networked = (
        counts["equipment.automation.digital_rate"],
        counts["equipment.automation.networking_rate"],
    )
    key_machines = counts["equipment.automation.nc_rate"]
    main, everything = old[1], digital[1]

    assert young[1] == main
    assert old[0] + young[0] <= main
    assert networked[1] == everything
    assert networked[0] <= digital[0]
    assert key_machines[1] <= main <= everything
    assert counts["digital.supply.links"][1] <= 14
    for part, whole in (
        ("equipment.machines.weaving_fast", main), ("equipment.machines.dyeing_control", main),
        ("equipment.machines.spinning_automatic", main), ("energy.chemicals.dosing", everything),
    ):  # fmt: skip
        if part in counts:
            assert counts[part][1] <= whole
    motors = counts["equipment.efficiency.motors"]
    says_most = "motors" in samples[name].answers["energy.saving.equipment"].value
    assert says_most == (motors[0] * 2 > motors[1])


def test_water_and_energy_of_the_dyeing_mill_agree(samples):
    """Fresh and reused water are the total, and give the water per 100 m of 42 million metres."""
    answers = samples["dyeing-mill"].answers
    reused, total = answers["energy.water.reuse_rate"].value

    assert (total - reused) / 420_000 == pytest.approx(answers["energy.water.dyeing_woven"].value)
