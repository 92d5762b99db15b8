"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

__all__ = ["Command", "language_asked_for", "with_data_dir", "with_lang", "with_questionnaire"]

Command = Callable[..., Any]


def with_lang(command: Command) -> Command:
    """Give a command its ``--lang``."""
    return click.option(
        "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True,
        help="语言 language",
    )(command)  # fmt: skip


def with_questionnaire(command: Command) -> Command:
    """Give a command its ``--questionnaire``."""
    return click.option(
        "--questionnaire", "-q", default="textile", show_default=True, metavar="ID|PATH",
        help="问卷编号、文件夹或文件 questionnaire id, folder or file",
    )(command)  # fmt: skip


def with_data_dir(command: Command) -> Command:
    """Give a command its ``--data-dir``."""
    return click.option(
        "--data-dir", type=click.Path(path_type=Path, file_okay=False),
        help="数据文件夹，默认 data folder of the data, data by default",
    )(command)  # fmt: skip


def language_asked_for(words: list[str]) -> str:
    """Return the language a command line names, for problems met before it was understood."""
    return "en" if ("--lang", "en") in pairwise(words) or "--lang=en" in words else "zh"
