"""Brand profiles of traders, and the versions that were approved."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# SQLite gives rowids only to INTEGER PRIMARY KEY.
big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)


def _one_each(column: str) -> None:
    given = sa.text(f"{column} IS NOT NULL")
    op.create_index(
        f"uq_brand_profiles_{column.removesuffix('_id')}",
        "brand_profiles",
        ["shop_id", column],
        unique=True,
        sqlite_where=given,
        postgresql_where=given,
    )


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "brand_profiles",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("company_id", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("draft", sa.LargeBinary(), nullable=True),
        sa.Column("is_changed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_brand_profiles_shop_id_shops")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_brand_profiles_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brand_profiles")),
    )
    _one_each("company_id")
    _one_each("person_id")
    op.create_table(
        "brand_versions",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("brand_id", big_id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("approved_at", moment, nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("how", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_brand_versions_shop_id_shops")),
        sa.ForeignKeyConstraint(
            ["brand_id"], ["brand_profiles.id"], name=op.f("fk_brand_versions_brand_id_brand_profiles")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brand_versions")),
        sa.UniqueConstraint("brand_id", "number", name=op.f("uq_brand_versions_brand_id_number")),
    )
    op.create_index("ix_brand_versions_shop_id", "brand_versions", ["shop_id"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("brand_versions")
    op.drop_table("brand_profiles")
