"""registrations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_WAITING = sa.text("state = 'registered'")


def upgrade() -> None:
    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("case_code", sa.String(), nullable=False),
        sa.Column("receiving_unit_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("people", _JSON, nullable=False),
        sa.Column("papers", _JSON, nullable=False),
        sa.Column("return_by", sa.String(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("letter", _JSON, nullable=True),
        sa.Column("act_key", sa.String(), nullable=True),
        sa.Column("dossier_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name="fk_registration_release_id"),
        sa.ForeignKeyConstraint(["receiving_unit_id"], ["unit.id"], name="fk_registration_receiving_unit_id"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_registration_agency_id"),
        sa.ForeignKeyConstraint(["answered_by"], ["officer.id"], name="fk_registration_answered_by"),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name="fk_registration_dossier_id"),
        sa.PrimaryKeyConstraint("id", name="pk_registration"),
        sa.UniqueConstraint("code", name="uq_registration_code"),
        sa.UniqueConstraint("reference", name="uq_registration_reference"),
    )
    op.create_index(
        "ix_registration_waiting",
        "registration",
        ["receiving_unit_id", "answer_by"],
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )


def downgrade() -> None:
    op.drop_index("ix_registration_waiting", table_name="registration")
    op.drop_table("registration")
