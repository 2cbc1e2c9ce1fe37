"""bundles and consignments; what open dossiers brought on paper lies, so far as is known, where it was received."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MADE = sa.text("state = 'made'")


def upgrade() -> None:
    _consignments()
    op.create_table(
        "bundle",
        sa.Column("dossier_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("shelf", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("consignment_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name="fk_bundle_dossier_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_bundle_unit_id"),
        sa.ForeignKeyConstraint(["consignment_id"], ["consignment.id"], name="fk_bundle_consignment_id"),
        sa.PrimaryKeyConstraint("dossier_id", name="pk_bundle"),
    )
    op.create_index("ix_bundle_unit", "bundle", ["unit_id", "since", "dossier_id"])
    _fill()


def _consignments() -> None:
    op.create_table(
        "consignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("from_unit_id", sa.Integer(), nullable=False),
        sa.Column("to_unit_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_under", sa.Integer(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_under", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_consignment_agency_id"),
        sa.ForeignKeyConstraint(["from_unit_id"], ["unit.id"], name="fk_consignment_from_unit_id"),
        sa.ForeignKeyConstraint(["to_unit_id"], ["unit.id"], name="fk_consignment_to_unit_id"),
        sa.ForeignKeyConstraint(["made_by"], ["officer.id"], name="fk_consignment_made_by"),
        sa.ForeignKeyConstraint(["closed_by"], ["officer.id"], name="fk_consignment_closed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_consignment"),
        sa.UniqueConstraint("agency_id", "year", "number", name="uq_consignment_agency_id_year_number"),
    )
    coming = ["to_unit_id", "id"]
    op.create_index("ix_consignment_coming", "consignment", coming, sqlite_where=_MADE, postgresql_where=_MADE)
    op.create_index("ix_consignment_given", "consignment", ["from_unit_id", "id"])
    op.create_table(
        "consignment_line",
        sa.Column("consignment_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("papers", _JSON, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("shelf", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["consignment_id"], ["consignment.id"], name="fk_consignment_line_consignment_id"),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name="fk_consignment_line_dossier_id"),
        sa.PrimaryKeyConstraint("consignment_id", "position", name="pk_consignment_line"),
    )


def _fill() -> None:
    columns: list[Any] = [sa.column("id", sa.Integer()), sa.column("papers", _JSON)]
    columns += [sa.column("receiving_unit_id", sa.Integer()), sa.column("received_at", sa.DateTime(timezone=True))]
    dossier = sa.table("dossier", *columns, sa.column("kind"), sa.column("channel"), sa.column("returned_at"))
    bundle = sa.table(
        "bundle",
        *(sa.column("dossier_id"), sa.column("unit_id"), sa.column("shelf")),
        sa.column("since", sa.DateTime(timezone=True)),
    )
    open_ = dossier.c.kind == "dossier", dossier.c.channel != "online", dossier.c.returned_at.is_(None)
    found = op.get_bind().execute(sa.select(*columns).where(*open_)).all()
    rows = [
        {"dossier_id": row.id, "unit_id": row.receiving_unit_id, "shelf": "", "since": row.received_at}
        for row in found
        if any(paper.get("originals") or paper.get("copies") for paper in row.papers)
    ]
    if rows:
        op.get_bind().execute(sa.insert(bundle), rows)


def downgrade() -> None:
    op.drop_table("bundle")
    op.drop_table("consignment_line")
    op.drop_table("consignment")
