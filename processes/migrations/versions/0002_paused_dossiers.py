"""paused dossiers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dossier", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("dossier", sa.Column("limit_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("dossier", "limit_at")
    op.drop_column("dossier", "paused_at")
