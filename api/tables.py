"""All tables in one place, for migrations and backups."""

from api.accounts import tables as accounts
from api.assessments import tables as assessments
from api.kit import audit, idempotency, jobs
from api.kit.tables import Table
from api.organisations import tables as organisations
from api.parks import tables as parks
from api.plans import tables as plans

__all__ = ["METADATA", "MODULES"]

MODULES = (accounts, organisations, assessments, plans, parks, audit, idempotency, jobs)
"""Where the tables are declared; importing them is what adds them to the metadata."""

METADATA = Table.metadata
