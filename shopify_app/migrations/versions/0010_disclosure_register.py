"""What left to whom and why; the shop's legal identity on customs papers."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# SQLite gives rowids only to INTEGER PRIMARY KEY.
big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make them."""
    _register()
    _named_recipients()
    _official_demands()
    _customs()


def downgrade() -> None:
    """Drop them."""
    for table in ("customs_goods", "customs_identities", "official_demands", "disclosure_recipients", "disclosures"):
        op.drop_table(table)


def _register() -> None:
    op.create_table(
        "disclosures",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("recipient", sa.String(length=24), nullable=False),
        sa.Column("named", sa.String(length=120), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("exception", sa.String(length=24), nullable=True),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("is_secret", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_disclosures_shop_id_shops")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_disclosures_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosures")),
    )
    op.create_index("ix_disclosures_recipient", "disclosures", ["shop_id", "recipient", "id"], unique=False)
    op.create_index("ix_disclosures_subject", "disclosures", ["shop_id", "subject"], unique=False)
    op.create_index("ix_disclosures_at", "disclosures", ["shop_id", "at"], unique=False)
    op.create_index("ix_disclosures_person", "disclosures", ["person_id"], unique=False)


def _named_recipients() -> None:
    op.create_table(
        "disclosure_recipients",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.Column("obligation", sa.String(length=300), nullable=False),
        sa.Column("added_at", moment, nullable=False),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_disclosure_recipients_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_recipients")),
    )
    op.create_index("ix_disclosure_recipients_kind", "disclosure_recipients", ["shop_id", "kind"], unique=False)


def _official_demands() -> None:
    op.create_table(
        "official_demands",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("is_secret", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", moment, nullable=False),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("decided_at", moment, nullable=True),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_official_demands_shop_id_shops")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_official_demands_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_demands")),
    )
    op.create_index("ix_official_demands_shop", "official_demands", ["shop_id", "id"], unique=False)


def _customs() -> None:
    op.create_table(
        "customs_identities",
        sa.Column("shop_id", big_id, autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_customs_identities_shop_id_shops")),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_customs_identities")),
    )
    op.create_table(
        "customs_goods",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("sku", sa.String(length=255), nullable=False),
        sa.Column("hs_code", sa.String(length=13), nullable=True),
        sa.Column("origin", sa.String(length=2), nullable=True),
        sa.Column("grams", sa.Integer(), nullable=True),
        sa.Column("description", sa.String(length=120), nullable=True),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_customs_goods_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customs_goods")),
        sa.UniqueConstraint("shop_id", "sku", name=op.f("uq_customs_goods_shop_id_sku")),
    )
