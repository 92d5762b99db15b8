"""Small parts that everything stands on: limits, repeats, history, times, tokens, languages."""

import datetime as dt

import pytest
from starlette.requests import Request

from api.kit import audit, idempotency, security
from api.kit.clock import now
from api.kit.errors import Conflict, TooMany
from api.kit.i18n import language_of, page_words
from api.kit.idempotency import once
from api.kit.limits import RateLimits


def test_a_limit_says_when_to_come_back():
    """Over the limit is refused for this caller alone, with the seconds until it is not."""
    limits = RateLimits(enabled=True)
    limits.count("2/minute", "sign-in", "a")
    limits.count("2/minute", "sign-in", "a")
    limits.count("2/minute", "sign-in", "b")

    for refused in (limits.count, limits.check):
        with pytest.raises(TooMany) as error:
            refused("2/minute", "sign-in", "a")
        assert 1 <= int(error.value.headers["Retry-After"]) <= 60
    limits.check("2/minute", "sign-in", "b")
    limits.forget("2/minute", "sign-in", "a")
    limits.count("2/minute", "sign-in", "a")


def test_limits_can_be_switched_off():
    """Behind a proxy that limits, nothing is counted here."""
    limits = RateLimits(enabled=False)
    for _ in range(10):
        limits.count("1/day", "x")
    limits.check("1/day", "x")


@pytest.mark.both
def test_the_same_create_is_done_once(database, monkeypatch):
    """A key repeated gives the first answer; with another request it is a conflict; it ends."""
    made = []

    def create():
        made.append(1)
        return {"id": len(made)}

    def send(owner, key, request):
        with database.write() as session:
            return once(session, owner, key, request, create)

    assert send("a", "k", {"x": 1}) == send("a", "k", {"x": 1}) == {"id": 1}
    assert send("b", "k", {"x": 1}) == {"id": 2}
    assert send("a", None, {"x": 1}) == {"id": 3}
    with pytest.raises(Conflict):
        send("a", "k", {"x": 2})
    monkeypatch.setattr(idempotency, "now", lambda: now() + dt.timedelta(hours=25))
    assert send("a", "k", {"x": 2}) == {"id": 4}


@pytest.mark.both
def test_history_knows_what_a_field_was(database):
    """The value at a version is what the first later change replaced; deleting forgets all."""
    with database.write() as session:
        audit.note(session, "user:1", "assessment:a", "created")
        audit.note(session, "user:1", "assessment:a", "answered", {"q": (None, "1")}, 1)
        audit.note(session, "user:2", "assessment:a", "answered", {"q": ("1", {"n": [2.5]})}, 2)
        audit.note(session, "user:2", "assessment:b", "answered", {"q": ("x", "y")}, 2)

    with database.read() as session:
        at = {v: audit.values_at(session, "assessment:a", v, ["q", "r"]) for v in (0, 1, 2)}
        events = audit.history(session, "assessment:a")

    assert at == {0: {"q": None}, 1: {"q": "1"}, 2: {}}
    assert [(e.actor, e.action, e.after) for e in events] == [
        ("user:2", "answered", {"n": [2.5]}), ("user:1", "answered", "1"), ("user:1", "created", None),
    ]  # fmt: skip
    assert all(event.at.tzinfo is not None for event in events)
    with database.write() as session:
        audit.forget_values(session, "assessment:a")
    with database.read() as session:
        assert audit.history(session, "assessment:a") == []
        assert len(audit.history(session, "assessment:b")) == 1


@pytest.mark.both
def test_times_come_back_as_the_same_moment(database):
    """Whatever zone a time is given in, it is stored in UTC, to the microsecond; none is refused."""
    shanghai = dt.timezone(dt.timedelta(hours=8))
    moment = dt.datetime(2026, 11, 23, 7, 30, 0, 123456, tzinfo=shanghai)

    def keep(at):
        with database.write() as session:
            session.add(audit.Event(at=at, actor="-", subject="time", action="-"))

    keep(moment)
    with database.read() as session:
        [event] = audit.history(session, "time")
    assert event.at == moment
    assert event.at.utcoffset() == dt.timedelta(0)
    with pytest.raises(Exception, match="a time needs its zone"):
        keep(moment.replace(tzinfo=None))


def test_tokens_and_signatures():
    """Tokens do not repeat; a signature holds for one purpose, one text and one key."""
    signer, other = security.Signer(b"k" * 32), security.Signer(b"o" * 32)
    signature = signer.sign("link", "a")

    assert len({security.new_token() for _ in range(100)}) == 100
    assert signer.check("link", "a", signature)
    assert not signer.check("csrf", "a", signature)
    assert not signer.check("link", "b", signature)
    assert not other.check("link", "a", signature)
    assert not signer.check("link", "a", "签名")
    assert not signer.check("link", "a", "")


def test_passwords_are_kept_as_hashes():
    """The right password fits, another does not, and without an account none does."""
    stored = security.hash_password("一个足够长的密码")

    assert stored.startswith("$argon2id$")
    assert security.check_password(stored, "一个足够长的密码")
    assert not security.check_password(stored, "另一个")
    assert not security.check_password(None, "一个足够长的密码")
    assert not security.check_password("not a hash", "x")


def asked(accept="", cookie="", query=""):
    headers = [(b"accept-language", accept.encode()), (b"cookie", cookie.encode())]
    return Request({"type": "http", "headers": headers, "query_string": query.encode()})


@pytest.mark.parametrize(
    ("request_", "lang"),
    [
        (asked(), "zh"),
        (asked("en-GB,en;q=0.9,zh;q=0.8"), "en"),
        (asked("fr, zh-TW;q=0.5, en;q=0.4"), "zh"),
        (asked("en;q=0, zh;q=0.1"), "zh"),
        (asked("en;q=nonsense, de"), "zh"),
        (asked("zh", cookie="lang=en"), "en"),
        (asked("zh", cookie="lang=xx"), "zh"),
        (asked("zh", cookie="lang=zh", query="lang=en"), "en"),
    ],
)
def test_the_language_is_asked_for_chosen_or_the_browsers(request_, lang):
    """The address goes before what was chosen, and that before what the browser prefers."""
    assert language_of(request_) == lang


def test_both_languages_have_the_same_labels():
    """Nothing is said in one language only, and values to fill in are the same."""
    zh, en = page_words("zh")._labels, page_words("en")._labels

    assert zh.keys() == en.keys()
