"""The same content gives the same digest everywhere."""

import math

import pytest

from questionnaires.canonical import canonical, digest


def test_order_of_keys_does_not_matter():
    """Keys are sorted at every depth."""
    assert canonical({"b": {"d": 1, "c": 2}, "a": []}) == '{"a":[],"b":{"c":2,"d":1}}'
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})


def test_chinese_stays_as_written():
    """The bytes are UTF-8, not escapes; the digest is that of those bytes."""
    assert canonical({"名": "纺纱"}) == '{"名":"纺纱"}'
    assert digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_content_matters():
    """Another value, type or order of a list gives another digest."""
    seen = {digest(data) for data in ([1, 2], [2, 1], ["1", 2], [1, 2.5], [True, 2], [None])}

    assert len(seen) == 6


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_numbers_that_are_none_are_refused(bad):
    """NaN and infinity have no JSON form."""
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": bad})
