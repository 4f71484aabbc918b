"""The terms behind order minimums: statements, equivalents, agreements, exemptions; a decision tells its rate."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# SQLite gives rowids only to INTEGER PRIMARY KEY.
big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "minimum_terms",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("following", sa.BigInteger(), nullable=False),
        sa.Column("rounding", sa.Integer(), nullable=False),
        sa.Column("max_rate_age_days", sa.Integer(), nullable=False),
        sa.Column("derive", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_minimum_terms_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minimum_terms")),
    )
    op.create_index("ix_minimum_terms_since", "minimum_terms", ["shop_id", "since"], unique=False)
    op.create_table(
        "minimum_equivalents",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("terms_id", big_id, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("following", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("per_dollar", sa.BigInteger(), nullable=True),
        sa.Column("rate_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_minimum_equivalents_shop_id_shops")),
        sa.ForeignKeyConstraint(
            ["terms_id"], ["minimum_terms.id"], name=op.f("fk_minimum_equivalents_terms_id_minimum_terms")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minimum_equivalents")),
    )
    op.create_index("ix_minimum_equivalents_terms", "minimum_equivalents", ["terms_id"], unique=False)
    op.create_table(
        "minimum_overrides",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("company_id", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("following", sa.BigInteger(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_minimum_overrides_person_id_people")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_minimum_overrides_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minimum_overrides")),
    )
    op.create_index("ix_minimum_overrides_company", "minimum_overrides", ["shop_id", "company_id"], unique=False)
    op.create_index("ix_minimum_overrides_person", "minimum_overrides", ["shop_id", "person_id"], unique=False)
    op.create_table(
        "minimum_exemptions",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("order_id", big_id, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_minimum_exemptions_order_id_orders")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_minimum_exemptions_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minimum_exemptions")),
    )
    op.create_index("ix_minimum_exemptions_order", "minimum_exemptions", ["order_id"], unique=False)
    op.create_index("ix_minimum_decisions_shop", "minimum_decisions", ["shop_id", "id"], unique=False)
    with op.batch_alter_table("minimum_decisions") as batch:
        batch.add_column(sa.Column("source", sa.String(length=8), nullable=True))
        batch.add_column(sa.Column("per_dollar", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("rate_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("minimum_decisions") as batch:
        batch.drop_column("rate_on")
        batch.drop_column("per_dollar")
        batch.drop_column("source")
    op.drop_index("ix_minimum_decisions_shop", table_name="minimum_decisions")
    op.drop_index("ix_minimum_exemptions_order", table_name="minimum_exemptions")
    op.drop_table("minimum_exemptions")
    op.drop_index("ix_minimum_overrides_person", table_name="minimum_overrides")
    op.drop_index("ix_minimum_overrides_company", table_name="minimum_overrides")
    op.drop_table("minimum_overrides")
    op.drop_index("ix_minimum_equivalents_terms", table_name="minimum_equivalents")
    op.drop_table("minimum_equivalents")
    op.drop_index("ix_minimum_terms_since", table_name="minimum_terms")
    op.drop_table("minimum_terms")
