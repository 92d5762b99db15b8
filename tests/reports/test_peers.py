"""A benchmark becomes the peers of a report, or the reason why there are none."""

import pytest

from assessment import assess
from assessment.benchmark import SEVERAL, Benchmark, Group, NotEnough, Rule
from reports.peers import peer_group
from reports.summary import summarise
from scoring import score

FIGURES = {"index": (None, 20.0, 40.0, 60.0, None), "digital": (10.0, 20.0, 30.0, 40.0, 50.0)}


def benchmark(**facts):
    return Benchmark(Group(**facts), 14, "2026-06-30", 10, FIGURES)


@pytest.fixture(scope="module")
def outcome(textile):
    [found] = assess(textile, [{"digital.data.decisions": "3"}])
    return found


@pytest.mark.parametrize(("facts", "zh", "en"), [
    ({"process": "weaving", "size": "small"}, "机织 · 小型", "Weaving · Small"),
    ({"process": SEVERAL, "park": "p"}, "多道工序 · 本园区", "several processes · in this park"),
    ({}, "全部参评企业", "all firms assessed"),
])  # fmt: skip
def test_the_group_is_named_in_both_languages(textile, facts, zh, en):
    """Process, size and own park; codes stand nowhere."""
    assert peer_group(benchmark(**facts), score(textile, {})).name == {"zh": zh, "en": en}


def test_a_report_shows_the_quartiles_with_n_and_date(outcome):
    """And where the firm stands, read off the quartiles."""
    found = summarise(
        outcome, "zh", peers=peer_group(benchmark(process="dyeing"), outcome.card)
    ).peers

    assert found.intro == "同类企业：印染与后整理，共 14 家，数据截至 2026年6月30日。"
    assert [(row.title, row.low, row.middle, row.high) for row in found.rows] == [
        ("成熟度指数", "20.0", "40.0", "60.0"), ("数字化", "20.0", "30.0", "40.0"),
    ]  # fmt: skip
    assert found.rows[0].below == "0.0%"
    assert found.suppressed == ""


@pytest.mark.parametrize(("reason", "n", "words"), [
    ("firms", 4, ("不足 10 家", "fewer than 10 firms")),
    ("parks", 40, ("不足 3 个园区", "fewer than 3 parks")),
    ("difference", 40, ("暂不显示", "not", "yet")),
])  # fmt: skip
def test_without_figures_the_reader_is_told_why(outcome, reason, n, words):
    """Too few firms, too few parks, or too little difference: in words, and no row."""
    found = peer_group(NotEnough(reason, n, "2026-06-30", Rule()), outcome.card)
    said = [summarise(outcome, lang, peers=found).peers for lang in ("zh", "en")]

    assert all(peers.rows == () for peers in said)
    assert words[0] in said[0].suppressed
    assert words[-1] in said[1].suppressed
