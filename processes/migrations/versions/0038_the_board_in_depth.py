"""the board in depth: steps and pauses are counted out of indexes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_UNDONE, _PAUSED = "closed_at IS NULL", "paused_at IS NOT NULL"
_TASK = ["post_id", "due_at", "dossier_id", "holder_id", "release_id", "receiving_unit_id", "closed_at", "id"]
_DOSSIER = [
    *("id", "paused_at", "business_status", "agency_id", "receiving_unit_id"),
    *("release_id", "finished_at", "kind"),
]
_NEW = (
    ("ix_task_counted", "task", [*_TASK, "name"], _UNDONE),
    ("ix_dossier_paused", "dossier", _DOSSIER, _PAUSED),
)
_OLD = (("ix_task_counted", "task", _TASK, _UNDONE), ("ix_dossier_paused", "dossier", ["id"], _PAUSED))


def _replace(indexes: tuple[tuple[str, str, list[str], str], ...]) -> None:
    for name, table, columns, where in indexes:
        op.drop_index(name, table_name=table)
        op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def upgrade() -> None:
    _replace(_NEW)


def downgrade() -> None:
    _replace(_OLD)
