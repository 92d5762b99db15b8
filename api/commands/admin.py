"""``maturity admin``: what only whoever runs the server may do; imports as in `operate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.commands.options import Command, with_data_dir, with_lang
from api.kit.i18n import page_words

if TYPE_CHECKING:
    from api.commands.administration import Office

__all__ = ["admin"]


@click.group()
def admin() -> None:
    """管理账户和园区 Accounts and parks; for whoever runs the server."""


def _with_email(command: Command) -> Command:
    return click.argument("email")(with_data_dir(with_lang(command)))


def _office(data_dir: Path | None) -> Office:
    from api.commands.administration import Office  # noqa: PLC0415  # see above
    from api.kit.settings import settings_from_environment  # noqa: PLC0415  # see above

    return Office(settings_from_environment(data_dir=data_dir))


@admin.command()
@_with_email
@click.option("--name", help="姓名 name; 管理员 Administrator by default")
def create(email: str, name: str | None, data_dir: Path | None, lang: str) -> None:
    """建立管理员账户，打印设置密码的链接 Make an administrator and print a link for the password.

    已有账户时只授予管理员身份 An account that is there becomes an administrator's.
    """
    words = page_words(lang)
    link = _office(data_dir).create(email, name or words("admin.name"))
    click.echo(words("admin.created", link=link) if link else words("admin.promoted", email=email))


@admin.command("reset-link")
@_with_email
def reset_link(email: str, data_dir: Path | None, lang: str) -> None:
    """打印设置新密码的链接 Print a link that sets a new password, once, within the hour."""
    click.echo(page_words(lang)("admin.link", link=_office(data_dir).reset_link(email)))


@admin.command()
@click.argument("name")
@click.option("--owner", required=True, metavar="EMAIL", help="园区管理员 the park's owner")
@with_data_dir
@with_lang
def park(name: str, owner: str, data_dir: Path | None, lang: str) -> None:
    """建立园区 Make a park that belongs to an account."""
    made = _office(data_dir).park(name, owner)
    click.echo(page_words(lang)("admin.park", name=made, email=owner))


@admin.command()
@_with_email
def disable(email: str, data_dir: Path | None, lang: str) -> None:
    """停用账户，立即退出登录 Keep a person out at once; nothing is deleted."""
    _office(data_dir).disable(email)
    click.echo(page_words(lang)("admin.disabled", email=email))


@admin.command()
@_with_email
def enable(email: str, data_dir: Path | None, lang: str) -> None:
    """恢复停用的账户 Let a disabled account in again."""
    _office(data_dir).enable(email)
    click.echo(page_words(lang)("admin.enabled", email=email))
