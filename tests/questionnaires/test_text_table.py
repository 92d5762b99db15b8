"""Registers as CSV and Parquet: whatever encoding and separator, real row numbers, no surprises."""

import datetime as dt
import io
import struct

import polars as pl
import pytest

from assessment import assess
from questionnaires.files import read_answers
from tests.questionnaires.books import read, refused, spots

CODES = ("91310000775785552L", "913300001429100770")  # the second one is all digits
TEXT = f"""\
name,credit_code,ladder,one,ratio:numerator,ratio:denominator,share
示例甲,{CODES[0]},3,good,1,2,12.5
示例乙,{CODES[1]},2,bad,3,4,７
"""
PLAIN = [
    {"ladder": "3", "one": "good", "share": 12.5, "ratio": {"numerator": 1.0, "denominator": 2.0}},
    {"ladder": "2", "one": "bad", "share": 7.0, "ratio": {"numerator": 3.0, "denominator": 4.0}},
]


def everything(small, data, name="f.csv"):
    """Return what is wrong (placed in the file) and the sheets that are left."""
    found = read(data, small, name)
    outcomes = assess(small, found.register.frame)
    problems = spots([*found.problems, *found.register.place(outcomes.problems)])
    return problems, [outcome.sheet for outcome in outcomes]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_every_usual_csv_is_read(small, encoding, separator, end):
    """UTF-8 with and without a mark, GBK and UTF-16; commas, semicolons, tabs; all line ends."""
    text = TEXT.replace(",", separator).replace("\n", end)
    problems, sheets = everything(small, text.encode(encoding))

    assert problems == []
    assert [sheet.to_plain(small) for sheet in sheets] == PLAIN
    assert [sheet.profile.name for sheet in sheets] == ["示例甲", "示例乙"]
    assert tuple(sheet.profile.credit_code for sheet in sheets) == CODES


ODD_FILES = {
    "plain": TEXT.encode(),
    "mark": TEXT.encode("utf-8-sig"),
    "gbk": TEXT.encode("gbk"),
    "returns": TEXT.replace("\n", "\r", 2).encode(),
    "breaks": b'#,name,share\n# note,"two\nlines",\n\n,A,5\n,"B\nC",6\n',
    "late word": "\n".join(["name,ladder,share", *["甲,3,5"] * 1500, "乙,不清楚,300"]).encode(),
    "late number": "\n".join(["name,ladder,share", *["甲,3,5"] * 1500, "乙,300,3e2"]).encode(),
}


@pytest.mark.parametrize("kind", ODD_FILES)
def test_a_file_is_read_like_an_upload(small, tmp_path, kind):
    """A file is read where it lies, an upload from memory; its name is never taken for a pattern."""
    path = tmp_path / "~[a]*.csv"
    path.write_bytes(ODD_FILES[kind])
    there = read_answers(path, lambda _: small).register
    here = read(ODD_FILES[kind], small, "f.csv").register

    assert there.frame.equals(here.frame)
    assert there.spots.rows.tolist() == here.spots.rows.tolist()


def test_chinese_far_down_in_a_gbk_file_is_read(small):
    """The encoding shows only where the first Chinese character stands, a megabyte in."""
    lines = ["name,share,_note", *[f"firm {n},5,{'x' * 100}" for n in range(12_000)], "示例甲,6,x"]
    frame = read("\n".join(lines).encode("gbk"), small, "f.csv").register.frame

    assert frame["name"].to_list()[-2:] == ["firm 11999", "示例甲"]
    assert frame["share"].to_list()[-2:] == [5, 6]


def test_a_word_far_down_in_a_column_of_numbers_is_read(small):
    """A first "unknown" in row 1,500 neither breaks the column nor is lost."""
    lines = ["name,ladder,share", *["甲,3,5"] * 1500, "乙,不清楚,不适用：没有", "丙,4,500"]
    problems, sheets = everything(small, "\n".join(lines).encode())

    assert problems == [("answer.out_of_range", None, 1503, "C")]
    assert sheets[-1].to_plain(small) == {
        "ladder": {"unknown": True}, "share": {"not_applicable": "没有"},
    }  # fmt: skip


def test_rows_keep_their_number(small):
    """Explanations, marked and empty lines and line breaks in a cell do not shift the count."""
    text = (
        '登记表,,\n#,name,share\n# small@0.1.0,"企业\n名称",占比\n\n,甲,5\n\n,"乙\n分厂",500\n'
        "# 备注,,7\n,丙,600\n"
    )
    problems, sheets = everything(small, text.encode())

    # rows: 1 title, 2 ids, 3 explanations (two lines), 4 empty, 5 甲, 6 empty, 7 乙, 8 marked, 9 丙
    assert problems == [
        ("answer.out_of_range", None, 7, "C"),
        ("answer.out_of_range", None, 9, "C"),
    ]
    assert [sheet.profile.name for sheet in sheets] == ["甲"]


def test_duplicate_firms_are_named(small):
    """As in a workbook, the later row of a credit code is the problem."""
    text = f"name,credit_code,share\n甲,{CODES[1]},5\n乙,{CODES[1]},6\n丙,9.1E+17,6\n"
    problems, sheets = everything(small, text.encode())

    assert problems == [
        ("table.duplicate_firm", None, 3, "B"),
        ("profile.code_is_a_number", None, 4, "B"),
    ]
    assert [sheet.profile.name for sheet in sheets] == ["甲"]


def test_ragged_rows_are_named_and_the_others_read(small):
    """A row with more cells than the heading is a problem, trailing separators are not."""
    text = "name,share\n甲,5\n乙,6,7\n丙,8,,\n丁\n"
    problems, sheets = everything(small, text.encode())

    assert problems == [("table.ragged_row", None, 3, None)]
    assert [sheet.profile.name for sheet in sheets] == ["甲", "丙", "丁"]


def test_columns_without_an_id_are_a_warning(small):
    """Content under an empty heading is not silently dropped."""
    found = read("name,share,\n甲,5,备注\n".encode(), small, "f.csv")

    assert spots(found.problems) == [("table.unnamed_column", None, 1, "C")]
    assert found.register.frame.columns == ["name", "share"]


def test_a_whole_number_with_a_point_is_a_rung(small):
    """Programs write 3.0 for 3 in a column with gaps."""
    problems, sheets = everything(small, b"name,ladder\nA,3.0\nB,\nC,2.0\n")

    assert problems == []
    assert [sheet.to_plain(small) for sheet in sheets] == [{"ladder": "3"}, {}, {"ladder": "2"}]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ("file.empty", None, None, None)),
        (b"\xef\xbb\xbf \r\n", ("file.empty", None, None, None)),
        (b"%PDF-1.7\n%\xe2", ("file.wrong_kind", None, None, None)),
        (b"PK\x03\x04xl", ("file.wrong_kind", None, None, None)),
        (b"name,share\n\x00\x01,2\n", ("file.wrong_kind", None, None, None)),
        (b"name,share\n\xff\xff\xff,2\n", ("file.unknown_encoding", None, None, None)),
        (b"\xff\xfen", ("file.unknown_encoding", None, None, None)),
        ("甲,乙\n丙,5\n".encode(), ("table.no_columns", None, None, None)),
        (b"name,share\n", ("table.no_rows", None, 1, None)),
        (b"name,share\n\n,\n", ("table.no_rows", None, 1, None)),
        (b"name,share,share\nA,1,2\n", ("table.duplicate_column", None, 1, "C")),
        (b'name,share\nA,"5' + b"x" * 200_000, ("table.broken_csv", None, 2, None)),
    ],
)
def test_what_is_no_register_is_refused(small, data, expected):
    """Each kind of unusable file is told from the others."""
    assert spots(refused(data, small, "f.csv")) == [expected]


# --- Parquet ------------------------------------------------------------------------------------


def parquet(**columns):
    target = io.BytesIO()
    pl.DataFrame(columns).write_parquet(target)
    return target.getvalue()


def test_parquet_is_read(small, tmp_path):
    """Numbers, texts, categories and lists, from bytes and from a path."""
    data = parquet(
        name=["甲", "乙"], ladder=[3.0, None], ticks=[["left"], ["none"]],
        one=pl.Series(["good", "bad"], dtype=pl.Categorical), share=pl.Series([1, 2], dtype=pl.UInt8),
    )  # fmt: skip
    (tmp_path / "f.parquet").write_bytes(data)
    expected = [
        {"ladder": "3", "one": "good", "ticks": ["left"], "share": 1.0},
        {"one": "bad", "ticks": ["none"], "share": 2.0},
    ]

    for source in (data, tmp_path / "f.parquet"):
        problems, sheets = everything(small, source, "f.parquet")
        assert problems == []
        assert [sheet.to_plain(small) for sheet in sheets] == expected


def test_faults_in_parquet_name_row_and_column(small):
    """Without letters, the column's id stands in the place."""
    data = parquet(credit_code=[913300001429100770, None], share=[5, 500])
    problems, sheets = everything(small, data, "f.parquet")

    assert problems == [
        ("profile.code_is_a_number", None, 1, "credit_code"),
        ("answer.out_of_range", None, 2, "share"),
    ]
    assert sheets == []


@pytest.mark.parametrize(
    "column",
    [
        pl.Series([{"a": 1}]), pl.Series([b"x"]), pl.Series([dt.timedelta(1)]),
        pl.Series([[[1]]]), pl.Series([[1.5]]),
    ],
)  # fmt: skip
def test_columns_of_strange_types_are_refused(small, column):
    """A nested or binary column holds no answers, and no crash."""
    data = parquet(name=["甲"], share=column)

    assert spots(refused(data, small, "f.parquet")) == [("table.bad_type", None, None, "share")]


def test_dates_are_texts(small):
    """A date is no number, and the cell says so."""
    data = parquet(name=["甲"], share=[dt.date(2024, 1, 1)])

    assert everything(small, data, "f.parquet")[0] == [("answer.not_a_number", None, 1, "share")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file.empty"),
        (b"PAR1", "file.damaged"),
        (b"%PDF", "file.wrong_kind"),
        (b"PAR1" + b"\0" * 100 + struct.pack("<I", 1 << 31) + b"PAR1", "file.damaged"),
        (parquet(a=[1])[:-20] + b"PAR1", "file.damaged"),
        (parquet(a=[1]), "table.no_columns"),
        (parquet(name=pl.Series([], dtype=pl.String)), "table.no_rows"),
    ],
)
def test_what_is_no_parquet_register_is_refused(small, data, code):
    """Broken, foreign and empty files are told apart."""
    assert [problem.code for problem in refused(data, small, "f.parquet")] == [code]
