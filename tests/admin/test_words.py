"""A merchant reads words, never the name of a topic or of a kind of call."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jobs.outbox import SENDERS
from shopify_app.admin.deliveries import CALLS_TOLD, DELIVERIES_TOLD
from shopify_app.formats import count_of, money, sentence, span
from webhooks.topics import TOPICS


def test_every_topic_has_words():
    assert {topic for _, topic in TOPICS} == set(DELIVERIES_TOLD)


def test_every_kind_of_call_has_words():
    assert set(SENDERS) <= set(CALLS_TOLD)


@pytest.mark.parametrize(("count", "words"), [(0, "0 deliveries"), (1, "1 delivery"), (2, "2 deliveries")])
def test_one_is_not_many(count: int, words: str):
    assert count_of(count, "delivery", "deliveries") == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-1, "0 seconds"), (1, "1 second"), (59, "59 seconds"), (60, "1 minute"), (7200, "2 hours"), (86400, "1 day")],
)
def test_a_span_is_told_in_its_largest_unit(seconds: int, words: str):
    assert span(timedelta(seconds=seconds)) == words


def test_money_reads_alike_from_a_number_and_from_its_text():
    assert money("2500", "SAR") == "2,500.00 SAR"
    assert money("0.5", "KWD") == "0.500 KWD"
    assert money(None, "SAR") == "—"


def test_a_sentence_begins_with_a_capital_and_keeps_the_rest():
    assert sentence("until the VAT period ends") == "Until the VAT period ends"
