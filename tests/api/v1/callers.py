"""Programs that call the interface, and the answers they send."""

import copy

from starlette.testclient import TestClient

import questionnaires
from api.kit.clock import now
from api.kit.security import new_id, new_token, token_digest
from api.organisations.asking import SCOPES
from api.organisations.tables import ApiKey
from tests.api.arrange import organisation, sample

__all__ = ["V1", "Program", "anybody", "firm"]

V1 = "/api/v1"


def anybody(app, lang="en") -> TestClient:
    """A client without a key, whose paths start behind the version."""
    return TestClient(app, base_url=f"http://testserver{V1}", headers={"accept-language": lang})


def firm(name="dyeing-mill"):
    """Profile and answers of a sample firm, as a program sends them."""
    sheet = sample(name)
    facts = {key: value for key, value in sheet.profile.to_dict().items() if value is not None}
    answers = sheet.to_plain(questionnaires.load("textile"))
    return copy.deepcopy({"profile": facts, "answers": answers})


class Program:
    """A program with a key; ``get``, ``post`` and the others take paths behind the version."""

    def __init__(self, app, *, scopes=SCOPES, of=None, lang="en", **key):
        """Store a key with these *scopes*, of the organisation *of* (own and public id)."""
        self.organisation = of or organisation(app.state.database)
        self.secret = new_token()
        self.key = new_id()
        with app.state.database.write() as session:
            session.add(
                ApiKey(
                    public_id=self.key, organisation_id=self.organisation[0], name="测试",
                    digest=token_digest(self.secret), scopes=list(scopes), created_at=now(), **key,
                )
            )  # fmt: skip
        self.client = anybody(app, lang)
        self.client.headers["authorization"] = f"Bearer {self.secret}"
        for name in ("get", "post", "put", "patch", "delete", "request"):
            setattr(self, name, getattr(self.client, name))

    def draft(self, **sent):
        """Start an assessment; returns its path."""
        made = self.post("/assessments", json=sent)
        assert made.status_code == 201, made.text
        return made.headers["location"].removeprefix(V1)

    def full_draft(self, name="dyeing-mill"):
        """Start an assessment with all answers of a sample firm; returns its path."""
        return self.draft(**firm(name))

    def submitted(self, name="dyeing-mill"):
        """Submit an assessment of a sample firm; returns its path."""
        path = self.full_draft(name)
        done = self.post(f"{path}/submit", json={"declared_by": "王厂长"})
        assert done.status_code == 200, done.text
        return path
