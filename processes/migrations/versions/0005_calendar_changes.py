"""calendar changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("withdraws_id", sa.Integer(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_calendar_change_agency_id"),
        sa.ForeignKeyConstraint(["withdraws_id"], ["calendar_change.id"], name="fk_calendar_change_withdraws_id"),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name="fk_calendar_change_officer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_change"),
        sa.UniqueConstraint("act_key", name="uq_calendar_change_act_key"),
    )


def downgrade() -> None:
    op.drop_table("calendar_change")
