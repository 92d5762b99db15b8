"""Reports are printed in processes of their own."""

import pytest

from api.documents import printing
from api.documents.printing import printed
from assessment import assess
from questionnaires import load
from reports import ReportError, pdf, summarise
from reports.pool import Pool
from tests.api.arrange import sample


@pytest.fixture(scope="module")
def summary():
    """The first page of a sample report."""
    [outcome] = assess(load("textile"), [sample("garment-maker")])
    return summarise(outcome, "zh", date="2026-11-23", sections=())


@pytest.fixture(autouse=True)
def ended():
    """No workers are left behind."""
    yield
    printing.close()


@pytest.mark.slow
def test_a_report_printed_apart_is_the_same(summary):
    """The pool gives the bytes that printing in this process gives."""
    assert printed(summary) == pdf.render(summary)


@pytest.mark.slow
def test_one_that_takes_too_long_fails_alone(summary, monkeypatch):
    """A report over its time is given up with a code of its own; after closing, printing works."""
    monkeypatch.setattr(printing, "Pool", lambda processes, **_: Pool(processes, seconds=0.01))
    with pytest.raises(ReportError) as refused:
        printed(summary)
    printing.close()
    monkeypatch.undo()

    assert refused.value.problems[0].code == "report.too_slow"
    assert printed(summary).startswith(b"%PDF")
