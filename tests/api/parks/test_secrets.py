"""Somebody who wants to learn one firm's answers or scores, and cannot.

Whatever an attacker does with what is shown (sums, differences of filters, of two files, of two
months) starts from what is shown. So the firm's secret is exchanged for another one, and everything
there is to be seen is compared, byte by byte: where nothing differs, nothing can be learned.
"""

import json
import re
from itertools import product

import pytest
from fastapi.routing import iter_route_contexts
from sqlmodel import select

import questionnaires
from api.assessments.tables import Assessment, Consent, Result
from api.kit.clock import now
from api.parks import standing
from api.parks.tables import Entry
from assessment import assess
from questionnaires.canonical import digest
from reports.park.figures import FIGURES
from scoring.packing import pack
from tests.api.arrange import sign_in
from tests.api.parks.arranged import Park, firm
from tests.api.v1.callers import Program

SECRET = "示例秘密厂"
OK = 200
PASSING = re.compile(r'name="csrf" value="[^"]+"|"[^"]*cursor[^"]*":"[^"]*"')
ANYTHING = {"what": "results", "id": "AAAAAAAAAAAAAAAA"}
"""What stands for parameters that name nothing of this park."""


@pytest.fixture
def park(database):
    """Twenty firms of which the park sees all, in groups large and small, and an earlier round."""
    made = Park(database)
    made.add(*(_open_firm(place) for place in range(12)))
    made.campaign = made.open("2027 年度评估")
    made.add(*(_open_firm(place) for place in range(20)))
    return made


def _open_firm(place):
    processes = ("weaving",) if place % 3 else ("dyeing", "garment")
    return firm(
        f"示例{place:02}厂", seed=place, processes=processes, employees=(80, 400)[place % 2],
        region=("330602", "330603")[place // 10],
    )  # fmt: skip


@pytest.fixture
def manager(browsers, park):
    """Somebody of the park, signed in."""
    browser = browsers()
    sign_in(park.database, browser, park.id)
    return browser


@pytest.fixture
def program(app, park):
    """A program with a key of the park."""
    return Program(app, of=(park.id, park.public_id))


def exchange(park, sheet):
    """Give the firm with the secret other answers, as if it had given these in the first place."""
    textile = questionnaires.load("textile")
    found = assess(textile, [sheet])
    card = next(iter(found)).card
    with park.database.write() as session:
        public_id = park.firms[SECRET]
        row = session.exec(select(Assessment).where(Assessment.public_id == public_id)).one()
        row.answers = sheet.to_plain(textile)
        row.profile = {k: v for k, v in sheet.profile.to_dict().items() if k != "size"}
        result = session.get(Result, row.id)
        result.packed, result.digest = pack(found.table)[0], digest(card.to_dict())
        result.score, result.level = card.score, card.level
        session.add_all([row, result])
    standing.forget()  # a result is frozen; nothing else ever changes one
    return card


def addresses(app, park):
    """Every address about a park that can be read, with every filter the dashboard offers."""
    with park.database.read() as session:
        found = standing.standing(session, park.find(session))
        entries = session.exec(select(Entry.public_id, Entry.member_id)).all()
    known = {
        "park_id": [park.public_id], "campaign_id": [park.campaign],
        "public_id": [park.firms[SECRET], park.firms["示例00厂"]], "entry_id": [entries[-1][0]],
        "chart": [f"{key}.{kind}" for key in (*FIGURES, "changed", "answered")
                  for kind in ("svg", "csv")],
    }  # fmt: skip
    paths = set()
    for route in iter_route_contexts(app.routes):
        if "{park_id}" in route.path and "GET" in (route.methods or ()):
            paths |= set(filled(route.path, known))
    asked = [("size",), ("processes",), ("region",), ("size", "region")]
    filters = [
        "?" + "&".join(f"{fact}={key or 'none'}" for fact, key in zip(facts, keys, strict=True))
        for facts in asked
        for keys in product(*(found.views.groups[fact] for fact in facts))
    ]
    dashboard = f"{park.base}/dashboard"
    ends = ("", "/members.csv", "/charts/questions.csv")
    paths |= {f"{dashboard}{end}{chosen}" for chosen in filters for end in ends}
    paths |= {f"{dashboard}/members?sort={sort}&level={level}"
              for sort, level in (("help", ""), ("energy.water", 1), ("name", 2))}  # fmt: skip
    return sorted(paths)


def filled(path, known):
    """All addresses of a route; parameters that nothing is known of name nothing."""
    for name in re.findall(r"{(\w+)(?::\w+)?}", path):
        values = known.get(name, [ANYTHING.get(name, "AAAAAAAAAAAAAAAA")])
        return [one for value in values
                for one in filled(re.sub(r"{" + name + r"(:\w+)?}", value, path), known)]  # fmt: skip
    return [path]


def everything(paths, manager, program):
    """What a manager with a browser and a key gets to see."""
    found = {}
    for path in paths:
        asked = program.client if path.startswith("/api/") else manager.client
        answer = asked.get(path.removeprefix("/api/v1") if path.startswith("/api/") else path)
        body = answer.content if "xlsx" in path or "zip" in path else PASSING.sub("", answer.text)
        found[path] = (answer.status_code, body if answer.status_code == OK else "")
    assert sum(status == OK for status, _ in found.values()) > len(paths) / 2
    return found


def differing(one, other):
    return [path for path in one if one[path] != other[path]]


LADDERS = [q.id for q in questionnaires.load("textile").questions if q.kind == "level"]
LOWEST = dict.fromkeys(LADDERS, "1")


def secrets():
    """Two answer sheets at the same level, with other answers, scores and facts."""
    return (
        firm(SECRET, processes=("garment",), employees=9000, **LOWEST),
        firm(SECRET, processes=("spinning",), employees=8, region="330681",
             **{**LOWEST, "digital.data.decisions": "4"}),
    )  # fmt: skip


@pytest.mark.parametrize("scope", ["level", None])
def test_nothing_shown_depends_on_what_a_firm_keeps_to_itself(app, park, manager, program, scope):
    """A firm that shows its level, or nothing: every page, file and answer stays the same."""
    one, other = secrets()
    park.add(one, scope=scope)
    first = exchange(park, one)
    paths = addresses(app, park)
    before = everything(paths, manager, program)
    second = exchange(park, other)
    after = everything(paths, manager, program)

    assert first.level == second.level
    assert first.score != second.score
    assert differing(before, after) == []


def test_a_consent_taken_back_leaves_nothing_that_depends_on_the_firm(app, park, manager, program):
    """Pages that were shown before are not kept: from the next look on the firm is not there."""
    one, other = secrets()
    park.add(one)
    shown = everything(addresses(app, park), manager, program)
    with park.database.write() as session:
        consent = session.exec(select(Consent).order_by(Consent.id.desc())).first()
        consent.revoked_at = now()
        session.add(consent)
    paths = addresses(app, park)
    before = everything(paths, manager, program)
    exchange(park, other)
    after = everything(paths, manager, program)

    assert differing(before, after) == []
    assert f"{park.public_id}/results/{park.firms[SECRET]}" in json.dumps(list(shown))
    assert before[f"/parks/{park.public_id}/results/{park.firms[SECRET]}"][0] == 404


def test_a_firm_that_shows_scores_hides_its_answers(app, park, manager, program):
    """Two answers exchanged within a practice leave its score and all that is shown as it was."""
    one = firm(SECRET, seed=3, **{"digital.supply.chain": "1", "digital.supply.cluster": "4"})
    other = firm(SECRET, seed=3, **{"digital.supply.chain": "4", "digital.supply.cluster": "1"})
    park.add(*(firm(f"示例另{n}厂", seed=40 + n) for n in range(6)), scope="scores")
    park.add(one, scope="scores")
    first = exchange(park, one)
    paths = addresses(app, park)
    before = everything(paths, manager, program)
    second = exchange(park, other)
    after = everything(paths, manager, program)

    for node in first.nodes.values():
        assert node.score == pytest.approx(second.nodes[node.id].score)
    assert first.answers["digital.supply.chain"] != second.answers["digital.supply.chain"]
    assert differing(before, after) == []
