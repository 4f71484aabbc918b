"""Comparisons with noon, day by day, and their differences."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# SQLite gives rowids only to INTEGER PRIMARY KEY.
big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)
standing = sa.text("gone_at IS NULL")


def upgrade() -> None:
    """Make the tables; which orders noon's list had last is not known yet."""
    op.add_column("noon_orders", sa.Column("confirmed_at", moment, nullable=True))
    op.create_table(
        "noon_days",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("warehouse_code", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due_at", moment, nullable=True),
        sa.Column("compared_at", moment, nullable=True),
        sa.Column("noon_orders", sa.Integer(), nullable=False),
        sa.Column("our_orders", sa.Integer(), nullable=False),
        sa.Column("noon_units", sa.Integer(), nullable=False),
        sa.Column("our_units", sa.Integer(), nullable=False),
        sa.Column("noon_sums", sa.JSON(), nullable=False),
        sa.Column("our_sums", sa.JSON(), nullable=False),
        sa.Column("differences", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_noon_days_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noon_days")),
        sa.UniqueConstraint("shop_id", "warehouse_code", "day", name=op.f("uq_noon_days_shop_id_warehouse_code_day")),
    )
    op.create_index("ix_noon_days_due", "noon_days", ["shop_id", "due_at", "day"], unique=False)
    op.create_table(
        "noon_differences",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("warehouse_code", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("noon_order_nr", sa.String(length=64), nullable=False),
        sa.Column("noon_item_nr", sa.String(length=64), nullable=False),
        sa.Column("cause", sa.String(length=16), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("found_at", moment, nullable=False),
        sa.Column("seen_at", moment, nullable=False),
        sa.Column("gone_at", moment, nullable=True),
        sa.Column("alerted_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_noon_differences_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noon_differences")),
    )
    op.create_index(
        "uq_noon_differences_open",
        "noon_differences",
        ["shop_id", "noon_order_nr", "noon_item_nr", "cause"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    op.create_index("ix_noon_differences_found", "noon_differences", ["shop_id", "found_at"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("noon_differences")
    op.drop_table("noon_days")
    # SQLite drops columns itself; a table made anew would lose the rows that lean on it.
    op.drop_column("noon_orders", "confirmed_at")
