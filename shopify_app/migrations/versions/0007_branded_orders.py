"""Which orders leave in their trader's name, and what they wait for."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


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


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_orders_brand_due", table_name="orders")
    # SQLite drops columns itself; a table made anew would lose the rows that lean on it.
    op.drop_column("orders", "brand_due")
