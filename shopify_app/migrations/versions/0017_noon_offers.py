"""Stock told to noon."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# SQLite gives rowids only to INTEGER PRIMARY KEY.
big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "noon_stock_choices",
        sa.Column("shop_id", big_id, autoincrement=False, nullable=False),
        sa.Column("is_on", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("buffer", sa.Integer(), nullable=False),
        sa.Column("adds_back", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("telling_until", moment, nullable=True),
        sa.Column("compared_at", moment, nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_noon_stock_choices_shop_id_shops")),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_noon_stock_choices")),
    )
    op.create_table(
        "noon_offers",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("warehouse_code", sa.String(length=64), nullable=False),
        sa.Column("sku", sa.String(length=128), nullable=False),
        sa.Column("buffer", sa.Integer(), nullable=True),
        sa.Column("is_left_out", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("seen_at", moment, nullable=True),
        sa.Column("told", sa.Integer(), nullable=True),
        sa.Column("told_at", moment, nullable=True),
        sa.Column("at_noon", sa.Integer(), nullable=True),
        sa.Column("compared_at", moment, nullable=True),
        sa.Column("due_at", moment, nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_noon_offers_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noon_offers")),
        sa.UniqueConstraint("shop_id", "warehouse_code", "sku", name=op.f("uq_noon_offers_shop_id_warehouse_code_sku")),
    )
    op.create_index("ix_noon_offers_due", "noon_offers", ["shop_id", "due_at"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("noon_offers")
    op.drop_table("noon_stock_choices")
