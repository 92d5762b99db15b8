"""The report on a whole park: summary, charts, page, PDF and workbook from a ``Cohort``."""

from reports.park.paint import markup, page, render
from reports.park.summary import ParkSummary, summarise
from reports.park.workbook import write_workbook

__all__ = ["ParkSummary", "markup", "page", "render", "summarise", "write_workbook"]
