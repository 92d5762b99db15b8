"""YAML and JSON text becomes plain data with the line of every piece; the rest is refused."""

import json
import time

import pytest

from questionnaires.errors import QuestionnaireError
from questionnaires.source import MAX_BYTES, parse


def refusal(text):
    with pytest.raises(QuestionnaireError) as caught:
        parse(text, "a.yaml")
    [problem] = caught.value.problems
    assert problem.to("zh")
    assert problem.to("en")
    return problem.code, problem.place.line


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("no", "no"), ("yes", "yes"), ("on", "on"), ("2024-04-12", "2024-04-12"), ("1.0.0", "1.0.0"),
        ("12:30", "12:30"), ("1_000", "1_000"), ("0x1f", "0x1f"), ("0o7", "0o7"), ("007", "007"),
        (".inf", ".inf"), (".nan", ".nan"), ("True", "True"), ("NULL", "NULL"), ("<<", "<<"), ("=", "="),
        ("true", True), ("false", False), ("null", None), ("~", None), ("", None),
        ("5", 5), ("-5", -5), ("+5", 5), ("0", 0), ("5.0", 5.0), (".5", 0.5), ("5.", 5.0), ("1e3", 1000.0),
        ("-1.5E-2", -0.015), ('"5"', "5"), ("'true'", "true"), ("!!str 5", "5"), ("1713", 1713),
        ("9" * 25, int("9" * 25)), ("9" * 26, "9" * 26), ("9" * 10_000, "9" * 10_000),
    ],
    ids=lambda value: str(value)[:12],
)  # fmt: skip
def test_words_stay_words(written, expected):
    """Only null, true, false and plain numbers are read as such; nothing else changes its type."""
    found = parse(f"a: {written}", "a.yaml").data["a"]

    assert found == expected
    assert type(found) is type(expected)


def test_every_piece_knows_its_line():
    """Keys and list items carry file and line; an unwritten path falls back to its ancestor."""
    document = parse("a: 1\nb:\n  - x\n  - {c: 2,\n     d: 3}\n", "a.yaml")

    lines = {path: line for path, (_, line) in document.lines.items()}
    assert lines == {
        (): 1, ("a",): 1, ("b",): 2, ("b", 0): 3, ("b", 1): 4, ("b", 1, "c"): 4, ("b", 1, "d"): 5,
    }  # fmt: skip
    place = document.place(("b", 1, "missing", 7), named="b.1")
    assert (place.file, place.line, place.field) == ("a.yaml", 4, "b.1")


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        pytest.param("a: &x 1\nb: *x", "file.alias", 2, id="alias"),
        pytest.param("a: &a [*a]", "file.alias", 1, id="alias of itself"),
        pytest.param("a: 1\nb: 2\na: 3", "file.repeated_key", 3, id="repeated key"),
        pytest.param("x:\n  - {a: 1,\n     a: 2}", "file.repeated_key", 3, id="repeated inner key"),
        pytest.param("a: " + "[" * 50 + "]" * 50, "file.too_deep", 1, id="deep list"),
        pytest.param('{"a":' * 5000 + "1" + "}" * 5000, "file.too_deep", 1, id="deep JSON"),
        pytest.param("a: [1,\n2", "file.bad_syntax", 3, id="open bracket"),
        pytest.param("a: 1\n  b: 2", "file.bad_syntax", 2, id="indentation"),
        pytest.param("a:\n\t- b", "file.bad_syntax", 2, id="tab"),
        pytest.param("a: 1\nb: 'x", "file.bad_syntax", 2, id="open quote"),
        pytest.param("a: 1\nb: x: y", "file.bad_syntax", 2, id="two colons"),
        pytest.param("a: 1\nb: @x", "file.bad_syntax", 2, id="reserved sign"),
        pytest.param("中文: 1\nb: \x07", "file.bad_syntax", 2, id="control character"),
        pytest.param("a: 1\n--- \nb: 2", "file.bad_syntax", 2, id="second document"),
        pytest.param("a: 1\nb: !!int many", "file.bad_syntax", 2, id="tag that lies"),
        pytest.param("a: !!float ''", "file.bad_syntax", 1, id="empty float"),
        pytest.param("a: !!bool maybe", "file.bad_syntax", 1, id="no boolean"),
        pytest.param("? [a, b]\n: 1", "file.bad_syntax", 1, id="list as key"),
        pytest.param("a: *nobody", "file.alias", 1, id="alias of nothing"),
        pytest.param("a: \ud800", "file.not_utf8", None, id="half a surrogate pair"),
        pytest.param("a: " + "x" * MAX_BYTES, "file.too_large", None, id="too large"),
    ],
)
def test_what_is_refused_says_where(text, code, line):
    """Each refusal has its code and the right line."""
    assert refusal(text) == (code, line)


def test_tags_build_no_objects():
    """A tag of another language is read as text and runs nothing."""
    text = "a: !!python/object/apply:os.system ['exit 1']\nb: !!binary aGk=\nc: !secret x"

    assert parse(text, "a.yaml").data == {"a": ["exit 1"], "b": "aGk=", "c": "x"}


def test_nested_anchors_cannot_grow():
    """A kilobyte that would expand to gigabytes is refused at its first alias."""
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]

    assert refusal("\n".join(lines)) == ("file.alias", 2)


@pytest.mark.parametrize("indent", [None, 2, "\t"])
@pytest.mark.parametrize("escaped", [True, False], ids=["escapes", "characters"])
def test_json_is_read_as_well(indent, escaped):
    """JSON of any layout gives the same data, rare characters and slashes included."""
    data = {
        "题": "纺纱 𠮷 😀\\ud842\\udfb7",
        "n": [1, -2.5, 1e-3],
        "t": True,
        "z": None,
        "s": 'a"b\\c/d\n',
        "e": {},
    }
    text = json.dumps(data, ensure_ascii=escaped, indent=indent)

    assert parse(text.replace("/", "\\/"), "a.json").data == data


def test_a_byte_order_mark_is_skipped():
    """Files saved by Windows editors start with a mark."""
    assert parse("\ufeffa: 1", "a.yaml").data == {"a": 1}


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "null"])
def test_an_empty_document_holds_nothing(text):
    """Comments alone are no data."""
    assert parse(text, "a.yaml").data is None


def test_a_large_document_is_read_in_a_moment():
    """Five thousand entries take no more than a few seconds."""
    text = "a:\n" + "".join(f"  - {{id: q{i}, text: {{zh: 题, en: Q}}}}\n" for i in range(5_000))
    start = time.perf_counter()

    assert len(parse(text, "a.yaml").data["a"]) == 5_000
    assert time.perf_counter() - start < 10
