"""Proofs sent to traders, and their answers."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# SQLite gives rowids only to INTEGER PRIMARY KEY.
big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "brand_proofs",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("brand_id", big_id, nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("recipient", sa.LargeBinary(), nullable=True),
        sa.Column("recipient_print", sa.LargeBinary(length=16), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("token_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("sent_at", moment, nullable=True),
        sa.Column("opened_at", moment, nullable=True),
        sa.Column("reminded_at", moment, nullable=True),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_brand_proofs_shop_id_shops")),
        sa.ForeignKeyConstraint(
            ["brand_id"], ["brand_profiles.id"], name=op.f("fk_brand_proofs_brand_id_brand_profiles")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brand_proofs")),
    )
    op.create_index("ix_brand_proofs_shop_id", "brand_proofs", ["shop_id", "id"], unique=False)
    op.create_index("ix_brand_proofs_brand_id", "brand_proofs", ["brand_id", "id"], unique=False)
    still_open = sa.text("outcome IS NULL")
    op.create_index(
        "ix_brand_proofs_open",
        "brand_proofs",
        ["expires_at"],
        unique=False,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("brand_proofs")
