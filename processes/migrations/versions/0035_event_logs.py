"""exports of the event log, and what is foreseen from it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "event_log_export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("agencies", JSON, nullable=False),
        sa.Column("names_officers", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("tasks", sa.Integer(), nullable=False),
        sa.Column("act_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name="fk_event_log_export_officer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_event_log_export"),
        sa.UniqueConstraint("act_key", name="uq_event_log_export_act_key"),
    )
    op.create_table(
        "forecast_basis",
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("compared", JSON, nullable=False),
        sa.ForeignKeyConstraint(["procedure_id"], ["procedure.id"], name="fk_forecast_basis_procedure_id"),
        sa.PrimaryKeyConstraint("procedure_id", name="pk_forecast_basis"),
    )
    op.create_table(
        "forecast",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("chance", sa.Double(), nullable=False),
        sa.Column("half", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("similar", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name="fk_forecast_dossier_id"),
        sa.PrimaryKeyConstraint("dossier_id", "day", name="pk_forecast"),
    )
    op.create_index("ix_forecast_day", "forecast", ["day"])


def downgrade() -> None:
    op.drop_index("ix_forecast_day", "forecast")
    op.drop_table("forecast")
    op.drop_table("forecast_basis")
    op.drop_table("event_log_export")
