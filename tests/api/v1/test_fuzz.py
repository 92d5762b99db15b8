"""Generated requests, good and bad, meet no server error and no broken promise."""

from tests.api.v1.fuzz import run


def test_the_server_keeps_what_its_document_promises():
    """Some hundred cases over every operation; the full run is ``python -m tests.api.v1.fuzz``."""
    report = run(1, seed=20240412, phases=("examples", "fuzzing", "stateful"), each=7)

    assert report.failures == {}, report.text()
    assert report.errors == [], report.text()
    assert report.cases >= 300
    assert len(report.statuses) >= 28
