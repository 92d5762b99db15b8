"""The summary: everything a report says, as plain data in one language."""

import pickle
import re
from dataclasses import is_dataclass

import pytest

from questionnaires.canonical import canonical
from reports import summarise


@pytest.fixture(scope="module")
def zh(outcome):
    return summarise(outcome, "zh", date="2026-11-23")


@pytest.fixture(scope="module")
def en(outcome):
    return summarise(outcome, "en", date="2026-11-23")


def test_the_cover_says_who_and_what(zh, en):
    """Names of codes, units and dates are put in the reader's words."""
    assert (zh.cover.firm, zh.cover.form, zh.cover.date) == (
        "绍兴“一号”印染厂",
        "完整版",
        "2026年11月23日",
    )
    assert {fact.label: fact.value for fact in zh.cover.facts} == {
        "所在地区": "浙江省绍兴市", "所属行业": "棉印染精加工（1713）", "生产工序": "印染与后整理",
        "企业规模": "中型", "从业人员": "480 人", "年营业收入": "32,000 万元",
    }  # fmt: skip
    assert {fact.label: fact.value for fact in en.cover.facts} == {
        "Region": "浙江省绍兴市", "Industry": "Cotton printing and dyeing (1713)",
        "Processes": "Dyeing, printing and finishing", "Size class": "Medium",
        "Employees": "480 people", "Revenue a year": "320 million yuan",
    }  # fmt: skip


def test_a_sample_firm_is_marked_wherever_it_may_be_torn_off(zh, best):
    """示例 stands on the cover and at the head of every page; a real firm has neither."""
    assert "示例" in zh.cover.fictional
    assert "示例" in zh.page.running
    real = summarise(best, "zh")
    assert (real.cover.fictional, real.page.running) == ("", "绍兴“一号”印染厂")


def test_the_headline_has_index_range_level_and_meaning(zh):
    """25.125 of 45.125: rounded once, the level with its name, the way to the next in words."""
    shown = zh.result

    assert (shown.index, shown.span, shown.coverage) == ("25.1", "25.1–45.1", "80.0%")
    assert (shown.level, shown.level_name, shown.meaning) == ("L1", "起步", "靠人工")
    assert shown.outlook == "离 L2 成长 还差 14.9 分，另有 2 个门槛条件没有满足。"
    assert (shown.strip.value, shown.strip.high) == pytest.approx((25.125, 45.125))
    assert [band.reached for band in shown.strip.bands] == [True, False, False]


def test_notices_say_what_is_missing(empty, make):
    """A provisional result names what is missing, a quick one is an estimate."""
    nothing = summarise(empty, "zh").result.notices
    assert [notice.title for notice in nothing] == ["暂定结果"]
    assert (
        nothing[0].text
        == "还有 5 道题没有作答，补齐后结果才能确定。企业信息缺 生产工序，缺了就可能漏问或多问。"
    )
    quick = summarise(make(form="quick", fictional=False), "en").result.notices
    assert "Estimate" in [notice.title for notice in quick]


def test_scores_carry_numbers_for_the_eye_and_for_the_ruler(zh):
    """A row holds display strings, and a bar with the exact geometry."""
    power = zh.scores.groups[1].rows[0]

    assert (power.number, power.title, power.score, power.span) == (
        "2.1",
        "用电",
        "23.4",
        "23.4–73.4",
    )
    assert (power.level, power.coverage, power.weight, power.contribution) == (
        "L1",
        "50.0%",
        "40.0%",
        "9.4",
    )
    assert (power.bar.value, power.bar.high) == pytest.approx((23.4375, 73.4375))
    assert power.bar.ticks == (0, 40, 80)
    assert power.bar.title == "用电：23.4–73.4 分"
    assert [axis.label for axis in zh.scores.radar.axes] == ["1.1", "1.2", "2.1"]
    assert [(group.label, group.axes) for group in zh.scores.radar.groups] == [
        ("设备", 2),
        ("能源", 1),
    ]


def test_the_costliest_answers_come_first_in_words(zh):
    """Points lost, most first, each with its answer in words and where to find it."""
    assert [(row.rank, row.lost, row.answer) for row in zh.losses.rows] == [
        (1, "20.0", "不清楚"), (2, "18.0", "加油"), (3, "15.0", "有"), (4, "11.2", "不全"),
        (5, "10.6", "9 / 24 处，即 37.5%"),
    ]  # fmt: skip
    assert [row.ahead for row in zh.losses.rows] == [
        "先弄清楚这个数，再填报", "还没做到：记录", "没有", "齐全", "提高到 80%（得 100.0 分）",
    ]  # fmt: skip
    anchors = {row.anchor for g in zh.answers.groups for p in g.practices for row in p.rows}
    assert {row.target for row in zh.losses.rows} <= anchors


def test_the_next_level_lists_points_and_conditions_in_words(zh):
    """What is, what is needed; conditions that hold stand apart."""
    ahead = zh.next_level

    assert (ahead.level, ahead.name, ahead.index.text) == ("L2", "成长", "指数还差 14.9 分")
    assert [(row.text, row.current, row.needed) for row in ahead.blocking] == [
        ("台账齐全", "不全", "至少达到：齐全"), ("没有淘汰设备", "有", "不能是：有"),
    ]  # fmt: skip
    assert [(row.text, row.current, row.needed) for row in ahead.met] == [
        ("用电达到20分", "23.4 分", "20.0 分")
    ]


def test_an_index_just_short_of_a_threshold_is_not_called_enough(make):
    """When conditions alone are missing the sentence says so."""
    held = make({"m.care.ways": ["oil", "log"], "m.list.old": "no", "m.list.kept": "2",
                 "e.power.use": 30, "e.power.meters": {"numerator": 1, "denominator": 1}})  # fmt: skip

    assert summarise(held, "zh").result.outlook == "分数已够 L2 成长，还有 1 个门槛条件没有满足。"


def test_at_the_top_nothing_is_left(best):
    """The best firm loses nothing, has no next level, and its steps say so."""
    top = summarise(best, "zh")

    assert (top.result.index, top.result.span, top.result.level) == ("100.0", "100.0", "L3")
    assert top.losses is None
    assert top.next_level is None
    assert top.result.outlook == "已达到最高等级。"
    assert {p.next_level for spread in top.dimensions.spreads for p in spread.practices} == {""}
    assert [spread.answers for spread in top.dimensions.spreads] == [(), ()]
    assert (top.overview.blocking, top.overview.steps) == ((), ())
    assert [heading.number for heading in top.contents] == [
        "一", "二", "三", "四", "附录A", "附录B", "附录C",
    ]  # fmt: skip


def test_practices_quote_the_level_reached_and_the_one_above(zh):
    """Each practice shows the picture of its own level, not of the firm's."""
    machines = zh.dimensions.spreads[0].practices

    assert [(p.row.level, p.now, p.next_level, p.next) for p in machines] == [
        ("L1", "没有台账", "L2", "有清单"), ("L2", "定期保养", "L3", "预测维护"),
    ]  # fmt: skip


def test_alignment_shows_tasks_and_clauses_with_their_questions(zh):
    """A clause nothing serves shows a dash, not a zero."""
    task = zh.alignment.tasks[0]

    assert zh.alignment.notice == "《通知》，某部，第1号，2024年4月12日"
    assert (task.task.score, task.task.questions) == ("12.5", "2")
    assert [(row.title, row.score, row.questions) for row in task.clauses] == [
        ("淘汰老旧", "12.5", "2"), ("没有题", "—", "0"),
    ]  # fmt: skip


def test_unverified_figures_are_never_presented_as_limits(zh, en):
    """They stand apart under their own heading, with a caution in both languages."""
    groups = {group.status: group for group in zh.basis.groups}

    assert list(groups) == ["已核实", "未经核实"]
    assert groups["未经核实"].caution
    assert "不是官方限值" in groups["未经核实"].meaning
    assert [(row.says, row.source, row.used_by) for row in groups["未经核实"].rows] == [
        ("据说三十", "行业报道", "2.1.1")
    ]
    assert "not official limits" in en.basis.groups[1].meaning


def test_all_questions_asked_are_listed_and_add_up(zh, outcome):
    """Weights after spreading sum to the whole, contributions to the index."""
    rows = [row for g in zh.answers.groups for p in g.practices for row in p.rows]

    assert [row.number for row in rows] == ["1.1.1", "1.1.2", "1.2.1", "2.1.1", "2.1.2"]
    assert sum(float(row.weight.rstrip("%")) for row in rows) == pytest.approx(100)
    assert sum(float(row.contribution) for row in rows) == pytest.approx(25.1, abs=0.2)
    assert "另有 1 题" in zh.answers.intro
    assert [row.open for row in rows] == [False, False, False, True, False]


def test_the_record_identifies_questionnaire_and_answers(zh, outcome):
    """Version and digests stand there whole."""
    values = [row.value for row in zh.record.rows]

    assert "dressed@0.3.0" in values
    assert outcome.card.answers_digest in values
    assert outcome.questionnaire.digest in values


def test_points_that_do_not_add_up_are_not_added(weakest):
    """Where a rule other than the mean is in use, no sum of losses is claimed."""
    shown = summarise(weakest, "zh")

    assert "合计" not in shown.losses.intro
    assert "取最低" in shown.method.points[1].text


def test_the_summary_is_plain_frozen_data(zh, en, outcome):
    """It can be written as JSON, sent to another process, and is the same every time."""
    assert canonical(zh.to_dict())
    assert pickle.loads(pickle.dumps(zh)) == zh
    assert summarise(outcome, "zh", date="2026-11-23").digest() == zh.digest() != en.digest()
    assert is_dataclass(zh)
    with pytest.raises(AttributeError):
        zh.title = "x"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("which", ["outcome", "best", "empty", "full"])
def test_every_outcome_can_be_summarised(request, which, lang):
    """No label is missing, no blank is left open, nothing reads None or nan."""
    text = canonical(summarise(request.getfixturevalue(which), lang).to_dict())

    assert re.findall(r"\b(?:nan|inf)\b|\{\w+\}", text) == []
    assert lang == "en" or "None" not in text  # an English option may well be "None of these"
