"""marks of partners' requests, and what each agency did in a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "nonce",
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name="fk_nonce_partner_id"),
        sa.PrimaryKeyConstraint("partner_id", "mark", name="pk_nonce"),
    )
    numbers = ("received", "finished", "late", "overdue", "broken")
    op.create_table(
        "agency_day",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in numbers),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_agency_day_agency_id"),
        sa.PrimaryKeyConstraint("agency_id", "day", name="pk_agency_day"),
    )


def downgrade() -> None:
    op.drop_table("agency_day")
    op.drop_table("nonce")
