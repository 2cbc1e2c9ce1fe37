"""comments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("act_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name="fk_comment_dossier_id"),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name="fk_comment_officer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_comment"),
        sa.UniqueConstraint("act_key", name="uq_comment_act_key"),
    )
    op.create_index("ix_comment_dossier", "comment", ["dossier_id"])
    op.create_table(
        "comment_mention",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name="fk_comment_mention_comment_id"),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name="fk_comment_mention_officer_id"),
        sa.PrimaryKeyConstraint("comment_id", "officer_id", name="pk_comment_mention"),
    )


def downgrade() -> None:
    op.drop_table("comment_mention")
    op.drop_table("comment")
