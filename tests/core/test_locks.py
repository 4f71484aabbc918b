"""The lock of a shop."""

from __future__ import annotations

import threading

from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Runtime


def test_two_transactions_on_one_shop_go_one_after_the_other(runtime: Runtime):
    seen: list[str] = []
    inside, other_is_waiting = threading.Event(), threading.Event()

    def other() -> None:
        inside.wait(10)
        other_is_waiting.set()
        with runtime.transaction() as tx:
            lock_shop(tx, 1)
            seen.append("second")

    thread = threading.Thread(target=other)
    thread.start()
    with runtime.transaction() as tx:
        lock_shop(tx, 1)
        inside.set()
        assert other_is_waiting.wait(10)
        thread.join(0.3)
        seen.append("first")
    thread.join(10)

    assert seen == ["first", "second"]
