"""partners, handoffs and their threads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)
_OPEN = sa.text("closed_at IS NULL")
_WRITTEN = ("role", "address", "known_as", "key_out", "key_in", "receive_within", "answer_within")


def upgrade() -> None:
    op.create_table(
        "partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("code", "name", "channel")),
        sa.Column("to_agency_id", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in _WRITTEN),
        sa.Column("deduplicates", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_partner_agency_id"),
        sa.ForeignKeyConstraint(["to_agency_id"], ["agency.id"], name="fk_partner_to_agency_id"),
        sa.PrimaryKeyConstraint("id", name="pk_partner"),
        sa.UniqueConstraint("agency_id", "code", name="uq_partner_agency_id_code"),
    )
    op.create_table(
        "handoff",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("key", "side", "channel")),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        *(
            sa.Column(f"{side}_{what}_id", sa.Integer(), nullable=True)
            for side in ("sending", "receiving")
            for what in ("agency", "execution")
        ),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("partner", "code", "element")),
        sa.Column("process", sa.String(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("message", "state")),
        sa.Column("facts", _JSON, nullable=False),
        sa.Column("manifest", _JSON, nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in ("sent_at", "receive_by")),
        *(
            sa.Column(name, sa.DateTime(timezone=True), nullable=True)
            for name in ("received_at", "answer_by", "closed_at")
        ),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name="fk_handoff_dossier_id"),
        *(
            sa.ForeignKeyConstraint([f"{side}_{what}_id"], [f"{what}.id"], name=f"fk_handoff_{side}_{what}_id")
            for side in ("sending", "receiving")
            for what in ("agency", "execution")
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name="fk_handoff_partner_id"),
        sa.ForeignKeyConstraint(["sent_by"], ["officer.id"], name="fk_handoff_sent_by"),
        sa.PrimaryKeyConstraint("id", name="pk_handoff"),
        sa.UniqueConstraint("key", "side", name="uq_handoff_key_side"),
    )
    op.create_index("ix_handoff_dossier", "handoff", ["dossier_id"])
    op.create_index("ix_handoff_receiving", "handoff", ["receiving_execution_id"])
    op.create_index("ix_handoff_open", "handoff", ["look_at", "id"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_table(
        "handoff_event",
        sa.Column("handoff_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("by", "text")),
        sa.Column("data", _JSON, nullable=False),
        sa.ForeignKeyConstraint(["handoff_id"], ["handoff.id"], name="fk_handoff_event_handoff_id"),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name="fk_handoff_event_officer_id"),
        sa.PrimaryKeyConstraint("handoff_id", "side", "number", name="pk_handoff_event"),
    )


def downgrade() -> None:
    op.drop_table("handoff_event")
    op.drop_table("handoff")
    op.drop_table("partner")
