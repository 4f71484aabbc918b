"""Orders counted together, planned cancellations, and how many orders a decision counted."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# SQLite gives rowids only to INTEGER PRIMARY KEY.
big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)
unfinished = sa.text("done_at IS NULL")


def upgrade() -> None:
    """Make the tables; what was decided before was decided on one order each."""
    op.add_column("minimum_decisions", sa.Column("orders", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.add_column("minimum_terms", sa.Column("cancel_after_days", sa.Integer(), nullable=True))
    op.create_table(
        "minimum_groups",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_minimum_groups_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minimum_groups")),
    )
    op.create_index("ix_minimum_groups_shop_id", "minimum_groups", ["shop_id"], unique=False)
    op.create_table(
        "minimum_group_orders",
        sa.Column("group_id", big_id, autoincrement=False, nullable=False),
        sa.Column("order_id", big_id, autoincrement=False, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["minimum_groups.id"], name=op.f("fk_minimum_group_orders_group_id_minimum_groups")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_minimum_group_orders_order_id_orders")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_minimum_group_orders_shop_id_shops")),
        sa.PrimaryKeyConstraint("group_id", "order_id", name=op.f("pk_minimum_group_orders")),
    )
    op.create_index("ix_minimum_group_orders_order", "minimum_group_orders", ["order_id"], unique=False)
    op.create_index("ix_minimum_group_orders_shop_id", "minimum_group_orders", ["shop_id"], unique=False)
    op.create_table(
        "minimum_cancellations",
        sa.Column("order_id", big_id, autoincrement=False, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("announced_at", moment, nullable=False),
        sa.Column("cancel_at", moment, nullable=False),
        sa.Column("stopped_at", moment, nullable=True),
        sa.Column("stopped_by", sa.String(length=64), nullable=True),
        sa.Column("asked_at", moment, nullable=True),
        sa.Column("done_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_minimum_cancellations_order_id_orders")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_minimum_cancellations_shop_id_shops")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_minimum_cancellations")),
    )
    op.create_index(
        "ix_minimum_cancellations_open",
        "minimum_cancellations",
        ["shop_id", "cancel_at"],
        unique=False,
        sqlite_where=unfinished,
        postgresql_where=unfinished,
    )


def downgrade() -> None:
    """Drop them: orders counted together are counted apart again."""
    op.drop_table("minimum_cancellations")
    op.drop_table("minimum_group_orders")
    op.drop_table("minimum_groups")
    # SQLite drops columns itself; a table made anew would lose the rows that lean on it.
    op.drop_column("minimum_terms", "cancel_after_days")
    op.drop_column("minimum_decisions", "orders")
