"""accounts linked with a provider's, sign-in tallies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in_tally",
        sa.Column("name", sa.LargeBinary(32), nullable=False),
        sa.Column("browser", sa.LargeBinary(32), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", "browser", name="pk_sign_in_tally"),
    )
    op.create_index("ix_sign_in_tally_tried_at", "sign_in_tally", ["tried_at"])
    op.add_column("sign_in_session", sa.Column("by_provider", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("account", sa.Column("may_link", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("account", sa.Column("issuer", sa.String(), nullable=True))
    op.add_column("account", sa.Column("subject", sa.String(), nullable=True))
    op.add_column("account", sa.Column("linked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_account_identity", "account", ["issuer", "subject"], unique=True)
    op.drop_column("account", "failures")
    op.drop_column("account", "locked_until")


def downgrade() -> None:
    op.add_column("account", sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("account", sa.Column("failures", sa.Integer(), server_default="0", nullable=False))
    op.drop_index("ix_account_identity", "account")
    for column in ("linked_at", "subject", "issuer", "may_link"):
        op.drop_column("account", column)
    op.drop_column("sign_in_session", "by_provider")
    op.drop_table("sign_in_tally")
