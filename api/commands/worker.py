"""``maturity worker``: the queue without a web server, on as many machines as PostgreSQL serves."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType

from api.commands.data import opened
from api.commands.serve import refuse_clashes
from api.documents import printing
from api.jobs import AT_ONCE, Runner
from api.kit import logs, migrate
from api.kit.i18n import page_words
from api.kit.objects import storage_of
from api.kit.settings import Settings
from api.kit.work import Context
from api.parks.jobs import KINDS

__all__ = ["work"]


def work(
    settings: Settings, lang: str, say: Callable[[str], object], *, processes: int | None = None
) -> None:
    """Carry out jobs until told to stop; *say* gets a line when it begins and when it ends.

    *processes* print PDFs, by default one for each core and four at most.
    """
    refuse_clashes()
    words, told = page_words(lang), threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        told.set()

    if processes is not None:
        printing.use(processes)
    logs.set_up(settings.log_level)
    with opened(settings) as database:
        migrate.prepare(database)
        context = Context(settings, database, storage_of(settings))
        runner = Runner(context, KINDS, at_once=AT_ONCE)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        runner.start()
        shown = database.url.render_as_string(hide_password=True)
        say(words("command.working", database=shown))
        told.wait()
        runner.stop()
        printing.close()
    say(words("command.worked"))
