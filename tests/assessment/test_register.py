"""A park's register: every row is assessed or rejected with all its reasons; texts as stored."""

import io
import json
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.register import assess_register
from questionnaires import QuestionnaireError, parse_sheet
from questionnaires.files import read_register
from questionnaires.workbook import write_register
from scoring import score
from tests import strategies
from tests.codes import credit_code
from tests.tiny import level, multiple, number, one, ratio

SMALL = one(
    level("l", may_not_apply=True),
    multiple("m", {"a": 40, "b": 60}, none="none"),
    number("n"),
    ratio("r"),
)
HEAD = ["name", "credit_code", "l", "m", "n", "r:numerator", "r:denominator"]
GOOD = ["甲厂", credit_code(1), "3", "a; b", "7.5", "1", "4"]


def csv(*rows, head=HEAD):
    lines = [",".join(line) for line in (head, *rows)]
    return "\n".join([*lines, ""]).encode()


def batch(data, questionnaire=SMALL, name="r.csv", **options):
    return assess_register(read_register(data, lambda _: questionnaire, name=name), **options)


def changed(number, **cells):
    row = dict(zip(HEAD, [f"示例{number}", credit_code(number), *GOOD[2:]], strict=True))
    return list((row | {key.replace("_num", ":numerator"): v for key, v in cells.items()}).values())


def parquet(frame):
    target = io.BytesIO()
    frame.write_parquet(target)
    return target.getvalue()


def plain_profile(sheet):
    facts = sheet.profile.to_dict()
    del facts["size"]
    return facts


def assert_texts_are_those_of_sheets(found, questionnaire):
    """The fast columns say what each firm's own sheet says."""
    for firm, outcome in enumerate(found.outcomes):
        sheet = outcome.sheet
        assert found.answers_json[firm] == json.dumps(sheet.to_plain(questionnaire))
        assert found.profiles_json[firm] == json.dumps(plain_profile(sheet))
        assert found.names[firm] == sheet.profile.name
        assert found.credit_codes[firm] == (sheet.profile.credit_code or "")
        assert found.forms[firm] == sheet.form


@settings(max_examples=20)  # each writes a workbook and reads it back
@given(st.data())
def test_texts_and_results_are_those_of_each_firm_alone(data):
    """Of any questionnaire and any firms: JSON texts, identity and scores equal the single way's."""
    questionnaire = data.draw(strategies.questionnaires())
    rows = [
        replace(sheet, profile=replace(sheet.profile, name=f"示例“{i}”", credit_code=credit_code(i)))
        for i, sheet in enumerate(data.draw(st.lists(strategies.sheets(questionnaire), min_size=1, max_size=4)))
    ]  # fmt: skip
    target = io.BytesIO()
    write_register(questionnaire, target, rows=rows)

    found = batch(target.getvalue(), questionnaire, "r.xlsx")

    assert found.problems == ()
    assert_texts_are_those_of_sheets(found, questionnaire)
    alone = [score(questionnaire, row) for row in rows]
    assert [o.card.score for o in found.outcomes] == [card.score for card in alone]
    complete = [
        not card.provisional and row.profile.employees is not None
        and row.profile.revenue is not None and bool(row.profile.processes)
        for card, row in zip(alone, rows, strict=True)
    ]  # fmt: skip
    assert found.complete.tolist() == complete


ODD_COLUMNS = {
    "numbers": {"l": [1, 5, None], "n": [0.1, -0.0, float("nan")], "r:numerator": [1, None, 0],
                "r:denominator": [3, None, 7], "m": [["a", "b"], ["none"], None],
                "employees": [20, 0, None], "revenue": [1e7, 0.1, None], "fictional": [True, None, False]},
    "texts": {"l": ["３", "不适用：没有“炉”\t子", ""], "n": [" 2 ", "不清楚", "1e1"],
              "r:numerator": ["1", "unknown", ""], "r:denominator": ["4.50", "", None],
              "m": ["b;a", "不知道", "none"], "processes": ["印染与后整理；机织、garment", "garment", None],
              "employees": ["1,200", "", "20"], "revenue": ["３００", None, "1e3"], "form": ["quick", "full", ""]},
    "rungs": {"l": [1.0, float("nan"), 3.0], "n": [1, 2, 100], "fictional": ["是", "", "false"]},
}  # fmt: skip


@pytest.mark.parametrize("columns", ODD_COLUMNS.values(), ids=ODD_COLUMNS)
def test_texts_of_every_way_to_write_an_answer(columns):
    """Numbers, texts, lists, missing values and full-width digits become the sheet's own JSON."""
    codes = [credit_code(1), f" {credit_code(2)[:9].lower()}-{credit_code(2)[9:]}", credit_code(3)]
    frame = pl.DataFrame(
        {"name": ["甲", " 乙\u200b 厂", "Ö"], "credit_code": codes, **columns}, strict=False
    )

    found = batch(parquet(frame), name="r.parquet")

    assert found.problems == ()
    assert_texts_are_those_of_sheets(found, SMALL)


def test_digests_follow_the_content_alone():
    """The same firm has one digest wherever its row stands; any change gives another."""
    rows = [changed(1), changed(2)]
    base = batch(csv(*rows)).digests

    assert batch(csv(*rows[::-1])).digests == base[::-1]
    assert batch(csv(changed(1), changed(2, n="7.50"))).digests == base
    others = [changed(2, n="8"), changed(2, name="乙"), changed(2, l="不清楚"), changed(3)]
    found = {batch(csv(changed(1), row)).digests[1] for row in others}
    quick = batch(csv([*changed(2), "quick"], head=[*HEAD, "form"])).digests
    assert len(found | set(base) | set(quick)) == 7


def test_rejected_rows_have_all_their_reasons_and_the_others_are_assessed():
    """Problems of reading, of scoring and of identity stand together under the row, in its place."""
    rows = [
        changed(1),
        changed(2, name=" \u200b", l="9", n="many"),
        changed(1, name="又一次"),
        changed(4, credit_code=""),
        changed(5),
        changed(6, credit_code=credit_code(6)[:-1] + "?"),
    ]
    found = batch(csv(*rows))

    codes = {row: [p.code for p in problems] for row, problems in found.faults.items()}
    assert codes == {
        1: ["table.no_name", "answer.no_such_option", "answer.not_a_number"],
        2: ["table.duplicate_firm"],
        3: ["table.no_credit_code"],
        5: ["profile.bad_credit_code"],
    }
    assert found.rows.tolist() == [0, 4]
    assert found.names == ["示例1", "示例5"]
    assert [p.place.row for p in found.problems] == [3, 3, 3, 4, 5, 7]
    assert found.problems[0].place.column == "A"


def test_a_code_with_invisible_characters_is_the_same_firm():
    """A second row cannot slip in by a zero-width space or a full-width digit in its code."""
    code = credit_code(1)
    for hidden in (
        code[:4] + "\u200b" + code[4:],
        code.replace("9", "９", 1),
        f"{code[:6]} {code[6:]}",
    ):
        found = batch(csv(changed(1), changed(2, credit_code=hidden)))
        assert [p.code for p in found.problems] == ["table.duplicate_firm"], hidden


def test_invented_firms_may_lack_codes_where_these_are_no_keys():
    """A register without any code is for fictional firms; one with codes lacks them by mistake."""
    rows = [[*changed(1, credit_code=""), "是"], [*changed(2, credit_code=""), "否"]]
    data = csv(*rows, head=[*HEAD, "fictional"])

    assert batch(data, keyed=False).rows.tolist() == [0]
    assert batch(data).rows.tolist() == []
    more = csv(*rows, [*changed(3), "是"], head=[*HEAD, "fictional"])
    assert batch(more, keyed=False).rows.tolist() == [2]


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (csv(GOOD[1:], head=HEAD[1:]), "r.csv", "table.missing_column"),
        (csv([GOOD[0], *GOOD[2:]], head=[HEAD[0], *HEAD[2:]]), "r.csv", "table.missing_column"),
        (csv([*GOOD, "1"], head=[*HEAD, "nn"]), "r.csv", "table.unknown_column"),
        (csv(GOOD[:-1], head=HEAD[:-1]), "r.csv", "table.half_a_ratio"),
        (b"answers: {l: '3'}\n", "r.yaml", "file.form"),
        (b'#,name,l\n"# other@1.0.0",,\n,x,3\n', "r.csv", "sheet.other_questionnaire"),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_as_a_whole_is_refused(data, name, code):
    """Not one row is taken from a file that cannot be what it should be."""
    with pytest.raises(QuestionnaireError) as refused:
        batch(data, name=name)

    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_register_that_is_wrong_nearly_everywhere_is_refused():
    """Ten thousand problems are those of the file, not of its rows."""
    rows = [changed(n, l="9") for n in range(10_000)]

    with pytest.raises(QuestionnaireError):
        batch(csv(*rows))


def test_one_firm_is_a_batch_of_one():
    """The row's sheet is what the firm would have entered itself."""
    [outcome] = batch(csv(GOOD)).outcomes
    sheet, problems = parse_sheet(
        SMALL,
        {"l": "3", "m": ["a", "b"], "n": 7.5, "r": {"numerator": 1, "denominator": 4}},
        {"name": "甲厂", "credit_code": credit_code(1)},
    )

    assert not problems
    assert outcome.sheet == sheet
    assert np.array_equal(batch(csv(GOOD)).outcomes.table.rows, [0])
