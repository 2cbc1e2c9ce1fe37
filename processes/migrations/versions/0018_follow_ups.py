"""follow-ups."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "follow_up",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name="fk_follow_up_officer_id"),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name="fk_follow_up_dossier_id"),
        sa.PrimaryKeyConstraint("officer_id", "dossier_id", name="pk_follow_up"),
    )


def downgrade() -> None:
    op.drop_table("follow_up")
