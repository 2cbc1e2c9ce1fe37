"""words."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_WORD = re.compile(r"[a-z0-9]+")
_KEPT = {
    "INSERT": "INSERT INTO dossier_words (rowid, search) VALUES (new.id, new.search);",
    "DELETE": "INSERT INTO dossier_words (dossier_words, rowid, search) VALUES ('delete', old.id, old.search);",
}


def upgrade() -> None:
    _fold()
    if op.get_bind().dialect.name != "sqlite":
        op.execute("CREATE INDEX dossier_words ON dossier USING gin (to_tsvector('simple', search))")
        return
    op.execute(
        "CREATE VIRTUAL TABLE dossier_words USING fts5"
        "(search, content='dossier', content_rowid='id', detail=column, columnsize=0, prefix='1 2 3 4 5')"
    )
    op.execute("INSERT INTO dossier_words (dossier_words) VALUES ('rebuild')")
    for act, keeps in _KEPT.items():
        op.execute(f"CREATE TRIGGER dossier_words_{act.lower()} AFTER {act} ON dossier BEGIN {keeps} END")
    op.execute(
        "CREATE TRIGGER dossier_words_update AFTER UPDATE OF search ON dossier "
        f"BEGIN {_KEPT['DELETE']} {_KEPT['INSERT']} END"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP INDEX dossier_words")
        return
    for act in ("insert", "delete", "update"):
        op.execute(f"DROP TRIGGER dossier_words_{act}")
    op.execute("DROP TABLE dossier_words")


def _fold() -> None:
    """Words were kept as they were written; now each stands between spaces, and the identity numbers among them."""
    dossier = sa.table(
        "dossier", *(sa.column(name) for name in ("id", "search", "owner_identity", "submitter_identity"))
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(dossier)).all():
        words = _WORD.findall(f"{row.search} {row.owner_identity} {row.submitter_identity}")
        folded = f" {' '.join(dict.fromkeys(words))} "
        connection.execute(sa.update(dossier).where(dossier.c.id == row.id).values(search=folded))
