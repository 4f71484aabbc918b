"""noon's orders as orders in Shopify."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# SQLite gives rowids only to INTEGER PRIMARY KEY.
big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables; no shop wants its noon orders imported yet."""
    op.create_table(
        "noon_import_terms",
        sa.Column("shop_id", big_id, autoincrement=False, nullable=False),
        sa.Column("from_at", moment, nullable=True),
        sa.Column("tax", sa.String(length=8), nullable=False),
        sa.Column("tax_percent", sa.BigInteger(), nullable=False),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        sa.Column("settle_minutes", sa.Integer(), nullable=False),
        sa.Column("marked_at", moment, nullable=True),
        sa.Column("paused_until", moment, nullable=True),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_noon_import_terms_shop_id_shops")),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_noon_import_terms")),
    )
    op.create_table(
        "noon_imports",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("order_id", big_id, nullable=False),
        sa.Column("noon_order_nr", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("by_hand", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("attempted_at", moment, nullable=True),
        sa.Column("next_try_at", moment, nullable=True),
        sa.Column("leased_until", moment, nullable=True),
        sa.Column("shopify_order_id", sa.BigInteger(), nullable=True),
        sa.Column("shopify_name", sa.String(length=64), nullable=True),
        sa.Column("made_at", moment, nullable=True),
        sa.Column("placed_at", moment, nullable=True),
        sa.Column("let_go", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("decided_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["noon_orders.id"], name=op.f("fk_noon_imports_order_id_noon_orders")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_noon_imports_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noon_imports")),
        sa.UniqueConstraint("order_id", name=op.f("uq_noon_imports_order_id")),
        sa.UniqueConstraint("shop_id", "noon_order_nr", name=op.f("uq_noon_imports_shop_id_noon_order_nr")),
        sa.UniqueConstraint("shop_id", "shopify_order_id", name="uq_noon_imports_shopify_order"),
    )
    op.create_index("ix_noon_imports_state", "noon_imports", ["shop_id", "state", "next_try_at"], unique=False)
    op.create_index("ix_noon_imports_attempted", "noon_imports", ["shop_id", "attempted_at"], unique=False)


def downgrade() -> None:
    """Drop them. Orders that were made in Shopify stay there."""
    op.drop_table("noon_imports")
    op.drop_table("noon_import_terms")
