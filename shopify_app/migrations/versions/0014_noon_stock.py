"""Stock reserved in Shopify for noon's orders."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# SQLite gives rowids only to INTEGER PRIMARY KEY.
big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)
failed = sa.text("problem IS NOT NULL")


def upgrade() -> None:
    """Make the table; every order that is known has its stock looked at once."""
    op.add_column("noon_orders", sa.Column("stock_due", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.create_index(
        "ix_noon_orders_stock_due",
        "noon_orders",
        ["shop_id", "id"],
        unique=False,
        sqlite_where=sa.text("stock_due = 1"),
        postgresql_where=sa.text("stock_due"),
    )
    op.create_table(
        "noon_reservations",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("order_id", big_id, nullable=False),
        sa.Column("sku", sa.String(length=128), nullable=False),
        sa.Column("shopify_inventory_item_id", sa.BigInteger(), nullable=False),
        sa.Column("shopify_location_id", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("moving", sa.String(length=12), nullable=True),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("asked_at", moment, nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["noon_orders.id"], name=op.f("fk_noon_reservations_order_id_noon_orders")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_noon_reservations_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noon_reservations")),
        sa.UniqueConstraint(
            "order_id",
            "shopify_inventory_item_id",
            "shopify_location_id",
            name="uq_noon_reservations_goods",
        ),
    )
    op.create_index("ix_noon_reservations_shop", "noon_reservations", ["shop_id", "order_id"], unique=False)
    op.create_index(
        "ix_noon_reservations_problem",
        "noon_reservations",
        ["shop_id", "id"],
        unique=False,
        sqlite_where=failed,
        postgresql_where=failed,
    )


def downgrade() -> None:
    """Drop them. What is reserved in Shopify stays reserved."""
    op.drop_table("noon_reservations")
    op.drop_index("ix_noon_orders_stock_due", table_name="noon_orders")
    # SQLite drops columns itself; a table made anew would lose the rows that lean on it.
    op.drop_column("noon_orders", "stock_due")
