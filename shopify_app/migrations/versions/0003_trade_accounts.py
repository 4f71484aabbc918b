"""Trade accounts with their history, and imports of traders."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# SQLite gives rowids only to INTEGER PRIMARY KEY.
big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
living = sa.text("state IN ('applied', 'approved', 'suspended')")


def upgrade() -> None:
    """Make them."""

    op.create_table(
        "trader_imports",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cursor", sa.String(length=500), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_trader_imports_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trader_imports")),
    )
    op.create_index("ix_trader_imports_state", "trader_imports", ["shop_id", "state"], unique=False)
    op.create_table(
        "trade_accounts",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("shopify_company_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("registration_kind", sa.String(length=16), nullable=True),
        sa.Column("details", sa.LargeBinary(), nullable=True),
        sa.Column("mail_print", sa.LargeBinary(length=16), nullable=True),
        sa.Column("registration_print", sa.LargeBinary(length=16), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_trade_accounts_person_id_people")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_trade_accounts_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trade_accounts")),
    )
    op.create_index("ix_trade_accounts_person_id", "trade_accounts", ["person_id"], unique=False)
    op.create_index("ix_trade_accounts_state", "trade_accounts", ["shop_id", "state", "since"], unique=False)
    op.create_index(
        "uq_trade_accounts_company",
        "trade_accounts",
        ["shop_id", "shopify_company_id"],
        unique=True,
        sqlite_where=living,
        postgresql_where=living,
    )
    op.create_index(
        "uq_trade_accounts_mail",
        "trade_accounts",
        ["shop_id", "mail_print"],
        unique=True,
        sqlite_where=living,
        postgresql_where=living,
    )
    op.create_index(
        "uq_trade_accounts_person",
        "trade_accounts",
        ["shop_id", "person_id"],
        unique=True,
        sqlite_where=living,
        postgresql_where=living,
    )
    op.create_index(
        "uq_trade_accounts_registration",
        "trade_accounts",
        ["shop_id", "registration_print"],
        unique=True,
        sqlite_where=living,
        postgresql_where=living,
    )
    op.create_table(
        "trader_import_lines",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("import_id", big_id, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("problem", sa.String(length=200), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["trader_imports.id"], name=op.f("fk_trader_import_lines_import_id_trader_imports")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_trader_import_lines_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trader_import_lines")),
        sa.UniqueConstraint("import_id", "line", name=op.f("uq_trader_import_lines_import_id_line")),
    )
    op.create_index(op.f("ix_trader_import_lines_shop_id"), "trader_import_lines", ["shop_id"], unique=False)
    op.create_index("ix_trader_import_lines_state", "trader_import_lines", ["import_id", "state", "line"], unique=False)
    op.create_table(
        "trade_account_changes",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("account_id", big_id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["trade_accounts.id"], name=op.f("fk_trade_account_changes_account_id_trade_accounts")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_trade_account_changes_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trade_account_changes")),
        sa.UniqueConstraint("account_id", "number", name=op.f("uq_trade_account_changes_account_id_number")),
    )
    op.create_index(op.f("ix_trade_account_changes_shop_id"), "trade_account_changes", ["shop_id"], unique=False)


def downgrade() -> None:
    """Drop them."""

    op.drop_index(op.f("ix_trade_account_changes_shop_id"), table_name="trade_account_changes")
    op.drop_table("trade_account_changes")
    op.drop_index("ix_trader_import_lines_state", table_name="trader_import_lines")
    op.drop_index(op.f("ix_trader_import_lines_shop_id"), table_name="trader_import_lines")
    op.drop_table("trader_import_lines")
    op.drop_index(
        "uq_trade_accounts_registration", table_name="trade_accounts", sqlite_where=living, postgresql_where=living
    )
    op.drop_index("uq_trade_accounts_person", table_name="trade_accounts", sqlite_where=living, postgresql_where=living)
    op.drop_index("uq_trade_accounts_mail", table_name="trade_accounts", sqlite_where=living, postgresql_where=living)
    op.drop_index(
        "uq_trade_accounts_company", table_name="trade_accounts", sqlite_where=living, postgresql_where=living
    )
    op.drop_index("ix_trade_accounts_state", table_name="trade_accounts")
    op.drop_index("ix_trade_accounts_person_id", table_name="trade_accounts")
    op.drop_table("trade_accounts")
    op.drop_index("ix_trader_imports_state", table_name="trader_imports")
    op.drop_table("trader_imports")
