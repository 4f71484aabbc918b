"""What to look for of an identity, and how strictly. Pure.

The shorter a name, the more it must stand by itself, or "Al" would block every parcel:

- `WORDS`: names of up to three letters, and words of the collaboration: whole words, broken only where they break;
- `APART`: four and five letters: begins and ends where a word does, whatever stands between: "r o-s e", "roseShop";
- `ROUGH`: six and seven: also inside a longer word; and with a gap inside, if it begins or ends where a word does;
- `ANYWHERE`: from eight on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from shopify_app.white_label.leaks import alike
from shopify_app.white_label.leaks.identities import Identity, Kind

SHORTEST, APART_UNTIL, ROUGH_UNTIL = 4, 5, 7


class Need(Enum):
    """How a match must stand in its text."""

    WORDS = auto()
    APART = auto()
    ROUGH = auto()
    ANYWHERE = auto()
    NUMBER = auto()  # digits of a phone: ends where its number ends
    WHOLE_NUMBER = auto()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text in compact form. `breaks` is where its own words end, counted in letters."""

    text: str
    need: Need
    breaks: frozenset[int] = frozenset()


# Alone or together they name nobody.
_GENERIC = (
    "the and of for de du des le la les og i co company companies corp corporation inc incorporated ltd limited llc "
    "llp plc "
    "fze fzco fzc wll bsc sarl sas sa sasu eurl as asa ans ab gmbh group groupe holding holdings est establishment "
    "shop shops store stores market markets souq souk trade trader traders trading general international global online "
    "boutique magasin commerce marché butikk nettbutikk handel handels firma selskap supplies supply retail house home "
    "متجر محل شركة مؤسسة مجموعة سوق تجارة التجارة التجارية للتجارة تجارية العامة المحدودة ذات مسؤولية محدودة و في"
)
GENERIC = frozenset(alike.fold(_GENERIC).split())
# What a company is by law, behind its name or before it: whoever writes of it leaves that out.
_LEGAL_FORMS = (
    "co company corp corporation inc incorporated ltd limited coltd llc llp plc fze fzco fzc wll bsc spc sarl sas sa "
    "sasu eurl as asa ans ab gmbh est establishment المحدودة محدودة ذاتمسؤوليةمحدودة"
)
_FORMS = frozenset(alike.fold(_LEGAL_FORMS).split())
_FORMS_BEFORE = frozenset(alike.fold("شركة مؤسسة").split())
# What is so common in an address that it may be left out, written short or in another language.
_STREETS = (
    "street st road rd avenue ave lane ln drive dr building bldg floor flat unit apt apartment suite block po box p o "
    "no rue av bd boulevard de du des la le les l d bis gate gata gt vei veien vn veg plass "
    "شارع طريق مبنى بناية طابق شقة حي ص ب صب رقم"
)
STREETS = frozenset(alike.fold(_STREETS).split())
# Whoever has an address there shares its domain with everyone.
_FREE_MAIL_HOSTS = (
    "gmail.com googlemail.com hotmail.com hotmail.fr hotmail.no outlook.com outlook.fr outlook.sa live.com live.no "
    "msn.com "
    "yahoo.com yahoo.fr ymail.com icloud.com me.com mac.com aol.com gmx.com gmx.net mail.com proton.me protonmail.com "
    "orange.fr free.fr laposte.net wanadoo.fr online.no getmail.no yandex.com zoho.com"
)
_SITE_FRONTS = "shop store boutique butikk nettbutikk online web m en ar fr no nb mail b2b trade my"
_FRONTS = frozenset(_SITE_FRONTS.split())
_EVERYBODYS = frozenset({"myshopify", "com", "co", "org", "net", "edu", "gov", "ac", "shop"})
_FREE_MAIL = frozenset(_FREE_MAIL_HOSTS.split())
_COUNTRY_CODES = re.compile(
    r"(?:96[1-8]|97[0-4]|21[1368]|20|249|33|34|39|4[0-9]|9[0-5]|98|90|35[0-9]|6[0-6]|8[1246]|1|7)"
)
_EXTENSION = re.compile(r"(?:ext|x|#|,|;)", re.IGNORECASE)
_HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?(?://)?(?:[^/@]*@)?([^/:?#]*)", re.IGNORECASE)
_FEWEST_DIGITS, _LOCAL, _NATIONAL = 5, 8, 9
_LAM_ALEF = "لا"


def patterns(identity: Identity) -> Iterator[Pattern]:
    """All that gives the identity away, but for an address's parts. None if it cannot be told from other text."""
    match identity.kind:
        case Kind.PHONE:
            yield from _phone(identity.text)
        case Kind.DOMAIN:
            yield from _domain(identity.text)
        case Kind.EMAIL:
            yield from _words(identity.text, split_needs=True)
            domain = identity.text.rpartition("@")[2].strip().lower()
            if domain not in _FREE_MAIL:
                yield from _domain(domain)
        case Kind.COLLABORATION:
            yield from _words(identity.text, split_needs=False)
        case Kind.ADDRESS:
            yield from (one for one in _words(identity.text, split_needs=True) if one.need is Need.ANYWHERE)
        case _:
            for name in dict.fromkeys((identity.text, _without_form(identity.text))):
                if not set(alike.fold(name).split()) <= GENERIC:
                    yield from _words(name, split_needs=True)


def is_shared_mail_host(domain: str) -> bool:
    """Whether anybody can have an address there, so that its domain names nobody."""
    return domain.strip().lower() in _FREE_MAIL


def address_tokens(text: str) -> tuple[str, ...]:
    """Street, number and zip in their order, without common words and what follows the last number."""
    tokens = [one for one in alike.fold(text).split() if one not in STREETS]
    last = max((place for place, one in enumerate(tokens) if any(each.isdigit() for each in one)), default=-1)
    return tuple(tokens[: last + 1])


def _words(text: str, *, split_needs: bool) -> Iterator[Pattern]:
    for folded in {alike.fold(text), alike.seen_as(text)}:
        for words in _orders(folded.split()):
            whole = "".join(words)
            need = _need(len(whole)) if split_needs else Need.WORDS
            if whole:
                yield Pattern(whole, need, frozenset(_ends(words)))


def _without_form(name: str) -> str:
    """Nadir Trading Est. is known as Nadir Trading. A single short word stays: without its form it names nobody."""
    words = alike.fold(name).split()
    while words and words[0] in _FORMS_BEFORE:
        del words[0]
    while form := next((size for size in range(1, 5) if "".join(words[-size:]) in _FORMS and size < len(words)), 0):
        del words[-form:]
    return " ".join(words) if len(words) > 1 or len("".join(words)) > ROUGH_UNTIL else name


def _orders(words: list[str]) -> Iterator[list[str]]:
    """As written, and as `alike.as_read` leaves it where lam and alef were one shape: that keeps its order inside."""
    yield words
    swapped = [one.replace(_LAM_ALEF, _LAM_ALEF[::-1]) for one in words]
    if swapped != words:
        yield swapped


def _need(length: int) -> Need:
    if length < SHORTEST:
        return Need.WORDS
    if length <= APART_UNTIL:
        return Need.APART
    return Need.ROUGH if length <= ROUGH_UNTIL else Need.ANYWHERE


def _ends(words: Iterable[str]) -> Iterator[int]:
    total = 0
    for one in words:
        total += len(one)
        yield total


def _domain(text: str) -> Iterator[Pattern]:
    """The host without what only says which part of a site it is. A subdomain of it ends with it."""
    found = _HOST.match(text.strip())
    host = (found.group(1) if found else "").rstrip(".")
    if "." in host:
        for reading in alike.readings(host):
            yield from _words(_without_front(reading.lower()), split_needs=True)


def _without_front(host: str) -> str:
    """shop.rose.example is rose.example's; but com.sa is nobody's, and myshopify.com is every shop's."""
    front, _, rest = host.partition(".")
    owned, _, _ = rest.partition(".")
    if front == "www" and "." in rest:
        return _without_front(rest)
    return rest if front in _FRONTS and "." in rest and owned not in _EVERYBODYS else host


def _phone(text: str) -> Iterator[Pattern]:
    """Its last nine digits, or eight where the country's numbers have eight.

    So +966 55…, 00966 55… and 055… are one; and a number too short for that is searched as a whole.
    """
    folded = alike.fold(_EXTENSION.split(text, maxsplit=1)[0])
    digits = "".join(one for one in folded if one.isdigit())
    if len(digits) < _FEWEST_DIGITS:
        return
    abroad = "+" in text or digits.startswith("00")
    significant = digits.lstrip("0")
    if abroad:
        significant = _COUNTRY_CODES.sub("", significant, count=1) if _COUNTRY_CODES.match(significant) else significant
    significant = significant.lstrip("0")
    if len(significant) >= _LOCAL:
        yield Pattern(significant[-_NATIONAL:] if len(significant) == _NATIONAL else significant[-_LOCAL:], Need.NUMBER)
    else:
        yield Pattern(digits, Need.WHOLE_NUMBER)
