"""the board: what it counts by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_UNDONE, _UNFINISHED = "closed_at IS NULL", "finished_at IS NULL AND kind = 'dossier'"
_TASK = ["post_id", "due_at", "dossier_id", "holder_id", "release_id", "receiving_unit_id", "closed_at", "id"]
_DOSSIER = [
    *("due_at", "id", "agency_id", "paused_at", "receiving_unit_id", "release_id"),
    *("original_due_at", "finished_at", "kind"),
]
_INDEXES = (
    ("ix_task_counted", "task", _TASK, _UNDONE),
    ("ix_task_undone", "task", ["due_at", "id"], _UNDONE),
    ("ix_dossier_unfinished", "dossier", _DOSSIER, _UNFINISHED),
)


def upgrade() -> None:
    op.add_column("task", sa.Column("release_id", sa.Integer(), nullable=True))
    op.execute("UPDATE task SET release_id = (SELECT release_id FROM dossier WHERE dossier.id = task.dossier_id)")
    for name, table, columns, where in _INDEXES:
        op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    for name, table, *_ in reversed(_INDEXES):
        op.drop_index(name, table_name=table)
    op.drop_column("task", "release_id")
