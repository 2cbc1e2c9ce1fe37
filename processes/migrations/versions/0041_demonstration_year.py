"""the demonstration year is remembered while it is played; what timers and cohorts read by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_INDEXES = (
    ("ix_execution_timer", "execution", ["next_timer_at", "id"], "next_timer_at IS NOT NULL"),
    ("ix_dossier_release", "dossier", ["release_id", "id", "agency_id"], "returned_at IS NULL"),
)


def upgrade() -> None:
    op.create_table(
        "demonstration_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossiers", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("reached", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_over", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_demonstration_year"),
    )
    for name, table, columns, where in _INDEXES:
        op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    for name, table, *_ in reversed(_INDEXES):
        op.drop_index(name, table_name=table)
    op.drop_table("demonstration_year")
