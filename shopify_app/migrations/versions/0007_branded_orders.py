"""Which orders leave in their trader's name, and what they wait for."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# SQLite gives rowids only to INTEGER PRIMARY KEY.
big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Open orders of traders are looked at once; what left before this stays as it left."""
    op.add_column("orders", sa.Column("brand_due", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(
        "ix_orders_brand_due",
        "orders",
        ["shop_id", "kind", "id"],
        unique=False,
        sqlite_where=sa.text("brand_due = 1"),
        postgresql_where=sa.text("brand_due"),
    )
    op.execute(
        "UPDATE orders SET brand_due = true WHERE kind = 'trade' AND cancelled_at IS NULL"
        " AND coalesce(fulfillment_status, '') <> 'fulfilled'"
    )
    op.add_column("order_holds", sa.Column("is_mailed", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.create_table(
        "release_wishes",
        sa.Column("shop_id", big_id, autoincrement=False, nullable=False),
        sa.Column("whose", sa.String(length=8), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_release_wishes_shop_id_shops")),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_release_wishes")),
    )
    op.create_table(
        "plain_brands",
        sa.Column("brand_id", big_id, autoincrement=False, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["brand_id"], ["brand_profiles.id"], name=op.f("fk_plain_brands_brand_id_brand_profiles")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_plain_brands_shop_id_shops")),
        sa.PrimaryKeyConstraint("brand_id", name=op.f("pk_plain_brands")),
    )
    op.create_index("ix_plain_brands_shop_id", "plain_brands", ["shop_id"], unique=False)
    op.create_table(
        "branded_orders",
        sa.Column("order_id", big_id, autoincrement=False, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("brand_id", big_id, nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("codes", sa.String(length=200), nullable=False),
        sa.Column("looked_at", moment, nullable=False),
        sa.Column("papers", sa.JSON(), nullable=True),
        sa.Column("inputs", sa.String(length=64), nullable=True),
        sa.Column("contents", sa.String(length=64), nullable=True),
        sa.Column("watched", sa.String(length=64), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("retry_at", moment, nullable=True),
        sa.Column("passed_at", moment, nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("actor", sa.String(length=64), nullable=True),
        sa.Column("why", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_branded_orders_order_id_orders")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_branded_orders_shop_id_shops")),
        sa.ForeignKeyConstraint(
            ["brand_id"], ["brand_profiles.id"], name=op.f("fk_branded_orders_brand_id_brand_profiles")
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_branded_orders")),
    )
    op.create_index("ix_branded_orders_state", "branded_orders", ["shop_id", "state", "since"], unique=False)


def downgrade() -> None:
    """Drop them."""
    for table in ("branded_orders", "plain_brands", "release_wishes"):
        op.drop_table(table)
    # SQLite drops columns itself; a table made anew would lose the rows that lean on it.
    op.drop_column("order_holds", "is_mailed")
    op.drop_index("ix_orders_brand_due", table_name="orders")
    op.drop_column("orders", "brand_due")
