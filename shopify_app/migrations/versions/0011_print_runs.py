"""Papers printed in batches, who printed what, and where orders carry their gift message."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# SQLite gives rowids only to INTEGER PRIMARY KEY.
big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)


def _belongs(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "gift_sources",
        sa.Column("shop_id", big_id, autoincrement=False, nullable=False),
        sa.Column("attribute", sa.String(length=60), nullable=False),
        sa.Column("takes_note", sa.Boolean(), nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        _belongs("gift_sources", "shop_id", "shops"),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_gift_sources")),
    )
    op.create_table(
        "print_runs",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("staff", sa.String(length=32), nullable=False),
        sa.Column("papers", sa.JSON(), nullable=False),
        sa.Column("paper", sa.String(length=12), nullable=True),
        sa.Column("by_parcel", sa.Boolean(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("begun_at", moment, nullable=False),
        sa.Column("finished_at", moment, nullable=True),
        _belongs("print_runs", "shop_id", "shops"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_runs")),
    )
    op.create_index("ix_print_runs_shop", "print_runs", ["shop_id", "id"], unique=False)
    op.create_index("ix_print_runs_state", "print_runs", ["state", "finished_at"], unique=False)
    op.create_table(
        "print_run_orders",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("run_id", big_id, nullable=False),
        sa.Column("order_id", big_id, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", moment, nullable=True),
        sa.Column("leased_until", moment, nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        _belongs("print_run_orders", "shop_id", "shops"),
        _belongs("print_run_orders", "run_id", "print_runs"),
        _belongs("print_run_orders", "order_id", "orders"),
        _belongs("print_run_orders", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_run_orders")),
        sa.UniqueConstraint("run_id", "order_id", name=op.f("uq_print_run_orders_run_id_order_id")),
    )
    op.create_index("ix_print_run_orders_state", "print_run_orders", ["run_id", "state", "place"], unique=False)
    op.create_index("ix_print_run_orders_due", "print_run_orders", ["shop_id", "state"], unique=False)
    op.create_index("ix_print_run_orders_person", "print_run_orders", ["person_id"], unique=False)
    op.create_table(
        "printings",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("order_id", big_id, nullable=False),
        sa.Column("brand_id", big_id, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("papers", sa.JSON(), nullable=False),
        sa.Column("paper", sa.String(length=12), nullable=False),
        sa.Column("parcels", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("staff", sa.String(length=32), nullable=False),
        sa.Column("run_id", big_id, nullable=True),
        sa.Column("printed_at", moment, nullable=False),
        _belongs("printings", "shop_id", "shops"),
        _belongs("printings", "order_id", "orders"),
        _belongs("printings", "brand_id", "brand_profiles"),
        _belongs("printings", "run_id", "print_runs"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printings")),
    )
    op.create_index("ix_printings_shop_id", "printings", ["shop_id"], unique=False)
    op.create_index("ix_printings_order", "printings", ["order_id", "id"], unique=False)
    op.create_index("ix_printings_brand", "printings", ["brand_id", "id"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("printings")
    op.drop_table("print_run_orders")
    op.drop_table("print_runs")
    op.drop_table("gift_sources")
