"""What the pages about a park's members show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.kit.i18n import PageWords
from api.parks.pending import Firm, Pending
from api.parks.tables import Member
from api.parks.views.heads import ParkHead
from api.parks.views.paging import Pager, pager

__all__ = ["Fault", "MemberRow", "MembersView", "PreviewView", "faults", "members_view", "preview"]

_SHOWN = 20  # firms of each kind in a preview; all of them stand in the file


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A firm on the list."""

    name: str
    code: str
    contact: str
    href: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class MembersView:
    """The list of members, or the part of it that was searched for."""

    head: ParkHead
    path: str
    rows: tuple[MemberRow, ...]
    count: str
    search: str
    pager: Pager


@dataclass(frozen=True, slots=True)
class Group:
    """Firms of one fate in a preview."""

    title: str
    rows: tuple[MemberRow, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell of a table, and what to do."""

    row: str
    column: str
    what: str
    do: str


@dataclass(frozen=True, slots=True)
class PreviewView:
    """What a list that was sent would change."""

    head: ParkHead
    path: str
    file: str
    seen: str
    counts: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    faults: tuple[Fault, ...]
    take: str
    """What the button says; empty when there is nothing to take over."""


def member_row(head: ParkHead, row: Member, words: PageWords) -> MemberRow:
    """Return a firm as the list shows it."""
    return MemberRow(
        name=words.line(row.name), code=row.credit_code, contact=words.line(row.contact),
        href=f"{head.base}/members/{row.public_id}", id=row.public_id,
    )  # fmt: skip


def members_view(
    head: ParkHead, rows: Iterable[Member], count: int, search: str, page: int, words: PageWords,
    path: str = "members",
) -> MembersView:  # fmt: skip
    """Return one page of the list of members at *path* below the park."""
    path = f"{head.base}/{path}"
    key = "members.found" if search else "members.count"
    return MembersView(
        head=head,
        path=path,
        rows=tuple(member_row(head, row, words) for row in rows),
        count=words(key, n=count),
        search=search,
        pager=pager(words, path, {"q": search}, page, count),
    )


def preview(head: ParkHead, found: Pending, words: PageWords) -> PreviewView:
    """Return what a list would change."""
    kinds = {"new": found.new, "renewed": found.renewed, "same": found.same}
    counts = {name: len(firms) for name, firms in kinds.items()} | {"rejected": found.rejected}
    taken = counts["new"] + counts["renewed"]
    return PreviewView(
        head=head,
        path=f"{head.base}/members",
        file=words.line(found.file),
        seen=found.seen,
        counts=tuple((words(f"members.fate.{name}"), f"{n:,}") for name, n in counts.items()),
        groups=tuple(
            _group(name, firms, words) for name, firms in kinds.items() if firms and name != "same"
        ),
        faults=faults(found.problems, words),
        take=words("members.take", n=taken) if taken else "",
    )


def _group(name: str, firms: Sequence[Firm], words: PageWords) -> Group:
    rows = tuple(
        MemberRow(words.line(firm), code, words.line(contact), "")
        for firm, code, contact in firms[:_SHOWN]
    )
    more = words("members.more", n=len(firms) - _SHOWN) if len(firms) > _SHOWN else ""
    return Group(words(f"members.fate.{name}"), rows, more)


def faults(problems: Iterable[Mapping[str, Any]], words: PageWords) -> tuple[Fault, ...]:
    """Return problems that were kept as plain data, in the reader's language."""
    return tuple(
        Fault(
            row=str(problem["row"] or "—"),
            column=str(problem["column"] or "—"),
            what=_sentence(words, problem["said"][words.lang][0]),
            do=_sentence(words, problem["said"][words.lang][1]),
        )
        for problem in problems
    )


def _sentence(words: PageWords, text: str) -> str:
    line = words.line(text)
    return line[:1].upper() + line[1:]
