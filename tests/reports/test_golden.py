"""Golden summaries and pages: what a report says and how it looks change only on purpose.

To renew: delete the files of ``tests/reports/golden`` that no longer fit, run this test, which
writes what is missing and fails once, look at the new files, and commit them.
"""

import json
import math
import re
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops

from assessment.comparison import Round
from reports import pdf, summarise
from reports.advice import PeerGroup, Quartiles
from reports.theme import make_theme
from tests.reports.extras import ADVICE, EARLIER, PEERS

GOLDEN = Path(__file__).parent / "golden"
DAY = "2026-11-23"
DPI = 40
# Two drawings of a page are alike when they differ by at most this much in the mean (of 255
# levels of grey) and hardly anywhere strongly: other releases of Pango move letters by fractions
# of a point, while a missing bar, line of text or column moves the mean of a page by more.
MEAN, STRONG, SHARE = 1.5, 96, 0.01


@pytest.fixture(scope="module")
def rich(make, outcome):
    """The small firm's report with everything that a report can have."""
    earlier = Round(make(EARLIER), "2025-11-01")

    def summary(lang, **changes):
        options = {"previous": earlier, "peers": PEERS, "advice": ADVICE, **changes}
        return summarise(outcome, lang, date=DAY, **options)

    return summary


def missing(path, write):
    """Write a file that is not there and fail, so that nobody takes it for granted."""
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        write(path)
        pytest.fail(f"{path.name} was missing and has been written: look at it and commit it")


def masked(text):
    """Digests follow every change of the engine; that they are right is tested elsewhere."""
    return re.sub(r"\b[0-9a-f]{64}\b", "sha256", text)


def differing(golden, found, where=""):
    """Name the first places in which two trees differ; numbers may by a billionth."""
    if isinstance(golden, dict) and isinstance(found, dict):
        keys = [*golden, *(key for key in found if key not in golden)]
        pairs = [(k, golden.get(k), found.get(k)) for k in keys]
    elif isinstance(golden, list) and isinstance(found, list) and len(golden) == len(found):
        pairs = [(i, *pair) for i, pair in enumerate(zip(golden, found, strict=True))]
    elif isinstance(golden, float) and isinstance(found, float):
        return [] if math.isclose(golden, found, rel_tol=1e-9, abs_tol=1e-9) else [where]
    else:
        return [] if golden == found else [f"{where}: {golden!r} != {found!r}"]
    return [place for key, one, other in pairs for place in differing(one, other, f"{where}/{key}")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_report_says_what_it_said(rich, lang):
    """Every word and number of a report with all sections, in both languages."""
    path = GOLDEN / f"summary.{lang}.json"
    text = masked(rich(lang).to_json())

    missing(path, lambda path: path.write_text(text + "\n", encoding="utf-8"))
    assert differing(json.loads(path.read_text("utf-8")), json.loads(text)) == []


def drawn(summary, **options):
    """The pages of a PDF in grey."""
    document = pypdfium2.PdfDocument(pdf.render(summary, tagged=False, **options))
    return [page.render(scale=DPI / 72, grayscale=True).to_pil() for page in document]


def distance(one, other):
    """Mean difference of two pages, and the share of pixels that differ strongly."""
    if one.size != other.size:
        return 255.0, 1.0
    counts = ImageChops.difference(one, other).histogram()
    total = sum(counts)
    mean = sum(level * count for level, count in enumerate(counts)) / total
    return mean, sum(counts[STRONG:]) / total


def alike(one, other):
    mean, strong = distance(one, other)
    return mean <= MEAN and strong <= SHARE


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pages_look_as_they_did(rich, lang):
    """All pages side by side against the golden picture, within the stated tolerance."""
    pages = drawn(rich(lang))
    path = GOLDEN / f"pages.{lang}.png"
    width = pages[0].width
    sheet = Image.new("L", (width * len(pages), pages[0].height), 255)
    for position, page in enumerate(pages):
        sheet.paste(page, (position * width, 0))

    missing(path, lambda path: sheet.quantize(16).save(path, optimize=True))
    golden = Image.open(path).convert("L")
    assert golden.size == sheet.size
    crops = [(p * width, 0, (p + 1) * width, sheet.height) for p in range(len(pages))]
    far = {n: distance(golden.crop(c), sheet.crop(c)) for n, c in enumerate(crops, start=1)
           if not alike(golden.crop(c), sheet.crop(c))}  # fmt: skip
    assert far == {}


@pytest.fixture(scope="module")
def usual(rich):
    return drawn(rich("zh"))


def test_a_change_in_one_section_changes_only_its_page(rich, usual):
    """Another quartile of the peers: one page differs, and all others are the same to the pixel."""
    nodes = {**PEERS.nodes, "m": Quartiles(61, 72, 83)}
    after = drawn(
        rich("zh", peers=PeerGroup(PEERS.name, PEERS.n, PEERS.date, PEERS.minimum, nodes))
    )

    assert len(after) == len(usual)
    changed = [
        n for n, pair in enumerate(zip(usual, after, strict=True)) if distance(*pair) != (0, 0)
    ]
    assert len(changed) == 1


@pytest.mark.parametrize("fault", ["no bars", "no colours", "other words"])
def test_the_tolerance_would_notice(rich, usual, fault, monkeypatch):
    """Bars that are gone, a band that is gone, or another text on the first page are noticed."""
    if fault == "no bars":
        monkeypatch.setattr("reports.charts.bars.rect", lambda *_: "")
        monkeypatch.setattr("reports.charts.bars.path", lambda *_: "")
        after = drawn(rich("zh"), brief=True)
    elif fault == "no colours":
        after = drawn(rich("zh", theme=make_theme(primary="#767676")), brief=True)
    else:
        after = drawn(rich("en"), brief=True)

    assert not alike(usual[0], after[0])


def test_pages_hold_together_without_colour(usual):
    """On the first page the bars stand out from their track in grey by far more than a shade."""
    histogram = usual[0].histogram()

    assert sum(histogram[:100]) > 1000
    assert sum(histogram[225:250]) > 1000
