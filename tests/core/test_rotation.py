"""Changing MASTER_KEY, as an operator does it: set the new one, keep the old one, run `tajir rotate-keys`."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from sqlalchemy import select

from shopify_app.core.config import Settings
from shopify_app.core.crypto import fingerprint
from shopify_app.core.keyring import MasterKeyError, StoredKey
from shopify_app.core.runtime import Runtime
from shopify_app.shops.actions import get_installation, open_token
from tests.builders import a_shop, an_installed_shop
from tests.conftest import OTHER_SHOP, SHOP, environment, run_tajir

NEW = b"n" * 32
NEW_TEXT = base64.b64encode(NEW).decode()


def token_under(settings: Settings, shop_id: int) -> str | None:
    process = Runtime(settings)
    try:
        with process.snapshot() as tx:
            return open_token(tx, get_installation(tx, shop_id), "access")
    finally:
        process.close()


def test_after_the_rotation_the_new_key_alone_opens_everything(runtime: Runtime, settings: Settings):
    shop_id, gone_id = an_installed_shop(runtime, SHOP), a_shop(runtime, OTHER_SHOP)
    with runtime.transaction() as tx:
        tx.keys(gone_id)
        tx.inbox_key(gone_id)
    with runtime.transaction() as tx:
        tx.keyring.destroy_shop(tx.session, gone_id, tx.now)
        token = open_token(tx, get_installation(tx, shop_id), "access")
    assert token
    assert token.startswith("shpat_")
    environ = environment(
        settings.database_url,
        settings.data_dir,
        MASTER_KEY=NEW_TEXT,
        MASTER_KEY_OLD=base64.b64encode(settings.master_key).decode(),
    )

    first, again = run_tajir(environ, "rotate-keys"), run_tajir(environ, "rotate-keys")

    assert (first.returncode, again.returncode) == (0, 0), first.stderr + again.stderr
    assert first.stdout.startswith("1 shop keys are wrapped by the new master key.")
    assert again.stdout.startswith("0 shop keys")
    assert token_under(replace(settings, master_key=NEW), shop_id) == token
    with pytest.raises(MasterKeyError, match="MASTER_KEY_OLD"):
        token_under(settings, shop_id)


def test_before_the_command_runs_both_keys_serve(runtime: Runtime, settings: Settings):
    """Processes are restarted one by one: some have the new key while rows are still under the old one."""
    shop_id = an_installed_shop(runtime, SHOP)
    both = replace(settings, master_key=NEW, master_key_old=settings.master_key)

    assert token_under(both, shop_id) == token_under(settings, shop_id)


def test_a_shop_that_is_new_during_the_rotation_is_under_the_new_key(runtime: Runtime, settings: Settings):
    shop_id = a_shop(runtime)
    process = Runtime(replace(settings, master_key=NEW, master_key_old=settings.master_key))
    with process.transaction() as tx:
        tx.keys(shop_id)
        wrapped_by = tx.session.scalars(select(StoredKey.wrapped_by)).one()
        assert process.keyring.rewrap_shops(tx.session) == 0
    process.close()

    assert wrapped_by == fingerprint(NEW)


def test_without_the_old_key_the_command_says_what_is_missing_and_changes_nothing(runtime: Runtime, settings: Settings):
    shop_id = an_installed_shop(runtime, SHOP)
    environ = environment(settings.database_url, settings.data_dir, MASTER_KEY=NEW_TEXT)

    done = run_tajir(environ, "rotate-keys")

    assert done.returncode == 1
    assert "Set MASTER_KEY_OLD to the previous one." in done.stderr
    assert "Traceback" not in done.stderr
    assert token_under(settings, shop_id)
