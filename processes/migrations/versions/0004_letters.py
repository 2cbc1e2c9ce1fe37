"""letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("content", _JSON, nullable=False),
        sa.Column("printed", _JSON, nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("drafted_by", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name="fk_letter_dossier_id"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_letter_agency_id"),
        sa.ForeignKeyConstraint(["drafted_by"], ["officer.id"], name="fk_letter_drafted_by"),
        sa.ForeignKeyConstraint(["approved_by"], ["officer.id"], name="fk_letter_approved_by"),
        sa.ForeignKeyConstraint(["issued_by"], ["officer.id"], name="fk_letter_issued_by"),
        sa.PrimaryKeyConstraint("id", name="pk_letter"),
        sa.UniqueConstraint("agency_id", "year", "kind", "number", name="uq_letter_agency_id_year_kind_number"),
    )
    op.create_index("ix_letter_dossier", "letter", ["dossier_id"])


def downgrade() -> None:
    op.drop_index("ix_letter_dossier", table_name="letter")
    op.drop_table("letter")
