"""Reading the fields of a form: every value cleaned, every fault kept beside its field."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection
from typing import Any

from starlette.datastructures import FormData

from api.accounts import passwords
from api.kit.i18n import PageWords
from questionnaires.errors import Problem
from questionnaires.numbers import clean_text

__all__ = ["LONGEST_EMAIL", "Fields", "fold_email", "local_path", "shown"]

LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1.3, less the brackets
_LONGEST_PATH = 500
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# What browsers accept in <input type=email> (HTML, 4.10.5.1.5), after folding.
_EMAIL = re.compile(rf"[a-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})*")
_UNREADABLE = "\ufffd"  # stands for bytes that are not UTF-8


class Fields:
    """One form as it was sent. ``values`` are shown again, ``wrong`` says why not taken."""

    def __init__(self, form: FormData, labels: str = "accounts.field") -> None:
        """Read *form*, whose fields have their labels under *labels*, as they are asked for."""
        self._form = form
        self._labels = labels
        self._asked: list[str] = []
        self.values: defaultdict[str, str] = defaultdict(str)
        self.wrong: dict[str, Callable[[PageWords], str]] = {}

    @property
    def fine(self) -> bool:
        """Whether nothing is wrong so far."""
        return not self.wrong

    def refuse(self, name: str, key: str, **values: Any) -> None:
        """Say what is wrong with a field; the first fault found counts."""
        self.wrong.setdefault(name, lambda words: words(key, **values))

    def refuse_for(self, name: str, problem: Problem) -> None:
        """Take over what was found wrong with a field elsewhere."""
        self.wrong.setdefault(
            name, lambda words: f"{problem.what(words.lang)} — {problem.todo(words.lang)}"
        )

    def summary(self, words: PageWords) -> list[dict[str, str]]:
        """Return all faults with their labels, in the order of the form."""
        return [
            {
                "target": name,
                "text": words(
                    "accounts.fault",
                    field=words(f"{self._labels}.{name}"),
                    text=self.wrong[name](words),
                ),
            }
            for name in sorted(self.wrong, key=self._asked.index)
        ]

    def raw(self, name: str) -> str:
        """Return a field as it was typed; it is not shown again."""
        self._asked.append(name)
        sent = self._form.getlist(name)
        if len(sent) > 1:
            self.refuse(name, "accounts.wrong.twice")
        first = sent[0] if sent else ""
        text = first if isinstance(first, str) else ""
        if _UNREADABLE in text:
            self.refuse(name, "accounts.wrong.unreadable")
        return text

    def line(self, name: str, most: int, *, optional: bool = False) -> str:
        """Return one line of text of at most *most* characters."""
        text = self.values[name] = clean_text(self.raw(name))
        if not text and not optional:
            self.refuse(name, "accounts.wrong.missing")
        if len(text) > most:
            self.refuse(name, "accounts.wrong.too_long", most=most)
        return text

    def email(self, name: str = "email") -> str:
        """Return a folded e-mail address."""
        typed = self.line(name, LONGEST_EMAIL)
        email = fold_email(typed)
        if email is None:
            self.refuse(name, "accounts.wrong.email")
        return email or ""

    def choice(self, name: str, known: Collection[str]) -> str:
        """Return one of the *known* words."""
        text = self.line(name, LONGEST_EMAIL, optional=True)
        if text not in known:
            self.refuse(name, "accounts.wrong.choice")
        return text

    def choices(self, name: str, known: Collection[str]) -> list[str]:
        """Return those of the *known* words that were ticked, at least one."""
        sent = self.ticked(name)
        if not sent:
            self.refuse(name, "accounts.wrong.choose")
        if any(value not in known for value in sent):
            self.refuse(name, "accounts.wrong.choice")
        return [word for word in known if word in sent]

    def ticked(self, name: str) -> list[str]:
        """Return all that was sent under a name, known or not."""
        self._asked.append(name)
        return [value for value in self._form.getlist(name) if isinstance(value, str)]

    def password(self, name: str) -> str:
        """Return a password to be compared, folded."""
        password = passwords.folded(self.raw(name)[: passwords.LONGEST + 1])
        if not password:
            self.refuse(name, "accounts.wrong.missing")
        return password

    def new_password(self, email: str, name: str = "new", again: str = "again") -> str:
        """Return a password to be set, typed twice."""
        password, second = self.password(name), self.password(again)
        code = passwords.fault(password, email)
        if code is not None:
            limits = {"short": passwords.SHORTEST, "long": passwords.LONGEST}
            self.refuse(name, f"accounts.wrong.password.{code}", n=limits.get(code, 0))
        elif password != second:
            self.refuse(again, "accounts.wrong.password.differs")
        return password

    def next(self) -> str:
        """Return where to go afterwards, on this server."""
        path = self.values["next"] = local_path(self.raw("next"))
        return path


def fold_email(text: str) -> str | None:
    """Return the one spelling of an address (NFKC, lower case), ``None`` when it is none."""
    if len(text) > LONGEST_EMAIL:
        return None
    email = unicodedata.normalize("NFKC", text.strip()).casefold()
    return email if len(email) <= LONGEST_EMAIL and _EMAIL.fullmatch(email) else None


def local_path(path: str) -> str:
    """Return *path* if it is one of this server's, else an empty text."""
    outside = path.startswith("//") or "\\" in path or not path.isprintable()
    return path if path.startswith("/") and not outside and len(path) <= _LONGEST_PATH else ""


def shown(words: PageWords, fields: Fields | None = None) -> dict[str, Any]:
    """Return what templates need of a form: values typed, faults by field, and their list."""
    wrong = {} if fields is None else {name: say(words) for name, say in fields.wrong.items()}
    return {
        "values": defaultdict(str) if fields is None else fields.values,
        "errors": defaultdict(str, wrong),
        "problems": [] if fields is None else fields.summary(words),
    }
