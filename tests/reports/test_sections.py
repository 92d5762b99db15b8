"""Sections a report can have beside the result: owner's page, details, comparison, peers, advice."""

import pytest

from assessment.comparison import Round
from questionnaires.canonical import digest
from reports import ReportError, html, summarise
from reports.advice import Advice, PeerGroup, Quartiles
from reports.summary import SECTIONS
from tests.reports.extras import ADVICE, EARLIER, PEERS


@pytest.fixture(scope="module")
def zh(outcome):
    return summarise(outcome, "zh", date="2026-11-23")


def test_the_owners_page_names_strongest_and_weakest(zh):
    """Three practices: one at each end, none twice."""
    shown = zh.overview

    assert [(row.title, row.score, row.level) for row in shown.strongest] == [
        ("保养", "40.0", "L2")
    ]
    assert [(row.title, row.score, row.level) for row in shown.weakest] == [("台账", "12.5", "L1")]
    assert shown.change is None


def test_the_owners_page_says_what_blocks_and_by_how_much(zh):
    """Points that lack, and each condition with where the firm stands."""
    assert zh.overview.blocking == (
        "指数还差 14.9 分", "台账齐全（现为 不全）", "没有淘汰设备（现为 有）",
    )  # fmt: skip


def test_next_steps_begin_with_what_blocks_the_next_level(zh):
    """The two blocked questions come before the costliest answer."""
    assert [(step.title, step.text, step.points) for step in zh.overview.steps] == [
        ("台账做到哪一步？", "齐全", "最多 +11.2 分"),
        ("还有淘汰设备吗？", "没有", "最多 +15.0 分"),
        ("百米用电多少？", "先弄清楚这个数，再填报", "最多 +20.0 分"),
    ]


def test_firms_that_are_alike_everywhere_have_no_strong_practice(empty, best):
    """All at 0, or all at 100: nothing is called strong or weak."""
    for which in (empty, best):
        shown = summarise(which, "zh").overview
        assert (shown.strongest, shown.weakest) == ((), ())


def test_quantities_stand_against_anchors_and_reference_lines(zh):
    """The line says what it is, whose, and that nobody has verified it."""
    [[power, meters]] = zh.dimensions.spreads[1].quantities

    assert [(m.label, m.under, m.credit, m.line, m.loose) for m in power.scale.marks] == [
        ("30", "100分 a", 100, True, True), ("1,230.5", "0分", 0, False, False),
    ]  # fmt: skip
    [line] = power.lines
    assert (line.key, line.text, line.source) == ("a", "据说三十", "行业报道")
    assert (line.status, line.caution) == ("未经核实", True)
    assert (power.scale.value, power.open) == (None, True)
    assert (meters.scale.value, meters.scale.label, meters.credit) == (37.5, "37.5%", "46.9")
    assert [m.label for m in meters.scale.marks] == ["0%", "80%"]


def test_a_dimension_lists_what_its_answers_cost(zh):
    """Costliest first, each with the next better answer."""
    machines = zh.dimensions.spreads[0]

    assert [(row.number, row.ahead, row.lost) for row in machines.answers] == [
        ("1.2.1", "还没做到：记录", "18.0"), ("1.1.2", "没有", "15.0"), ("1.1.1", "齐全", "11.2"),
    ]  # fmt: skip
    assert machines.answers_note.startswith("这个维度有 3 题丢分，合计使指数少了 44.2 分")


def test_the_previous_round_is_compared(make, outcome):
    """Index and level on the owner's page; nodes and answers in a section of their own."""
    earlier = make(EARLIER)
    summary = summarise(outcome, "zh", previous=Round(earlier, "2025-11-01"))
    change, found = summary.overview.change, summary.comparison

    assert (change.since, change.index, change.level) == ("比 2025年11月1日", "−15.1", "仍为 L1")
    assert [(row.number, row.change) for row in found.nodes][:2] == [("", "−15.1"), ("1", "+6.2")]
    assert [(row.before, row.now, row.change, row.better) for row in found.answers] == [
        ("没有", "不全", "+25.0", True)
    ]
    assert found.tally == "可比的题中，1 道提高，0 道下降，3 道没有变化。"
    assert len(found.notes) == 1  # power: known before, unknown now
    assert summarise(outcome, "zh", previous=earlier).overview.change.since == "比上一次"


def test_rounds_of_different_forms_show_no_change_of_the_index(make, outcome):
    """The owner's page says why, instead of a number."""
    summary = summarise(outcome, "zh", previous=make({}, form="quick"))

    assert summary.overview.change.index == ""
    assert "快速版" in summary.overview.change.note
    assert summary.comparison.nodes == ()


def test_peers_come_with_number_date_and_rule(outcome):
    """In the order of the questionnaire, never without n."""
    found = summarise(outcome, "zh", peers=PEERS).peers

    assert found.intro == "同类企业：绍兴印染，共 12 家，数据截至 2026年10月。"
    assert "少于 10 家" in found.rule
    assert [(row.title, row.low, row.score, row.below) for row in found.rows] == [
        ("成熟度指数", "20.0", "25.1", "25.0%"), ("设备", "1.0", "26.2", "—"),
        ("台账", "10.0", "12.5", "—"),
    ]  # fmt: skip


def test_a_small_group_shows_no_figure(outcome):
    """Below the minimum nothing of the quartiles is anywhere in the summary."""
    few = PeerGroup("绍兴印染", 9, "2026-10", 10, {"index": Quartiles(77.7, 88.8, 99.9)})
    summary = summarise(outcome, "zh", peers=few)

    assert summary.peers.rows == ()
    assert "不足 10 家" in summary.peers.suppressed
    assert not any(figure in summary.to_json() for figure in ("77.7", "88.8", "99.9"))


def test_advice_is_laid_out_and_leads_the_owners_page(outcome):
    """Costs with basis and status, points, clauses by name; the roadmap by period."""
    summary = summarise(outcome, "zh", advice=ADVICE)
    found = summary.advice

    assert [(m.title, m.cost, m.basis, m.caution, m.points) for m in found.measures] == [
        ("装电表", "3–8 万元", "三家报价；未经核实", True, "+2.4"), ("建台账", "—", "", False, "—"),
    ]  # fmt: skip
    assert found.measures[0].clauses == "淘汰老旧"
    assert [(p.name, p.measures, p.cost, p.after) for p in found.roadmap] == [
        ("上半年", ("2 建台账", "1 装电表"), "3–8 万元", "31.2 L2")
    ]
    assert [point.at for point in found.frontier.points] == [0, 20]
    assert [step.title for step in summary.overview.steps] == ["建台账", "装电表"]
    assert summarise(outcome, "en", advice=ADVICE).advice.measures[0].cost == "CNY 30–80 thousand"


def test_advice_is_left_out_when_there_is_none(zh, outcome):
    """No empty pages: the section and its heading are gone."""
    assert zh.advice is None
    assert summarise(outcome, "zh", advice=Advice()).contents == zh.contents
    assert summarise(outcome, "zh", advice={}).advice is None


def test_advice_can_come_as_plain_data(outcome):
    """The part of a result document is as good as the records."""
    plain = {
        "measures": [{"id": "list", "title": {"zh": "建台账"}, "cost": [1, 1]}],
        "roadmap": [{"period": "今年", "measures": ["list"]}],
    }
    found = summarise(outcome, "zh", advice=plain).advice

    assert (found.measures[0].cost, found.roadmap[0].measures) == ("1 万元", ("1 建台账",))


@pytest.mark.parametrize("wrong", [{"measure": []}, {"measures": [{"id": "x"}]}, {"roadmap": [5]}])
def test_advice_of_another_shape_is_refused(outcome, wrong):
    """Unknown or missing keys are named; nothing of it is shown."""
    with pytest.raises(ReportError) as caught:
        summarise(outcome, "zh", advice=wrong)

    assert caught.value.problems[0].code == "report.bad_advice"


@pytest.mark.parametrize("chosen", [(), ("scores",), ("answers", "record"), ("dimensions",)])
def test_sections_can_be_chosen(outcome, chosen):
    """What is not chosen is left out everywhere; numbering closes up and no link leads nowhere."""
    summary = summarise(outcome, "zh", sections=chosen, advice=ADVICE)

    assert {heading.anchor for heading in summary.contents} == {f"s-{name}" for name in chosen}
    page = html.page(summary)
    assert [name for name in SECTIONS if f'id="s-{name}"' in page] == [
        name for name in SECTIONS if name in chosen
    ]


def test_an_unknown_section_is_refused(outcome):
    """The choice may come from an address typed by hand."""
    with pytest.raises(ReportError) as caught:
        summarise(outcome, "zh", sections=["scores", "sores"])

    assert caught.value.problems[0].code == "report.no_such_section"
    assert "sores" in caught.value.problems[0].what("en")


def test_the_digest_of_the_result_can_be_checked(zh, outcome):
    """It is that of the result's JSON, keys sorted, without blanks."""
    assert digest(outcome.card.to_dict()) in [row.value for row in zh.record.rows]


@pytest.mark.parametrize(
    ("options", "changed"),
    [({"peers": PEERS}, {"peers"}), ({"advice": ADVICE}, {"advice", "overview"})],
)
def test_a_change_in_one_section_changes_only_that_section(outcome, zh, options, changed):
    """Beside the section itself only the contents, and numbers after it, may differ."""
    before = zh.to_dict()
    after = summarise(outcome, "zh", date="2026-11-23", **options).to_dict()

    def without_heading(part):
        return {k: v for k, v in part.items() if k != "heading"} if isinstance(part, dict) else part

    differing = {k for k in before if without_heading(before[k]) != without_heading(after[k])}
    assert differing == {*changed, "contents"}


def test_what_nobody_has_answered_is_not_described(make):
    """A practice without an answer shows no rung, as though the firm had said so, and no strength."""
    nothing = summarise(make({}), "zh").dimensions.spreads[0].practices[0]
    some = summarise(make({"m.list.kept": "2"}), "zh").dimensions.spreads[0].practices[0]

    assert (nothing.now, nothing.next_level) == ("还没有作答，或答了“不清楚”", "")
    assert some.now == "没有台账"


def test_a_practice_without_a_point_is_no_strength(make):
    """The strongest practices are those that have something to show."""
    strongest = summarise(make({"m.list.kept": "5"}), "zh").overview.strongest

    assert [standing.title for standing in strongest] == ["台账"]
