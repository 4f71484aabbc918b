"""Addresses, read strictly: of stores, of the mail server, of who may send, and one that tells nobody of us. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})
Networks = tuple[IPv4Network | IPv6Network, ...]
LOOPBACK: Networks = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
ANYBODY: Networks = (ip_network("0.0.0.0/0"), ip_network("::/0"))
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")


def read_database_url(raw: str) -> str:
    """A database, with the driver that we use.

    Raises:
        ValueError: Says how it should begin.
    """
    for known, driver in (("sqlite:///", "sqlite+pysqlite:///"), ("postgresql://", "postgresql+psycopg://")):
        for prefix in (known, driver):
            if raw.startswith(prefix):
                return driver + raw.removeprefix(prefix)
    raise ValueError("must begin with postgresql:// or sqlite:///")


def read_redis_url(raw: str) -> str:
    """Redis, alone or behind Sentinels.

    Raises:
        ValueError: Says how it should begin.
    """
    if not raw.startswith(("redis://", "rediss://", "unix://", "sentinel://")):
        raise ValueError("must begin with redis://, rediss://, unix:// or sentinel://")
    return raw


def read_smtp_url(raw: str) -> str:
    """A mail server; without TLS only on this machine.

    Raises:
        ValueError: Says how it should be.
    """
    parts = urlsplit(raw)
    if parts.scheme not in {"smtp", "smtps", "smtp+starttls"} or not parts.hostname:
        raise ValueError("must be smtps://user:password@host:port or smtp+starttls://…")
    if parts.scheme == "smtp" and parts.hostname not in LOOPBACK_HOSTS:
        raise ValueError("must use smtps:// or smtp+starttls:// for another machine")
    return raw


def neutral_reader(app_url: str | None) -> Callable[[str], str]:
    """Reads the bare e-mail address of mail that must tell nobody of us.

    Whether it names a shop is seen when a letter is searched: here no shop is known.
    """
    host = (urlsplit(app_url or "").hostname or "").lower()

    def read(raw: str) -> str:
        domain = raw.rpartition("@")[2].lower()
        if not _ADDRESS.fullmatch(raw):
            raise ValueError("must be a bare address such as parcels@delivery-notice.example")
        if "tajir" in raw.lower():
            raise ValueError("names tajir: consignees must see nobody but the trader")
        if host and (host == domain or host.endswith(f".{domain}") or domain.endswith(f".{host}")):
            raise ValueError("is of the domain of APP_URL: consignees must see nobody but the trader")
        return raw

    return read


def read_networks(raw: str) -> Networks:
    """Who may send: addresses and networks separated by commas, or `any`.

    Raises:
        ValueError: One of them is none.
    """
    if raw.lower() == "any":
        return ANYBODY
    try:
        return tuple(ip_network(part.strip()) for part in raw.split(","))
    except ValueError as error:
        raise ValueError(
            "must be addresses or networks separated by commas, such as 192.0.2.7,198.51.100.0/24"
        ) from error


def is_among(address: str, networks: Networks) -> bool:
    """Whether the address is in one of the networks; what is no address is in none."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return any((mapped or found) in network for network in networks)


def sender_of(passed_on: str | None, connected: str, proxies: int) -> str:
    """The address a request came from: the one that the last machine we trust was asked from.

    `passed_on` is `X-Forwarded-For`, `proxies` how many machines of ours add to it; what stands before their additions
    is whatever the sender made up.
    """
    told: Sequence[str] = passed_on.split(",") if passed_on else ()
    return told[-proxies].strip() if 0 < proxies <= len(told) else connected
