"""What noon tells of a customer, what others are asked to erase, and events from strange addresses."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

# SQLite gives rowids only to INTEGER PRIMARY KEY.
big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "noon_customers",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("order_id", big_id, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("details", sa.LargeBinary(), nullable=True),
        sa.Column("fetched_at", moment, nullable=True),
        sa.Column("erased_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["noon_orders.id"], name=op.f("fk_noon_customers_order_id_noon_orders")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_noon_customers_person_id_people")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_noon_customers_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noon_customers")),
        sa.UniqueConstraint("order_id", name=op.f("uq_noon_customers_order_id")),
    )
    op.create_index("ix_noon_customers_person", "noon_customers", ["person_id"])
    op.create_index("ix_noon_customers_fetched", "noon_customers", ["shop_id", "fetched_at"])
    op.create_table(
        "privacy_tasks",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("request_id", big_id, nullable=False),
        sa.Column("holder", sa.String(length=24), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("done_at", moment, nullable=True),
        sa.Column("actor", sa.String(length=64), nullable=True),
        sa.Column("how", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["privacy_requests.id"], name=op.f("fk_privacy_tasks_request_id_privacy_requests")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_privacy_tasks_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_tasks")),
        sa.UniqueConstraint("request_id", "holder", name=op.f("uq_privacy_tasks_request_id_holder")),
    )
    op.create_index("ix_privacy_tasks_shop", "privacy_tasks", ["shop_id", "done_at"])
    op.add_column("noon_connections", sa.Column("strange_events", sa.Integer(), server_default="0", nullable=False))
    op.add_column("noon_connections", sa.Column("strange_at", moment, nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("noon_connections", "strange_at")
    op.drop_column("noon_connections", "strange_events")
    op.drop_table("privacy_tasks")
    op.drop_table("noon_customers")
