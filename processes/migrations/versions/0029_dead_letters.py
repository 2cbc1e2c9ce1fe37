"""messages in order, dead letters, notices to applicants."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
_INDEXES = {
    "ix_outbox_waiting": (["next_at", "id"], sa.text("done_at IS NULL")),
    "ix_outbox_ordered": (["dossier_id", "partner", "id"], sa.text("done_at IS NULL AND partner <> ''")),
    "ix_outbox_dead": (["id"], sa.text("done_at IS NULL AND dead_at IS NOT NULL")),
}


def _index(name: str) -> None:
    columns, where = _INDEXES[name]
    op.create_index(name, "outbox", columns, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    op.drop_index("ix_outbox_waiting", "outbox")  # SQLite makes the table anew, and would forget the index's condition
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("partner", sa.String(), server_default="", nullable=False))
        outbox.add_column(sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True))
        outbox.alter_column("next_at", existing_type=sa.DateTime(timezone=True), nullable=True)
    for name in _INDEXES:
        _index(name)
    op.create_table(
        "outbox_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("told", _JSON, nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["outbox.id"], name="fk_outbox_act_message_id"),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name="fk_outbox_act_officer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox_act"),
        sa.UniqueConstraint("act_key", name="uq_outbox_act_act_key"),
    )
    op.create_index("ix_outbox_act_message", "outbox_act", ["message_id"])
    _applicant_notices()


def _applicant_notices() -> None:
    moments = ("sent_at", "delivered_at", "failed_at", "settled_at")
    op.create_table(
        "applicant_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "event", "way", "reference")),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in moments),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("trouble", "note")),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name="fk_applicant_notice_dossier_id"),
        sa.ForeignKeyConstraint(["settled_by"], ["officer.id"], name="fk_applicant_notice_settled_by"),
        sa.PrimaryKeyConstraint("id", name="pk_applicant_notice"),
        sa.UniqueConstraint("reference", name="uq_applicant_notice_reference"),
        sa.UniqueConstraint("event", "way", name="uq_applicant_notice_event_way"),
    )
    op.create_index("ix_applicant_notice_dossier", "applicant_notice", ["dossier_id"])
    where = sa.text("failed_at IS NOT NULL AND settled_at IS NULL")
    name = "ix_applicant_notice_unreached"
    op.create_index(name, "applicant_notice", ["id"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_table("applicant_notice")
    op.drop_table("outbox_act")
    for name in _INDEXES:
        op.drop_index(name, "outbox")
    op.execute("UPDATE outbox SET next_at = put_at WHERE next_at IS NULL")
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("next_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        outbox.drop_column("dead_at")
        outbox.drop_column("partner")
    _index("ix_outbox_waiting")
