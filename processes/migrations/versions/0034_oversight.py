"""urging letters, explanations, tasks taken over, executions in error."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)
_IS_FAULTY = sa.text("fault_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "urging_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("from_unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed", _JSON, nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_urging_letter_agency_id"),
        sa.ForeignKeyConstraint(["from_unit_id"], ["unit.id"], name="fk_urging_letter_from_unit_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_urging_letter_unit_id"),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name="fk_urging_letter_officer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_urging_letter"),
        sa.UniqueConstraint("agency_id", "year", "number", name="uq_urging_letter_agency_id_year_number"),
        sa.UniqueConstraint("sheet", "unit_id", name="uq_urging_letter_sheet_unit_id"),
    )
    op.create_table(
        "urging_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("printed", _JSON, nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["urging_letter.id"], name="fk_urging_line_letter_id"),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name="fk_urging_line_dossier_id"),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_urging_line_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_urging_line"),
        sa.UniqueConstraint("letter_id", "task_id", name="uq_urging_line_letter_id_task_id"),
    )
    op.create_index("ix_urging_line_dossier", "urging_line", ["dossier_id"])
    op.add_column("question", sa.Column("kind", sa.String(), nullable=False, server_default="opinion"))
    op.add_column("task", sa.Column("taken_post_id", sa.Integer(), nullable=True))
    op.add_column("execution", sa.Column("fault_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("execution", sa.Column("fault", _JSON, nullable=True))
    columns = ["fault_at", "id"]
    op.create_index("ix_execution_fault", "execution", columns, sqlite_where=_IS_FAULTY, postgresql_where=_IS_FAULTY)


def downgrade() -> None:
    op.drop_index("ix_execution_fault", "execution")
    op.drop_column("execution", "fault")
    op.drop_column("execution", "fault_at")
    op.drop_column("task", "taken_post_id")
    op.drop_column("question", "kind")
    op.drop_table("urging_line")
    op.drop_table("urging_letter")
