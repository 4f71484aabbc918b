"""The first tables: shops, keys, inbox and outbox, people, orders, minimums, noon, privacy, audit."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# SQLite gives rowids only to INTEGER PRIMARY KEY.
big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "shops",
        sa.Column("id", big_id, nullable=False),
        sa.Column("domain", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("timezone", sa.String(length=64), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("plan", sa.String(length=64), nullable=True),
        sa.Column("contact", sa.LargeBinary(), nullable=True),
        sa.Column("described_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erasing_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shops")),
        sa.UniqueConstraint("domain", name=op.f("uq_shops_domain")),
        sa.UniqueConstraint("key", name=op.f("uq_shops_key")),
    )
    op.create_table(
        "audit_entries",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_audit_entries_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
        sa.UniqueConstraint("shop_id", "number", name=op.f("uq_audit_entries_shop_id_number")),
    )
    op.create_table(
        "audit_heads",
        sa.Column("shop_id", big_id, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_audit_heads_shop_id_shops")),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_audit_heads")),
    )
    op.create_table(
        "fulfillment_orders",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("shopify_fulfillment_order_id", sa.BigInteger(), nullable=False),
        sa.Column("shopify_order_id", sa.BigInteger(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("followed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_fulfillment_orders_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fulfillment_orders")),
        sa.UniqueConstraint(
            "shop_id",
            "shopify_fulfillment_order_id",
            name=op.f("uq_fulfillment_orders_shop_id_shopify_fulfillment_order_id"),
        ),
    )
    op.create_table(
        "installations",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("history_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("access_token", sa.LargeBinary(), nullable=True),
        sa.Column("access_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refresh_token", sa.LargeBinary(), nullable=True),
        sa.Column("refresh_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token_version", sa.Integer(), nullable=False),
        sa.Column("refreshing_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_installations_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installations")),
        sa.UniqueConstraint("shop_id", "number", name=op.f("uq_installations_shop_id_number")),
    )
    op.create_index(
        "uq_installations_living",
        "installations",
        ["shop_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "keys",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("label", sa.String(length=32), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("wrapped_by", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_keys_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keys")),
        sa.UniqueConstraint("shop_id", "kind", "label", name=op.f("uq_keys_shop_id_kind_label")),
    )
    op.create_table(
        "noon_connections",
        sa.Column("shop_id", big_id, autoincrement=False, nullable=False),
        sa.Column("project_code", sa.String(length=64), nullable=False),
        sa.Column("user_code", sa.String(length=128), nullable=False),
        sa.Column("key_file", sa.LargeBinary(), nullable=True),
        sa.Column("event_secret", sa.LargeBinary(), nullable=True),
        sa.Column("warehouses", sa.JSON(), nullable=False),
        sa.Column("connected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("polled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_noon_connections_shop_id_shops")),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_noon_connections")),
    )
    op.create_table(
        "noon_due",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("noon_order_nr", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_noon_due_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noon_due")),
        sa.UniqueConstraint("shop_id", "noon_order_nr", name=op.f("uq_noon_due_shop_id_noon_order_nr")),
    )
    op.create_table(
        "noon_orders",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("noon_order_nr", sa.String(length=64), nullable=False),
        sa.Column("marketplace", sa.String(length=32), nullable=False),
        sa.Column("marketplace_order_nr", sa.String(length=64), nullable=False),
        sa.Column("country", sa.String(length=8), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("warehouse_code", sa.String(length=64), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mirrored_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_noon_orders_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noon_orders")),
        sa.UniqueConstraint("shop_id", "noon_order_nr", name=op.f("uq_noon_orders_shop_id_noon_order_nr")),
    )
    op.create_index("ix_noon_orders_placed", "noon_orders", ["shop_id", "placed_at"], unique=False)
    op.create_table(
        "order_history_runs",
        sa.Column("shop_id", big_id, autoincrement=False, nullable=False),
        sa.Column("bulk_gid", sa.String(length=128), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lines_read", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_order_history_runs_shop_id_shops")),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_order_history_runs")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_outbox_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("shop_id", "key", name=op.f("uq_outbox_shop_id_key")),
    )
    op.create_index(
        "ix_outbox_dead",
        "outbox",
        ["shop_id", "id"],
        unique=False,
        sqlite_where=sa.text("state = 2"),
        postgresql_where=sa.text("state = 2"),
    )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["shop_id", "id"],
        unique=False,
        sqlite_where=sa.text("state = 0"),
        postgresql_where=sa.text("state = 0"),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.Column("contact", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_people_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_index(op.f("ix_people_shop_id"), "people", ["shop_id"], unique=False)
    op.create_table(
        "staff_members",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("shopify_staff_id", sa.String(length=32), nullable=False),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_step", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unlocked_session", sa.String(length=128), nullable=True),
        sa.Column("unlocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_staff_members_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_members")),
        sa.UniqueConstraint("shop_id", "shopify_staff_id", name=op.f("uq_staff_members_shop_id_shopify_staff_id")),
    )
    op.create_table(
        "inbox",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("delivery_id", sa.String(length=200), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("triggered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", big_id, nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["key_id"], ["keys.id"], name=op.f("fk_inbox_key_id_keys")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_inbox_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("shop_id", "source", "delivery_id", name=op.f("uq_inbox_shop_id_source_delivery_id")),
    )
    op.create_index(
        "ix_inbox_dead",
        "inbox",
        ["shop_id", "id"],
        unique=False,
        sqlite_where=sa.text("state = 2"),
        postgresql_where=sa.text("state = 2"),
    )
    op.create_index(
        "ix_inbox_due",
        "inbox",
        ["shop_id", "id"],
        unique=False,
        sqlite_where=sa.text("state = 0"),
        postgresql_where=sa.text("state = 0"),
    )
    op.create_table(
        "noon_items",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("order_id", big_id, nullable=False),
        sa.Column("noon_item_nr", sa.String(length=64), nullable=False),
        sa.Column("sku", sa.String(length=128), nullable=False),
        sa.Column("marketplace_status", sa.String(length=64), nullable=False),
        sa.Column("integration_status", sa.String(length=64), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("cancellation_reason", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["noon_orders.id"], name=op.f("fk_noon_items_order_id_noon_orders")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_noon_items_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noon_items")),
        sa.UniqueConstraint("order_id", "noon_item_nr", name=op.f("uq_noon_items_order_id_noon_item_nr")),
    )
    op.create_table(
        "orders",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("shopify_order_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("source_name", sa.String(length=64), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("goods", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("presentment_currency", sa.String(length=3), nullable=True),
        sa.Column("financial_status", sa.String(length=32), nullable=True),
        sa.Column("fulfillment_status", sa.String(length=32), nullable=True),
        sa.Column("has_terms", sa.Boolean(), nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("company_id", sa.BigInteger(), nullable=True),
        sa.Column("company_location_id", sa.BigInteger(), nullable=True),
        sa.Column("ship_country", sa.String(length=2), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("destination", sa.LargeBinary(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("triggered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("check_due", sa.Boolean(), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_orders_person_id_people")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_orders_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("shop_id", "shopify_order_id", name=op.f("uq_orders_shop_id_shopify_order_id")),
    )
    op.create_index("ix_orders_company", "orders", ["shop_id", "company_id"], unique=False)
    op.create_index(
        "ix_orders_due",
        "orders",
        ["shop_id", "id"],
        unique=False,
        sqlite_where=sa.text("check_due = 1"),
        postgresql_where=sa.text("check_due"),
    )
    op.create_index("ix_orders_kind", "orders", ["shop_id", "kind", "placed_at"], unique=False)
    op.create_index("ix_orders_person", "orders", ["person_id"], unique=False)
    op.create_index("ix_orders_placed", "orders", ["shop_id", "placed_at"], unique=False)
    op.create_table(
        "people_aliases",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=16), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_people_aliases_person_id_people")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_people_aliases_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_aliases")),
        sa.UniqueConstraint("shop_id", "kind", "fingerprint", name=op.f("uq_people_aliases_shop_id_kind_fingerprint")),
    )
    op.create_index("ix_people_aliases_person_id", "people_aliases", ["person_id"], unique=False)
    op.create_table(
        "privacy_requests",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("delivery_id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("report_taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_privacy_requests_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_requests")),
        sa.UniqueConstraint("shop_id", "delivery_id", name=op.f("uq_privacy_requests_shop_id_delivery_id")),
    )
    op.create_index("ix_privacy_requests_open", "privacy_requests", ["shop_id", "finished_at"], unique=False)
    op.create_table(
        "privacy_reports",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("request_id", big_id, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_privacy_reports_person_id_people")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["privacy_requests.id"], name=op.f("fk_privacy_reports_request_id_privacy_requests")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_privacy_reports_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_reports")),
        sa.UniqueConstraint("request_id", "person_id", name=op.f("uq_privacy_reports_request_id_person_id")),
    )
    op.create_index(op.f("ix_privacy_reports_shop_id"), "privacy_reports", ["shop_id"], unique=False)
    op.create_index(op.f("ix_privacy_reports_person_id"), "privacy_reports", ["person_id"], unique=False)
    op.create_table(
        "recovery_codes",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("staff_id", big_id, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=16), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_recovery_codes_shop_id_shops")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_members.id"], name=op.f("fk_recovery_codes_staff_id_staff_members")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("staff_id", "fingerprint", name=op.f("uq_recovery_codes_staff_id_fingerprint")),
    )
    op.create_table(
        "trade_marks",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("is_trade", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_trade_marks_person_id_people")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_trade_marks_shop_id_shops")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_trade_marks")),
    )
    op.create_index(op.f("ix_trade_marks_shop_id"), "trade_marks", ["shop_id"], unique=False)
    op.create_table(
        "minimum_decisions",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("order_id", big_id, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.Column("minimum", sa.BigInteger(), nullable=True),
        sa.Column("qualifying_orders", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_minimum_decisions_order_id_orders")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_minimum_decisions_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minimum_decisions")),
    )
    op.create_index("ix_minimum_decisions_order", "minimum_decisions", ["order_id", "id"], unique=False)
    op.create_table(
        "order_holds",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("order_id", big_id, nullable=False),
        sa.Column("handle", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fulfillment_orders", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_holds_order_id_orders")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_order_holds_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_holds")),
        sa.UniqueConstraint("order_id", "handle", name=op.f("uq_order_holds_order_id_handle")),
    )
    op.create_index("ix_order_holds_state", "order_holds", ["shop_id", "state"], unique=False)
    op.create_table(
        "order_timeline",
        sa.Column("id", big_id, nullable=False),
        sa.Column("shop_id", big_id, nullable=False),
        sa.Column("order_id", big_id, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(length=24), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_timeline_order_id_orders")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_order_timeline_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_timeline")),
    )
    op.create_index("ix_order_timeline_order", "order_timeline", ["order_id", "id"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_order_timeline_order", table_name="order_timeline")
    op.drop_table("order_timeline")
    op.drop_index("ix_order_holds_state", table_name="order_holds")
    op.drop_table("order_holds")
    op.drop_index("ix_minimum_decisions_order", table_name="minimum_decisions")
    op.drop_table("minimum_decisions")
    op.drop_index(op.f("ix_trade_marks_shop_id"), table_name="trade_marks")
    op.drop_table("trade_marks")
    op.drop_table("recovery_codes")
    op.drop_index(op.f("ix_privacy_reports_shop_id"), table_name="privacy_reports")
    op.drop_index(op.f("ix_privacy_reports_person_id"), table_name="privacy_reports")
    op.drop_table("privacy_reports")
    op.drop_index("ix_privacy_requests_open", table_name="privacy_requests")
    op.drop_table("privacy_requests")
    op.drop_index("ix_people_aliases_person_id", table_name="people_aliases")
    op.drop_table("people_aliases")
    op.drop_index("ix_orders_placed", table_name="orders")
    op.drop_index("ix_orders_person", table_name="orders")
    op.drop_index("ix_orders_kind", table_name="orders")
    op.drop_index(
        "ix_orders_due",
        table_name="orders",
        sqlite_where=sa.text("check_due = 1"),
        postgresql_where=sa.text("check_due"),
    )
    op.drop_index("ix_orders_company", table_name="orders")
    op.drop_table("orders")
    op.drop_table("noon_items")
    op.drop_index(
        "ix_inbox_due", table_name="inbox", sqlite_where=sa.text("state = 0"), postgresql_where=sa.text("state = 0")
    )
    op.drop_index(
        "ix_inbox_dead", table_name="inbox", sqlite_where=sa.text("state = 2"), postgresql_where=sa.text("state = 2")
    )
    op.drop_table("inbox")
    op.drop_table("staff_members")
    op.drop_index(op.f("ix_people_shop_id"), table_name="people")
    op.drop_table("people")
    op.drop_index(
        "ix_outbox_due", table_name="outbox", sqlite_where=sa.text("state = 0"), postgresql_where=sa.text("state = 0")
    )
    op.drop_index(
        "ix_outbox_dead", table_name="outbox", sqlite_where=sa.text("state = 2"), postgresql_where=sa.text("state = 2")
    )
    op.drop_table("outbox")
    op.drop_table("order_history_runs")
    op.drop_index("ix_noon_orders_placed", table_name="noon_orders")
    op.drop_table("noon_orders")
    op.drop_table("noon_due")
    op.drop_table("noon_connections")
    op.drop_table("keys")
    op.drop_index(
        "uq_installations_living",
        table_name="installations",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_table("installations")
    op.drop_table("fulfillment_orders")
    op.drop_table("audit_heads")
    op.drop_table("audit_entries")
    op.drop_table("shops")
