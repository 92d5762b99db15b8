"""Add parks, their campaigns and jobs."""

import sqlalchemy as sa
from alembic import op

import api.kit.tables

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "benchmark",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("questionnaire", sa.String(length=120), nullable=False),
        sa.Column("document", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", api.kit.tables.UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benchmark")),
    )
    with op.batch_alter_table("benchmark", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_benchmark_questionnaire"), ["questionnaire"], unique=False
        )

    op.create_table(
        "campaign",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("park_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("questionnaire", sa.String(length=120), nullable=False),
        sa.Column("form", sa.String(length=10), nullable=False),
        sa.Column("asks", sa.String(length=10), nullable=False),
        sa.Column("opens_on", sa.String(length=10), nullable=False),
        sa.Column("closes_on", sa.String(length=10), nullable=False),
        sa.Column("created_at", api.kit.tables.UtcTime(timezone=True), nullable=False),
        sa.CheckConstraint("asks IN ('level', 'scores', 'answers')", name=op.f("ck_campaign_asks")),
        sa.CheckConstraint("form IN ('full', 'quick')", name=op.f("ck_campaign_form")),
        sa.CheckConstraint("opens_on <= closes_on", name=op.f("ck_campaign_days")),
        sa.ForeignKeyConstraint(
            ["park_id"],
            ["organisation.id"],
            name=op.f("fk_campaign_park_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("public_id", name=op.f("uq_campaign_public_id")),
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_park_id"), ["park_id"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column(
            "organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("stopping", sa.Boolean(), nullable=False),
        sa.Column("attempt", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("done", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("total", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", api.kit.tables.UtcTime(timezone=True), nullable=False),
        sa.Column("started_at", api.kit.tables.UtcTime(timezone=True), nullable=True),
        sa.Column("beat_at", api.kit.tables.UtcTime(timezone=True), nullable=True),
        sa.Column("finished_at", api.kit.tables.UtcTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed', 'cancelled')",
            name=op.f("ck_job_state"),
        ),
        sa.CheckConstraint("done >= 0 AND done <= total", name=op.f("ck_job_done")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_job_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("public_id", name=op.f("uq_job_public_id")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_job_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_job_state"), ["state"], unique=False)
        batch_op.create_index("ix_job_subject_id", ["subject", "id"], unique=False)

    op.create_table(
        "member",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("park_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("created_at", api.kit.tables.UtcTime(timezone=True), nullable=False),
        sa.Column("left_at", api.kit.tables.UtcTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["park_id"],
            ["organisation.id"],
            name=op.f("fk_member_park_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("park_id", "credit_code", name=op.f("uq_member_park_id_credit_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_member_public_id")),
    )
    op.create_table(
        "park_profile",
        sa.Column(
            "organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("main", sa.String(length=7), nullable=False),
        sa.Column("accent", sa.String(length=7), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("publishes", sa.Boolean(), nullable=False),
        sa.Column("updated_at", api.kit.tables.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_park_profile_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_park_profile")),
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column(
            "campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "assessment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("invited_at", api.kit.tables.UtcTime(timezone=True), nullable=True),
        sa.Column("opened_at", api.kit.tables.UtcTime(timezone=True), nullable=True),
        sa.Column("created_at", api.kit.tables.UtcTime(timezone=True), nullable=False),
        sa.CheckConstraint("source IN ('invitation', 'register')", name=op.f("ck_entry_source")),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessment.id"],
            name=op.f("fk_entry_assessment_id_assessment"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_entry_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_entry_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint(
            "campaign_id", "member_id", name=op.f("uq_entry_campaign_id_member_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_entry_public_id")),
    )
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_assessment_id"), ["assessment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_member_id"), ["member_id"], unique=False)

    op.create_table(
        "register_import",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column(
            "campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("stored", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("lang", sa.String(length=10), nullable=False),
        sa.Column("summary", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("problems", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("declared_by", sa.String(length=100), nullable=True),
        sa.Column("created_at", api.kit.tables.UtcTime(timezone=True), nullable=False),
        sa.Column("finished_at", api.kit.tables.UtcTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "scope IN ('level', 'scores', 'answers')", name=op.f("ck_register_import_scope")
        ),
        sa.CheckConstraint(
            "state IN ('checking', 'ready', 'unusable', 'running', 'done', 'cancelled', 'failed')",
            name=op.f("ck_register_import_state"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_register_import_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_import")),
        sa.UniqueConstraint("public_id", name=op.f("uq_register_import_public_id")),
    )
    with op.batch_alter_table("register_import", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_register_import_campaign_id"), ["campaign_id"], unique=False
        )

    with op.batch_alter_table("result", schema=None) as batch_op:
        batch_op.add_column(sa.Column("packed", sa.LargeBinary(), nullable=True))
        batch_op.alter_column("document", existing_type=sa.JSON(none_as_null=True), nullable=True)


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("result", schema=None) as batch_op:
        batch_op.alter_column("document", existing_type=sa.JSON(none_as_null=True), nullable=False)
        batch_op.drop_column("packed")

    with op.batch_alter_table("register_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_register_import_campaign_id"))

    op.drop_table("register_import")
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_member_id"))
        batch_op.drop_index(batch_op.f("ix_entry_assessment_id"))

    op.drop_table("entry")
    op.drop_table("park_profile")
    op.drop_table("member")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_subject_id")
        batch_op.drop_index(batch_op.f("ix_job_state"))
        batch_op.drop_index(batch_op.f("ix_job_organisation_id"))

    op.drop_table("job")
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_park_id"))

    op.drop_table("campaign")
    with op.batch_alter_table("benchmark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_benchmark_questionnaire"))

    op.drop_table("benchmark")
