"""A folder of firms' reports that a command fills, and goes on filling where it was stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from api.commands.files import file_stem, put
from assessment import Outcome
from questionnaires import Problem
from reports.bundle import Document, firm_document
from reports.making import make_documents
from reports.pool import Pool

__all__ = ["Shelf", "Tally", "firm_documents", "make_reports"]

_LIST = ".made"


@dataclass(slots=True)
class Tally:
    """How far the reports have come."""

    made: int = 0
    reused: int = 0
    failed: list[tuple[str, tuple[Problem, ...]]] = field(default_factory=list)


class Shelf:
    """PDFs under the firms' names, and a list of the content that each was made from.

    A line of the list is a content's key and a file's name; the last line of a name counts.
    """

    def __init__(self, folder: Path) -> None:
        """Open the folder, making it when it is not there."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._list = folder / _LIST
        text = self._list.read_text(encoding="utf-8") if self._list.exists() else ""
        whole = text[: text.rfind("\n") + 1]  # a line cut off by a crash says nothing
        pairs = (line.partition(" ") for line in whole.splitlines())
        self._made = {name: key for key, _, name in pairs}

    def has(self, name: str, key: str) -> bool:
        """Tell whether the file is there and was made from this content."""
        return self._made.get(name) == key and (self.folder / name).is_file()

    def put(self, name: str, key: str, data: bytes) -> None:
        """Keep a report; killed at any moment, the list never says more than is there."""
        if name in self._made:
            self._note(name, "-")
        put(self.folder / name, lambda path: path.write_bytes(data))
        self._note(name, key)

    def _note(self, name: str, key: str) -> None:
        with self._list.open("a", encoding="utf-8") as listed:
            listed.write(f"{key} {name}\n")
        self._made[name] = key


class _Keep:
    """A shelf where documents are kept as ``<key> <name>``: no key has a space."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def get(self, name: str, /) -> bytes | None:
        """Return a report, ``None`` when it is not there as it should be."""
        key, _, file = name.partition(" ")
        return (self._shelf.folder / file).read_bytes() if self._shelf.has(file, key) else None

    def put(self, name: str, data: bytes, /) -> None:
        """Keep a report."""
        key, _, file = name.partition(" ")
        self._shelf.put(file, key, data)

    def size(self, name: str, /) -> int | None:
        """Return how many bytes a report has, ``None`` when it is not there as it should be."""
        data = self.get(name)
        return None if data is None else len(data)


def make_reports(
    documents: Iterable[tuple[str, Document]],
    shelf: Shelf,
    pool: Pool,
    progress: Callable[[int], None],
) -> Tally:
    """Make all *documents*, each with a file name, that the shelf does not hold, in the *pool*.

    *progress* is told after each how many more are done. One that cannot be made is listed with
    its reason and the others go on.
    """
    tally = Tally()
    wanted = (
        replace(document, key=f"{document.key} {name.removesuffix('.pdf')}")
        for name, document in documents
    )
    for found in make_documents(wanted, _Keep(shelf), pool):
        if found.problems:
            tally.failed.append((found.document.name, found.problems))
        elif found.new:
            tally.made += 1
        else:
            tally.reused += 1
        progress(1)
    return tally


def firm_documents(
    outcomes: Iterable[Outcome], lang: str, date: str | None
) -> Iterator[tuple[str, Document]]:
    """Yield each firm's report with a file name of its own: by name and credit code."""
    seen: dict[str, int] = {}
    for outcome in outcomes:
        profile = outcome.sheet.profile
        stem = "_".join(filter(None, (file_stem(profile.name), profile.credit_code)))
        seen[stem] = seen.get(stem, 0) + 1
        number = f"-{seen[stem]}" if seen[stem] > 1 else ""
        yield f"{stem}{number}.pdf", firm_document(outcome, lang, date=date)
