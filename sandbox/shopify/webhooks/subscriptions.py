"""Which topic goes where: the `[[webhooks.subscriptions]]` of `shopify.app.toml`, read again when the file changes."""

from __future__ import annotations

import logging
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.shopify.config import AppConfig

log = logging.getLogger(__name__)
FALLBACK_VERSION = "2026-10"


@dataclass(frozen=True)
class Subscription:
    """One topic of one entry."""

    topic: str
    uri: str
    name: str | None
    include_fields: tuple[str, ...]
    api_version: str


class Subscriptions:
    """The file's content, by topic."""

    def __init__(self, app: AppConfig) -> None:
        self._app = app
        self._read_at: float | None = None
        self._document: dict[str, Any] = {}

    def for_topic(self, topic: str) -> list[Subscription]:
        """Every subscription to this topic, with its address in the app as configured here."""
        return [one for one in self.all() if one.topic == topic]

    def all(self) -> list[Subscription]:
        """Every subscription, one entry a topic."""
        self._read()
        webhooks = self._document.get("webhooks", {})
        version = webhooks.get("api_version", FALLBACK_VERSION)
        return [
            Subscription(topic, uri, entry.get("name"), tuple(entry.get("include_fields", ())), version)
            for entry in webhooks.get("subscriptions", [])
            if (uri := self._address(entry.get("uri", ""))) is not None
            for topic in (*entry.get("topics", ()), *entry.get("compliance_topics", ()))
        ]

    def scopes(self) -> list[str]:
        """The access scopes the app asks for at installation."""
        self._read()
        asked = self._document.get("access_scopes", {}).get("scopes", "")
        return sorted({scope.strip() for scope in asked.split(",") if scope.strip()})

    def optional_scopes(self) -> list[str]:
        """The access scopes the app may ask for later."""
        self._read()
        return sorted(self._document.get("access_scopes", {}).get("optional_scopes", []))

    def _address(self, uri: str) -> str | None:
        base = self._app.app_url.rstrip("/")
        declared = str(self._document.get("application_url", "")).rstrip("/")
        if uri.startswith("/"):
            return base + uri
        if declared and (uri == declared or uri.startswith(declared + "/")):
            return base + uri.removeprefix(declared)
        if uri.startswith(("http://127.0.0.1", "http://localhost")):
            return uri
        log.warning("no delivery to %s: outside the app and not on this machine", uri)
        return None

    def _read(self) -> None:
        path = self._app.toml_path
        changed = _changed_at(path)
        if changed != self._read_at:
            self._read_at = changed
            self._document = {} if path is None or changed is None else tomllib.loads(path.read_text("utf-8"))


def trim_payload(payload: dict[str, Any], include_fields: tuple[str, ...]) -> dict[str, Any]:
    """Only the fields named, with dots going into objects and lists; all, if none is named."""
    if not include_fields:
        return payload
    trimmed: dict[str, Any] = {}
    for path in include_fields:
        _copy(payload, trimmed, path.replace("[]", "").split("."))
    return trimmed


def _copy(source: dict[str, Any], target: dict[str, Any], path: list[str]) -> None:
    name, *rest = path
    if name not in source:
        return
    value = source[name]
    if not rest or value is None:
        target[name] = value
    elif isinstance(value, list):
        kept = target.setdefault(name, [{} for _ in value])
        for item, place in zip(value, kept, strict=True):
            _copy(item, place, rest)
    elif isinstance(value, dict):
        _copy(value, target.setdefault(name, {}), rest)


def _changed_at(path: Path | None) -> float | None:
    try:
        return None if path is None else path.stat().st_mtime
    except FileNotFoundError:
        return None
