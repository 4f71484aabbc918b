"""The long parts of an import: a file read into lines, the tag read from Shopify, the run."""

from __future__ import annotations

import time
from itertools import islice
from typing import TYPE_CHECKING

from shopify_app.core.errors import RemoteError
from shopify_app.core.locks import lock_shop
from shopify_app.wholesale.accounts import imports
from shopify_app.wholesale.accounts.client import AccountsClient
from shopify_app.wholesale.accounts.imports import READING, get_import
from shopify_app.wholesale.accounts.lines import Line, Trader, read_lines
from shopify_app.wholesale.accounts.rules import FILE

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

_MANY, _FEW = 500, 25
# Less than a job may take; what is left then is done in the next turn.
_TURN_SECONDS = 60.0


def read_file(runtime: Runtime, shop_id: int, content: bytes, actor: str) -> int:
    """Look a file through, some lines at a time; returns the import's number.

    Raises:
        UnreadableFileError: It is no list of traders; nothing of it is kept.
        ImportStateError: Another one is under way, or it was stopped meanwhile; then nothing of it is kept either.
    """
    # Once through before anything is kept, so that a file whose last line is broken leaves no half an import.
    for _ in read_lines(content):
        pass
    with runtime.transaction() as tx:
        import_id = imports.begin(tx, shop_id, FILE, actor).id
    lines, seen = read_lines(content), set[bytes]()
    while some := list(islice(lines, _MANY)):
        with runtime.transaction() as tx:
            lock_shop(tx, shop_id)
            imports.add_lines(tx, get_import(tx, shop_id, import_id), some, seen)
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        imports.finish_reading(tx, get_import(tx, shop_id, import_id))
    return import_id


def go_on(runtime: Runtime, shop_id: int) -> bool:
    """Go on with the shop's import for a while; True when there is more to do.

    Raises:
        RemoteError: Shopify did not answer now. When it refuses for good, the import is stopped and says why.
    """
    deadline = time.monotonic() + _TURN_SECONDS
    while time.monotonic() < deadline:
        with runtime.snapshot() as tx:
            imported = imports.under_way(tx, shop_id)
        if imported is None:
            return False
        if imported.state == READING:
            _read_page(runtime, shop_id, imported.id, imported.cursor)
        else:
            with runtime.transaction() as tx:
                imports.run_some(tx, shop_id, imported.id, _FEW)
    return True


def _read_page(runtime: Runtime, shop_id: int, import_id: int, cursor: str | None) -> None:
    try:
        page = runtime.client(AccountsClient).tagged(shop_id, cursor)
    except RemoteError as error:
        if error.temporary:
            raise
        with runtime.transaction() as tx:
            imports.stop(tx, shop_id, import_id, str(error))
        return
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        imported = get_import(tx, shop_id, import_id)
        if imported.state != READING or imported.cursor != cursor:
            return  # Another worker was quicker with this page.
        first = sum(imports.count_lines(tx, imported).values()) + 1
        lines = [Line(first + at, Trader(customer_id=number)) for at, number in enumerate(page.customer_ids)]
        imports.add_lines(tx, imported, lines)
        imported.cursor = page.cursor
        if page.cursor is None:
            imports.finish_reading(tx, imported)
