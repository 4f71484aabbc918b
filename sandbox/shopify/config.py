"""What the stand-in is told about the app it hosts, and how hurried it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

APP_NUMBER = 1_580_231_001
OTHER_APP_NUMBER = 1_580_231_999
OTHER_APP_TITLE = "Parcel Check"


@dataclass
class AppConfig:
    """The app under development, as its entry in Shopify's dashboard would describe it."""

    app_url: str
    api_key: str
    api_secret: str
    api_secret_old: str | None = None
    toml_path: Path | None = None
    title: str = "Tajir"
    handle: str = "tajir"

    def secrets(self) -> list[str]:
        """The secrets valid now, the current one first."""
        return [secret for secret in (self.api_secret, self.api_secret_old) if secret]


@dataclass
class Pace:
    """How long things take. Tests want them short, a demo wants them to be seen."""

    routing: float = 0.1
    job: float = 0.1
    bulk: float = 0.2
    erasure: float = 1.0
    retry_scale: float = 0.002
    """Shopify's retry gaps (four hours in all) are multiplied by this."""


@dataclass
class WebhookKnobs:
    """What the webhook sender does wrong on purpose."""

    paused: bool = False
    duplicate_every: int = 0
    reorder: bool = False
    delay: float = 0.0
    corrupt_every: int = 0
    use_old_secret: bool = False


@dataclass
class SandboxConfig:
    """Everything `create_app` needs to know."""

    app: AppConfig
    pace: Pace = field(default_factory=Pace)
    seed: int = 7
    data_dir: Path | None = None
    base_url: str = "http://127.0.0.1:8081"
    cost_scale: str = "logarithmic"
    history: bool = True
