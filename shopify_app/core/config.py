"""Settings: read once from the environment, checked all together, frozen. The only reader of `os.environ`."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from shopify_app.core.addresses import (
    LOOPBACK_HOSTS,
    Networks,
    neutral_reader,
    read_database_url,
    read_networks,
    read_redis_url,
    read_smtp_url,
)

T = TypeVar("T")
_KEY_BYTES = 32
_MINIMUM_SECRET = 8
# Source: noon's guide to event notifications.
_NOON_SENDERS = "34.76.219.109,35.233.95.217,104.155.39.2"
_ECB = "https://www.ecb.europa.eu"


class SettingsError(Exception):
    """One or more settings are missing or bad; the message names each of them."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between two installations of tajir. Secrets do not show in its `repr`."""

    app_url: str
    shopify_api_key: str
    shopify_api_secret: str = field(repr=False)
    shopify_api_secret_old: str | None = field(repr=False)
    master_key: bytes = field(repr=False)
    master_key_old: bytes | None = field(repr=False)
    data_dir: Path
    database_url: str = field(repr=False)
    redis_url: str | None = field(repr=False)
    smtp_url: str | None = field(repr=False)
    mail_from: str | None
    white_label_mail_from: str | None
    shopify_shop_url: str
    shopify_admin_url: str
    shopify_cdn_url: str
    noon_api_url: str
    noon_calls_per_minute: int
    noon_senders: Networks
    noon_acknowledged_within_hours: int
    noon_stock_batch: int
    ecb_rates_url: str
    allow_loopback_http: bool
    trusted_proxies: int
    webhook_max_bytes: int
    log_level: str

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded database is used."""
        return self.database_url.startswith("sqlite")

    @property
    def shopify_api_secrets(self) -> tuple[str, ...]:
        """The secrets a signature may be made with: the current one, then the one being rotated out."""
        return tuple(secret for secret in (self.shopify_api_secret, self.shopify_api_secret_old) if secret)


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings; `X_FILE` names a file that holds X.

    Raises:
        SettingsError: Names every variable that is missing or bad, so that one start shows them all.
    """
    reader = _Reader(environ)
    loopback = reader.read("ALLOW_LOOPBACK_HTTP", _boolean, default=False)
    address = _address_reader(allow_loopback=bool(loopback))
    data_dir = reader.read("DATA_DIR", Path, default=Path(".data"))
    app_url = reader.read("APP_URL", address)
    given: dict[str, Any] = {
        "app_url": app_url,
        "shopify_api_key": reader.read("SHOPIFY_API_KEY", _text),
        "shopify_api_secret": reader.read("SHOPIFY_API_SECRET", _secret),
        "shopify_api_secret_old": reader.read("SHOPIFY_API_SECRET_OLD", _secret, default=None),
        "master_key": reader.read("MASTER_KEY", _key),
        "master_key_old": reader.read("MASTER_KEY_OLD", _key, default=None),
        "data_dir": data_dir,
        "database_url": reader.read("DATABASE_URL", read_database_url, default=_embedded_database(data_dir)),
        "redis_url": reader.read("REDIS_URL", read_redis_url, default=None),
        "smtp_url": reader.read("SMTP_URL", read_smtp_url, default=None),
        "mail_from": reader.read("MAIL_FROM", _text, default=None),
        "white_label_mail_from": reader.read("WHITE_LABEL_MAIL_FROM", neutral_reader(app_url), default=None),
        "shopify_shop_url": reader.read("SHOPIFY_SHOP_URL", _shop_url_reader(address), default="https://{shop}"),
        "shopify_admin_url": reader.read("SHOPIFY_ADMIN_URL", address, default="https://admin.shopify.com"),
        "shopify_cdn_url": reader.read("SHOPIFY_CDN_URL", address, default="https://cdn.shopify.com"),
        "noon_api_url": reader.read("NOON_API_URL", address, default="https://noon-api-gateway.noon.partners"),
        "noon_calls_per_minute": reader.read("NOON_CALLS_PER_MINUTE", _positive, default=1500),
        "noon_senders": reader.read("NOON_SENDERS", read_networks, default=read_networks(_NOON_SENDERS)),
        "noon_acknowledged_within_hours": reader.read("NOON_ACKNOWLEDGED_WITHIN_HOURS", _up_to(999), default=4),
        "noon_stock_batch": reader.read("NOON_STOCK_BATCH", _positive, default=100),
        "ecb_rates_url": reader.read("ECB_RATES_URL", address, default=f"{_ECB}/stats/eurofxref/eurofxref-hist.zip"),
        "allow_loopback_http": loopback,
        "trusted_proxies": reader.read("TRUSTED_PROXIES", _up_to(9), default=1),
        "webhook_max_bytes": reader.read("WEBHOOK_MAX_BYTES", _positive, default=4 * 1024 * 1024),
        "log_level": reader.read("LOG_LEVEL", _log_level, default="info"),
    }
    if given["smtp_url"] is not None and given["mail_from"] is None and "MAIL_FROM" not in reader.named:
        reader.problems.append("MAIL_FROM is missing: SMTP_URL is set, so tajir needs a sender address")
    if reader.problems:
        raise SettingsError("\n".join(reader.problems))
    return Settings(**given)


def settings_of_process() -> Settings:
    """The settings in this process's own environment.

    Raises:
        SettingsError: Names every variable that is missing or bad.
    """
    return load_settings(os.environ)


SETTING_NAMES = tuple(item.name.upper() for item in fields(Settings))


_REQUIRED: Any = object()


class _Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[str] = []
        self.named: set[str] = set()

    def read(self, name: str, parse: Callable[[str], T], *, default: Any = _REQUIRED) -> T | Any:
        try:
            raw = self._raw(name)
            if raw is not None:
                return parse(raw)
            if default is not _REQUIRED:
                return default
            self._complain(name, "is missing")
        except (ValueError, OSError) as error:
            self._complain(name, str(error))
        return None

    def _raw(self, name: str) -> str | None:
        value, file_name = self._environ.get(name, "").strip(), self._environ.get(f"{name}_FILE", "").strip()
        if value and file_name:
            raise ValueError(f"is given twice: by {name} and by {name}_FILE")
        if file_name:
            try:
                value = Path(file_name).read_text("utf-8").strip()
            except OSError as error:
                raise ValueError(f"cannot be read from the file that {name}_FILE names: {error.strerror}") from error
        return value or None

    def _complain(self, name: str, problem: str) -> None:
        self.named.add(name)
        self.problems.append(f"{name} {problem}")


def _text(raw: str) -> str:
    if not raw.isprintable():
        raise ValueError("holds a character that cannot be printed")
    return raw


def _secret(raw: str) -> str:
    if len(raw) < _MINIMUM_SECRET:
        raise ValueError(f"is too short: {_MINIMUM_SECRET} characters at least")
    return _text(raw)


def _key(raw: str) -> bytes:
    try:
        key = base64.b64decode(raw, validate=True)
    except binascii.Error as error:
        raise ValueError("is not base64") from error
    if len(key) != _KEY_BYTES:
        raise ValueError(f"must be {_KEY_BYTES} bytes in base64; make one with: openssl rand -base64 {_KEY_BYTES}")
    return key


def _boolean(raw: str) -> bool:
    try:
        return {"true": True, "1": True, "false": False, "0": False}[raw.lower()]
    except KeyError as error:
        raise ValueError("must be true or false") from error


def _positive(raw: str) -> int:
    if not (raw.isascii() and raw.isdigit() and int(raw)):
        raise ValueError("must be a whole number above zero")
    return int(raw)


def _up_to(most: int) -> Callable[[str], int]:
    def read(raw: str) -> int:
        if not (raw.isascii() and raw.isdigit() and len(raw) <= len(str(most))):
            raise ValueError(f"must be a whole number from 0 to {most}")
        return int(raw)

    return read


def _log_level(raw: str) -> str:
    if raw.lower() not in {"debug", "info", "warning", "error"}:
        raise ValueError("must be debug, info, warning or error")
    return raw.lower()


def _address_reader(*, allow_loopback: bool) -> Callable[[str], str]:
    def read(raw: str) -> str:
        parts = urlsplit(_text(raw))
        # Asking for the port checks it.
        if not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc or parts.port == 0:
            raise ValueError("must be an address such as https://app.example.com")
        if parts.scheme == "https" or (parts.scheme == "http" and allow_loopback and parts.hostname in LOOPBACK_HOSTS):
            return raw.rstrip("/")
        raise ValueError("must begin with https:// (http:// only on this machine with ALLOW_LOOPBACK_HTTP=true)")

    return read


def _shop_url_reader(address: Callable[[str], str]) -> Callable[[str], str]:
    def read(raw: str) -> str:
        if raw.count("{shop}") != 1:
            raise ValueError("must hold {shop} once")
        address(raw.replace("{shop}", "name.myshopify.com"))
        return raw.rstrip("/")

    return read


def _embedded_database(data_dir: Path | None) -> str:
    return f"sqlite+pysqlite:///{(data_dir or Path()).absolute() / 'tajir.db'}"
