"""Questionnaires are found by name or path, merged from their files, and built once."""

import json
import shutil

import pytest

from questionnaires import QuestionnaireError, available, load
from questionnaires.loader import LIBRARY, locate, read
from questionnaires.source import parse

TEXTILE = LIBRARY / "textile" / "1.0.0"


def problems_of(name):
    with pytest.raises(QuestionnaireError) as caught:
        load(name)
    assert str(caught.value)
    return [
        (problem.code, problem.place.file, problem.place.line) for problem in caught.value.problems
    ]


def folder_with(tmp_path, **files):
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def split(small_file, tmp_path):
    """Lay the small questionnaire out as a folder: a head and one file for its dimension."""
    head, _, tail = small_file.read_text(encoding="utf-8").partition("dimensions:\n")
    lines = [line.removeprefix("  ") for line in tail.splitlines()]
    lines[0] = lines[0].replace("- ", "  ", 1)
    folder = tmp_path / "folder"
    folder.mkdir()
    return folder_with(folder, questionnaire=head, part="dimension:\n" + "\n".join(lines) + "\n")


def test_the_library_is_listed_oldest_first():
    """``available`` names every published version."""
    assert "textile@1.0.0" in available()
    assert all(load(ref).ref == ref for ref in available())


def test_versions_are_ordered_by_number(tmp_path, monkeypatch):
    """1.10.0 is newer than 1.9.0, a release newer than its candidate; the name means the newest."""
    for version in ("1.10.0", "1.9.0", "2.0.0-rc1", "2.0.0"):
        (tmp_path / "mine" / version).mkdir(parents=True)
        (tmp_path / "mine" / version / "questionnaire.yaml").touch()
    monkeypatch.setattr("questionnaires.loader.LIBRARY", tmp_path)

    assert available() == ["mine@1.9.0", "mine@1.10.0", "mine@2.0.0-rc1", "mine@2.0.0"]
    assert locate("mine") == tmp_path / "mine" / "2.0.0"
    assert locate("mine@1.9.0") == tmp_path / "mine" / "1.9.0"


def test_a_name_a_version_and_a_folder_are_the_same():
    """Every way to the published version gives the same content; names share one object."""
    by_name, by_version, by_folder = load("textile"), load("textile@1.0.0"), load(TEXTILE)

    assert by_name is by_version
    assert by_folder is not by_name
    assert by_folder.digest == by_name.digest


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("textil", "textile"), ("textile@1.0.9", "textile@1.0.0"), ("", "textile@1.0.0"),
        ("nowhere.yaml", "textile@1.0.0"), ("x" * 5000, "textile@1.0.0"), ("\0", "textile@1.0.0"),
        ("../textile", "textile"),
    ],
    ids=lambda value: repr(value)[:20],
)  # fmt: skip
def test_an_unknown_name_gets_the_nearest(name, near):
    """What is neither published nor a file is reported with a suggestion."""
    with pytest.raises(QuestionnaireError) as caught:
        load(name)

    [problem] = caught.value.problems
    assert problem.code == "questionnaire.not_found"
    assert problem.values["near"].startswith(near)


def test_files_of_other_kinds_are_no_questionnaires(tmp_path):
    """A folder without a head and a file with another ending are not found."""
    (tmp_path / "notes.txt").write_text("a: 1", encoding="utf-8")

    assert problems_of(tmp_path) == problems_of(tmp_path / "notes.txt")


def test_a_single_file_may_be_yaml_or_json(small_file, tmp_path):
    """The same content as JSON has the same digest, also with another order of keys and comments."""
    data = parse(small_file.read_text(encoding="utf-8"), "x").data
    turned = {key: data[key] for key in reversed(data)}
    (tmp_path / "small.json").write_text(json.dumps(turned), encoding="utf-8")
    commented = "# a comment\n" + small_file.read_text(encoding="utf-8").replace("\n", "  # x\n", 1)
    (tmp_path / "commented.yml").write_text(commented, encoding="utf-8")

    digests = {
        load(path).digest
        for path in (small_file, tmp_path / "small.json", tmp_path / "commented.yml")
    }
    assert len(digests) == 1


def test_a_folder_is_the_sum_of_its_files(small_file, tmp_path):
    """Head and dimension file together are the same as the single file, whatever the files' names."""
    folder = split(small_file, tmp_path)
    first = load(folder)
    (folder / "part.yaml").rename(folder / "90-other-name.yaml")

    assert first.digest == load(folder).digest == load(small_file).digest


def test_lines_of_a_folder_lead_to_the_right_file(small_file, tmp_path):
    """After merging, every piece still knows where it was written."""
    document = read(split(small_file, tmp_path))

    assert document.place(("title",)).line == 5
    place = document.place(("dimensions", 0, "practices", 0, "questions", 1, "id"))
    assert place.file == "part.yaml"
    text = (tmp_path / "folder" / "part.yaml").read_text(encoding="utf-8").splitlines()
    assert text[place.line - 1].strip() == "- id: one"


def test_changing_content_changes_the_digest(small_file):
    """Another credit is another digest; measures are advice and leave it alone."""
    before = load(small_file).digest
    text = small_file.read_text(encoding="utf-8")
    measure = (
        "measures:\n  - {id: m, title: {zh: 措施, en: M}, moves: [{question: one, to: good}]}\n"
    )
    small_file.write_text(text + measure, encoding="utf-8")
    with_measure = load(small_file).digest
    small_file.write_text(text.replace("at: 80", "at: 81"), encoding="utf-8")

    assert with_measure == before
    assert load(small_file).digest != before


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("levels: []\n", [("file.unexpected_key", "part.yaml", 1)]),
        ("sources:\n\nfigures: x\n", [("schema.not_a_list", "part.yaml", 3)]),
        ("", [("file.empty", "part.yaml", None)]),
        ("- a\n", [("file.not_a_mapping", "part.yaml", 1)]),
        ("dimension: [1\n", [("file.bad_syntax", "part.yaml", 2)]),
        ("roles: &r []\nsources: *r\n", [("file.alias", "part.yaml", 2)]),
    ],
)
def test_a_broken_part_is_named(tmp_path, part, expected):
    """Faults in a part carry the part's file name."""
    assert problems_of(folder_with(tmp_path, questionnaire="id: x\n", part=part)) == expected


def test_a_head_whose_lists_are_no_lists_is_reported(tmp_path):
    """A part cannot be added to something that is not a list."""
    folder = folder_with(
        tmp_path, questionnaire="id: x\ndimensions: none\n", part="dimension: {id: a}\n"
    )

    assert problems_of(folder) == [("schema.not_a_list", "questionnaire.yaml", 2)]


def test_bytes_that_are_no_text_are_refused(tmp_path):
    """Another encoding, and a file over the limit, are reported before parsing."""
    (tmp_path / "gbk.yaml").write_bytes("题: 纺织".encode("gb18030"))
    (tmp_path / "bom.yaml").write_bytes(b"\xef\xbb\xbfid: x\n")
    (tmp_path / "large.yaml").write_bytes(b"#" * 5_000_001)

    assert problems_of(tmp_path / "gbk.yaml") == [("file.not_utf8", "gbk.yaml", None)]
    assert problems_of(tmp_path / "large.yaml") == [("file.too_large", "large.yaml", None)]
    assert {code for code, _, _ in problems_of(tmp_path / "bom.yaml")} == {"schema.missing_key"}


def test_every_missing_part_is_listed_at_once(tmp_path):
    """The error lists all that is wrong, not the first."""
    (tmp_path / "empty.json").write_text("{}", encoding="utf-8")

    keys = {problem[0] for problem in problems_of(tmp_path / "empty.json")}
    assert keys == {"schema.missing_key"}
    assert len(problems_of(tmp_path / "empty.json")) == 5


def test_warnings_do_not_stop_a_questionnaire(tmp_path):
    """A missing translation is for the linter; the questionnaire still loads and scores."""
    copy = shutil.copytree(TEXTILE, tmp_path / "copy")
    head = copy / "questionnaire.yaml"
    text = head.read_text(encoding="utf-8")
    head.write_text(text.replace("{zh: 起步级, en: Starting}", "{zh: 起步级}"), encoding="utf-8")

    assert load(copy).levels[0].name == {"zh": "起步级"}
