"""cohorts of running dossiers that go on by another release."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_AT = sa.DateTime(timezone=True)
_WAITING = sa.text("state = 'waiting'")


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")


def upgrade() -> None:
    op.create_table(
        "cohort",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("agency_id", "from_release_id", "to_release_id")),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("ordered_at", _AT, nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("act_key", sa.String(), nullable=False),
        _key("cohort", "agency_id", "agency"),
        _key("cohort", "from_release_id", "release"),
        _key("cohort", "to_release_id", "release"),
        _key("cohort", "officer_id", "officer"),
        _key("cohort", "undoes_id", "cohort"),
        sa.PrimaryKeyConstraint("id", name="pk_cohort"),
        sa.UniqueConstraint("act_key", name="uq_cohort_act_key"),
    )
    op.create_index("ix_cohort_agency", "cohort", ["agency_id"])
    op.create_table(
        "cohort_item",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("cohort_id", "dossier_id")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("state", "told")),
        sa.Column("done_at", _AT, nullable=True),
        _key("cohort_item", "cohort_id", "cohort"),
        _key("cohort_item", "dossier_id", "dossier"),
        sa.PrimaryKeyConstraint("id", name="pk_cohort_item"),
        sa.UniqueConstraint("cohort_id", "dossier_id", name="uq_cohort_item_cohort_id_dossier_id"),
    )
    name = "ix_cohort_item_waiting"
    op.create_index(name, "cohort_item", ["id"], sqlite_where=_WAITING, postgresql_where=_WAITING)
    op.create_table(
        "cohort_point",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("item_id", "execution_id")),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("timer_at", _AT, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        _key("cohort_point", "item_id", "cohort_item"),
        _key("cohort_point", "execution_id", "execution"),
        sa.PrimaryKeyConstraint("item_id", "execution_id", name="pk_cohort_point"),
    )


def downgrade() -> None:
    for table in ("cohort_point", "cohort_item", "cohort"):
        op.drop_table(table)
