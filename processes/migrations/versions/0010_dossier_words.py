"""dossier words."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# beside the dossiers, not on them: a search that finds thousands reads a seventh of the pages, and no word twice
_KEPT = """
CREATE FUNCTION dossier_words_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO dossier_words VALUES (new.id, to_tsvector('simple', new.search))
        ON CONFLICT (dossier_id) DO UPDATE SET words = excluded.words;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute("DROP INDEX dossier_words")
    op.execute(
        "CREATE TABLE dossier_words "
        "(dossier_id bigint PRIMARY KEY REFERENCES dossier ON DELETE CASCADE, words tsvector NOT NULL)"
    )
    op.execute("INSERT INTO dossier_words SELECT id, to_tsvector('simple', search) FROM dossier")
    op.execute("CREATE INDEX ix_dossier_words ON dossier_words USING gin (words)")
    op.execute(_KEPT)
    op.execute(
        "CREATE TRIGGER dossier_words AFTER INSERT OR UPDATE OF search ON dossier "
        "FOR EACH ROW EXECUTE FUNCTION dossier_words_keep()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute("DROP TRIGGER dossier_words ON dossier")
    op.execute("DROP FUNCTION dossier_words_keep()")
    op.execute("DROP TABLE dossier_words")
    op.execute("CREATE INDEX dossier_words ON dossier USING gin (to_tsvector('simple', search))")
