"""What the checkout should be told, by shop."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# SQLite gives rowids only to INTEGER PRIMARY KEY.
big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "checkout_configurations",
        sa.Column("shop_id", big_id, autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refusal", sa.String(length=64), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_checkout_configurations_shop_id_shops")),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_checkout_configurations")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("checkout_configurations")
