"""Commands of those who run the server: serve, worker, migrate, backup, restore.

Each imports what it runs when it runs: the web server and the database take a second to import,
which nobody who scores a file should wait for.
"""

from __future__ import annotations

from pathlib import Path

import click

from api.commands.options import with_data_dir, with_lang
from api.kit.i18n import page_words

__all__ = ["COMMANDS"]


@click.command()
@click.option("--host", help="监听的地址，默认只有本机能访问 address; only here by default")
@click.option("--port", type=int, help="端口，默认 8000 port, 8000 by default")
@with_data_dir
@with_lang
def serve(host: str | None, port: int | None, data_dir: Path | None, lang: str) -> None:
    """启动网上问卷 Start the server; settings are in the environment, see api/README.md."""
    from api.commands import serve as server  # noqa: PLC0415  # see above
    from api.kit.settings import settings_from_environment  # noqa: PLC0415  # see above

    settings = settings_from_environment(host=host, port=port, data_dir=data_dir)
    server.serve(settings, lang, click.echo)


@click.command()
@click.option(
    "--processes",
    type=click.IntRange(1, 256),
    help="生成 PDF 的进程数，默认每核一个、最多 4 个 processes for PDFs; one a core, 4 at most",
)
@with_data_dir
@with_lang
def worker(processes: int | None, data_dir: Path | None, lang: str) -> None:  # fmt: skip
    """执行排队的任务，不开网站 Carry out queued jobs (imports, zips of reports), no web server.

    PostgreSQL 可在多台机器上各开几个；SQLite 只需一个，服务器设 MATURITY_JOBS=elsewhere
    On PostgreSQL run several, on any machines; on SQLite one, beside MATURITY_JOBS=elsewhere.
    """
    from api.commands import worker as workers  # noqa: PLC0415  # see above
    from api.kit.settings import settings_from_environment  # noqa: PLC0415  # see above

    settings = settings_from_environment(data_dir=data_dir)
    workers.work(settings, lang, click.echo, processes=processes)


@click.command()
@with_data_dir
@with_lang
def migrate(data_dir: Path | None, lang: str) -> None:
    """升级数据库 Bring the database to the tables this version needs."""
    from api.commands.serve import migrate_database  # noqa: PLC0415  # see above
    from api.kit.settings import settings_from_environment  # noqa: PLC0415  # see above

    revision, changed = migrate_database(settings_from_environment(data_dir=data_dir))
    key = "command.migrated" if changed else "command.migrated_already"
    click.echo(page_words(lang)(key, revision=revision))


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@with_data_dir
@with_lang
def backup(file: Path, data_dir: Path | None, lang: str) -> None:
    """备份到一个文件，不必停机 Back up into one file, while the server runs.

    文件里有密钥和全部企业数据 It holds the secret key and all data: keep it safe.
    """
    from api.commands import backup as backups  # noqa: PLC0415  # see above
    from api.kit.settings import settings_from_environment  # noqa: PLC0415  # see above

    rows = backups.back_up(settings_from_environment(data_dir=data_dir), file)
    click.echo(page_words(lang)("command.backed_up", path=file, rows=rows))


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@with_data_dir
@with_lang
def restore(file: Path, data_dir: Path | None, lang: str) -> None:
    """从备份恢复到空数据库 Restore a backup into an empty database, all of it or nothing."""
    from api.commands import backup as backups  # noqa: PLC0415  # see above
    from api.kit.settings import settings_from_environment  # noqa: PLC0415  # see above

    rows = backups.restore(settings_from_environment(data_dir=data_dir), file)
    click.echo(page_words(lang)("command.restored", path=file, rows=rows))


COMMANDS = (serve, worker, migrate, backup, restore)
