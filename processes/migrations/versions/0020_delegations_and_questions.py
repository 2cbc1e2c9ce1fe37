"""delegations, questions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)
_OPEN = sa.text("answered_at IS NULL AND withdrawn_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("delegate_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("has_worked", sa.Boolean(), nullable=False),
        sa.Column("act_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_delegation_task_id"),
        sa.ForeignKeyConstraint(["asker_id"], ["officer.id"], name="fk_delegation_asker_id"),
        sa.ForeignKeyConstraint(["delegate_id"], ["officer.id"], name="fk_delegation_delegate_id"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_delegation_post_id"),
        sa.PrimaryKeyConstraint("id", name="pk_delegation"),
        sa.UniqueConstraint("act_key", name="uq_delegation_act_key"),
    )
    op.create_index("ix_delegation_task", "delegation", ["task_id"])
    op.create_index("ix_delegation_asker", "delegation", ["asker_id"])
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("asked_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("files", _JSON, nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("act_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name="fk_question_dossier_id"),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_question_task_id"),
        sa.ForeignKeyConstraint(["asker_id"], ["officer.id"], name="fk_question_asker_id"),
        sa.ForeignKeyConstraint(["asked_id"], ["officer.id"], name="fk_question_asked_id"),
        sa.PrimaryKeyConstraint("id", name="pk_question"),
        sa.UniqueConstraint("act_key", name="uq_question_act_key"),
    )
    op.create_index("ix_question_dossier", "question", ["dossier_id"])
    op.create_index("ix_question_open", "question", ["asked_id", "task_id"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    for table in ("task", "history"):
        op.add_column(table, sa.Column("delegation_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    for table in ("history", "task"):
        op.drop_column(table, "delegation_id")
    op.drop_table("question")
    op.drop_table("delegation")
