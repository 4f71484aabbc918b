"""Shipments told to noon, and its numbers drawn in advance."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# SQLite gives rowids only to INTEGER PRIMARY KEY.
big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)
troubled = sa.text("problem IS NOT NULL AND noted_at IS NULL")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "noon_shipments",
        *_asked("noon_shipments"),
        sa.Column("shipment_nr", sa.String(length=96), nullable=False),
        sa.Column("shopify_fulfillment_id", sa.BigInteger(), nullable=True),
        sa.Column("missing", sa.String(length=400), nullable=True),
        sa.UniqueConstraint("shop_id", "shipment_nr", name=op.f("uq_noon_shipments_shop_id_shipment_nr")),
        sa.UniqueConstraint(
            "shop_id", "shopify_fulfillment_id", name=op.f("uq_noon_shipments_shop_id_shopify_fulfillment_id")
        ),
    )
    op.create_table("noon_shortages", *_asked("noon_shortages"))
    for table in ("noon_shipments", "noon_shortages"):
        op.create_index(f"ix_{table}_order", table, ["shop_id", "order_id"], unique=False)
        op.create_index(
            f"ix_{table}_troubled",
            table,
            ["shop_id", "id"],
            unique=False,
            sqlite_where=troubled,
            postgresql_where=troubled,
        )
    op.create_table(
        "noon_waybills",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("shipment_id", big_id, nullable=False),
        sa.Column("courier", sa.String(length=64), nullable=False),
        sa.Column("awb_nr", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_noon_waybills_shop_id_shops")),
        sa.ForeignKeyConstraint(
            ["shipment_id"], ["noon_shipments.id"], name=op.f("fk_noon_waybills_shipment_id_noon_shipments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noon_waybills")),
    )
    op.create_index("ix_noon_waybills_shipment", "noon_waybills", ["shipment_id"], unique=False)
    op.create_index("ix_noon_waybills_number", "noon_waybills", ["shop_id", "awb_nr"], unique=False)
    op.create_table(
        "noon_awbs",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("project_code", sa.String(length=64), nullable=False),
        sa.Column("country", sa.String(length=8), nullable=False),
        sa.Column("awb_nr", sa.String(length=64), nullable=False),
        sa.Column("drawn_at", moment, nullable=False),
        sa.Column("waybill_id", big_id, nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_noon_awbs_shop_id_shops")),
        sa.ForeignKeyConstraint(
            ["waybill_id"], ["noon_waybills.id"], name=op.f("fk_noon_awbs_waybill_id_noon_waybills")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noon_awbs")),
        sa.UniqueConstraint("shop_id", "awb_nr", name=op.f("uq_noon_awbs_shop_id_awb_nr")),
        sa.UniqueConstraint("waybill_id", name=op.f("uq_noon_awbs_waybill_id")),
    )
    op.create_index(
        "ix_noon_awbs_free", "noon_awbs", ["shop_id", "project_code", "country", "waybill_id"], unique=False
    )
    op.create_table(
        "noon_couriers",
        sa.Column("shop_id", big_id, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_noon_couriers_shop_id_shops")),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_noon_couriers")),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("noon_couriers", "noon_awbs", "noon_waybills", "noon_shortages", "noon_shipments"):
        op.drop_table(table)


def _asked(table: str) -> tuple[sa.Column | sa.Constraint, ...]:
    """What shipments and shortages have in common."""
    return (
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("order_id", big_id, nullable=False),
        sa.Column("project_code", sa.String(length=64), nullable=False),
        sa.Column("item_nrs", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=400), nullable=True),
        sa.Column("noted_at", moment, nullable=True),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f(f"fk_{table}_shop_id_shops")),
        sa.ForeignKeyConstraint(["order_id"], ["noon_orders.id"], name=op.f(f"fk_{table}_order_id_noon_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
