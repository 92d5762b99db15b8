"""Charts: well-formed SVG whose shapes stand where the numbers say, and whose texts are only texts."""

import math
from xml.etree import ElementTree as ET

import pytest

from reports.charts import Axis, Band, Bar, Group, Radar, Strip, level_strip, radar, range_bar

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '"><script>alert(1)</script>&<image href="file:///etc/passwd"/>\''


def parsed(markup):
    root = ET.fromstring(str(markup))
    assert root.tag == f"{SVG}svg"
    return root


def rects(root):
    return [
        (rect.get("fill"), float(rect.get("x")), float(rect.get("width")))
        for rect in root.iter(f"{SVG}rect")
    ]


def texts(root):
    return [text.text for text in root.iter(f"{SVG}text")]


def strip(value=51.0, high=54.3, label="51.0"):
    bands = [Band(0, 40, "L1 起步级", False), Band(40, 100, "L2 规范级", True)]
    return Strip(tuple(bands), value, high, label, "指数")


def circle(count, value=50.0, high=60.0):
    axes = tuple(Axis(f"1.{i}", value, high) for i in range(count))
    return Radar(axes, (Group("装备更新", count),), (20, 40, 60, 80), "雷达图")


def test_a_bar_is_as_long_as_its_score_and_its_range():
    """Track over the whole width, pale up to the upper end, dark up to the score."""
    root = parsed(range_bar(Bar(40, 65, (20, 40, 60, 80), "x"), width=200))

    track, pale, dark = rects(root)
    assert track[1:] == (0, 200)
    assert pale[1:] == (80, 50)
    assert dark[1:] == (0, 80)


def test_a_bar_without_a_score_is_an_empty_track():
    """Nothing counted: no bar, not a bar of length zero that reads as a bad score."""
    assert len(rects(parsed(range_bar(Bar(None, None, (), "x"))))) == 1


@pytest.mark.parametrize("value", [math.nan, math.inf, -5, 250])
def test_numbers_off_the_scale_stay_inside(value):
    """Whatever arrives, no shape is drawn outside the chart, and no coordinate is nan."""
    for markup in (
        range_bar(Bar(value, value, (value,), "x")),
        level_strip(strip(value, value)),
        radar(circle(4, value, value)),
    ):
        parsed(markup)
        assert "nan" not in markup
        assert "inf" not in markup
    for _, x, width in rects(parsed(range_bar(Bar(value, value, (), "x"), width=100))):
        assert 0 <= x <= x + width <= 100


def test_the_level_reached_stands_out():
    """The band of the firm's level is dark with bold white text, also in black and white."""
    root = parsed(level_strip(strip(), width=500))

    assert [(x, width) for _, x, width in rects(root)] == [(0, 200), (200, 300)]
    bold = [text.text for text in root.iter(f"{SVG}text") if text.get("font-weight") == "700"]
    assert bold == ["L2 规范级", "51.0"]


def test_the_marker_points_at_the_index():
    """The triangle's tip is at the index; its label never leaves the chart."""
    root = parsed(level_strip(strip(0.0, 0.0, "0.0"), width=500))
    label = next(text for text in root.iter(f"{SVG}text") if text.text == "0.0")

    assert float(label.get("x")) > 0
    assert any(path.get("d").startswith("M0 ") for path in root.iter(f"{SVG}path"))


def test_labels_that_do_not_fit_are_shortened():
    """A narrow band shows the beginning of its name, not an overlap."""
    bands = tuple(Band(i * 10, i * 10 + 10, "一个很长的等级名称", False) for i in range(10))
    root = parsed(level_strip(Strip(bands, 5, 5, "5.0", "x")))

    assert texts(root)[0].endswith("…")
    assert len(texts(root)[0]) < 7


def test_a_radar_has_a_point_for_each_axis_that_counts():
    """Axes where nothing counts keep their label and have no point."""
    chart = circle(6)
    axes = (*chart.axes[:5], Axis("1.5", None, None))
    root = parsed(radar(Radar(axes, chart.groups, chart.rings, chart.title)))

    assert len(list(root.iter(f"{SVG}circle"))) == 5
    assert "1.5" in texts(root)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_radar_needs_three_axes(count):
    """Two spokes span no area: nothing is drawn."""
    assert radar(circle(count)) == ""


def test_long_group_names_break_in_two():
    """An English name that is too wide for the corner goes on a second line, at a space."""
    chart = circle(8)
    groups = (Group("Energy, water and recycling", 2), *(Group("Branding", 2) for _ in range(3)))
    root = parsed(radar(Radar(chart.axes, groups, chart.rings, "x")))

    assert {"Energy, water", "and recycling", "Branding"} <= set(texts(root))


def test_charts_speak_to_screen_readers():
    """Role, label and title say what is drawn."""
    root = parsed(range_bar(Bar(40, 65, (), "装备更新：40.0–65.0 分")))

    assert root.get("role") == "img"
    assert root.get("aria-label") == root.find(f"{SVG}title").text == "装备更新：40.0–65.0 分"


def test_hostile_texts_stay_texts():
    """A name with markup in it adds no element and no attribute to any chart."""
    bands = (Band(0, 100, HOSTILE, True),)
    axes = tuple(Axis(HOSTILE, 1, 2) for _ in range(3))
    for markup in (
        range_bar(Bar(1, 2, (), HOSTILE)),
        level_strip(Strip(bands, 1, 2, HOSTILE, HOSTILE)),
        radar(Radar(axes, (Group(HOSTILE, 3),), (), HOSTILE)),
    ):
        root = parsed(markup)
        assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
            "svg", "title", "rect", "path", "text", "polygon", "circle",
        }  # fmt: skip
        assert root.find(f"{SVG}title").text == HOSTILE


def test_the_same_chart_is_the_same_text():
    """No identifier, no clock: charts can be compared byte by byte."""
    assert radar(circle(7)) == radar(circle(7))
    assert "-0" not in radar(circle(4)).replace("-0.", "")
