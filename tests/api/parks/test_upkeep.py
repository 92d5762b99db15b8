"""A park that is deleted takes what it brought in along, and leaves firms what is theirs."""

import pytest
from sqlmodel import func, select

from api.assessments.tables import Assessment, Grant, Link
from api.kit.clock import now
from api.organisations import hooks
from api.organisations.tables import Organisation
from api.parks.tables import Entry, Import, Member
from tests.api.parks.campaign_world import firm, register, world
from tests.codes import credit_code

A, B = (credit_code(n) for n in (1, 2))


@pytest.mark.both
def test_a_park_deleted_leaves_nothing_but_what_firms_have_opened(app):
    park = world(app)
    park.confirm(park.upload(register(firm(A, "示例·甲"), firm(B, "示例·乙"))))
    kept = park.entries()[B].assessment
    with park.database.write() as session:
        row = session.exec(select(Assessment).where(Assessment.public_id == kept)).one()
        link = Link(public_id="l", assessment_id=row.id, kind="draft", created_at=now())
        session.add(link)
        session.flush()
        session.add(Grant(browser="b", link_id=link.id, created_at=now()))
    with park.database.write() as session:
        found = session.exec(select(Organisation)).one()
        for forget in hooks.deleting:
            forget(session, park.context.storage, found.id)
        session.delete(found)
    with park.database.read() as session:
        assert session.exec(select(Assessment.public_id)).all() == [kept]
        for table in (Entry, Import, Member):
            assert session.exec(select(func.count()).select_from(table)).one() == 0
    assert not list(park.context.storage.folder.iterdir())
