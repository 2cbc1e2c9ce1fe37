"""reports: the acts of a period are found by their time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

_IS_ACT = "act_key IS NOT NULL AND officer_id IS NOT NULL"


def upgrade() -> None:
    columns = ["at", "officer_id", "post_id", "act_key"]
    acts = sa.text(_IS_ACT)
    op.create_index("ix_history_act", "history", columns, sqlite_where=acts, postgresql_where=acts)


def downgrade() -> None:
    op.drop_index("ix_history_act", table_name="history")
