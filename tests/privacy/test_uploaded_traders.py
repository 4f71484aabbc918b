"""A line of an uploaded list of traders is personal data: told on request, gone when the person is erased, for good."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Runtime
from shopify_app.people.rules import Identity
from shopify_app.privacy import actions as privacy
from shopify_app.wholesale.accounts import client, importing, imports
from shopify_app.wholesale.accounts.client import TaggedPage
from shopify_app.wholesale.accounts.imports import ImportStateError
from shopify_app.wholesale.accounts.models import ImportLine, TradeAccount, TraderImport
from shopify_app.wholesale.accounts.rules import TAG
from tests.builders import an_installed_shop, record_order
from tests.conftest import OTHER_SHOP, SHOP
from tests.privacy.test_requests import redact, request_data, take
from tests.wholesale.test_trader_imports import STAFF, a_file, report, run

SALMA = Identity(7_000_000_001_001, "buyer1001@example.com")
LINE = "buyer1001@example.com,,Salma Trading,SA,1010123456"
OTHER = "other@example.com,,Other Trading,SA,4030123456"
ERASED = "This trader was erased since."


@pytest.fixture
def shop_id(runtime: Runtime) -> int:
    """A shop that takes over its traders."""
    return an_installed_shop(runtime, SHOP)


def upload(runtime: Runtime, shop_id: int, *lines: str) -> int:
    return importing.read_file(runtime, shop_id, a_file(*lines), STAFF)


def readable(runtime: Runtime, shop_id: int) -> list[str | int | None]:
    """Who can be read in the shop's lines."""
    with runtime.snapshot() as tx:
        key = tx.keys(shop_id).sealing
        chosen = select(ImportLine).where(ImportLine.shop_id == shop_id, ImportLine.content.is_not(None))
        told = [imports.open_line(key, line) for line in tx.session.scalars(chosen.order_by(ImportLine.id))]
        return [one.email or one.customer_id for one in told]


def accounts(runtime: Runtime) -> int:
    with runtime.snapshot() as tx:
        return len(tx.session.scalars(select(TradeAccount)).all())


def counts(runtime: Runtime, import_id: int) -> dict[str, Any]:
    with runtime.snapshot() as tx:
        return tx.session.get_one(TraderImport, import_id).counts


class TestErasing:
    @pytest.mark.parametrize(
        ("line", "who"),
        [
            (LINE, SALMA),
            (LINE, Identity(None, "Buyer1001@Example.com ")),
            (",7000000001001,Salma Trading,,", SALMA),
            (",gid://shopify/Customer/7000000001001,,,", Identity(7_000_000_001_001)),
            ("buyer1001@example.com,9,Salma Trading,,", SALMA),
            ("else@example.com,7000000001001,Salma Trading,,", SALMA),
        ],
    )
    def test_a_line_with_one_of_the_persons_names_is_emptied_and_never_becomes_an_account(
        self, runtime: Runtime, shop_id: int, line: str, who: Identity
    ):
        """Also of somebody we know by nothing else."""
        import_id = upload(runtime, shop_id, line, OTHER)
        receipt = redact(runtime, shop_id, who).receipt

        assert (receipt["result"], receipt["destroyed"]["import_lines"]) == ("erased", 1)
        assert readable(runtime, shop_id) == ["other@example.com"]
        assert report(runtime, import_id) == ({"good": 1, "bad": 1}, [(2, ERASED)])
        assert counts(runtime, import_id) == {"good": 1, "bad": 1, "made": 0}
        run(runtime, shop_id, import_id)
        assert accounts(runtime) == 1
        assert counts(runtime, import_id) == {"good": 1, "bad": 1, "made": 1}
        assert request_data(runtime, shop_id, who).receipt["result"] == "nothing held"

    def test_what_the_persons_orders_told_leads_to_the_line(self, runtime: Runtime, shop_id: int):
        """Of some customers Shopify's message tells nothing but orders."""
        with runtime.transaction() as tx:
            record_order(tx, shop_id, 1001)
        upload(runtime, shop_id, LINE, OTHER)
        receipt = redact(runtime, shop_id, Identity(), (5_000_000_001_001,)).receipt

        assert (receipt["people"], receipt["destroyed"]["import_lines"]) == (1, 1)
        assert readable(runtime, shop_id) == ["other@example.com"]

    def test_every_import_is_looked_through_and_a_run_that_began_goes_on_without_the_line(
        self, runtime: Runtime, shop_id: int
    ):
        waiting, running = upload(runtime, shop_id, LINE), upload(runtime, shop_id, OTHER, LINE, ",5,,,")
        with runtime.transaction() as tx:
            imports.start(tx, shop_id, running, STAFF)
        with runtime.transaction() as tx:
            imports.run_some(tx, shop_id, running, 1)
        assert redact(runtime, shop_id, SALMA).receipt["destroyed"]["import_lines"] == 2
        with runtime.transaction() as tx:
            assert not imports.run_some(tx, shop_id, running, 9)

        assert readable(runtime, shop_id) == []
        assert accounts(runtime) == 2
        assert counts(runtime, running) == {"good": 3, "bad": 1, "made": 2}
        assert counts(runtime, waiting) == {"good": 0, "bad": 1, "made": 0}

    def test_nothing_that_says_why_names_the_person(self, runtime: Runtime, shop_id: int, dump_database: Any):
        upload(runtime, shop_id, LINE)
        redact(runtime, shop_id, SALMA)

        assert [word for word in ("buyer1001", "Salma", "1010123456") if word in dump_database()] == []

    def test_where_no_line_is_about_the_person_none_is_counted(self, runtime: Runtime, shop_id: int):
        with runtime.transaction() as tx:
            record_order(tx, shop_id, 1001)
        import_id = upload(runtime, shop_id, OTHER)

        assert "import_lines" not in redact(runtime, shop_id, SALMA).receipt["destroyed"]
        assert redact(runtime, shop_id, Identity(1, "stranger@example.com")).receipt["result"] == "nothing held"
        assert report(runtime, import_id)[0] == {"good": 1, "bad": 0}

    def test_another_shops_lines_stay(self, runtime: Runtime, shop_id: int):
        other_id = an_installed_shop(runtime, OTHER_SHOP)
        upload(runtime, other_id, LINE)

        assert redact(runtime, shop_id, SALMA).receipt["result"] == "nothing held"
        assert readable(runtime, other_id) == ["buyer1001@example.com"]


class TestWhileItIsRead:
    def test_a_file_that_is_being_read_is_given_up(
        self, runtime: Runtime, shop_id: int, monkeypatch: pytest.MonkeyPatch
    ):
        """The lines it has in memory came before the erasure, and would come after it."""
        monkeypatch.setattr(importing, "_MANY", 1)
        keep = imports.add_lines

        def keep_and_erase(*given: Any) -> None:
            keep(*given)
            given[0].session.commit()
            redact(runtime, shop_id, SALMA)

        monkeypatch.setattr(imports, "add_lines", keep_and_erase)
        with pytest.raises(ImportStateError) as told:
            upload(runtime, shop_id, OTHER, LINE)

        assert "A person was erased meanwhile" in str(told.value)
        assert readable(runtime, shop_id) == []
        monkeypatch.undo()
        assert report(runtime, upload(runtime, shop_id, OTHER))[0] == {"good": 1, "bad": 0}

    def test_a_line_that_was_read_is_counted_before_the_import_is_given_up(self, runtime: Runtime, shop_id: int):
        with runtime.transaction() as tx:
            imported = imports.begin(tx, shop_id, "file", STAFF)
            imports.add_lines(tx, imported, list(importing.read_lines(a_file(LINE, OTHER))))
        receipt = redact(runtime, shop_id, SALMA).receipt

        assert receipt["destroyed"]["import_lines"] == 1
        assert readable(runtime, shop_id) == []
        with pytest.raises(ImportStateError), runtime.transaction() as tx:
            lock_shop(tx, shop_id)
            imports.finish_reading(tx, imports.get_import(tx, shop_id, imported.id))

    def test_a_page_of_tagged_customers_that_is_on_its_way_is_dropped(
        self, runtime: Runtime, shop_id: int, monkeypatch: pytest.MonkeyPatch
    ):
        with runtime.transaction() as tx:
            imports.begin(tx, shop_id, TAG, STAFF)

        def tagged(_self: object, _shop: int, _cursor: str | None) -> TaggedPage:
            redact(runtime, shop_id, SALMA)
            return TaggedPage([7_000_000_001_001], None)

        monkeypatch.setattr(client.AccountsClient, "tagged", tagged)
        assert not importing.go_on(runtime, shop_id)
        assert readable(runtime, shop_id) == []


class TestSeeing:
    @pytest.mark.parametrize("who", [SALMA, Identity(None, "buyer1001@example.com")])
    def test_of_somebody_who_was_only_uploaded_the_lines_are_told(self, runtime: Runtime, shop_id: int, who: Identity):
        import_id = upload(runtime, shop_id, OTHER, LINE)
        request = request_data(runtime, shop_id, who)
        assert request.receipt["result"] == "report ready"
        (held,) = take(runtime, request)["what_is_held"]

        told = {"email": "buyer1001@example.com", "company": "Salma Trading", "country": "SA"}
        assert held["uploaded_lines"] == [
            {"import": import_id, "line": 3, "told": {**told, "registration": "1010123456"}}
        ]
        assert "other@example.com" not in json.dumps(held)

    def test_that_report_is_erased_with_the_line(self, runtime: Runtime, shop_id: int, dump_database: Any):
        upload(runtime, shop_id, LINE)
        before = request_data(runtime, shop_id, SALMA)
        assert "Salma Trading" not in dump_database()
        receipt = redact(runtime, shop_id, SALMA).receipt

        assert (receipt["people"], receipt["destroyed"]["import_lines"]) == (1, 1)
        with runtime.snapshot() as tx:
            assert not privacy.has_report(tx, before)

    def test_beside_what_else_is_held(self, runtime: Runtime, shop_id: int):
        with runtime.transaction() as tx:
            record_order(tx, shop_id, 1001)
        upload(runtime, shop_id, LINE)
        (held,) = take(runtime, request_data(runtime, shop_id, SALMA))["what_is_held"]

        assert (len(held["orders"]), len(held["uploaded_lines"])) == (1, 1)

    @pytest.mark.parametrize("line", ["one@example.com,111,Victim Trading,,", "one@example.com,,Victim Trading,,"])
    def test_a_line_of_another_customer_with_that_address_is_not_told(self, runtime: Runtime, shop_id: int, line: str):
        """By the number it names, or by who is known by the address."""
        with runtime.transaction() as tx:
            record_order(tx, shop_id, 1001, customer={"id": 111, "email": "one@example.com"}, email="one@example.com")
        upload(runtime, shop_id, line)

        assert request_data(runtime, shop_id, Identity(222, "one@example.com")).receipt["result"] == "nothing held"

    def test_a_line_with_another_customers_number_is_not_told_to_who_shares_the_address(
        self, runtime: Runtime, shop_id: int
    ):
        upload(runtime, shop_id, "buyer1001@example.com,9,Other Trading,,")

        assert request_data(runtime, shop_id, SALMA).receipt["result"] == "nothing held"
