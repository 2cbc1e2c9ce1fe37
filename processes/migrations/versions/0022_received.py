"""received."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_UNDONE = sa.text("closed_at IS NULL")
_CARRIED = ("due_at", "id", "dossier_id", "priority")


def upgrade() -> None:
    op.add_column("task", sa.Column("receiving_unit_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE task SET receiving_unit_id = (SELECT receiving_unit_id FROM dossier WHERE dossier.id = task.dossier_id)"
    )
    op.create_index(
        "ix_task_received",
        "task",
        ["receiving_unit_id", *_CARRIED],
        sqlite_where=_UNDONE,
        postgresql_where=_UNDONE,
    )


def downgrade() -> None:
    op.drop_index("ix_task_received", table_name="task")
    op.drop_column("task", "receiving_unit_id")
