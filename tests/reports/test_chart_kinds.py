"""Scales, quartiles, shifts and frontiers: shapes stand where the numbers say."""

import math
from xml.etree import ElementTree as ET

import pytest

from reports.charts import (
    DEFAULT,
    Bar,
    Box,
    Curve,
    Mark,
    Palette,
    Point,
    Scale,
    Shift,
    box,
    curve,
    in_colours,
    scale,
    shift,
)

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '"><script>alert(1)</script>&<image href="file:///etc/passwd"/>\''


def parsed(markup):
    return ET.fromstring(str(markup))


def texts(root):
    return [text.text for text in root.iter(f"{SVG}text")]


def place_of(root, said):
    """Where a text stands, with its anchor in the middle."""
    return next(float(t.get("x")) for t in root.iter(f"{SVG}text") if t.text == said)


def marks(*points, **options):
    return tuple(
        Mark(at, f"{at:g}", f"{credit:g}", credit, line=False, loose=False) for at, credit in points
    )


def share(value=50.0, label="50.0%", more=()):
    return Scale((*marks((0, 0), (40, 60), (100, 100)), *more), value, label, "节水率")


def test_figures_stand_in_proportion_on_their_scale():
    """Of 0, 40 and 100 the second stands at two fifths; the value between the two."""
    root = parsed(scale(share(), width=330))

    assert (place_of(root, "0"), place_of(root, "40"), place_of(root, "100")) == (15, 135, 315)
    assert place_of(root, "50.0%") == 165


@pytest.mark.parametrize(("value", "place"), [(150.0, 315), (-100.0, 15), (1e300, 315)])
def test_a_value_far_out_is_drawn_at_the_edge_and_points_outwards(value, place):
    """The scale reaches half its span further and no more; the number itself is written."""
    root = parsed(scale(share(value, "weit"), width=330))
    triangle = next(p for p in root.iter(f"{SVG}path") if p.get("d").endswith("z"))

    assert float(triangle.get("d")[1:].split()[0]) == place
    assert "weit" in texts(root)


def test_a_quantity_without_an_answer_has_a_scale_and_no_marker():
    """What would be enough is shown all the same."""
    root = parsed(scale(share(None, "")))

    assert not [p for p in root.iter(f"{SVG}path") if p.get("d").endswith("z")]
    assert {"0", "40", "100"} <= set(texts(root))


def test_reference_lines_are_dashed_and_unverified_ones_dotted():
    """They differ from anchors, and from each other, without colour."""
    lines = (
        Mark(75, "75", "a", None, line=True, loose=False),
        Mark(90, "90", "b", None, line=True, loose=True),
    )
    root = parsed(scale(share(more=lines)))
    dashes = [
        p.get("stroke-dasharray") for p in root.iter(f"{SVG}path") if p.get("stroke-dasharray")
    ]

    assert dashes == ["4 2", "1.5 2"]


def test_labels_close_together_stand_in_rows():
    """No two labels of a row overlap; the drawing grows instead."""
    near = tuple(
        Mark(at, f"{at:g}%", "60分", 60, line=False, loose=False) for at in (40, 41, 42, 90)
    )
    chart = parsed(scale(Scale(near, None, "", "x"), width=300))
    rows = {}
    for text in chart.iter(f"{SVG}text"):
        rows.setdefault(text.get("y"), []).append(float(text.get("x")))

    assert len(rows) == 6
    assert all(b - a > 20 for places in rows.values() for a, b in zip(sorted(places), sorted(places)[1:], strict=False))  # fmt: skip


def test_stretches_worth_more_are_darker():
    """From nothing to everything the tints come in the palette's order."""
    root = parsed(scale(share(None, "")))
    track, *tints = [rect.get("fill") for rect in root.iter(f"{SVG}rect")]
    order = (DEFAULT.track, *DEFAULT.bands[1:], DEFAULT.mist)

    assert track == DEFAULT.track
    assert [order.index(tint) for tint in tints] == sorted(order.index(tint) for tint in tints)


def test_one_mark_or_none():
    """A single anchor still has a scale; without any there is nothing to draw."""
    assert scale(Scale((), 5, "5", "x")) == ""
    assert "nan" not in scale(Scale(marks((5, 100)), 5, "5", "x"))
    assert "nan" not in scale(Scale(marks((0, 0), (math.inf, 100)), math.nan, "?", "x"))


def test_a_box_spans_the_middle_half_with_the_firm_as_a_diamond():
    """Quartiles 20 and 60, median 40, the firm at 75, on 240 units."""
    root = parsed(box(Box(20, 40, 60, 75, "x")))
    middle = [r for r in root.iter(f"{SVG}rect") if r.get("fill") == DEFAULT.mist]

    assert [(float(r.get("x")), float(r.get("width"))) for r in middle] == [(48, 96)]
    paths = [p.get("d") for p in root.iter(f"{SVG}path")]
    assert paths[0].startswith("M96 ")
    assert paths[1].startswith("M180 ")


def test_a_shift_joins_then_and_now():
    """A ring before, a disc now: they differ without colour."""
    root = parsed(shift(Shift(25, 75, (20, 40), "x")))
    circles = list(root.iter(f"{SVG}circle"))

    assert [float(c.get("cx")) for c in circles] == [62.5, 177.5]
    assert [c.get("fill") for c in circles] == ["#ffffff", DEFAULT.primary]


def test_a_frontier_rises_in_steps_and_marks_the_plan():
    """Each budget's index at its place; the chosen point is larger; crowded labels give way."""
    points = tuple(Point(b, 50 + b, f"{50 + b:.1f}", f"{b}", b == 2) for b in (0, 1, 2, 100))
    root = parsed(curve(Curve(points, "x", "预算", "指数")))

    radii = [float(c.get("r")) for c in root.iter(f"{SVG}circle")]
    assert radii == [3.2, 3.2, 5, 3.2]
    assert {"50.0", "52.0", "150.0"} <= set(texts(root))
    assert "51.0" not in texts(root)
    assert curve(Curve(points[:1], "x", "", "")) == ""


def test_hostile_texts_stay_texts():
    """A name with markup in it adds no element to any chart."""
    mark = (
        Mark(0, HOSTILE, HOSTILE, 0, line=True, loose=True),
        Mark(1, "1", "1", 100, line=False, loose=False),
    )
    point = Point(0, 1, HOSTILE, HOSTILE, chosen=True)
    for drawing in (
        scale(Scale(mark, 0.5, HOSTILE, HOSTILE)),
        box(Box(1, 2, 3, 4, HOSTILE)),
        shift(Shift(1, 2, (), HOSTILE)),
        curve(Curve((point, point), HOSTILE, HOSTILE, HOSTILE)),
    ):
        root = parsed(drawing)
        assert {e.tag.removeprefix(SVG) for e in root.iter()} <= {
            "svg",
            "title",
            "rect",
            "path",
            "text",
            "circle",
        }
        assert root.find(f"{SVG}title").text == HOSTILE


@pytest.mark.parametrize("value", [math.nan, math.inf, -5, 250, None])
def test_numbers_off_the_scale_stay_inside(value):
    """Whatever arrives, no coordinate is nan."""
    for drawing in (box(Box(value, value, value, value, "x")), shift(Shift(value, value, (), "x"))):
        assert "nan" not in drawing
        assert "inf" not in drawing


def test_a_palette_colours_every_chart():
    """The functions under one name each, with the theme's colours filled in."""
    painted = in_colours(Palette(primary="#0b6e4f"))

    assert "#0b6e4f" in painted.range_bar(Bar(40, 50, (), "x"))
    assert DEFAULT.primary not in painted.scale(share())
