"""Who the firm is: size class, codes, and data as spreadsheets and forms deliver it."""

import time

import pytest

from questionnaires.errors import Place
from questionnaires.profile import FACTS, Profile, parse_profile, size_class

STATE_GRID = "91110000600037341L"


@pytest.mark.parametrize(
    ("employees", "revenue", "expected"),
    [
        (1000, 40000, "large"), (999, 40000, "medium"), (1000, 39999.99, "medium"),
        (5000, 2000, "medium"), (999, 1e6, "medium"), (300, 2000, "medium"),
        (299, 2000, "small"), (300, 1999.99, "small"), (299, 1e6, "small"), (5000, 300, "small"),
        (20, 300, "small"), (19, 300, "micro"), (20, 299.99, "micro"), (19, 1e6, "micro"),
        (5000, 299.99, "micro"), (0, 0, "micro"),
        (19, None, "micro"), (None, 299.99, "micro"),
        (20, None, None), (5000, None, None), (None, 300, None), (None, 1e6, None), (None, None, None),
    ],
)  # fmt: skip
def test_size_needs_both_limits_or_falls_one_class(employees, revenue, expected):
    """Every boundary of 工信部联企业〔2011〕300号: both limits, else the class whose limits are met."""
    assert size_class(employees, revenue) == expected
    assert Profile(employees=employees, revenue=revenue).size == expected


@pytest.mark.parametrize(
    ("fact", "raw", "expected"),
    [
        ("name", "  示例·纺 纱\u200b厂 ", "示例·纺 纱厂"),
        ("name", 360, "360"),
        ("credit_code", STATE_GRID, STATE_GRID),
        ("credit_code", " 9111 0000 6000 3734 1l", STATE_GRID),
        ("credit_code", "９１１１００００６０００３７３４１Ｌ", STATE_GRID),
        ("credit_code", "91110000-600037341L", STATE_GRID),
        ("region", "330600", "330600"), ("region", "33", "33"), ("region", 3306, "3306"),
        ("region", 330600.0, "330600"), ("region", "３３０６００", "330600"), ("region", "421000", "421000"),
        ("industry", "1713", "1713"), ("industry", 17, "17"), ("industry", 1713.0, "1713"),
        ("industry", "C1713", "1713"), ("industry", "１７１３", "1713"),
        ("processes", ["weaving", "dyeing"], ("weaving", "dyeing")),
        ("processes", ["dyeing", "weaving", "dyeing"], ("weaving", "dyeing")),
        ("processes", "纺纱", ("spinning",)),
        ("processes", "纺纱、机织；针织，服装", ("spinning", "weaving", "knitting", "garment")),
        ("processes", "Spinning; WEAVING", ("spinning", "weaving")),
        ("processes", "Dyeing, printing and finishing", ("dyeing",)),
        ("processes", "Dyeing, printing and finishing; Weaving", ("weaving", "dyeing")),
        ("processes", ["印染与后整理", "Home textiles"], ("dyeing", "home_textile")),
        ("processes", [], ()), ("processes", "；", ()),
        ("employees", 480, 480), ("employees", 480.0, 480), ("employees", "４８０", 480),
        ("employees", "1,200", 1200), ("employees", 0, 0),
        ("revenue", 32000, 32000.0), ("revenue", "３２，０００．５", 32000.5), ("revenue", 0, 0.0),
        ("fictional", True, True), ("fictional", "true", True), ("fictional", "TRUE", True),
        ("fictional", "是", True), ("fictional", "否", False), ("fictional", False, False),
    ],
)  # fmt: skip
def test_facts_are_read_as_delivered(fact, raw, expected):
    """Full-width digits, spreadsheet floats, titles in both languages and lists are understood."""
    profile, problems = parse_profile({fact: raw})

    assert problems == []
    assert getattr(profile, fact) == expected


@pytest.mark.parametrize(
    ("fact", "raw", "code"),
    [
        ("name", "纺" * 201, "profile.name_too_long"),
        ("name", ["示例"], "profile.bad_name"), ("name", {"zh": "示例"}, "profile.bad_name"),
        ("name", True, "profile.bad_name"), ("name", 1.5, "profile.bad_name"),
        ("credit_code", "91110000600037341M", "profile.bad_credit_code"),
        ("credit_code", "91110000600037341", "profile.bad_credit_code"),
        ("credit_code", "9111O000600037341L", "profile.bad_credit_code"),
        ("credit_code", STATE_GRID[::-1], "profile.bad_credit_code"),
        ("credit_code", 9.11100006000373e17, "profile.code_is_a_number"),
        ("credit_code", 911100006000373411, "profile.code_is_a_number"),
        ("region", "371200", "profile.bad_region"), ("region", "浙江", "profile.bad_region"),
        ("region", 330600.5, "profile.bad_region"), ("region", True, "profile.bad_region"),
        ("industry", "1799", "profile.bad_industry"), ("industry", "19", "profile.bad_industry"),
        ("industry", "纺织", "profile.bad_industry"),
        ("processes", ["dying"], "profile.bad_process"), ("processes", "纺沙", "profile.bad_process"),
        ("processes", 5, "profile.bad_process"), ("processes", {"dyeing": True}, "profile.bad_process"),
        ("processes", ["dyeing"] * 101, "profile.bad_process"),
        ("employees", -1, "profile.bad_employees"), ("employees", 1.5, "profile.bad_employees"),
        ("employees", "480人", "profile.bad_employees"), ("employees", 2_000_001, "profile.bad_employees"),
        ("employees", True, "profile.bad_employees"),
        ("revenue", "3亿", "profile.bad_revenue"), ("revenue", float("nan"), "profile.bad_revenue"),
        ("revenue", -0.01, "profile.bad_revenue"), ("revenue", 1.1e9, "profile.bad_revenue"),
        ("fictional", "maybe", "profile.bad_fictional"), ("fictional", 1, "profile.bad_fictional"),
        ("colour", "red", "profile.unknown_field"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_fact_is_reported_where_it_stands(fact, raw, code):
    """A bad fact is left out and named with its field; the others are kept."""
    profile, problems = parse_profile(
        {fact: raw, "revenue_": None} | {"region": "33"} | {fact: raw}
    )
    problems = [problem for problem in problems if problem.place.field != "revenue_"]

    assert [(problem.code, problem.place.field) for problem in problems] == [(code, fact)]
    assert problems[0].to("zh")
    assert problems[0].to("en")
    if fact != "region":
        assert profile == Profile(region="33")


@pytest.mark.parametrize("blank", [None, "", "  ", "\u3000"])
@pytest.mark.parametrize("fact", FACTS)
def test_blank_facts_are_missing_not_wrong(fact, blank):
    """An empty cell, or one with a space in it, says nothing."""
    assert parse_profile({fact: blank}) == (Profile(), [])


def test_near_misses_are_suggested():
    """Misspelt fields, processes and industries come back with what was probably meant."""
    _, problems = parse_profile({"emploees": 5, "processes": "dying", "industry": "18300"})

    assert [problem.values["near"] for problem in problems] == ["employees", "dyeing", "1830"]


def test_a_problem_keeps_the_row_it_was_told():
    """The caller's place is kept and the field added."""
    _, [problem] = parse_profile({"region": "xx"}, Place(sheet="登记表", row=7))

    assert (problem.place.sheet, problem.place.row, problem.place.field) == ("登记表", 7, "region")


@pytest.mark.parametrize("raw", [[], ["name"], "name", 5, True])
def test_a_profile_is_a_mapping(raw):
    """Anything else is one problem, not a traceback."""
    profile, [problem] = parse_profile(raw)

    assert profile == Profile()
    assert problem.code == "profile.not_a_mapping"


def test_a_profile_reads_its_own_plain_form():
    """What ``to_dict`` gives, computed size included, can be read back."""
    profile = Profile("示例", STATE_GRID, "33", "1713", ("dyeing",), 480, 32000.0, fictional=True)

    assert profile.to_dict()["size"] == "medium"
    assert parse_profile(profile.to_dict()) == (profile, [])


@pytest.mark.parametrize(
    "monster",
    [10**6000, "x" * 10**6, "9" * 10**6, [[[[]]]], float("inf"), b"\xff", "\ud800", range(10**7)],
    ids=["digits", "letters", "nines", "nested", "infinity", "bytes", "surrogate", "endless"],
)
@pytest.mark.parametrize("fact", [*FACTS, "colour"])
def test_monsters_are_refused_quickly(fact, monster):
    """Hostile values end in a problem that can be shown, within a moment."""
    start = time.perf_counter()
    _, problems = parse_profile({fact: monster})

    assert all(problem.to(lang) for problem in problems for lang in ("zh", "en"))
    assert time.perf_counter() - start < 1
