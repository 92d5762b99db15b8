"""What a park sends its firms: each one's personal link with a message, as a workbook to merge."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BytesIO

from api.kit.i18n import LANGUAGES, page_words
from api.organisations.tables import Organisation
from api.parks.campaigns import Overview
from api.parks.records import Row
from api.parks.tables import Campaign
from reports.sheets import Sheet, opened

__all__ = ["INVITED", "REMINDED", "letters", "message"]

INVITED = ("invited", "opened", "started", "stalled", "finished")
"""States of firms that answer for themselves, all of them."""
REMINDED = ("invited", "opened", "stalled")
"""States of firms that may need a reminder."""

_COLUMNS = (
    ("firm", "text", 34.0), ("code", "text", 22.0), ("contact", "text", 24.0),
    ("link", "text", 40.0), ("state", "text", 14.0),
)  # fmt: skip


def message(
    kind: str, lang: str, park: Organisation, campaign: Campaign, firm: str, link: str
) -> str:
    """Return what to send a firm, as *kind* ``invite`` or ``remind``."""
    words = page_words(lang)
    return words(
        f"campaigns.message.{kind}", firm=words.line(firm), park=words.line(park.name),
        campaign=words.line(campaign.name), closes=words.date(campaign.closes_on), link=link,
    )  # fmt: skip


def letters(
    kind: str, park: Organisation, found: Overview, address_of: Callable[[Row], str], lang: str
) -> bytes:
    """Return a workbook with a row for each firm invited, or for each one to be reminded.

    *address_of* returns a firm's personal link. Nothing in it is ever a formula.
    """
    words, target = page_words(lang), BytesIO()
    columns = [(words(f"campaigns.column.{key}"), style, width) for key, style, width in _COLUMNS]
    columns += [(words(f"campaigns.message.{each}"), "wrap", 60.0) for each in LANGUAGES]
    with opened(target, words(f"campaigns.{kind}.file")) as (book, formats):
        sheet = Sheet(book, words(f"campaigns.{kind}.sheet"), columns, formats, 1)
        for row, state in addressed(kind, found):
            link = address_of(row)
            texts = [
                message(kind, each, park, found.campaign, row.name, link) for each in LANGUAGES
            ]
            said = words(f"campaigns.states.{state}")
            sheet.add([row.name, row.credit_code, row.contact, link, said, *texts])
        sheet.finish()
    return target.getvalue()


def addressed(kind: str, found: Overview) -> Iterable[tuple[Row, str]]:
    """Return those who get a message of one *kind*."""
    states = REMINDED if kind == "remind" else INVITED
    return [
        (row, state) for row, state in found.rows if row.source == "invitation" and state in states
    ]
