"""Sentences in several languages, and data from outside shown as text."""

import copy
import pickle

import pytest
from pydantic import TypeAdapter, ValidationError

from questionnaires.text import FALLBACK, Text, pick, quote

PARSE = TypeAdapter(Text)


@pytest.mark.parametrize(
    ("sentences", "lang", "expected"),
    [
        pytest.param({"zh": "纺", "en": "Spin"}, "en", "Spin", id="as asked"),
        pytest.param({"zh": "纺", "en": "Spin"}, "en-GB", "Spin", id="base language"),
        pytest.param({"zh": "纺", "zh-Hant": "紡"}, "zh-Hant", "紡", id="script before base"),
        pytest.param({"zh": "纺", "en": "Spin"}, "fr", "纺", id="declared fallback"),
        pytest.param({"en": "Spin", "de": "Spinnen"}, "fr", "Spin", id="the first there is"),
        pytest.param({}, "zh", "", id="nothing"),
    ],
)
def test_pick_falls_back_in_order(sentences, lang, expected):
    """A sentence comes in the asked language, its base, Chinese, or the first written."""
    assert pick(sentences, lang) == expected
    assert FALLBACK == "zh"


def test_a_text_is_trimmed_and_hashable():
    """A text drops blanks around it, hashes by content and survives pickling."""
    text = PARSE.validate_python({"en": " Spin ", "zh": "纺"})

    assert text == {"zh": "纺", "en": "Spin"}
    assert text.to("en") == "Spin"
    assert hash(text) == hash(Text({"zh": "纺", "en": "Spin"}))
    for copied in (pickle.loads(pickle.dumps(text)), copy.copy(text), copy.deepcopy(text)):
        assert copied == text
        assert type(copied) is Text


CHANGES = {
    "set": lambda text: text.__setitem__("zh", "织"),
    "delete": lambda text: text.__delitem__("zh"),
    "update": lambda text: text.update(zh="织"),
    "merge": lambda text: text.__ior__({"zh": "织"}),
    "default": lambda text: text.setdefault("de", "Spinnen"),
    "pop": lambda text: text.pop("zh"),
    "popitem": lambda text: text.popitem(),
    "clear": lambda text: text.clear(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_text_cannot_be_changed(change):
    """A loaded questionnaire, shared by everybody, keeps its sentences."""
    text = PARSE.validate_python({"en": "Spin", "zh": "纺"})
    with pytest.raises(TypeError):
        CHANGES[change](text)

    assert text == {"en": "Spin", "zh": "纺"}


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param({}, id="empty"),
        pytest.param({"zh": "  "}, id="blank"),
        pytest.param({"zh": 5}, id="number"),
        pytest.param({"zh": None}, id="null"),
        pytest.param({"chinese!": "纺"}, id="not a language tag"),
        pytest.param("纺", id="bare string"),
        pytest.param(["纺"], id="list"),
    ],
)
def test_what_is_no_text_is_refused(bad):
    """A text is a mapping of language tags to sentences that say something."""
    with pytest.raises(ValidationError):
        PARSE.validate_python(bad)


def test_the_schema_describes_a_mapping():
    """Editors learn that a text maps language tags to strings."""
    schema = PARSE.json_schema()

    assert schema["type"] == "object"
    assert schema["additionalProperties"] == {"type": "string", "minLength": 1}


def nested(depth, wrap):
    value = "x"
    for _ in range(depth):
        value = wrap(value)
    return value


HOSTILE = [
    pytest.param(10**6000, id="6,000 digits"),
    pytest.param(-(10**6000), id="negative 6,000 digits"),
    pytest.param([10**6000], id="6,000 digits in a list"),
    pytest.param("x" * 10**6, id="a million characters"),
    pytest.param("\ud800\x00\u202e", id="surrogate, control, right-to-left"),
    pytest.param(nested(50_000, lambda v: [v]), id="deep list"),
    pytest.param(nested(50_000, lambda v: {"a": v}), id="deep mapping"),
    pytest.param({str(i): i for i in range(10_000)}, id="wide mapping"),
    pytest.param(float("nan"), id="NaN"),
    pytest.param(b"\xff" * 1000, id="bytes"),
]


@pytest.mark.parametrize("value", HOSTILE)
def test_quote_shows_anything_briefly(value):
    """Whatever comes in, at most the asked number of characters come out, without an error."""
    assert len(quote(value, 50)) <= 50


def test_quote_keeps_what_is_short():
    """Short data is shown as it is."""
    assert quote("纺纱", 10) == "纺纱"
    assert quote(12, 10) == "12"
    assert quote([1, "a"], 10) == "[1, 'a']"
