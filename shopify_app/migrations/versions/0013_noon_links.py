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
    op.create_table(
        "noon_warehouses",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("shopify_location_id", sa.BigInteger(), nullable=False),
        sa.Column("location_name", sa.String(length=255), nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_noon_warehouses_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noon_warehouses")),
        sa.UniqueConstraint("shop_id", "code", name=op.f("uq_noon_warehouses_shop_id_code")),
    )
    op.create_table(
        "noon_skus",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("sku", sa.String(length=128), nullable=False),
        sa.Column("look_for", sa.String(length=128), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("how", sa.String(length=12), nullable=False),
        sa.Column("shopify_variant_id", sa.BigInteger(), nullable=True),
        sa.Column("shopify_inventory_item_id", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.String(length=255), nullable=True),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_noon_skus_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noon_skus")),
        sa.UniqueConstraint("shop_id", "sku", name=op.f("uq_noon_skus_shop_id_sku")),
    )
    op.create_index("ix_noon_skus_state", "noon_skus", ["shop_id", "state", "sku"], unique=False)
    op.create_index("ix_noon_skus_item", "noon_skus", ["shop_id", "shopify_inventory_item_id"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("noon_skus")
    op.drop_table("noon_warehouses")
    op.drop_table("noon_oddities")
    op.drop_table("noon_sessions")
