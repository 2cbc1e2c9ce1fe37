"""designs, acts on releases, since when and until when a release is in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
_AT = sa.DateTime(timezone=True)
_IN_FORCE = """
    SELECT release_scope.release_id, release_scope.agency_id, release.in_force_on AS valid_from
    FROM release_scope JOIN release ON release.id = release_scope.release_id
"""


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")


def _make_scope(rows: Sequence[dict[Any, Any]], *days: sa.Column[object]) -> None:
    """Made anew: SQLite cannot change a primary key."""
    op.drop_table("release_scope")
    dated = [day.name for day in days if not day.nullable]
    table = op.create_table(
        "release_scope",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        *days,
        _key("release_scope", "agency_id", "agency"),
        _key("release_scope", "release_id", "release"),
        sa.PrimaryKeyConstraint("release_id", "agency_id", *dated, name="pk_release_scope"),
    )
    op.create_index("ix_release_scope_agency", "release_scope", ["agency_id"])
    if rows:
        op.bulk_insert(table, list(rows))


def upgrade() -> None:
    asked = sa.text(_IN_FORCE).columns(valid_from=sa.Date())
    rows = [{**row, "valid_to": None} for row in op.get_bind().execute(asked).mappings()]
    _make_scope(rows, sa.Column("valid_from", sa.Date(), nullable=False), sa.Column("valid_to", sa.Date()))
    _make_designs()
    op.create_table(
        "release_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "document", "signer", "act_key")),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("decided_on", "effective_on")),
        sa.Column("told", _JSON, nullable=False),
        sa.Column("design_id", sa.Integer(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        _key("release_act", "release_id", "release"),
        _key("release_act", "design_id", "design"),
        _key("release_act", "officer_id", "officer"),
        sa.PrimaryKeyConstraint("id", name="pk_release_act"),
        sa.UniqueConstraint("act_key", name="uq_release_act_act_key"),
    )
    op.create_index("ix_release_act_release", "release_act", ["release_id"])


def _make_designs() -> None:
    op.create_table(
        "design",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("from_release_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", _AT, nullable=False),
        sa.Column("hash", sa.String(), nullable=True),
        sa.Column("asked", _JSON, nullable=True),
        *(sa.Column(name, sa.Integer()) for name in ("asked_by", "matter_id", "approved_by", "release_id")),
        _key("design", "agency_id", "agency"),
        _key("design", "from_release_id", "release"),
        _key("design", "asked_by", "officer"),
        _key("design", "matter_id", "dossier"),
        _key("design", "approved_by", "officer"),
        _key("design", "release_id", "release"),
        sa.PrimaryKeyConstraint("id", name="pk_design"),
    )
    op.create_index("ix_design_agency", "design", ["agency_id"])
    op.create_index("ix_design_matter", "design", ["matter_id"])
    op.create_table(
        "design_file",
        sa.Column("design_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        _key("design_file", "design_id", "design"),
        sa.PrimaryKeyConstraint("design_id", "number", "name", name="pk_design_file"),
    )
    op.create_table(
        "design_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("design_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("told", _JSON, nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("act_key", sa.String(), nullable=False),
        _key("design_act", "design_id", "design"),
        _key("design_act", "officer_id", "officer"),
        sa.PrimaryKeyConstraint("id", name="pk_design_act"),
        sa.UniqueConstraint("act_key", name="uq_design_act_act_key"),
        sa.UniqueConstraint("design_id", "number", name="uq_design_act_design_id_number"),
    )
    op.create_index("ix_design_act_design", "design_act", ["design_id", "id"])
    op.create_table(
        "design_presence",
        sa.Column("design_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("seen_at", _AT, nullable=False),
        _key("design_presence", "design_id", "design"),
        _key("design_presence", "officer_id", "officer"),
        sa.PrimaryKeyConstraint("design_id", "officer_id", name="pk_design_presence"),
    )


def downgrade() -> None:
    for table in ("release_act", "design_presence", "design_act", "design_file", "design"):
        op.drop_table(table)
    standing = sa.text("SELECT DISTINCT release_id, agency_id FROM release_scope WHERE valid_to IS NULL")
    _make_scope([dict(row) for row in op.get_bind().execute(standing).mappings()])
