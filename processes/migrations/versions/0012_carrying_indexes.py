"""carrying indexes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_OPEN = sa.text("state = 'opened'")
_HELD = sa.text("state IN ('assigned', 'claimed')")
_PAUSED = sa.text("paused_at IS NOT NULL")
_INDEXES = {
    "ix_task_opened": ("post_id", _OPEN),
    "ix_task_held": ("holder_id", _HELD),
    "ix_task_unit_held": ("post_id", _HELD),
}


def upgrade() -> None:
    _replace("due_at", "id", "dossier_id", "priority")
    op.create_index("ix_dossier_paused", "dossier", ["id"], sqlite_where=_PAUSED, postgresql_where=_PAUSED)


def downgrade() -> None:
    op.drop_index("ix_dossier_paused", table_name="dossier")
    _replace("due_at", "id")


def _replace(*columns: str) -> None:
    for name, (first, where) in _INDEXES.items():
        op.drop_index(name, table_name="task")
        op.create_index(name, "task", [first, *columns], sqlite_where=where, postgresql_where=where)
