"""A proof between the shop and its trader: sent frozen, answered once by its link, stale when the draft moved on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import select, update

from shopify_app.audit.models import AuditEntry
from shopify_app.core.config import load_settings
from shopify_app.core.errors import ConflictError, InvalidInputError, NotFoundError
from shopify_app.core.outbox import Call
from shopify_app.core.runtime import Runtime
from shopify_app.disclosures.models import Disclosure
from shopify_app.people.rules import Identity
from shopify_app.privacy import retention
from shopify_app.privacy.actions import answer_data_request, open_request, redact_customer, take_report
from shopify_app.shops.actions import uninstall
from shopify_app.shops.models import Installation
from shopify_app.white_label.brands import actions as brands
from shopify_app.white_label.brands.forms import LANGUAGES
from shopify_app.white_label.brands.models import BrandProof
from shopify_app.white_label.faces import Address, Brand
from shopify_app.white_label.leaks.blocking import LeakError
from shopify_app.white_label.leaks.collaboration import collaboration_words
from shopify_app.white_label.leaks.portable import leaks_in_pdf
from shopify_app.white_label.leaks.watchlist import watch
from shopify_app.white_label.proofs import actions, answering, letters, lists, reminding, samples
from shopify_app.white_label.proofs.actions import NotWaitingError, UnknownProofError
from shopify_app.white_label.proofs.links import digest_of, token_of
from shopify_app.white_label.proofs.notes import BadNoteError, read_note
from shopify_app.white_label.proofs.rules import BrandState, State, brand_state, is_to_be_reminded, state_of
from tests.builders import an_installed_shop
from tests.conftest import OTHER_SHOP, SHOP, SettableClock, environment
from tests.wholesale.trading import mark, order_of

BRAND = Brand("Dar Nadia", "دار نادية", "#7a1f3d", Address("Dar Nadia", "1 Palm Street", city="Riyadh", country="SA"))
OTHER_LOOK = replace(BRAND, message="Made for you.")
STAFF = {"staff": "1"}
# How a proof stands depends on no paper, and on the database in few places: the rest needs neither.
pytestmark = pytest.mark.usefixtures("unsearched")
sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def unsearched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers are neither set nor searched, which takes a second each time."""
    monkeypatch.setattr(actions, "search_samples", lambda *_: None)


@pytest.fixture
def runtime(database_url: str, redis_folder: Path, redis_client: Redis, clock: SettableClock) -> Iterator[Runtime]:
    """One that could send mail; nobody listens, because letters wait in the outbox here."""
    assert redis_client.ping()
    mail = {"SMTP_URL": "smtp://127.0.0.1:9", "MAIL_FROM": "tajir@example.com"}
    running = Runtime(load_settings(environment(database_url, redis_folder, **mail)), clock=clock)
    yield running
    running.close()


@pytest.fixture
def shop_id(runtime: Runtime) -> int:
    """A shop in which Salma is a trader."""
    number = an_installed_shop(runtime, SHOP)
    mark(runtime, number)
    return number


def drafted(runtime: Runtime, shop_id: int, brand: Brand = BRAND, *, order: int = 1, company: int | None = None) -> int:
    """A brand with a draft, of Salma or of a company."""
    changes = {"company": {"id": company, "location_id": 5}} if company else {}
    order_id = order_of(runtime, shop_id, order, "6000.00", **changes)
    with runtime.transaction() as tx:
        number = brands.brand_for(tx, shop_id, order_id).id
        brands.change_draft(tx, shop_id, number, lambda before: brand, actor="staff 1")
    return number


def send(runtime: Runtime, shop_id: int, brand_id: int, email: str = "") -> tuple[int, str]:
    """The draft sent; its number, and the token that the letter will have."""
    proof_id = actions.send(runtime, shop_id, brand_id, "ar", email, **STAFF)
    with runtime.snapshot() as tx:
        proof = actions.get_proof(tx, shop_id, proof_id)
        assert proof.token_digest == digest_of(token_of(tx, proof))
        return proof_id, token_of(tx, proof)


def states(runtime: Runtime, shop_id: int) -> list[str]:
    with runtime.snapshot() as tx:
        proofs = lists.list_proofs(tx, shop_id, "all", 1).rows
        return [actions.state_at(proof, tx.now).value for proof in reversed(proofs)]


def of_brand(runtime: Runtime, shop_id: int, brand_id: int) -> BrandState:
    with runtime.snapshot() as tx:
        return lists.brand_states(tx, shop_id, [brands.get_brand(tx, shop_id, brand_id)])[brand_id]


def events(runtime: Runtime, shop_id: int) -> list[str]:
    with runtime.snapshot() as tx:
        chosen = select(AuditEntry.event).where(AuditEntry.shop_id == shop_id, AuditEntry.actor == "trader")
        return list(tx.session.scalars(chosen.order_by(AuditEntry.id)))


class TestWhatIsShown:
    @pytest.mark.parametrize(
        ("outcome", "expires_in", "opened", "sent", "state"),
        [
            (None, 1, False, False, State.BEING_SENT),
            (None, 1, False, True, State.SENT),
            (None, 1, True, True, State.OPENED),
            (None, 0, True, True, State.EXPIRED),
            (None, -1, False, False, State.EXPIRED),
            ("approved", -1, True, True, State.APPROVED),
            ("superseded", 1, False, True, State.SUPERSEDED),
        ],
    )
    def test_a_proof_waits_until_it_is_answered_or_its_time_is_over(
        self, clock: SettableClock, outcome: str | None, expires_in: int, opened: bool, sent: bool, state: State
    ):
        now = clock.now()
        seen = (now if opened else None, now if sent else None)

        assert state_of(outcome, now + timedelta(seconds=expires_in), *seen, now) is state

    @pytest.mark.parametrize(
        ("is_changed", "version", "latest", "state"),
        [
            (False, 0, None, BrandState.EMPTY),
            (False, 2, State.APPROVED, BrandState.IN_FORCE),
            (True, 2, State.APPROVED, BrandState.NOT_SENT),
            (True, 0, None, BrandState.NOT_SENT),
            (True, 0, State.OPENED, BrandState.WAITING),
            (True, 0, State.CHANGES, BrandState.CHANGES),
            (True, 0, State.EXPIRED, BrandState.NOT_SENT),
        ],
    )
    def test_a_brand_stands_as_its_draft_and_latest_proof_say(
        self, is_changed: bool, version: int, latest: State | None, state: BrandState
    ):
        assert brand_state(is_changed=is_changed, version=version, latest=latest) is state

    @pytest.mark.parametrize(
        ("sent_days_ago", "days_left", "reminded", "is_due"),
        [
            (7, 7, False, True),
            (6.9, 7.1, False, False),
            (None, 7, False, False),
            (8, 6, True, False),
            (13, 1, False, False),
        ],
    )
    def test_who_is_reminded_was_written_to_a_week_ago_once_and_has_a_day_left(
        self, clock: SettableClock, sent_days_ago: float | None, days_left: float, reminded: bool, is_due: bool
    ):
        now = clock.now()
        sent_at = None if sent_days_ago is None else now - timedelta(days=sent_days_ago)
        expires_at = now + timedelta(days=days_left)

        assert is_to_be_reminded(sent_at, expires_at, now if reminded else None, now) is is_due

    @pytest.mark.parametrize(
        ("typed", "note"),
        [(" The  logo\r\nlarger \0please ", "The logo\nlarger please"), ("a" * 1000, "a" * 1000), ("شعار", "شعار")],
    )
    def test_a_note_keeps_its_lines_and_nothing_that_is_not_seen(self, typed: str, note: str):
        assert read_note(typed) == note

    @pytest.mark.parametrize(
        ("typed", "word"), [("", "note_missing"), (" \n\u200b ", "note_missing"), ("a" * 1001, "note_long")]
    )
    def test_a_note_says_something_and_not_too_much(self, typed: str, word: str):
        with pytest.raises(BadNoteError) as refused:
            read_note(typed)
        assert refused.value.word == word


def test_what_was_sent_is_approved_once_and_in_force(runtime: Runtime, shop_id: int):
    brand_id = drafted(runtime, shop_id)
    proof_id, token = send(runtime, shop_id, brand_id)
    assert of_brand(runtime, shop_id, brand_id) is BrandState.WAITING
    for _ in range(2):
        with runtime.transaction() as tx:
            answering.note_opening(tx, proof_id, token)
    with runtime.transaction() as tx:
        shown = answering.look(tx, proof_id, token)
        assert (shown.brand, shown.language, shown.state) == (BRAND, "ar", State.OPENED)
        assert answering.approve(tx, proof_id, token) is State.APPROVED
    for again in (answering.approve, lambda *given: answering.ask_for_changes(*given, "No, stop")):
        with runtime.transaction() as tx:
            assert again(tx, proof_id, token) is State.APPROVED

    with runtime.snapshot() as tx:
        row, proof = brands.get_brand(tx, shop_id, brand_id), actions.get_proof(tx, shop_id, proof_id)
        (version,) = brands.versions_of(tx, row)
        assert (version.how, version.actor, proof.version) == (f"By the link of proof {proof_id}", "trader", 1)
        assert brands.open_version(tx, row, 1) == BRAND
    assert events(runtime, shop_id) == ["proof:opened", "brand:approved"]
    assert of_brand(runtime, shop_id, brand_id) is BrandState.IN_FORCE


@sqlite_alone
def test_what_is_asked_for_is_kept_for_staff_until_the_draft_changes(runtime: Runtime, shop_id: int):
    brand_id = drafted(runtime, shop_id)
    proof_id, token = send(runtime, shop_id, brand_id)
    with runtime.transaction() as tx:
        assert answering.ask_for_changes(tx, proof_id, token, "The logo larger, please") is State.CHANGES
        assert brands.get_brand(tx, shop_id, brand_id).version == 0
    assert events(runtime, shop_id) == ["brand:changes_asked"]
    assert of_brand(runtime, shop_id, brand_id) is BrandState.CHANGES

    with runtime.transaction() as tx:
        brands.change_draft(tx, shop_id, brand_id, lambda before: OTHER_LOOK, actor="staff 1")
    assert of_brand(runtime, shop_id, brand_id) is BrandState.NOT_SENT
    with runtime.snapshot() as tx:
        assert answering.look(tx, proof_id, token).state is State.CHANGES


@sqlite_alone
def test_a_draft_that_moved_on_cannot_be_approved_by_an_older_proof(runtime: Runtime, shop_id: int):
    brand_id = drafted(runtime, shop_id)
    proof_id, token = send(runtime, shop_id, brand_id)
    with runtime.transaction() as tx:
        brands.change_draft(tx, shop_id, brand_id, lambda before: OTHER_LOOK, actor="staff 1")
    with runtime.transaction() as tx:
        assert answering.look(tx, proof_id, token).state is State.SUPERSEDED
        assert answering.approve(tx, proof_id, token) is State.SUPERSEDED
        assert answering.look(tx, proof_id, token).brand is None
        assert brands.get_brand(tx, shop_id, brand_id).version == 0


@sqlite_alone
def test_an_approval_counts_for_just_what_was_shown_whatever_the_marks_say(runtime: Runtime, shop_id: int):
    """Should a change ever forget to end the proofs that wait."""
    brand_id = drafted(runtime, shop_id)
    proof_id, token = send(runtime, shop_id, brand_id)
    with runtime.transaction() as tx:
        brands.change_draft(tx, shop_id, brand_id, lambda before: OTHER_LOOK, actor="staff 1")
        tx.session.execute(update(BrandProof).values(outcome=None, ended_at=None))
    with runtime.transaction() as tx:
        assert answering.approve(tx, proof_id, token) is State.SUPERSEDED
    assert states(runtime, shop_id) == ["superseded"]


@sqlite_alone
def test_one_proof_waits_at_a_time_and_an_approval_by_hand_ends_it(runtime: Runtime, shop_id: int):
    brand_id = drafted(runtime, shop_id)
    first, second = send(runtime, shop_id, brand_id), send(runtime, shop_id, brand_id)
    assert first[1] != second[1]
    assert states(runtime, shop_id) == ["superseded", "being_sent"]
    with runtime.transaction() as tx:
        brands.approve(tx, shop_id, brand_id, "On paper", actor="staff 1")
        assert answering.look(tx, *second).state is State.SUPERSEDED
        assert answering.approve(tx, *second) is State.SUPERSEDED
    with pytest.raises(brands.NothingToApproveError):
        send(runtime, shop_id, brand_id)


@sqlite_alone
def test_a_link_ends_after_two_weeks_and_when_it_is_taken_back(runtime: Runtime, shop_id: int, clock: SettableClock):
    brand_id = drafted(runtime, shop_id)
    proof_id, token = send(runtime, shop_id, brand_id)
    clock.move(days=14, seconds=1)
    with runtime.transaction() as tx:
        assert answering.look(tx, proof_id, token).brand is None
        assert answering.approve(tx, proof_id, token) is State.EXPIRED
        assert answering.ask_for_changes(tx, proof_id, token, "x") is State.EXPIRED
    with pytest.raises(NotWaitingError), runtime.transaction() as tx:
        actions.send_again(tx, shop_id, proof_id, actor="staff 1")

    again, token = send(runtime, shop_id, brand_id)
    with runtime.transaction() as tx:
        actions.withdraw(tx, shop_id, again, actor="staff 1")
        assert answering.approve(tx, again, token) is State.WITHDRAWN
    assert of_brand(runtime, shop_id, brand_id) is BrandState.NOT_SENT


def test_a_wrong_link_another_shops_number_and_none_are_the_same(runtime: Runtime, shop_id: int):
    brand_id = drafted(runtime, shop_id)
    proof_id, token = send(runtime, shop_id, brand_id)
    other, elsewhere = send(
        runtime, shop_id, drafted(runtime, shop_id, OTHER_LOOK, order=2, company=4), "a@example.com"
    )
    foreign = an_installed_shop(runtime, OTHER_SHOP)
    told = set()
    for number, given in ((proof_id, elsewhere), (proof_id, ""), (proof_id, token[:-1]), (other, token), (99, token)):
        for do in (answering.look, answering.note_opening, answering.approve):
            with pytest.raises(UnknownProofError) as refused, runtime.transaction() as tx:
                do(tx, number, given)
            told.add(str(refused.value))
    assert told == {"This link leads nowhere."}
    with runtime.transaction() as tx:
        for do in (actions.get_proof, actions.waiting_proof):
            with pytest.raises(NotFoundError):
                do(tx, foreign, proof_id)
        assert lists.list_proofs(tx, foreign, "all", 1).rows == []
        uninstall(tx, shop_id, tx.now)
    with pytest.raises(UnknownProofError), runtime.snapshot() as tx:
        answering.look(tx, proof_id, token)
    assert states(runtime, shop_id)[0] == "being_sent"


@pytest.mark.parametrize("name", ["A4", "SHIPPING", "RETURNS", "GIFT"])
def test_no_word_of_our_own_on_any_paper_tells_of_the_collaboration(name: str):
    """Else that paper could never leave in that language, whatever the brand."""
    words, on = watch(collaboration_words()), date(2026, 11, 3)
    assert [one for one in LANGUAGES if leaks_in_pdf(samples.sample_pdf(BRAND, name, one, on), words)] == []


@sqlite_alone
def test_a_proof_that_would_tell_too_much_is_not_sent(runtime: Runtime, shop_id: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(actions, "search_samples", samples.search_samples)
    brand_id = drafted(runtime, shop_id, replace(BRAND, messages=(("nb", "Sendt av Huda Home"),)))
    with pytest.raises(LeakError, match="words that tell of the collaboration"):
        send(runtime, shop_id, brand_id)
    assert states(runtime, shop_id) == []


@sqlite_alone
def test_there_must_be_somebody_to_send_it_to(runtime: Runtime, shop_id: int):
    brand_id = drafted(runtime, shop_id, company=4)
    for email, why in (("", "Give the address"), ("nobody", "looks like")):
        with pytest.raises(InvalidInputError, match=why) as refused:
            send(runtime, shop_id, brand_id, email)
        assert list(refused.value.fields) == ["email"]
    with pytest.raises(InvalidInputError):
        actions.send(runtime, shop_id, brand_id, "ja", "a@example.com", **STAFF)


@sqlite_alone
def test_a_draft_that_changes_while_the_proof_is_made_is_not_sent(
    runtime: Runtime, shop_id: int, monkeypatch: pytest.MonkeyPatch
):
    brand_id = drafted(runtime, shop_id)

    def meanwhile(*_: object) -> None:
        with runtime.transaction() as tx:
            brands.change_draft(tx, shop_id, brand_id, lambda before: OTHER_LOOK, actor="staff 2")

    monkeypatch.setattr(actions, "search_samples", meanwhile)
    with pytest.raises(ConflictError, match="changed meanwhile"):
        send(runtime, shop_id, brand_id)
    assert states(runtime, shop_id) == []


@sqlite_alone
def test_without_a_mail_server_staff_are_told_to_send_it_themselves(database_url: str, redis_folder: Path):
    running = Runtime(load_settings(environment(database_url, redis_folder)))
    shop_id = an_installed_shop(running, SHOP)
    mark(running, shop_id)
    with pytest.raises(ConflictError, match="SMTP_URL"):
        send(running, shop_id, drafted(running, shop_id))
    running.close()


@sqlite_alone
def test_letters_go_out_again_but_not_for_ever(runtime: Runtime, shop_id: int):
    proof_id, _ = send(runtime, shop_id, drafted(runtime, shop_id))
    for _ in range(4):
        with runtime.transaction() as tx:
            actions.send_again(tx, shop_id, proof_id, actor="staff 1")
    with pytest.raises(NotWaitingError, match="often enough"), runtime.transaction() as tx:
        actions.send_again(tx, shop_id, proof_id, actor="staff 1")
    with runtime.snapshot() as tx:
        calls = tx.session.scalars(select(Call).where(Call.kind == actions.SEND_LETTER).order_by(Call.id)).all()
        assert [call.arguments for call in calls] == [
            {"proof_id": proof_id, "number": number} for number in range(1, 6)
        ]


def test_a_trader_who_does_not_answer_is_reminded_once_after_a_week(
    runtime: Runtime, shop_id: int, clock: SettableClock
):
    proof_id, _ = send(runtime, shop_id, drafted(runtime, shop_id))

    def remind() -> tuple[list[int], int]:
        with runtime.transaction() as tx:
            return reminding.shops_to_remind(tx), reminding.remind(tx, shop_id)

    with runtime.transaction() as tx:
        actions.get_proof(tx, shop_id, proof_id).sent_at = tx.now
    clock.move(days=6, hours=23)
    assert remind() == ([], 0)
    clock.move(hours=1)
    assert remind() == ([shop_id], 1)
    assert remind() == ([], 0)
    with runtime.snapshot() as tx:
        proof = actions.get_proof(tx, shop_id, proof_id)
        assert (proof.letters, proof.reminded_at is not None) == (2, True)


@sqlite_alone
@pytest.mark.parametrize("what", ["answered", "not sent yet", "about to end", "app gone"])
def test_nobody_is_reminded_for_nothing(runtime: Runtime, shop_id: int, clock: SettableClock, what: str):
    proof_id, token = send(runtime, shop_id, drafted(runtime, shop_id))
    with runtime.transaction() as tx:
        actions.get_proof(tx, shop_id, proof_id).sent_at = None if what == "not sent yet" else tx.now
        if what == "answered":
            answering.approve(tx, proof_id, token)
    clock.move(days=13, hours=1) if what == "about to end" else clock.move(days=8)
    with runtime.transaction() as tx:
        if what == "app gone":
            tx.session.execute(update(Installation).values(ended_at=tx.now))
        assert reminding.shops_to_remind(tx) == []
        assert what == "app gone" or reminding.remind(tx, shop_id) == 0


class Post:
    """A mail server that takes everything."""

    can_send = True

    def __init__(self) -> None:
        self.letters: list[letters.Letter] = []

    def send(self, letter: letters.Letter) -> None:
        self.letters.append(letter)


def test_a_letter_has_the_link_in_the_traders_language_and_repeated_has_the_same(
    runtime: Runtime, shop_id: int, dump_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch
):
    post = Post()
    monkeypatch.setitem(runtime._clients, letters.Mailer, post)
    proof_id, token = send(runtime, shop_id, drafted(runtime, shop_id))
    for _ in range(2):
        letters.send_letter(runtime, shop_id, proof_id, 1)
    first, again = post.letters

    assert first == again
    assert first.to == "salma@example.com"
    assert f"http://127.0.0.1:8080/brand-proof/{proof_id}?language=ar#{token}\n" in first.text
    assert "يُرجى" in first.text
    assert states(runtime, shop_id) == ["sent"]
    assert token not in dump_database()
    with runtime.snapshot() as tx:
        told = tx.session.scalars(select(Disclosure)).all()
        assert {(one.recipient, one.purpose, one.subject, *one.fields) for one in told} == {
            ("mail provider", "message", f"brand proof {proof_id}", "proof_recipient")
        }
    with runtime.transaction() as tx:
        actions.withdraw(tx, shop_id, proof_id, actor="staff 1")
    letters.send_letter(runtime, shop_id, proof_id, 2)
    assert len(post.letters) == 2


def test_nothing_of_a_proof_is_readable_in_the_database(
    runtime: Runtime, shop_id: int, dump_database: Callable[[], str]
):
    for order, company in ((1, None), (2, 4)):
        proof_id, token = send(
            runtime, shop_id, drafted(runtime, shop_id, order=order, company=company), "huda@example.org"
        )
        with runtime.transaction() as tx:
            answering.ask_for_changes(tx, proof_id, token, "The logo larger")
    dump = dump_database()

    assert [word for word in ("Dar Nadia", "Palm Street", "huda@example", "larger", token) if word in dump] == []


def test_a_person_is_told_of_proofs_and_takes_them_along_when_erased(runtime: Runtime, shop_id: int):
    proof_id, token = send(runtime, shop_id, drafted(runtime, shop_id))
    with runtime.transaction() as tx:
        asked = open_request(tx, shop_id, "customers/data_request", "delivery-1", tx.now)
        answer_data_request(tx, asked, Identity(7), [])
        report = take_report(tx, asked, "1").decode()
    assert '"sent_to":"salma@example.com"' in report

    with runtime.transaction() as tx:
        request = open_request(tx, shop_id, "customers/redact", "delivery-2", tx.now)
        redact_customer(tx, request, Identity(7), [])
        assert request.receipt["destroyed"]["brand_proofs"] == 1
    with runtime.transaction() as tx:
        proof = actions.get_proof(tx, shop_id, proof_id)
        assert (proof.content, proof.recipient, proof.recipient_print, proof.note) == (None, None, None, None)
        assert answering.approve(tx, proof_id, token) is State.WITHDRAWN


def test_who_was_sent_a_companys_proof_is_found_by_their_address(runtime: Runtime, shop_id: int):
    """Behind the address there is no customer: nothing but the proof names them."""
    brand_id = drafted(runtime, shop_id, company=4)
    proof_id, token = send(runtime, shop_id, brand_id, "Huda@Example.org")
    with runtime.transaction() as tx:
        answering.ask_for_changes(tx, proof_id, token, "The logo larger")
    huda = Identity(email="huda@example.org")
    with runtime.transaction() as tx:
        asked = open_request(tx, shop_id, "customers/data_request", "delivery-1", tx.now)
        answer_data_request(tx, asked, huda, [])
        report = take_report(tx, asked, "1").decode()
    assert all(word in report for word in ("proofs_received", "Huda@Example.org", "The logo larger"))

    with runtime.transaction() as tx:
        request = open_request(tx, shop_id, "customers/redact", "delivery-2", tx.now)
        redact_customer(tx, request, huda, [])
        assert request.receipt["destroyed"]["brand_proofs"] == 1
        assert brands.open_draft(tx, brands.get_brand(tx, shop_id, brand_id)) == BRAND


def test_proofs_are_emptied_three_months_after_they_ended(runtime: Runtime, shop_id: int, clock: SettableClock):
    answered, token = send(runtime, shop_id, drafted(runtime, shop_id))
    with runtime.transaction() as tx:
        answering.approve(tx, answered, token)
    unanswered, _ = send(runtime, shop_id, drafted(runtime, shop_id, order=2, company=4), "huda@example.org")

    def emptied() -> list[bool]:
        with runtime.transaction() as tx:
            retention.forget_proofs(tx, shop_id)
            return [actions.get_proof(tx, shop_id, number).content is None for number in (answered, unanswered)]

    clock.move(days=89)
    assert emptied() == [False, False]
    clock.move(days=2)
    assert emptied() == [True, False]
    clock.move(days=14)
    assert emptied() == [True, True]
    with runtime.snapshot() as tx:
        assert answering.look(tx, answered, token).brand is None
        row = brands.get_brand(tx, shop_id, actions.get_proof(tx, shop_id, answered).brand_id)
        assert brands.open_version(tx, row, 1) == BRAND
