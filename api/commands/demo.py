"""``maturity demo``: score the sample firms and write their reports, to show what comes out."""

from __future__ import annotations

from pathlib import Path

import click

from api.commands.score import Outputs, score_files
from questionnaires import load
from questionnaires.loader import LIBRARY

__all__ = ["run_demo", "samples"]


def samples() -> list[Path]:
    """Return the answer files of the fictional sample firms that come with the package."""
    return sorted((LIBRARY / "textile" / "samples").glob("*.yaml"))


def run_demo(folder: Path, lang: str) -> int:
    """Score all samples; write PDFs, a workbook and JSON into *folder*; return the exit code."""
    folder.mkdir(parents=True, exist_ok=True)
    outputs = Outputs(folder / "results.json", folder / "results.xlsx", folder, None)
    code = score_files(tuple(samples()), load("textile"), lang, outputs)
    click.echo("")
    click.echo({"zh": f"报告在文件夹 {folder}：", "en": f"The reports are in {folder}:"}[lang])
    for path in sorted(folder.iterdir()):
        click.echo(f"  {path}")
    return code
