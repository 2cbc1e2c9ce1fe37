"""notices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_INDEXES = {
    "ix_notice_shown": (["officer_id", "id"], sa.text("is_shown")),
    "ix_notice_unread": (["officer_id", "id"], sa.text("is_shown AND read_at IS NULL")),
    "ix_notice_to_mail": (["id"], sa.text("mail = 'wanted'")),
}


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name="fk_notice_officer_id"),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name="fk_notice_dossier_id"),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_notice_task_id"),
        sa.ForeignKeyConstraint(["by_id"], ["officer.id"], name="fk_notice_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("officer_id", "kind", "key", name="uq_notice_officer_id_kind_key"),
    )
    for name, (columns, where) in _INDEXES.items():
        op.create_index(name, "notice", columns, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "notice_choice",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("on_screen", sa.Boolean(), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name="fk_notice_choice_officer_id"),
        sa.PrimaryKeyConstraint("officer_id", "kind", name="pk_notice_choice"),
    )
    op.create_table(
        "notice_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notice_mark"),
    )


def downgrade() -> None:
    op.drop_table("notice_mark")
    op.drop_table("notice_choice")
    for name in _INDEXES:
        op.drop_index(name, table_name="notice")
    op.drop_table("notice")
