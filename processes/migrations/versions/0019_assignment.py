"""assignment: co-officers, chosen assignees, claim next by unit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)


def upgrade() -> None:
    op.create_table(
        "co_officer",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_co_officer_task_id"),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name="fk_co_officer_officer_id"),
        sa.PrimaryKeyConstraint("task_id", "officer_id", name="pk_co_officer"),
    )
    op.create_index("ix_co_officer_officer", "co_officer", ["officer_id", "task_id"])
    op.add_column("batch_item", sa.Column("co_officers", _JSON, nullable=True))
    op.add_column("execution", sa.Column("assignees", _JSON, nullable=True))
    op.add_column("unit", sa.Column("claims_next", sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    op.drop_column("unit", "claims_next")
    op.drop_column("execution", "assignees")
    op.drop_column("batch_item", "co_officers")
    op.drop_table("co_officer")
