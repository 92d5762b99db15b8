"""Outcomes to report on: a small questionnaire with one of everything, and a firm from each side."""

import pytest

import assessment
from questionnaires import Questionnaire, load, parse_sheet
from reports import fonts

DRESSED = """\
format: 1
id: dressed
version: 0.3.0
languages: [zh, en]
title: {zh: 小厂自评, en: Small-mill check}
policy: notice
tasks:
  - id: "1"
    title: {zh: 更新设备, en: Renew machines}
    clauses: [{id: 1.old, title: {zh: 淘汰老旧, en: Retire old ones}}, {id: 1.none, title: {zh: 没有题, en: No question}}]
sources:
  - {id: notice, title: {zh: 通知, en: Notice}, number: 第1号, issuer: {zh: 某部, en: A ministry}, date: "2024-04-12"}
  - {id: press, title: {zh: 行业报道, en: Trade press}}
figures:
  - {id: bands, says: {zh: 两级分界, en: Two bands}, source: notice, status: confirmed}
  - {id: rumour, says: {zh: 据说三十, en: Said to be thirty}, source: press, status: unverified, value: 30}
levels:
  - {level: 1, threshold: 0, name: {zh: 起步, en: Starting}, meaning: {zh: 靠人工, en: By hand}}
  - level: 2
    threshold: 40
    basis: [bands]
    name: {zh: 成长, en: Growing}
    meaning: {zh: 有台账, en: Ledgers}
    gates:
      - {id: listed, question: m.list.kept, reaches: "3", text: {zh: 台账齐全, en: The ledger is complete}}
      - {id: clean, question: m.list.old, without: [some], text: {zh: 没有淘汰设备, en: No banned machine}}
      - {id: power, node: e.power, at_least: 20, text: {zh: 用电达到20分, en: Power reaches 20}}
  - {level: 3, threshold: 80, name: {zh: 领先, en: Leading}, basis: [editorial]}
dimensions:
  - id: m
    title: {zh: 设备, en: Machines}
    weight: 60
    practices:
      - id: m.list
        title: {zh: 台账, en: Ledger}
        looks_like: [{zh: 没有台账, en: No ledger}, {zh: 有清单, en: A list}, {zh: 随时可查, en: Always at hand}]
        questions:
          - id: m.list.kept
            kind: level
            text: {zh: 台账做到哪一步？, en: How far is the ledger?}
            clauses: [1.old]
            basis: [editorial]
            rungs: [{zh: 没有, en: Absent}, {zh: 不全, en: Patchy}, {zh: 齐全, en: Complete}, {zh: 在线, en: Online}, {zh: 自动, en: Automatic}]
          - id: m.list.old
            kind: single
            text: {zh: 还有淘汰设备吗？, en: Any banned machines?}
            clauses: [1.old]
            options: [{id: some, text: {zh: 有, en: Some}, credit: 0}, {id: no, text: {zh: 没有, en: No}, credit: 100}]
      - id: m.care
        title: {zh: 保养, en: Care}
        looks_like: [{zh: 坏了才修, en: Mended when broken}, {zh: 定期保养, en: Serviced}, {zh: 预测维护, en: Predicted}]
        questions:
          - id: m.care.ways
            kind: multiple
            text: {zh: 做了哪些？, en: Which are done?}
            options:
              - {id: oil, text: {zh: 加油, en: Oiling}, credit: 40}
              - {id: log, text: {zh: 记录, en: A log}, credit: 60}
              - {id: none, text: {zh: 都没有, en: Neither}, credit: 0, exclusive: true}
          - id: m.care.loom
            kind: level
            asked_if: {profile: processes, in: [weaving]}
            text: {zh: 织机怎么保养？, en: How are looms kept?}
            rungs: [{zh: 一, en: A}, {zh: 二, en: B}, {zh: 三, en: C}, {zh: 四, en: D}, {zh: 五, en: E}]
  - id: e
    title: {zh: 能源, en: Energy}
    weight: 40
    practices:
      - id: e.power
        title: {zh: 用电, en: Power}
        looks_like: [{zh: 不知道, en: Unknown}, {zh: 每月看, en: Read monthly}, {zh: 实时看, en: Live}]
        questions:
          - id: e.power.use
            kind: number
            text: {zh: 百米用电多少？, en: How much power per 100 m?}
            unit: {zh: 度, en: kWh}
            range: [0, 100000]
            direction: down
            basis: [rumour]
            anchors: [{at: 30, credit: 100, basis: rumour}, {at: 1230.5, credit: 0}]
          - id: e.power.meters
            kind: count_of
            text: {zh: 多少处有电表？, en: How many places are metered?}
            numerator: {zh: 有表, en: With}
            denominator: {zh: 总数, en: All}
            unit: {zh: 处, en: places}
            range: [0, 100]
            may_not_apply: true
            anchors: [{at: 0, credit: 0}, {at: 80, credit: 100}]
"""

PROFILE = {
    "name": "绍兴“一号”印染厂", "region": "330600", "industry": "1713", "processes": ["dyeing"],
    "employees": 480, "revenue": 32000, "fictional": True,
}  # fmt: skip
ANSWERS = {
    "m.list.kept": "2",
    "m.list.old": "some",
    "m.care.ways": ["oil"],
    "e.power.use": {"unknown": True},
    "e.power.meters": {"numerator": 9, "denominator": 24},
}


def loaded(folder, text) -> Questionnaire:
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path)


@pytest.fixture(scope="session")
def dressed(tmp_path_factory) -> Questionnaire:
    return loaded(tmp_path_factory.mktemp("dressed"), DRESSED)


def assessed(questionnaire, answers, profile, form="full"):
    sheet, problems = parse_sheet(questionnaire, answers, profile, form=form)
    assert not problems, [problem.to("en") for problem in problems]
    return next(iter(assessment.assess(questionnaire, [sheet])))


@pytest.fixture(scope="session")
def make(dressed):
    """Assess the small questionnaire; keywords change the profile."""
    return lambda answers=ANSWERS, form="full", **facts: assessed(
        dressed, answers, {**PROFILE, **facts}, form
    )


@pytest.fixture(scope="session")
def outcome(make):
    return make()


@pytest.fixture(scope="session")
def best(make):
    """A firm that has reached everything and lacks nothing."""
    return make(
        {
            "m.list.kept": "5", "m.list.old": "no", "m.care.ways": ["oil", "log"],
            "e.power.use": 20, "e.power.meters": {"not_applicable": "只有一块总表"},
        },
        fictional=False,
    )  # fmt: skip


@pytest.fixture(scope="session")
def weakest(tmp_path_factory):
    """The same firm where the index is that of the weaker dimension."""
    text = DRESSED.replace("policy: notice", "policy: notice\naggregate: weakest")
    return assessed(loaded(tmp_path_factory.mktemp("weakest"), text), ANSWERS, PROFILE)


@pytest.fixture(scope="session")
def empty(make):
    """Somebody who has entered nothing at all."""
    return make({}, **dict.fromkeys(PROFILE))


@pytest.fixture(scope="session")
def full(textile):
    """A dyeing mill with the published questionnaire: a report of its usual length."""
    answers = {}
    for position, question in enumerate(textile.questions):
        if position % 17 == 0:
            answers[question.id] = {"unknown": True}
        elif question.kind in ("level", "single"):
            answers[question.id] = question.options[position % len(question.options)].id
        elif question.kind == "multiple":
            answers[question.id] = [question.options[0].id]
        elif question.kind == "number":
            answers[question.id] = question.anchors[0].at
        else:
            answers[question.id] = {"numerator": position % 25, "denominator": 50}
    return assessed(textile, answers, {**PROFILE, "processes": ["weaving", "dyeing"]})


@pytest.fixture(scope="session")
def font_files() -> fonts.FontFiles:
    """The set-up's fonts: half a minute to make, so the tests share the user's cache."""
    return fonts.ensure_fonts()
