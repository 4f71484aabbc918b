"""Finding and making people in bulk, sealing under their keys, and destroying those keys."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import delete, select, update

from shopify_app.core.crypto import Key, Sealed, blind_index, new_raw_key
from shopify_app.core.keyring import ShopKeys
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_ignoring, insert_many, one_of
from shopify_app.people.models import Alias, Person
from shopify_app.people.rules import SHOPIFY_CUSTOMER, Identity


class Contact(msgspec.Struct, omit_defaults=True):
    """What we know of a person; sealed under their key."""

    shopify_customer_id: int | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class KeyedPerson:
    """A living person and the key that seals what is about them."""

    id: int
    shop_id: int
    key: Key

    def seal(self, place: str, plaintext: bytes) -> Sealed:
        """Seal for one place, such as `order/destination`; it opens nowhere else."""
        return self.key.seal(plaintext, _context(self.shop_id, place))

    def open(self, place: str, sealed: Sealed) -> bytes:
        """Open what was sealed for this place."""
        return self.key.open(sealed, _context(self.shop_id, place))


_Fingerprint = tuple[str, bytes]
_CONTACT = "person/contact"
_ID_BITS = 62


def find_or_make(tx: Transaction, shop_id: int, identities: Sequence[Identity]) -> list[KeyedPerson | None]:
    """The person behind each identity, in order; None where nothing is known. Made where new.

    The caller holds the shop's lock (`core.locks`), so that no two transactions make the same person.
    """
    keys = tx.keys(shop_id)
    prints = [_fingerprints(keys, identity) for identity in identities]
    known = _known(tx, shop_id, [one for several in prints for one in several])
    stored = set(known)
    made = _make(tx, keys, _name_all(prints, known))
    _link(tx, shop_id, {one: person_id for one, person_id in known.items() if one not in stored})
    people = {**_load(tx, keys, {known[several[0]] for several in prints if several} - set(made)), **made}
    return [people.get(known[several[0]]) if several else None for several in prints]


def link(tx: Transaction, shop_id: int, person_id: int, identity: Identity) -> int:
    """Let the person be known by the identity too, as far as nobody else is; returns whom its strongest part names.

    The caller holds the shop's lock.
    """
    prints = _fingerprints(tx.keys(shop_id), identity)
    known = _known(tx, shop_id, prints)
    _link(tx, shop_id, {one: person_id for one in prints if one not in known})
    return known.get(prints[0], person_id) if prints else person_id


def find_all(tx: Transaction, shop_id: int, identity: Identity) -> list[int]:
    """Every person known by any part of the identity: what a privacy request is about."""
    known = _known(tx, shop_id, _fingerprints(tx.keys(shop_id), identity))
    return sorted(set(known.values()))


def find_each(tx: Transaction, shop_id: int, identities: Sequence[Identity]) -> list[int | None]:
    """Whom each identity names, in order, without making anybody."""
    prints = [_fingerprints(tx.keys(shop_id), identity)[:1] for identity in identities]
    known = _known(tx, shop_id, [one for several in prints for one in several])
    return [known.get(several[0]) if several else None for several in prints]


def fingerprints_of(tx: Transaction, shop_id: int, identity: Identity, person_ids: Sequence[int]) -> set[bytes]:
    """All that the identity and these people are known by, as `fingerprints` writes it."""
    chosen = select(Alias.fingerprint).where(Alias.shop_id == shop_id, Alias.person_id.in_(person_ids))
    return {*map(bytes, tx.session.scalars(chosen)), *fingerprints(tx.keys(shop_id), identity)}


def fingerprints(keys: ShopKeys, identity: Identity) -> list[bytes]:
    """What the identity is known by, the strongest first, without saying what it is."""
    return [fingerprint for _, fingerprint in _fingerprints(keys, identity)]


def make_unknown(tx: Transaction, shop_id: int) -> KeyedPerson:
    """A new person known by nothing: the caller holds what leads to them."""
    number = secrets.randbits(_ID_BITS)
    return _make(tx, tx.keys(shop_id), [number])[number]


def other_customers(
    tx: Transaction, shop_id: int, person_ids: Sequence[int], shopify_customer_id: int | None
) -> set[int]:
    """Who of these people is known by another customer number than this one; by any where this is none."""
    chosen = select(Alias.person_id).where(Alias.shop_id == shop_id, Alias.person_id.in_(person_ids))
    chosen = chosen.where(Alias.kind == SHOPIFY_CUSTOMER)
    if shopify_customer_id is not None:
        ours = blind_index(tx.keys(shop_id).index, SHOPIFY_CUSTOMER, str(shopify_customer_id))
        chosen = chosen.where(Alias.fingerprint != ours)
    return set(tx.session.scalars(chosen))


def load(tx: Transaction, shop_id: int, person_ids: Sequence[int]) -> dict[int, KeyedPerson]:
    """The living among these people, with their keys."""
    return _load(tx, tx.keys(shop_id), set(person_ids))


def keep_contacts(tx: Transaction, contacts: Sequence[tuple[KeyedPerson, Contact]]) -> None:
    """Replace what we know of each person, except the customer id: an order without it takes nobody's away."""
    persons = {person.id: person for person, _ in contacts}
    known = open_contacts(tx, list(persons.values()))
    for person, contact in contacts:
        number = contact.shopify_customer_id or known[person.id].shopify_customer_id
        known[person.id] = msgspec.structs.replace(contact, shopify_customer_id=number)
    rows = [
        {"id": person.id, "contact": person.seal(_CONTACT, msgspec.json.encode(known[person.id]))}
        for person in persons.values()
    ]
    if rows:
        tx.session.execute(update(Person), rows)


def open_contact(tx: Transaction, person: KeyedPerson) -> Contact:
    """What we know of the person. Callers outside `people` go through the disclosure gate."""
    return open_contacts(tx, [person])[person.id]


def open_contacts(tx: Transaction, persons: Sequence[KeyedPerson]) -> dict[int, Contact]:
    """What we know of each of these people, in one query."""
    chosen = select(Person.id, Person.contact).where(one_of(tx.session, Person.id, [person.id for person in persons]))
    sealed = {row.id: row.contact for row in tx.session.execute(chosen)} if persons else {}
    return {person.id: _opened(person, sealed.get(person.id)) for person in persons}


@dataclass(frozen=True, slots=True)
class Status:
    """Whether a person's data can be read at all, without reading them."""

    id: int
    made_at: datetime
    erased_at: datetime | None


def status(tx: Transaction, shop_id: int, person_id: int) -> Status | None:
    """The person's state, for a page that names nobody."""
    person = tx.session.get(Person, person_id)
    if person is None or person.shop_id != shop_id:
        return None
    return Status(person.id, person.made_at, person.erased_at)


def erase(tx: Transaction, shop_id: int, person_ids: Sequence[int]) -> Mapping[str, int]:
    """Destroy the people's keys, contacts and fingerprints; returns how many of each. Repeating it changes nothing."""
    chosen = (Person.shop_id == shop_id, Person.id.in_(person_ids))
    gone = {"wrapped_key": None, "contact": None, "erased_at": tx.now}
    keys = tx.session.execute(update(Person).where(*chosen, Person.wrapped_key.is_not(None)).values(gone))
    aliases = tx.session.execute(delete(Alias).where(Alias.shop_id == shop_id, Alias.person_id.in_(person_ids)))
    return {"keys": keys.rowcount, "fingerprints": aliases.rowcount}  # type: ignore[attr-defined]


def _opened(person: KeyedPerson, sealed: Sealed | None) -> Contact:
    return msgspec.json.decode(person.open(_CONTACT, sealed), type=Contact) if sealed else Contact()


def _fingerprints(keys: ShopKeys, identity: Identity) -> list[_Fingerprint]:
    return [(kind, blind_index(keys.index, kind, value)) for kind, value in identity.aliases()]


def _known(tx: Transaction, shop_id: int, prints: Sequence[_Fingerprint]) -> dict[_Fingerprint, int]:
    """Who each fingerprint belongs to. The fingerprint covers its kind, so it alone is asked for."""
    wanted = list({fingerprint for _, fingerprint in prints})
    chosen = select(Alias.kind, Alias.fingerprint, Alias.person_id).where(Alias.shop_id == shop_id)
    rows = tx.session.execute(chosen.where(one_of(tx.session, Alias.fingerprint, wanted))) if wanted else ()
    return {(kind, bytes(fingerprint)): person_id for kind, fingerprint, person_id in rows}


def _name_all(prints: Sequence[Sequence[_Fingerprint]], known: dict[_Fingerprint, int]) -> list[int]:
    """Write into `known` whose every fingerprint is, and return the new people.

    The strongest fingerprint names the person. An unknown customer number is a new person, even when the mail address
    is known from a guest order: two people may share a mailbox, and joining them cannot be undone. In order, so that a
    batch ends as its parts would one by one; a fingerprint that belongs to somebody stays theirs.
    """
    new = []
    for several in prints:
        if several and several[0] not in known:
            known[several[0]] = secrets.randbits(_ID_BITS)
            new.append(known[several[0]])
        for one in several[1:]:
            known.setdefault(one, known[several[0]])
    return new


def _make(tx: Transaction, keys: ShopKeys, new: Sequence[int]) -> dict[int, KeyedPerson]:
    made = {number: new_raw_key() for number in new}
    insert_many(
        tx.session,
        Person,
        [
            {"id": number, "shop_id": keys.shop_id, "wrapped_key": keys.wrap(raw, _owner(number)), "made_at": tx.now}
            for number, raw in made.items()
        ],
    )
    return {number: KeyedPerson(number, keys.shop_id, Key(raw)) for number, raw in made.items()}


def _link(tx: Transaction, shop_id: int, new: Mapping[_Fingerprint, int]) -> None:
    rows = [
        {"shop_id": shop_id, "person_id": person_id, "kind": kind, "fingerprint": fingerprint}
        for (kind, fingerprint), person_id in new.items()
    ]
    insert_ignoring(tx.session, Alias, rows, ("shop_id", "kind", "fingerprint"))


def _load(tx: Transaction, keys: ShopKeys, person_ids: set[int]) -> dict[int, KeyedPerson]:
    if not person_ids:
        return {}
    chosen = select(Person.id, Person.wrapped_key).where(
        Person.shop_id == keys.shop_id, one_of(tx.session, Person.id, person_ids), Person.wrapped_key.is_not(None)
    )
    return {
        person_id: KeyedPerson(person_id, keys.shop_id, keys.unwrap(wrapped, _owner(person_id)))
        for person_id, wrapped in tx.session.execute(chosen)
        if wrapped is not None
    }


def _owner(person_id: int) -> str:
    return f"person/{person_id}"


def _context(shop_id: int, place: str) -> bytes:
    return f"person/{shop_id}/{place}".encode()
