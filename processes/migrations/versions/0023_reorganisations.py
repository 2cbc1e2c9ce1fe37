"""reorganisations, successors, names from a day on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)
_MOVED = sa.text("first_unit_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "reorganisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("what_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("holdings", _JSON, nullable=False),
        sa.Column("ordered_by", sa.Integer(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("inherited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("act_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["ordered_by"], ["officer.id"], name="fk_reorganisation_ordered_by"),
        sa.PrimaryKeyConstraint("id", name="pk_reorganisation"),
        sa.UniqueConstraint("act_key", name="uq_reorganisation_act_key"),
    )
    op.create_index("ix_reorganisation_begins", "reorganisation", ["begins"])
    op.create_table(
        "successor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reorganisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("what_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["reorganisation_id"], ["reorganisation.id"], name="fk_successor_reorganisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_successor"),
    )
    op.create_index("ix_successor_what", "successor", ["kind", "what_id"])
    op.create_table(
        "naming",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("what_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_naming"),
    )
    for column in ("first_unit_id", "first_agency_id"):
        op.add_column("dossier", sa.Column(column, sa.Integer(), nullable=True))
    op.create_index(
        "ix_dossier_first_unit",
        "dossier",
        ["first_unit_id", "received_at"],
        sqlite_where=_MOVED,
        postgresql_where=_MOVED,
    )


def downgrade() -> None:
    op.drop_index("ix_dossier_first_unit", "dossier")
    for column in ("first_agency_id", "first_unit_id"):
        op.drop_column("dossier", column)
    op.drop_table("naming")
    op.drop_table("successor")
    op.drop_table("reorganisation")
