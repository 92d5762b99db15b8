"""The command line: every way in, every way out, and what bad input gets."""

import json
from pathlib import Path

import click
import jsonschema
import pytest
import yaml
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

import questionnaires
from api.commands import cli
from api.commands.demo import samples
from questionnaires.files import read_answers
from questionnaires.workbook import write_form, write_register
from scoring import __main__ as module
from scoring import score
from scoring.schema import result_schema

TEXTILE = questionnaires.load("textile")
SPINNING = next(path for path in samples() if path.name.startswith("spinning"))


def run(*words):
    return CliRunner().invoke(cli.maturity, [str(word) for word in words])


def sheet_of(path):
    return read_answers(path, lambda _: TEXTILE).sheets[0]


def commands(group, *before):
    """Every command with the words that call it, those of groups inside groups as well."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *before, name)
        else:
            yield (*before, name), command


def test_every_command_has_help_and_a_language():
    """Each command explains itself and takes --lang."""
    for words, command in commands(cli.maturity):
        shown = run(*words, "--help")

        assert shown.exit_code == 0
        assert "--lang" in shown.output, words
        assert command.help


@pytest.mark.parametrize(("lang", "words"), [("zh", "成熟度指数"), ("en", "Maturity index")])
def test_a_sample_is_scored_in_the_chosen_language(lang, words):
    """A sample firm's result comes in the language asked for, marked as fictional."""
    shown = run("score", SPINNING, "--lang", lang)

    assert shown.exit_code == 0
    assert words in shown.output
    assert "示例" in shown.output


def test_json_is_the_result_document(tmp_path):
    """--json writes exactly the library's result, valid by the published schema."""
    target = tmp_path / "result.json"

    assert run("score", SPINNING, "--json", target).exit_code == 0

    written = json.loads(target.read_text(encoding="utf-8"))
    jsonschema.validate(written, result_schema())
    assert written == json.loads(score(TEXTILE, sheet_of(SPINNING)).to_json())


def test_form_and_register_give_the_same_result_as_yaml(tmp_path):
    """One firm as YAML, as a form and as a row of a register has one result."""
    sheet = sheet_of(SPINNING)
    write_form(TEXTILE, tmp_path / "form.xlsx", sheet=sheet)
    write_register(TEXTILE, tmp_path / "register.xlsx", rows=[sheet])
    results = []
    for path in (SPINNING, tmp_path / "form.xlsx", tmp_path / "register.xlsx"):
        target = tmp_path / f"{path.stem}.json"
        assert run("score", path, "--json", target).exit_code == 0, path
        results.append(json.loads(target.read_text(encoding="utf-8")))

    assert results[0] == results[1] == results[2]


def test_a_bad_row_is_listed_and_the_others_are_done(tmp_path):
    """Exit code 1: the rejected row is named with its place and remedy, the good row is scored."""
    path = tmp_path / "register.csv"
    path.write_text("name,processes,digital.data.decisions\n甲厂,garment,3\n乙厂,garment,9\n")

    shown = run("score", path)

    assert shown.exit_code == cli.SOME_REJECTED
    assert "甲厂" in shown.stdout
    assert "乙厂" not in shown.stdout
    assert "answer.no_such_option" in shown.stderr
    assert "第3行" in shown.stderr


def test_nothing_usable_is_exit_code_2(tmp_path):
    """Files that are missing, empty, of the wrong kind or wholly wrong give 2 and no traceback."""
    empty = tmp_path / "empty.yaml"
    empty.write_text("")
    wrong = tmp_path / "wrong.xlsx"
    wrong.write_bytes(b"%PDF-1.7 not a workbook")
    unknown = tmp_path / "unknown.yaml"
    unknown.write_text("answers: {digital.data.decision: '3'}\n")
    for path in (tmp_path / "missing.yaml", empty, wrong, unknown):
        shown = run("score", path, "--lang", "en")

        assert shown.exit_code == cli.NOTHING_USABLE, path
        assert path.name in shown.stderr
        assert "Traceback" not in shown.output


def test_results_workbook_holds_every_firm(tmp_path):
    """--xlsx writes one row per firm with its index."""
    target = tmp_path / "results.xlsx"

    assert run("score", *samples(), "--xlsx", target).exit_code == 0

    rows = CalamineWorkbook.from_path(str(target)).get_sheet_by_index(0).to_python()
    text = str(rows)
    assert all(sheet_of(path).profile.name in text for path in samples())


def test_pdf_of_several_firms_goes_into_a_folder(tmp_path):
    """--pdf with several firms makes a folder with a file per firm, none overwriting another."""
    quick = [path for path in samples() if path.name.startswith("garment")]

    assert run("score", *quick, "--pdf", tmp_path / "out").exit_code == 0

    made = sorted((tmp_path / "out").iterdir())
    assert len(made) == len(quick)
    assert all(path.read_bytes().startswith(b"%PDF") for path in made)


def test_form_asks_only_what_applies(tmp_path):
    """A form for a garment maker holds no dyeing question."""
    target = tmp_path / "form.xlsx"

    assert run("form", "-o", target, "--process", "garment").exit_code == 0

    text = str(
        [
            s.to_python()
            for s in map(
                CalamineWorkbook.from_path(str(target)).get_sheet_by_name,
                CalamineWorkbook.from_path(str(target)).sheet_names,
            )
        ]
    )
    assert "branding.channels.live" in text
    assert "energy.water.dyeing_woven" not in text


def test_lint_finds_nothing_in_textile_and_something_in_a_broken_copy(tmp_path):
    """Exit code 0 and a word for a clean questionnaire; 1 with place and code for a broken one."""
    broken = tmp_path / "mine.yaml"
    broken.write_text("id: mine\nversion: 1.0.0\n")

    assert run("lint", "textile").exit_code == 0
    shown = run("lint", broken)
    assert shown.exit_code == 1
    assert "schema.missing_key" in shown.output


@pytest.mark.parametrize("kind", ["questionnaire", "dimension-file", "answers", "result"])
def test_schema_prints_valid_json_schema(kind):
    """Each schema is itself valid, and the samples satisfy that of answers."""
    shown = run("schema", kind)
    schema = json.loads(shown.output)

    jsonschema.Draft202012Validator.check_schema(schema)


def test_samples_satisfy_the_answers_schema():
    """The answer files that come with the package are valid by the printed schema."""
    schema = json.loads(run("schema", "answers").output)
    for path in samples():
        jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), schema)


def test_problems_outside_scoring_are_printed_too(monkeypatch, capsys):
    """An unknown questionnaire is a message and exit code 2, in the language asked for."""
    monkeypatch.setattr(
        "sys.argv", ["maturity", "form", "-o", "x.xlsx", "-q", "textil", "--lang", "en"]
    )

    with pytest.raises(SystemExit) as stopped:
        cli.main()

    assert stopped.value.code == cli.NOTHING_USABLE
    assert "questionnaire.not_found" in capsys.readouterr().err


def test_module_scores_without_reports(capsys):
    """The module, python -m scoring prints the same text as the command."""
    assert module.main([str(SPINNING)]) == 0
    assert capsys.readouterr().out.strip() == run("score", SPINNING).output.strip()


def test_outputs_leave_nothing_half_written(tmp_path, monkeypatch):
    """When writing fails, the old file stays and no temporary file is left."""
    target = tmp_path / "result.json"
    target.write_text("old")

    def broken(self, *args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(Path, "write_text", broken)
    shown = run("score", SPINNING, "--json", target)

    assert shown.exit_code != 0
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["result.json"]
