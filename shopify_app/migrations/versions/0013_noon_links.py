"""Warehouses, SKUs and the shared session of noon accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# SQLite gives rowids only to INTEGER PRIMARY KEY.
big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "noon_sessions",
        sa.Column("shop_id", big_id, autoincrement=False, nullable=False),
        sa.Column("key_print", sa.String(length=64), nullable=False),
        sa.Column("cookies", sa.LargeBinary(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", moment, nullable=True),
        sa.Column("logging_in_until", moment, nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_noon_sessions_shop_id_shops")),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_noon_sessions")),
    )
    op.create_table(
        "noon_oddities",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.Column("first_order_nr", sa.String(length=64), nullable=False),
        sa.Column("seen_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_noon_oddities_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noon_oddities")),
        sa.UniqueConstraint("shop_id", "field", "value", name=op.f("uq_noon_oddities_shop_id_field_value")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("noon_oddities")
    op.drop_table("noon_sessions")
