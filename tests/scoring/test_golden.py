"""Published cases with known answers, through the public functions of ``scoring``.

Each file in ``tests/golden`` holds its citation, the exact values and, where a print exists, the
published ones with the tolerance their rounding asks for.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from scoring import score, score_many
from scoring.kernels import aggregate, interpolate
from scoring.levels import band, staged
from tests.tiny import dimension, made, number, one, practice, single

GOLDEN = Path(__file__).resolve().parents[1] / "golden"


def case(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    assert found["source"]["citation"]
    return found


def assert_reproduced(case: dict[str, Any], quantity: str, found: Any):
    """Assert the exact values to their tolerance, and the published ones to that of the print."""
    found = np.asarray(found, dtype=np.float64)
    expected = np.array(case["expected"][quantity], dtype=np.float64)
    np.testing.assert_allclose(
        found, expected, rtol=0, atol=case["tolerance"][quantity]["abs"], equal_nan=True
    )
    published = case["published"].get(quantity)
    if published:
        np.testing.assert_allclose(
            found, published["value"], rtol=0, atol=published["print_tolerance"]
        )


@pytest.mark.parametrize("weights", ["EW", "BAP"])
def test_g01_technology_achievement_index(weights):
    """Goalposts are anchors, the weighted mean a practice: scores and ranks of 23 countries."""
    tai = case("g01_tai_goalposts")
    inputs = tai["inputs"]
    frame = pl.read_csv(GOLDEN / "tai23.csv")
    indicators = frame.columns[1:]
    questions = [
        number(name, [(low, 0), (high, 100)], range=[0, 10_000], weight=weight)
        for name, low, high, weight in zip(
            indicators,
            inputs["goalpost_low"],
            inputs["goalpost_high"],
            inputs[f"weights_{weights}"],
            strict=True,
        )
    ]
    table = score_many(one(*questions), frame.rename({"country": "name"})).to_polars()
    scores = dict(zip(table["firm"], table["index"] / 100, strict=True))
    order = sorted(scores, key=lambda name: -scores[name])

    assert_reproduced(tai, f"score_{weights}", list(scores.values()))
    ranks = [1 + order.index(name) for name in inputs["country_order_for_ranks"]]
    assert_reproduced(tai, f"rank_{weights}_in_order", ranks)
    if weights == "EW":  # the print leaves Singapore out, see the notes of the case
        printed = [value for name, value in scores.items() if name != "Singapore"]
        assert_reproduced(tai, "undp_tai_subset", printed[:11])


def test_g07_minimum_and_maximum_as_goalposts():
    """Min-max normalisation is interpolation between the smallest and the largest value."""
    schooling = case("g07_normalisation_table15")
    inputs = schooling["inputs"]
    values = inputs["x"]
    found = interpolate(values, [min(values), max(values)], [0, 1])

    assert_reproduced(schooling, "minmax_all", found)
    rows = [inputs["countries"].index(name) for name in inputs["rows_checked"]]
    column = inputs["columns"].index("min-max")
    exact = [row[column] for row in schooling["expected"]["table15"]]
    printed = [row[column] for row in schooling["published"]["table15"]["value"]]
    tolerance = schooling["published"]["table15"]["print_tolerance"]
    assert found[rows].tolist() == pytest.approx(exact, rel=0, abs=1e-12)
    assert found[rows].tolist() == pytest.approx(printed, rel=0, abs=tolerance)


def test_g09_compensation():
    """(21, 1, 1, 1) ties with (6, 6, 6, 6) by the mean and loses by the geometric mean."""
    example = case("g09_geometric_vs_arithmetic")
    names = ["q1", "q2", "q3", "q4"]

    def index(rule: str, *firms: list[float]) -> list[float | None]:
        questionnaire = one(*(number(name) for name in names), rule=rule)
        return [score(questionnaire, dict(zip(names, f, strict=True))).score for f in firms]

    a, b = example["inputs"]["a"], example["inputs"]["b"]
    assert_reproduced(example, "arith", index("mean", a, b))
    assert_reproduced(example, "geom", index("geometric", a, b))
    raised = [21, 2, 1, 1], [7, 6, 6, 6]  # one more unit of one weak indicator
    assert_reproduced(example, "geom_plus1", index("geometric", *raised))


def test_g13_human_development_index():
    """An arithmetic mean inside a geometric one, goalposts below: the HDI of four countries."""
    hdi = case("g13_hdi")
    posts = hdi["inputs"]["goalposts"]
    income = [(math.log(post), credit) for post, credit in zip(posts["gni"], (0, 100), strict=True)]

    def rising(name: str) -> list[tuple[float, float]]:
        return list(zip(posts[name], (0, 100), strict=True))

    questionnaire = made(
        dimension("health", practice("health.p", number("life", rising("life")))),
        dimension(
            "education",
            practice("education.p", number("eys", rising("eys")), number("mys", rising("mys"))),
        ),
        dimension("income", practice("income.p", number("gni", income))),
        aggregate="geometric",
    )
    firms = [
        {
            "life": unit["life_expectancy"],
            "eys": unit["expected_schooling"],
            "mys": unit["mean_schooling"],
            "gni": math.log(unit["gni_pc"]),
        }
        for unit in hdi["inputs"]["units"].values()
    ]
    table = score_many(questionnaire, pl.DataFrame(firms)).to_polars()

    assert_reproduced(hdi, "hdi", table["index"] / 100)
    note = hdi["inputs"]["technical_note"]
    example = score(questionnaire, {"gni": math.log(note["gni"])})
    assert_reproduced(hdi, "tn_income_index", example.nodes["income"].score / 100)


def test_g13_technical_note():
    """The worked example of the technical note: three indices to one."""
    hdi = case("g13_hdi")
    names = ["health", "education", "income"]
    questionnaire = made(
        *(dimension(name, practice(f"{name}.p", number(f"{name}.q"))) for name in names),
        aggregate="geometric",
    )
    indices = hdi["inputs"]["technical_note"]["indices"]
    answers = {f"{name}.q": 100 * value for name, value in zip(names, indices, strict=True)}

    assert_reproduced(hdi, "tn_hdi", score(questionnaire, answers).score / 100)


def test_g38_ratings_of_iso_33020():
    """Achievement bands are closed above: 15 % is still N, 85 % still L."""
    iso = case("g38_iso33020")
    percent = iso["inputs"]["percent"]

    coarse = band(percent, [15, 50, 85], closed="right")
    assert ["NPLF"[i] for i in coarse] == iso["expected"]["rating"]
    fine = band(percent, [15, 32.5, 50, 67.5, 85], closed="right")
    names = ["N", "P-", "P+", "L-", "L+", "F"]
    assert [names[i] for i in fine] == iso["expected"]["rating_refined"]


def test_g38_capability_levels_as_gates():
    """Level k needs its own attributes largely and all lower ones fully: gates of levels 0 to 5."""
    iso = case("g38_iso33020")
    attributes = [f"pa{name}" for name in iso["inputs"]["process_attributes"]]
    ratings = {"N": 0, "P": 32.5, "L": 67.5, "F": 100}
    options = {rating.lower(): credit for rating, credit in ratings.items()}
    gates = {
        level: [
            {
                "id": f"l{level}_{name}",
                "question": name,
                "reaches": "f" if int(name[2]) < level else "l",
            }
            for name in attributes
            if int(name[2]) <= level
        ]
        for level in range(1, 6)
    }
    questionnaire = one(
        *(single(name, options) for name in attributes),
        levels=[(level, level) for level in range(6)],  # thresholds too low to bind
        gates=gates,
    )
    firms = [
        dict(zip(attributes, profile.lower(), strict=True)) for profile in iso["inputs"]["profiles"]
    ]

    assert_reproduced(iso, "level", score_many(questionnaire, firms).to_polars()["index:level"])


def test_g38_capability_levels_as_stages():
    """The same rule by hand through ``staged``."""
    iso = case("g38_iso33020")
    stages = [int(name[0]) for name in iso["inputs"]["process_attributes"]]

    def holds(profile: str, level: int) -> bool:
        rated = zip(stages, profile, strict=True)
        return all(r in ("LF" if own == level else "F") for own, r in rated if own <= level)

    table = [[holds(profile, k) for k in range(1, 6)] for profile in iso["inputs"]["profiles"]]
    assert_reproduced(iso, "level", staged(table))


def test_g43_hierarchy_with_not_applicable():
    """Three levels of unequal weights: what does not apply spreads its weight at every level."""
    tree = case("g43_hierarchy_na_tiny")
    weights, parents = tree["inputs"]["weights"], tree["inputs"]["parents"]
    nodes = {name: name.lower() for name in weights if name.isupper()}

    def children(parent: str) -> list[str]:
        return [name for name, above in parents.items() if above == parent]

    def leaf(name: str) -> dict[str, Any]:
        points = [(0, 0), (5, 100)]
        return number(name, points, weight=weights[name], may_not_apply=True)

    dimensions = [
        dimension(
            nodes[d],
            *(practice(nodes[p], *map(leaf, children(p)), weight=weights[p]) for p in children(d)),
            weight=weights[d],
        )
        for d in children("T")
    ]
    items = tree["inputs"]["items"]
    firms = [
        {
            name: {"not_applicable": "none here"} if column[row] is None else column[row]
            for name, column in items.items()
        }
        for row in range(4)
    ]
    table = score_many(made(*dimensions), firms).to_polars()
    columns = ["a", "b", "c", "d1", "d2", "index"]

    assert_reproduced(tree, "A_B_C_D1_D2_T", table.select(columns).to_numpy() / 20)


def test_g43_availability_threshold():
    """A node with fewer than 60 % of its children has no value, as with COINr's ``dat_thresh``."""
    tree = case("g43_hierarchy_na_tiny")
    weights, parents = tree["inputs"]["weights"], tree["inputs"]["parents"]
    known = {k: np.array(v, dtype=np.float64) for k, v in tree["inputs"]["items"].items()}
    for parent in ("A", "B", "C", "D1", "D2", "T"):
        children = [name for name, above in parents.items() if above == parent]
        known[parent] = aggregate(
            np.stack([known[child] for child in children]),
            [weights[child] for child in children],
            axis=0,
            minimum_share=0.6,
            ceiling=5,
        )
    found = np.stack([known[name] for name in ("A", "B", "C", "D1", "D2", "T")], axis=1)

    assert_reproduced(tree, "A_B_C_D1_D2_T_threshold_0.6", found)
