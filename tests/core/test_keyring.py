"""Keys: made once, however many ask; never used unless stored; gone for good once destroyed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from shopify_app.core.config import Settings
from shopify_app.core.crypto import Sealed, UnsealableError, new_raw_key
from shopify_app.core.keyring import INBOX, SHOP, KeyDestroyedError, MasterKeyError, StoredKey
from shopify_app.core.runtime import Runtime, Transaction
from tests.builders import a_shop
from tests.conftest import OTHER_SHOP, SettableClock

PLACE = b"a place"


@pytest.fixture
def another(settings: Settings, clock: SettableClock) -> Iterator[Callable[[], Runtime]]:
    """Other processes on the same database: each call starts one, which has seen no key yet."""
    started: list[Runtime] = []

    def start() -> Runtime:
        started.append(Runtime(settings, clock=clock))
        return started[-1]

    yield start
    for runtime in started:
        runtime.close()


def seal(runtime: Runtime, shop_id: int) -> Sealed:
    with runtime.transaction() as tx:
        return tx.keys(shop_id).sealing.seal(b"plain", PLACE)


def open_with(runtime: Runtime, shop_id: int, sealed: Sealed) -> bytes:
    with runtime.transaction() as tx:
        return tx.keys(shop_id).sealing.open(sealed, PLACE)


def stored(tx: Transaction, shop_id: int) -> list[StoredKey]:
    return list(tx.session.scalars(select(StoredKey).where(StoredKey.shop_id == shop_id).order_by(StoredKey.id)))


def test_the_first_use_makes_a_key_that_every_process_can_use(runtime: Runtime, another: Callable[[], Runtime]):
    shop_id = a_shop(runtime)
    sealed = seal(runtime, shop_id)

    assert open_with(another(), shop_id, sealed) == b"plain"
    assert open_with(runtime, shop_id, seal(another(), shop_id)) == b"plain"
    with runtime.snapshot() as tx:
        assert [(key.kind, key.label) for key in stored(tx, shop_id)] == [(SHOP, "1")]


def test_within_the_transaction_that_makes_it_the_key_is_the_same_one(runtime: Runtime):
    shop_id = a_shop(runtime)
    with runtime.transaction() as tx:
        sealed = tx.keys(shop_id).sealing.seal(b"plain", PLACE)
        assert tx.keys(shop_id).sealing.open(sealed, PLACE) == b"plain"


def test_each_use_of_a_shops_key_has_a_key_of_its_own(runtime: Runtime):
    shop_id = a_shop(runtime)
    with runtime.transaction() as tx:
        keys = tx.keys(shop_id)
        wrapped = keys.wrap(new_raw_key(), "person/1")
        with pytest.raises(UnsealableError):
            keys.sealing.open(wrapped, b"key/1/person/1")
        assert len(keys.index) == 32


def test_a_wrapped_key_is_tied_to_its_owner_and_its_shop(runtime: Runtime):
    shop_id, other_id = a_shop(runtime), a_shop(runtime, OTHER_SHOP)
    with runtime.transaction() as tx:
        keys, others = tx.keys(shop_id), tx.keys(other_id)
        raw = new_raw_key()
        wrapped = keys.wrap(raw, "person/1")
        sealed = keys.unwrap(wrapped, "person/1").seal(b"plain", PLACE)

        for attempt in (lambda: keys.unwrap(wrapped, "person/2"), lambda: others.unwrap(wrapped, "person/1")):
            with pytest.raises(UnsealableError):
                attempt()
        moved = keys.rewrap(wrapped, "person/1", others)
        assert others.unwrap(moved, "person/1").open(sealed, PLACE) == b"plain"


def test_many_processes_that_need_the_first_key_at_once_get_the_same_one(
    runtime: Runtime, another: Callable[[], Runtime]
):
    shop_id = a_shop(runtime)
    processes = [runtime, another(), another(), another()]
    together = threading.Barrier(len(processes))

    def first_use(process: Runtime) -> Sealed:
        together.wait(10)
        return seal(process, shop_id)

    with ThreadPoolExecutor(len(processes)) as pool:
        sealed = list(pool.map(first_use, processes))

    fresh = another()
    assert [open_with(fresh, shop_id, one) for one in sealed] == [b"plain"] * len(processes)
    with runtime.snapshot() as tx:
        assert len(stored(tx, shop_id)) == 1


class RolledBackError(Exception):
    """What makes a transaction of these tests end without a commit."""


@pytest.mark.parametrize("commits", [True, False])
def test_who_waits_for_anothers_first_key_ends_with_the_one_that_is_stored(
    runtime: Runtime, another: Callable[[], Runtime], commits: bool
):
    """The other may yet roll back: then the waiting one's own key is stored."""
    shop_id, waiting = a_shop(runtime), another()
    with ThreadPoolExecutor(1) as pool:
        try:
            with runtime.transaction() as tx:
                tx.keys(shop_id)
                sealed = pool.submit(seal, waiting, shop_id)
                threading.Event().wait(0.2)
                assert not sealed.done()
                if not commits:
                    raise RolledBackError
        except RolledBackError:
            assert not commits
        result = sealed.result(10)

    assert open_with(another(), shop_id, result) == b"plain"
    assert open_with(runtime, shop_id, result) == b"plain"


def test_a_key_whose_transaction_rolled_back_is_never_used_again(runtime: Runtime, another: Callable[[], Runtime]):
    """Were it remembered, this process would seal with a key that is stored nowhere: lost when the process ends."""
    shop_id = a_shop(runtime)
    lost: list[Sealed] = []
    for _ in range(2):
        with pytest.raises(RolledBackError), runtime.transaction() as tx:
            lost.append(tx.keys(shop_id).sealing.seal(b"plain", PLACE))
            tx.inbox_key(shop_id)
            raise RolledBackError

    sealed = seal(runtime, shop_id)
    assert open_with(another(), shop_id, sealed) == b"plain"
    for one in lost:
        with pytest.raises(UnsealableError):
            open_with(runtime, shop_id, one)


def test_a_key_that_another_process_destroyed_seals_nothing_more(runtime: Runtime, another: Callable[[], Runtime]):
    """A shop may leave, be erased, and come back while a process still remembers its old key."""
    shop_id, process = a_shop(runtime), another()
    seal(process, shop_id)
    seal(process, shop_id)
    with runtime.transaction() as tx:
        tx.keyring.destroy_shop(tx.session, shop_id, tx.now)
    sealed = seal(process, shop_id)

    assert open_with(another(), shop_id, sealed) == b"plain"


def test_printing_keys_shows_none_of_them(runtime: Runtime):
    shop_id = a_shop(runtime)
    with runtime.transaction() as tx:
        keys = tx.keys(shop_id)
        printed = f"{keys!r} {keys} {tx.inbox_key(shop_id)!r}"

    assert str(keys.index) not in printed
    assert keys.index.hex() not in printed


class TestDestruction:
    def test_what_a_destroyed_key_sealed_is_gone_for_every_process(
        self, runtime: Runtime, another: Callable[[], Runtime]
    ):
        shop_id = a_shop(runtime)
        sealed = seal(runtime, shop_id)
        with runtime.transaction() as tx:
            assert tx.keyring.destroy_shop(tx.session, shop_id, tx.now) == 1

        for process in (runtime, another()):
            with pytest.raises(UnsealableError):
                open_with(process, shop_id, sealed)

    def test_of_a_destroyed_key_only_the_fact_remains(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        with runtime.transaction() as tx:
            tx.inbox_key(shop_id)
        with runtime.transaction() as tx:
            assert tx.keyring.destroy_shop(tx.session, shop_id, tx.now) == 2
        with runtime.snapshot() as tx:
            keys = stored(tx, shop_id)
            assert [key.wrapped for key in keys] == [None, None]
            assert all(key.destroyed_at is not None for key in keys)

    def test_destroying_again_finds_nothing(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        seal(runtime, shop_id)
        with runtime.transaction() as tx:
            tx.keyring.destroy_shop(tx.session, shop_id, tx.now)
        with runtime.transaction() as tx:
            assert tx.keyring.destroy_shop(tx.session, shop_id, tx.now) == 0

    def test_a_shop_that_comes_back_has_new_keys(self, runtime: Runtime, another: Callable[[], Runtime]):
        shop_id = a_shop(runtime)
        for _ in range(3):
            sealed = seal(runtime, shop_id)
            with runtime.transaction() as tx:
                tx.inbox_key(shop_id)
                tx.keyring.destroy_shop(tx.session, shop_id, tx.now)
            with pytest.raises(UnsealableError):
                open_with(runtime, shop_id, sealed)
        with runtime.transaction() as tx:
            assert tx.inbox_key(shop_id).id

        assert open_with(another(), shop_id, seal(runtime, shop_id)) == b"plain"

    def test_a_destruction_that_rolled_back_destroys_nothing(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        sealed = seal(runtime, shop_id)
        with pytest.raises(RolledBackError), runtime.transaction() as tx:
            tx.keyring.destroy_shop(tx.session, shop_id, tx.now)
            raise RolledBackError

        assert open_with(runtime, shop_id, sealed) == b"plain"

    def test_another_shops_keys_stay(self, runtime: Runtime):
        shop_id, other_id = a_shop(runtime), a_shop(runtime, OTHER_SHOP)
        sealed = seal(runtime, other_id)
        with runtime.transaction() as tx:
            tx.keyring.destroy_shop(tx.session, shop_id, tx.now)

        assert open_with(runtime, other_id, sealed) == b"plain"


class TestInboxKeys:
    def test_a_day_has_one_key_and_the_next_day_another(self, runtime: Runtime, clock: SettableClock):
        shop_id = a_shop(runtime)
        with runtime.transaction() as tx:
            today, again = tx.inbox_key(shop_id), tx.inbox_key(shop_id)
        clock.move(days=1)
        with runtime.transaction() as tx:
            tomorrow = tx.inbox_key(shop_id)

        assert today.id == again.id != tomorrow.id
        sealed = today.key.seal(b"plain", PLACE)
        assert again.key.open(sealed, PLACE) == b"plain"
        with pytest.raises(UnsealableError):
            tomorrow.key.open(sealed, PLACE)

    def test_old_days_are_destroyed_and_younger_ones_stay(self, runtime: Runtime, clock: SettableClock):
        shop_id, other_id, days = a_shop(runtime), a_shop(runtime, OTHER_SHOP), []
        for _ in range(3):
            with runtime.transaction() as tx:
                tx.inbox_key(other_id)
                days.append((tx.now.date().isoformat(), tx.inbox_key(shop_id).id))
            clock.move(days=1)
        with runtime.transaction() as tx:
            assert tx.keyring.destroy_inbox_before(tx.session, shop_id, days[2][0], tx.now) == 2
            assert tx.keyring.destroy_inbox_before(tx.session, shop_id, days[2][0], tx.now) == 0

        with runtime.snapshot() as tx:
            assert set(tx.inbox_keys(shop_id, [key_id for _, key_id in days])) == {days[2][1]}
            others = [key.wrapped for key in stored(tx, other_id) if key.kind == INBOX]
        assert len(others) == 3
        assert None not in others

    def test_a_destroyed_day_cannot_be_written_to(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        with runtime.transaction() as tx:
            tx.inbox_key(shop_id)
            tomorrow = (tx.now + timedelta(days=1)).date().isoformat()
            tx.keyring.destroy_inbox_before(tx.session, shop_id, tomorrow, tx.now)
        with pytest.raises(KeyDestroyedError), runtime.transaction() as tx:
            tx.inbox_key(shop_id)

    def test_a_shop_gets_none_of_anothers_keys(self, runtime: Runtime):
        shop_id, other_id = a_shop(runtime), a_shop(runtime, OTHER_SHOP)
        with runtime.transaction() as tx:
            key_id = tx.inbox_key(shop_id).id
        with runtime.transaction() as tx:
            assert tx.inbox_keys(other_id, [key_id]) == {}

    def test_asking_for_keys_makes_none(self, runtime: Runtime):
        """A shop that was erased a moment ago is asked for its keys once more, by a transaction that only reads."""
        shop_id = a_shop(runtime)
        with runtime.snapshot() as tx:
            assert tx.inbox_keys(shop_id, []) == {}
            assert tx.inbox_keys(shop_id, [1, 2]) == {}
            assert stored(tx, shop_id) == []


class TestMasterKeys:
    def under(self, settings: Settings, master: bytes, old: bytes | None = None) -> Runtime:
        return Runtime(replace(settings, master_key=master, master_key_old=old))

    def test_a_shops_key_needs_the_master_key_that_wrapped_it(self, runtime: Runtime, settings: Settings):
        shop_id = a_shop(runtime)
        sealed = seal(runtime, shop_id)
        stranger, rotating = self.under(settings, b"n" * 32), self.under(settings, b"n" * 32, settings.master_key)
        try:
            with pytest.raises(MasterKeyError, match="MASTER_KEY_OLD"):
                open_with(stranger, shop_id, sealed)
            assert open_with(rotating, shop_id, sealed) == b"plain"
        finally:
            stranger.close()
            rotating.close()

    def test_keys_under_an_unknown_master_key_are_counted(self, runtime: Runtime, settings: Settings):
        for domain in ("one.myshopify.com", "two.myshopify.com", "gone.myshopify.com"):
            seal(runtime, a_shop(runtime, domain))
        with runtime.transaction() as tx:
            tx.keyring.destroy_shop(tx.session, a_shop_named(tx, "gone.myshopify.com"), tx.now)
        counted = []
        for master, old in ((settings.master_key, None), (b"n" * 32, None), (b"n" * 32, settings.master_key)):
            process = self.under(settings, master, old)
            with process.snapshot() as tx:
                counted.append(process.keyring.unknown_wrappers(tx.session))
            process.close()

        assert counted == [0, 2, 0]

    def test_the_database_alone_opens_nothing(self, runtime: Runtime):
        """Promise MA-2.1: keys are wrapped by a master key outside the database."""
        shop_id = a_shop(runtime)
        with runtime.transaction() as tx:
            raw = new_raw_key()
            wrapped = tx.keys(shop_id).wrap(raw, "person/1")
            assert raw not in wrapped
            assert runtime.settings.master_key not in b"".join(key.wrapped or b"" for key in stored(tx, shop_id))


def a_shop_named(tx: Transaction, domain: str) -> int:
    return int(tx.session.execute(text("SELECT id FROM shops WHERE domain = :domain"), {"domain": domain}).scalar_one())
