"""Parcels that left, and the trader's own mails about them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# SQLite gives rowids only to INTEGER PRIMARY KEY.
big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)


def _refer(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _parcels() -> None:
    op.create_table(
        "parcels",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("order_id", big_id, nullable=False),
        sa.Column("shopify_fulfillment_id", sa.BigInteger(), nullable=False),
        sa.Column("brand_id", big_id, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("carrier", sa.String(length=100), nullable=True),
        sa.Column("tracking", sa.LargeBinary(), nullable=True),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("leaks", sa.JSON(), nullable=False),
        sa.Column("has_leaks", sa.Boolean(), nullable=False),
        sa.Column("told", sa.String(length=12), nullable=False),
        sa.Column("told_why", sa.String(length=300), nullable=True),
        sa.Column("told_at", moment, nullable=True),
        sa.Column("stock_taken_at", moment, nullable=True),
        sa.Column("shipped_at", moment, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("seen_at", moment, nullable=False),
        _refer("parcels", "shop_id", "shops"),
        _refer("parcels", "order_id", "orders"),
        _refer("parcels", "brand_id", "brand_profiles"),
        _refer("parcels", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcels")),
        sa.UniqueConstraint(
            "shop_id", "shopify_fulfillment_id", name=op.f("uq_parcels_shop_id_shopify_fulfillment_id")
        ),
    )
    op.create_index("ix_parcels_shipped", "parcels", ["shop_id", "shipped_at"], unique=False)
    op.create_index("ix_parcels_order", "parcels", ["order_id"], unique=False)
    op.create_index("ix_parcels_person", "parcels", ["person_id"], unique=False)


def _requests() -> None:
    op.create_table(
        "parcel_requests",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("order_id", big_id, nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("shopify_fulfillment_order_id", sa.BigInteger(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("carrier", sa.String(length=100), nullable=True),
        sa.Column("tracking", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("known", sa.JSON(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("asked_at", moment, nullable=True),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.Column("parcel_id", big_id, nullable=True),
        _refer("parcel_requests", "shop_id", "shops"),
        _refer("parcel_requests", "order_id", "orders"),
        _refer("parcel_requests", "person_id", "people"),
        _refer("parcel_requests", "parcel_id", "parcels"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel_requests")),
        sa.UniqueConstraint("shop_id", "token", "part", name=op.f("uq_parcel_requests_shop_id_token_part")),
    )
    op.create_index("ix_parcel_requests_order", "parcel_requests", ["order_id"], unique=False)
    op.create_index("ix_parcel_requests_person", "parcel_requests", ["person_id"], unique=False)


def _messages() -> None:
    op.create_table(
        "order_notices",
        sa.Column("order_id", big_id, autoincrement=False, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("email_of", sa.String(length=12), nullable=False),
        sa.Column("phone_of", sa.String(length=12), nullable=False),
        sa.Column("reaches_others", sa.Boolean(), nullable=False),
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.Column("mailed_at", moment, nullable=True),
        sa.Column("looked_at", moment, nullable=False),
        sa.Column("order_changed_at", moment, nullable=False),
        _refer("order_notices", "order_id", "orders"),
        _refer("order_notices", "shop_id", "shops"),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_notices")),
    )
    op.create_index("ix_order_notices_reached", "order_notices", ["shop_id", "reaches_others"], unique=False)
    op.create_table(
        "brand_messages",
        sa.Column("brand_id", big_id, autoincrement=False, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("sends", sa.String(length=12), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        _refer("brand_messages", "brand_id", "brand_profiles"),
        _refer("brand_messages", "shop_id", "shops"),
        sa.PrimaryKeyConstraint("brand_id", name=op.f("pk_brand_messages")),
    )
    op.create_table(
        "notice_confirmations",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("confirmed_at", moment, nullable=False),
        _refer("notice_confirmations", "shop_id", "shops"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_confirmations")),
        sa.UniqueConstraint("shop_id", "item", name=op.f("uq_notice_confirmations_shop_id_item")),
    )


def upgrade() -> None:
    """Make them; and keep where a shop's storefront is, which no parcel may show."""
    op.add_column("shops", sa.Column("web_domain", sa.String(length=255), nullable=True))
    _parcels()
    _requests()
    _messages()


def downgrade() -> None:
    """Drop them."""
    op.drop_table("notice_confirmations")
    op.drop_table("brand_messages")
    op.drop_table("order_notices")
    op.drop_table("parcel_requests")
    op.drop_table("parcels")
    op.drop_column("shops", "web_domain")
