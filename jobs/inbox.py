"""Draining the inbox: many deliveries a turn, a shop at a time, each effect committed with its `done` mark."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import groupby

import msgspec

from jobs.runner import attempt, job
from shopify_app.core import inbox
from shopify_app.core.inbox import Message, Opened
from shopify_app.core.runtime import Runtime
from shopify_app.shops.actions import living_installation
from webhooks.topics import TOPICS, Handler, Topic

DRAIN_JOB, DRAIN_QUEUE = "jobs.inbox.drain", "inbox"
# A batch is one transaction: large enough to cost little each, small enough to keep no delivery waiting.
_BATCH = 150
_TURN_SECONDS = 5.0
_UNREADABLE = "The payload cannot be opened: its key was destroyed, or its bytes were changed."
EARLY_TOPICS = [name for (_, name), topic in TOPICS.items() if topic.before_install]


@job
def drain(runtime: Runtime, shop_id: int) -> None:
    """Handle what is due for the shop; after some seconds let other shops have their turn."""
    deadline = time.monotonic() + _TURN_SECONDS
    while drain_batch(runtime, shop_id):
        if time.monotonic() > deadline:
            runtime.jobs.nudge(DRAIN_JOB, DRAIN_QUEUE, shop_id)
            return


def drain_batch(runtime: Runtime, shop_id: int) -> int:
    """Handle one batch; returns how many deliveries it had.

    A batch is one transaction. Only when that fails is each delivery tried alone, so that a bad one stops no other.
    """
    with runtime.snapshot() as tx:
        only = None if living_installation(tx, shop_id) else EARLY_TOPICS
        rows = inbox.due(tx, shop_id, _BATCH, only=only)
        opened = inbox.open_all(tx, shop_id, rows)
    lost = {row.id for row in rows} - {delivery.id for delivery in opened}
    if lost:
        _bury(runtime, sorted(lost))
    if opened and attempt(lambda: _handle(runtime, shop_id, opened)) is not None:
        for delivery in opened:
            _handle_alone(runtime, shop_id, delivery)
    return len(rows)


def _handle(runtime: Runtime, shop_id: int, deliveries: Sequence[Opened]) -> None:
    with runtime.transaction() as tx:
        due = inbox.still_due(tx, [delivery.id for delivery in deliveries])
        chosen = [delivery for delivery in deliveries if delivery.id in due]
        for handler, messages in _runs([_decode(delivery) for delivery in chosen]):
            handler(tx, shop_id, messages)
        inbox.mark_done(tx, [delivery.id for delivery in chosen])


def _handle_alone(runtime: Runtime, shop_id: int, delivery: Opened) -> None:
    failure = attempt(lambda: _handle(runtime, shop_id, [delivery]))
    if failure is not None:
        with runtime.transaction() as tx:
            inbox.mark_failed(tx, delivery.id, failure.message, final=not failure.temporary)


def _runs(decoded: Sequence[tuple[Topic, Message[object]]]) -> Iterator[tuple[Handler, list[Message[object]]]]:
    """Neighbours with the same handler together, so that arrival order stays between different ones."""
    for handler, run in groupby(decoded, key=lambda pair: pair[0].handler):
        yield handler, [message for _, message in run]


def _decode(delivery: Opened) -> tuple[Topic, Message[object]]:
    topic = TOPICS[delivery.source, delivery.topic]
    return topic, Message(delivery, msgspec.json.decode(delivery.payload, type=topic.payload, strict=False))


def _bury(runtime: Runtime, ids: Sequence[int]) -> None:
    with runtime.transaction() as tx:
        for row_id in ids:
            inbox.mark_failed(tx, row_id, _UNREADABLE, final=True)
