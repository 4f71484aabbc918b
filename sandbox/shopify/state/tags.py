"""Tags: case-insensitive, kept sorted, each change told once."""

from __future__ import annotations

from sandbox.shopify.act import Act
from sandbox.shopify.payloads.customers import tags_payload
from sandbox.shopify.records import Record, Refusal

LONGEST = 255
MOST = 250
TOPICS = {"Order": "orders/updated", "Customer": "customers/update", "DraftOrder": "draft_orders/update"}


def add_tags(act: Act, kind: str, record: Record, tags: list[str]) -> list[str]:
    """Add tags; those that were really new. Nothing is told when there are none."""
    known = {tag.lower() for tag in record["tags"]}
    new = [tag.strip() for tag in tags if tag.strip() and tag.strip().lower() not in known]
    if any(len(tag) > LONGEST for tag in new) or len(known) + len(new) > MOST:
        raise Refusal("Tag exceeds maximum length of 255 characters, or there are too many tags", field=["tags"])
    record["tags"] = sorted({*record["tags"], *new})
    _tell(act, kind, record, "customer.tags_added", new)
    return new


def remove_tags(act: Act, kind: str, record: Record, tags: list[str]) -> list[str]:
    """Remove tags; those that were really there."""
    unwanted = {tag.strip().lower() for tag in tags}
    gone = [tag for tag in record["tags"] if tag.lower() in unwanted]
    record["tags"] = [tag for tag in record["tags"] if tag not in gone]
    _tell(act, kind, record, "customer.tags_removed", gone)
    return gone


def _tell(act: Act, kind: str, record: Record, customer_topic: str, changed: list[str]) -> None:
    if not changed:
        return
    if kind == "Customer":
        act.tell(customer_topic, tags_payload(record, changed, act.at))
    verb = "added" if customer_topic.endswith("added") else "removed"
    if kind in TOPICS:
        act.touch(TOPICS[kind], record, f"tags {verb} by {act.by}: {', '.join(changed)}")
    else:
        record["updated_at"] = act.at
