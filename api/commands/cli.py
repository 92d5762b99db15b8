"""The command ``maturity``: thin wiring from words on the command line to the rooms."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from api.commands import doctor as doctor_checks
from api.commands.admin import admin
from api.commands.batch import BatchOutputs, run_batch
from api.commands.demo import run_demo
from api.commands.forms import write_empty
from api.commands.operate import COMMANDS
from api.commands.options import language_asked_for, with_lang, with_questionnaire
from api.commands.score import Outputs, score_files
from api.kit.setup import SetupError
from questionnaires import QuestionnaireError, load
from questionnaires.lint import lint as lint_questionnaire
from questionnaires.schema import answers_schema, dimension_file_schema, questionnaire_schema
from scoring.schema import result_schema

__all__ = ["main", "maturity"]

DONE, SOME_REJECTED, NOTHING_USABLE = 0, 1, 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="textile-maturity", prog_name="maturity")
def maturity() -> None:
    """纺织服装企业数字化成熟度自评 Digital-maturity self-assessment for textile firms."""


@maturity.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@with_questionnaire
@with_lang
@click.option(
    "--json", "json_path", type=click.Path(path_type=Path), help="结果写成 JSON results as JSON"
)
@click.option(
    "--xlsx",
    "xlsx_path",
    type=click.Path(path_type=Path),
    help="结果写成工作簿 results as a workbook",
)
@click.option(
    "--pdf",
    "pdf_path",
    type=click.Path(path_type=Path),
    help="报告 PDF；多家企业时为文件夹 report; a folder for several firms",
)
@click.option("--date", default=None, help="报告上的日期，如 2026-11-23 date shown on the report")
def score(
    files: tuple[Path, ...], questionnaire: str, lang: str, json_path: Path | None,
    xlsx_path: Path | None, pdf_path: Path | None, date: str | None,
) -> None:  # fmt: skip
    """给答卷评分 Score answer files (YAML, JSON, XLSX form; XLSX, CSV or Parquet register).

    退出码 exit code: 0 完成 done; 1 有企业被拒 some rows rejected; 2 没有可用的答卷 nothing usable.
    """
    outputs = Outputs(json_path, xlsx_path, pdf_path, date)
    sys.exit(score_files(files, load(questionnaire), lang, outputs))


@maturity.command()
@click.argument("register", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "results",
    type=click.Path(path_type=Path),
    help="登记表加上结果和原因 the register with results and reasons (.xlsx)",
)
@click.option(
    "--to-correct",
    type=click.Path(path_type=Path),
    help="只含待更正的行，改好再导入 only the rows to correct (.xlsx)",
)
@click.option(
    "--pdf-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="每家企业的报告；中断后再次运行会接着做 reports of all firms; resumes when run again",
)
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    help="园区报告 report on the whole park (.pdf, .xlsx)",
)
@click.option("--park", help="园区名称，默认用文件名 name of the park, by default that of the file")
@click.option("--date", help="报告上的日期，如 2026-11-23 date shown on the reports")
@click.option(
    "--processes",
    type=click.IntRange(1, 256),
    help="同时做报告的进程数，默认全部核心 processes that make reports, by default all cores",
)
@with_questionnaire
@with_lang
def batch(register: Path, questionnaire: str, lang: str, **outputs: Any) -> None:
    """评估园区登记表，不需要服务器 Assess a park's register (XLSX, CSV, Parquet) without a server.

    退出码 exit code: 0 完成 done; 1 有行待更正或报告做不出 rows to correct or reports that failed;
    2 没有可用的行 nothing usable; 130 按 Ctrl+C 停止 stopped by Ctrl-C.
    """
    sys.exit(run_batch(register, load(questionnaire), lang, BatchOutputs(**outputs)))


@maturity.command()
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help="要写的 .xlsx the file",
)
@click.option(
    "--register", is_flag=True, help="园区登记表（每行一家企业） a register, one row per firm"
)
@click.option("--quick", is_flag=True, help="快速版 the short form")
@click.option(
    "--profile",
    "profile_path",
    type=click.Path(path_type=Path),
    help="某企业的答卷，只列出它要答的题 ask what this firm is asked",
)
@click.option(
    "--process",
    "processes",
    multiple=True,
    help="工序，可多次给出 a process the firm runs; may be repeated",
)
@with_questionnaire
@with_lang
def form(
    output: Path, register: bool, quick: bool, profile_path: Path | None,
    processes: tuple[str, ...], questionnaire: str, lang: str,
) -> None:  # fmt: skip
    """写出空白答题表 Write a blank form workbook, or a register for a park."""
    profile = {"processes": list(processes)} if processes else None
    write_empty(
        load(questionnaire), output, lang, register=register, quick=quick,
        profile=profile, profile_path=profile_path,
    )  # fmt: skip
    click.echo({"zh": f"已写出 {output}", "en": f"wrote {output}"}[lang])


@maturity.command()
@click.argument("names", nargs=-1, required=True)
@with_lang
def lint(names: tuple[str, ...], lang: str) -> None:
    """检查问卷 Check questionnaires by id, folder or file; exit code 1 when something is found."""
    found = [problem for name in names for problem in lint_questionnaire(name)]
    for problem in found:
        click.echo(problem.to(lang))
    if not found:
        click.echo({"zh": "没有发现问题", "en": "nothing found"}[lang])
    sys.exit(1 if found else 0)


@maturity.command()
@click.argument(
    "kind", type=click.Choice(["questionnaire", "dimension-file", "answers", "result"]),
    default="questionnaire",
)  # fmt: skip
@with_questionnaire
@with_lang
def schema(kind: str, questionnaire: str, lang: str) -> None:
    """打印 JSON Schema Print a JSON Schema: of questionnaires, answer files or results."""
    makers: dict[str, Callable[[], dict[str, Any]]] = {
        "questionnaire": questionnaire_schema,
        "dimension-file": dimension_file_schema,
        "answers": lambda: answers_schema(load(questionnaire), lang),
        "result": result_schema,
    }
    click.echo(json.dumps(makers[kind](), ensure_ascii=False, indent=2))


@maturity.command()
@click.option(
    "-o",
    "--output",
    default="demo",
    show_default=True,
    type=click.Path(path_type=Path),
    help="写入的文件夹 folder",
)
@with_lang
def demo(output: Path, lang: str) -> None:
    """评估三家示例企业 Score the three sample firms and write their reports."""
    sys.exit(run_demo(output, lang))


@maturity.command()
@with_lang
def doctor(lang: str) -> None:
    """检查本机环境 Check this computer and say how to mend what is missing."""
    sys.exit(doctor_checks.run(lang))


for command in (*COMMANDS, admin):
    maturity.add_command(command)


def main() -> None:
    """Run the command; problems in what was handed in or set up are printed, not raised."""
    lang = language_asked_for(sys.argv)
    try:
        maturity()
    except QuestionnaireError as error:
        lines = [problem.to(lang) for problem in error.problems]
    except SetupError as error:
        lines = error.lines(lang)
    for line in lines:
        click.echo(line, err=True)
    sys.exit(NOTHING_USABLE)
