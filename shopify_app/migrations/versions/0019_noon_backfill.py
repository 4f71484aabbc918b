"""How far a reading of the past has come."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# SQLite gives rowids only to INTEGER PRIMARY KEY.
big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "noon_backfills",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("until", moment, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("started_at", moment, nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("reading_until", moment, nullable=True),
        sa.Column("due_at", moment, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_noon_backfills_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noon_backfills")),
    )
    op.create_index("ix_noon_backfills_shop", "noon_backfills", ["shop_id", "state"])
    op.create_table(
        "noon_backfill_windows",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("backfill_id", big_id, nullable=False),
        sa.Column("warehouse_code", sa.String(length=64), nullable=False),
        sa.Column("first", moment, nullable=False),
        sa.Column("last", moment, nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("is_done", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["backfill_id"], ["noon_backfills.id"], name=op.f("fk_noon_backfill_windows_backfill_id_noon_backfills")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_noon_backfill_windows_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noon_backfill_windows")),
    )
    op.create_index("ix_noon_backfill_windows_open", "noon_backfill_windows", ["backfill_id", "is_done", "first"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("noon_backfill_windows")
    op.drop_table("noon_backfills")
