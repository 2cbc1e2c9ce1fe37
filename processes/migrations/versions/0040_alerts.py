"""what officers want to be told of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("above", sa.Integer(), nullable=False),
        sa.Column("waits", sa.Integer(), nullable=False),
        sa.Column("axis", sa.String(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("procedure_id", sa.Integer(), nullable=True),
        sa.Column("is_daily", sa.Boolean(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("since", _AT, nullable=True),
        sa.Column("told_at", _AT, nullable=True),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("rests", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name="fk_alert_officer_id"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_alert_agency_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_alert_unit_id"),
        sa.ForeignKeyConstraint(["procedure_id"], ["procedure.id"], name="fk_alert_procedure_id"),
        sa.PrimaryKeyConstraint("id", name="pk_alert"),
        sa.UniqueConstraint("officer_id", "name", name="uq_alert_officer_id_name"),
    )


def downgrade() -> None:
    op.drop_table("alert")
