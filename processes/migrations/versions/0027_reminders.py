"""reminders, ladders, the next rung of a task."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_HAS_RUNG = sa.text("next_rung_at IS NOT NULL AND closed_at IS NULL")
_JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("task", sa.Column("allotted", sa.Integer(), nullable=True))
    op.add_column("task", sa.Column("next_rung_at", _AT, nullable=True))
    op.create_index(
        "ix_task_next_rung",
        "task",
        ["next_rung_at", "id"],
        sqlite_where=_HAS_RUNG,
        postgresql_where=_HAS_RUNG,
    )
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("due_at", _AT, nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("fired_at", _AT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("told", _JSON, nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_reminder_task_id"),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name="fk_reminder_dossier_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reminder"),
        sa.UniqueConstraint("task_id", "kind", "due_at", name="uq_reminder_task_id_kind_due_at"),
    )
    op.create_index("ix_reminder_dossier", "reminder", ["dossier_id"])
    op.create_table(
        "ladder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("addressee", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name="fk_ladder_officer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ladder"),
    )
    op.create_index("ix_ladder_procedure", "ladder", ["procedure"])
    op.create_table(
        "reminder_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("ladder_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_reminder_mark"),
    )
    op.execute("UPDATE notice SET kind = 'reminder' WHERE kind = 'near_due'")
    op.execute("UPDATE notice_choice SET kind = 'reminder' WHERE kind = 'near_due'")


def downgrade() -> None:
    op.execute("DELETE FROM notice WHERE kind = 'escalation'")
    op.execute("DELETE FROM notice_choice WHERE kind = 'escalation'")
    op.execute("UPDATE notice SET kind = 'near_due' WHERE kind = 'reminder'")
    op.execute("UPDATE notice_choice SET kind = 'near_due' WHERE kind = 'reminder'")
    op.drop_table("reminder_mark")
    op.drop_index("ix_ladder_procedure", "ladder")
    op.drop_table("ladder")
    op.drop_index("ix_reminder_dossier", "reminder")
    op.drop_table("reminder")
    op.drop_index("ix_task_next_rung", table_name="task")
    op.drop_column("task", "next_rung_at")
    op.drop_column("task", "allotted")
