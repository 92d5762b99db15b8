"""Logs: one JSON object a line, kinds and places of errors, and none of their words."""

import io
import json
import logging

import pytest

from api.kit import logs


@pytest.fixture
def lines(monkeypatch):
    """What is logged while a test runs, as it would reach standard error."""
    stream = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    monkeypatch.setattr("sys.stderr", stream)
    logs.set_up("INFO")
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:], root.level = handlers, level
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).propagate = True


def test_a_line_is_an_object_with_its_fields(lines):
    """Fields stand beside time, level, logger and message; Chinese stays readable."""
    logging.getLogger("api.request").info("请求", extra={"request_id": "abc", "status": 200})
    logging.getLogger("api.request").debug("too much")

    [line] = lines()
    assert line.keys() == {"time", "level", "logger", "message", "request_id", "status"}
    assert (line["message"], line["status"]) == ("请求", 200)


def test_an_error_shows_where_and_not_what(lines):
    """Its kind, that of its cause and the frames are logged; what was typed is not."""
    try:
        try:
            int("示例·绝密纺织")
        except ValueError as error:
            raise KeyError("another secret") from error
    except KeyError:
        logging.getLogger("api").exception("unexpected error")

    [line] = lines()
    text = json.dumps(line, ensure_ascii=False)
    assert "builtins.KeyError" in text
    assert "builtins.ValueError" in text
    assert "test_logs.py" in text
    assert "invalid literal" not in text
    assert line["exc_info"].count("绝密") == 1  # the line of this file, which is no message


def test_errors_of_requests_are_logged_once(lines):
    """The web server repeats them without their request id; that is left out."""
    logging.getLogger("uvicorn.error").error("Exception in ASGI application\n")
    logging.getLogger("uvicorn.access").info("GET /open/secret")
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")

    assert [line["message"] for line in lines()] == ["Invalid HTTP request received."]
