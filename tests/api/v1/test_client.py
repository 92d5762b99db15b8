"""A typed Python client can be generated from the committed document, and it works."""

import importlib
import sys

import pytest
from click.testing import CliRunner
from openapi_python_client.cli import app as generator
from typer.main import get_command

from api import openapi
from tests.api.v1.callers import Program, firm

OPAQUE = "application/octet-stream"
CONFIG = f"""
post_hooks: []
content_type_overrides:
  application/pdf: {OPAQUE}
  application/zip: {OPAQUE}
  application/vnd.openxmlformats-officedocument.spreadsheetml.sheet: {OPAQUE}
  application/schema+json: application/json
"""


@pytest.fixture(scope="module")
def client_package(tmp_path_factory):
    """The generated package, imported under a name of its own."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "config.yaml").write_text(CONFIG)
    options = ["--config", folder / "config.yaml", "--output-path", folder / "maturity_client"]
    arguments = [
        "generate",
        "--path",
        openapi.FILE,
        "--meta",
        "none",
        "--fail-on-warning",
        *options,
    ]
    done = CliRunner().invoke(get_command(generator), [str(word) for word in arguments])
    assert done.exit_code == 0, done.output
    sys.path.insert(0, str(folder))
    yield "maturity_client"
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.startswith("maturity_client")]:
        del sys.modules[name]


def test_a_generated_client_takes_an_assessment_from_start_to_result(client_package, app):
    """Create, change, submit, read: typed objects all the way."""

    def part(name):
        return importlib.import_module(f"{client_package}.{name}")

    models, assessments = part("models"), "api.assessments"
    program = Program(app)
    client = part("client").AuthenticatedClient("http://testserver", program.secret)
    client.set_httpx_client(program.client.__class__(app, headers=program.client.headers))

    made = part(f"{assessments}.create_assessment").sync(
        client=client, body=models.AssessmentCreate.from_dict(firm())
    )
    assert isinstance(made, models.AssessmentOut)
    assert made.progress.missing == []
    changed = part(f"{assessments}.change_assessment").sync_detailed(
        made.id, client=client, if_match='"1"',
        body=models.AssessmentPatch.from_dict({"answers": {"equipment.ledger.practice": "5"}}),
    )  # fmt: skip
    assert changed.parsed.version == 2
    stale = part(f"{assessments}.change_assessment").sync(
        made.id, client=client, if_match='"1"', body=models.AssessmentPatch()
    )
    assert isinstance(stale, models.ProblemDetails)
    assert stale.code == "stale"
    part(f"{assessments}.submit_assessment").sync(
        made.id, client=client, body=models.Submission(declared_by="王厂长")
    )
    result = part(f"{assessments}.get_result").sync(made.id, client=client)
    assert isinstance(result, models.ResultDocument)
    assert 0 < result.index.score < 100
    listed = part(f"{assessments}.list_assessments").sync(client=client)
    assert [entry.score for entry in listed.items] == [result.index.score]
    workbook = part("api.documents.get_results_workbook").sync(made.id, client=client)
    assert workbook.payload.read(2) == b"PK"


def test_a_generated_client_scores(client_package, app):
    """Stateless scoring, one and many, with typed results."""
    models = importlib.import_module(f"{client_package}.models")
    client = importlib.import_module(f"{client_package}.client").Client("http://testserver")
    client.set_httpx_client(Program(app).client.__class__(app))
    score = importlib.import_module(f"{client_package}.api.scoring.score_firm")
    batch = importlib.import_module(f"{client_package}.api.scoring.score_firms")

    one = score.sync(client=client, body=models.ScoreRequest.from_dict(firm()))
    many = batch.sync(client=client, body=models.Batch.from_dict({"firms": [firm(), firm()]}))

    assert [row.scores.score for row in many.firms] == [one.index.score] * 2
