"""Branding stock: boxes, labels, inserts, and every move of them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# SQLite gives rowids only to INTEGER PRIMARY KEY.
big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "branding_items",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("brand_id", big_id, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("folded_name", sa.String(length=240), nullable=False),
        sa.Column("used_by", sa.String(length=16), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("threshold", sa.BigInteger(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("low_since", moment, nullable=True),
        sa.Column("short_since", moment, nullable=True),
        sa.Column("retired_at", moment, nullable=True),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        _key("branding_items", "shop_id", "shops"),
        _key("branding_items", "brand_id", "brand_profiles"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_branding_items")),
    )
    op.create_index("ix_branding_items_brand", "branding_items", ["shop_id", "brand_id"], unique=False)
    _make_moves()
    op.create_table(
        "branding_reservations",
        sa.Column("order_id", big_id, autoincrement=False, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("brand_id", big_id, nullable=False),
        sa.Column("parcels", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("without", sa.JSON(), nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        _key("branding_reservations", "order_id", "orders"),
        _key("branding_reservations", "shop_id", "shops"),
        _key("branding_reservations", "brand_id", "brand_profiles"),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_branding_reservations")),
    )
    op.create_index("ix_branding_reservations_brand", "branding_reservations", ["shop_id", "brand_id"], unique=False)
    op.create_table(
        "branding_parcels",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("order_id", big_id, nullable=False),
        sa.Column("parcel", sa.String(length=64), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        _key("branding_parcels", "shop_id", "shops"),
        _key("branding_parcels", "order_id", "orders"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_branding_parcels")),
        sa.UniqueConstraint("order_id", "parcel", name=op.f("uq_branding_parcels_order_id_parcel")),
    )
    op.create_index("ix_branding_parcels_shop", "branding_parcels", ["shop_id"], unique=False)


def _make_moves() -> None:
    op.create_table(
        "branding_moves",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("brand_id", big_id, nullable=False),
        sa.Column("item_id", big_id, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("on_hand_change", sa.BigInteger(), nullable=False),
        sa.Column("reserved_change", sa.BigInteger(), nullable=False),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("order_id", big_id, nullable=True),
        sa.Column("parcel", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("once", sa.String(length=32), nullable=True),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("at", moment, nullable=False),
        _key("branding_moves", "shop_id", "shops"),
        _key("branding_moves", "brand_id", "brand_profiles"),
        _key("branding_moves", "item_id", "branding_items"),
        _key("branding_moves", "order_id", "orders"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_branding_moves")),
    )
    op.create_index("ix_branding_moves_brand", "branding_moves", ["shop_id", "brand_id", "id"], unique=False)
    op.create_index("ix_branding_moves_item", "branding_moves", ["item_id", "id"], unique=False)
    op.create_index("ix_branding_moves_use", "branding_moves", ["item_id", "kind", "at"], unique=False)
    op.create_index("ix_branding_moves_order", "branding_moves", ["order_id", "item_id"], unique=False)
    given = sa.text("once IS NOT NULL")
    op.create_index(
        "uq_branding_moves_once",
        "branding_moves",
        ["item_id", "once"],
        unique=True,
        sqlite_where=given,
        postgresql_where=given,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("branding_parcels")
    op.drop_table("branding_reservations")
    op.drop_table("branding_moves")
    op.drop_table("branding_items")
