"""the files of other tools that designs began with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "design_original",
        sa.Column("design_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("told", _JSON, nullable=False),
        sa.ForeignKeyConstraint(["design_id"], ["design.id"], name="fk_design_original_design_id"),
        sa.PrimaryKeyConstraint("design_id", name="pk_design_original"),
    )


def downgrade() -> None:
    op.drop_table("design_original")
