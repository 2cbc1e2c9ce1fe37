"""substitutions, organisation changes, closed accounts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)
_ADDED = (("task", "substitution_id"), ("history", "substitution_id"), ("letter", "approved_under"))


def upgrade() -> None:
    op.create_table(
        "substitution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("absent_id", sa.Integer(), nullable=False),
        sa.Column("substitute_id", sa.Integer(), nullable=False),
        sa.Column("posts", _JSON, nullable=False),
        sa.Column("procedures", _JSON, nullable=False),
        sa.Column("acts", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("act_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["absent_id"], ["officer.id"], name="fk_substitution_absent_id"),
        sa.ForeignKeyConstraint(["substitute_id"], ["officer.id"], name="fk_substitution_substitute_id"),
        sa.ForeignKeyConstraint(["recorded_by"], ["officer.id"], name="fk_substitution_recorded_by"),
        sa.PrimaryKeyConstraint("id", name="pk_substitution"),
        sa.UniqueConstraint("act_key", name="uq_substitution_act_key"),
    )
    op.create_index("ix_substitution_valid_to", "substitution", ["valid_to"])
    op.create_table(
        "organisation_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("told", _JSON, nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_organisation_change_agency_id"),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name="fk_organisation_change_officer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_organisation_change"),
        sa.UniqueConstraint("act_key", name="uq_organisation_change_act_key"),
    )
    op.create_index("ix_organisation_change_agency", "organisation_change", ["agency_id", "id"])
    for table, column in _ADDED:
        op.add_column(table, sa.Column(column, sa.Integer(), nullable=True))
    op.add_column("account", sa.Column("is_closed", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("account", "is_closed")
    for table, column in _ADDED:
        op.drop_column(table, column)
    op.drop_table("organisation_change")
    op.drop_table("substitution")
