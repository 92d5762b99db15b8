"""What the page of a campaign's documents shows: what can be made, how far it is, what is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from api.assessments.views.wording import day
from api.kit import jobs
from api.kit.i18n import LANGUAGES, PageWords
from api.kit.jobs import Job
from api.parks.finished import Firm
from api.parks.reporting import FILES
from api.parks.views.heads import CampaignHead
from api.parks.views.imports import Progress, progress, reason

__all__ = ["DocumentsView", "documents_view"]


@dataclass(frozen=True, slots=True)
class Order:
    """Something ordered in one language; ``live`` while more happens by itself."""

    lang: str
    language: str
    state: str
    at: str
    live: bool
    progress: Progress | None
    said: str
    reason: tuple[str, str] | None
    files: tuple[tuple[str, str, str], ...]
    """Address, what it is, and its kind."""
    may_stop: bool
    may_go_on: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing to order; ``free`` are the languages in which it can be ordered now."""

    id: str
    orders: tuple[Order, ...]
    free: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DocumentsView:
    """The page; ``live`` when anything on it changes by itself."""

    head: CampaignHead
    lead: str
    scopes: tuple[tuple[str, int], ...]
    kinds: tuple[Kind, ...]
    live: bool
    may_order: bool


def documents_view(
    head: CampaignHead, firms: Sequence[Firm], ordered: dict[str, dict[str, Job | None]],
    words: PageWords,
) -> DocumentsView:  # fmt: skip
    """Return the page; *ordered* are the newest orders by kind and language."""
    count = Counter(firm.scope for firm in firms)
    kinds = tuple(_kind(head, kind, each, words) for kind, each in ordered.items())
    return DocumentsView(
        head=head,
        lead=words("handout.lead", n=len(firms)) if firms else words("handout.nothing"),
        scopes=tuple(
            (words(f"handout.scope.{scope}"), count[scope])
            for scope in ("answers", "scores", "level")
        ),
        kinds=kinds,
        live=any(order.live for kind in kinds for order in kind.orders),
        may_order=head.park.may_change and bool(firms),
    )


def _kind(head: CampaignHead, kind: str, ordered: dict[str, Job | None], words: PageWords) -> Kind:
    orders = tuple(
        _order(head, kind, lang, job, words) for lang, job in ordered.items() if job is not None
    )
    busy = {order.lang for order in orders if order.live}
    free = tuple(
        (lang, words(f"handout.language.{lang}")) for lang in LANGUAGES if lang not in busy
    )
    return Kind(kind, orders, free)


def _order(head: CampaignHead, kind: str, lang: str, job: Job, words: PageWords) -> Order:
    live = job.state not in jobs.OVER
    state = "stopping" if live and job.stopping else job.state
    may = head.park.may_change
    return Order(
        lang=lang,
        language=words(f"handout.language.{lang}"),
        state=words(f"handout.state.{state}"),
        at=day(words, job.finished_at or job.created_at),
        live=live,
        progress=progress(job, words) if live else None,
        said=_said(kind, job, words),
        reason=reason(job, words) if job.state == "failed" else None,
        files=_files(head, kind, lang, words) if job.state == "done" else (),
        may_stop=may and live and not job.stopping,
        may_go_on=may and job.state in ("failed", "cancelled"),
    )


def _said(kind: str, job: Job, words: PageWords) -> str:
    if job.state != "done":
        return ""
    if kind == "report":
        return words("handout.of_firms", n=int(job.result.get("firms", 0)))
    failed = int(job.result.get("failed", 0))
    said = words("handout.made", n=int(job.result.get("made", 0)))
    return said + (words("handout.not_made", n=failed) if failed else "")


def _files(
    head: CampaignHead, kind: str, lang: str, words: PageWords
) -> tuple[tuple[str, str, str], ...]:
    base = f"{head.base}/documents/{lang}"
    if kind == "bundle":
        return ((f"{base}/bundle.zip", words("handout.download.bundle"), "ZIP"),)
    return tuple(
        (f"{base}/{name}", words(f"handout.download.{stem}"), _ending(name, words))
        for name in FILES
        for stem in (name.partition(".")[0],)
    )


def _ending(name: str, words: PageWords) -> str:
    ending = name.partition(".")[2]
    return words("handout.csv") if ending == "zip" else ending.upper()
