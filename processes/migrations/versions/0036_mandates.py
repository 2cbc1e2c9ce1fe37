"""what directives lay on units."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_AT = sa.DateTime(timezone=True)
_JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "mandate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("receiver_post_id", sa.Integer(), nullable=False),
        sa.Column("giver_post_id", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("dues", _JSON, nullable=False),
        sa.Column("noted", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_at", _AT, nullable=False),
        sa.Column("ended_at", _AT, nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name="fk_mandate_dossier_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_mandate_unit_id"),
        sa.ForeignKeyConstraint(["receiver_post_id"], ["post.id"], name="fk_mandate_receiver_post_id"),
        sa.ForeignKeyConstraint(["giver_post_id"], ["post.id"], name="fk_mandate_giver_post_id"),
        sa.PrimaryKeyConstraint("id", name="pk_mandate"),
        sa.UniqueConstraint("dossier_id", "number", name="uq_mandate_dossier_id_number"),
    )


def downgrade() -> None:
    op.drop_table("mandate")
