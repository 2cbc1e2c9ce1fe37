"""matters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_IS_MATTER = sa.text("kind = 'matter'")


def upgrade() -> None:
    op.add_column("procedure", sa.Column("kind", sa.String(), server_default="dossier", nullable=False))
    op.add_column("dossier", sa.Column("kind", sa.String(), server_default="dossier", nullable=False))
    op.add_column("dossier", sa.Column("state", sa.String(), nullable=True))
    op.create_index("ix_dossier_matter", "dossier", ["due_at"], sqlite_where=_IS_MATTER, postgresql_where=_IS_MATTER)
    op.create_table(
        "matter",
        sa.Column("dossier_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name="fk_matter_dossier_id"),
        sa.PrimaryKeyConstraint("dossier_id", name="pk_matter"),
    )


def downgrade() -> None:
    op.drop_table("matter")
    op.drop_index("ix_dossier_matter", table_name="dossier")
    op.drop_column("dossier", "state")
    op.drop_column("dossier", "kind")
    op.drop_column("procedure", "kind")
