"""Settings: everything that is missing or bad is named at once, and nothing secret is shown."""

from __future__ import annotations

import base64
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from shopify_app.core.config import SETTING_NAMES, Settings, SettingsError, load_settings
from tests.conftest import environment, run_tajir

KEY = base64.b64encode(b"k" * 32).decode()
LONG_KEY = base64.b64encode(b"k" * 33).decode()
NEEDED = {
    "APP_URL": "https://app.example.com",
    "SHOPIFY_API_KEY": "0123456789abcdef",
    "SHOPIFY_API_SECRET": "a-long-secret",
    "MASTER_KEY": KEY,
}


def load(**changes: str | None) -> Settings:
    given = {**NEEDED, **changes}
    return load_settings({name: value for name, value in given.items() if value is not None})


def problems(**changes: str | None) -> str:
    with pytest.raises(SettingsError) as caught:
        load(**changes)
    return str(caught.value)


def test_four_settings_are_enough_and_the_defaults_are_safe():
    settings = load()

    assert settings.app_url == "https://app.example.com"
    assert settings.master_key == b"k" * 32
    assert settings.is_sqlite
    assert settings.database_url == f"sqlite+pysqlite:///{Path.cwd() / '.data' / 'tajir.db'}"
    assert settings.shopify_shop_url == "https://{shop}"
    assert settings.shopify_admin_url == "https://admin.shopify.com"
    assert settings.noon_api_url == "https://noon-api-gateway.noon.partners"
    assert settings.trusted_proxies == 1
    assert settings.webhook_max_bytes == 4 * 1024 * 1024
    assert settings.log_level == "info"
    assert settings.allow_loopback_http is False
    unset = (settings.redis_url, settings.smtp_url, settings.mail_from, settings.white_label_mail_from)
    assert unset == (None, None, None, None)
    assert (settings.shopify_api_secret_old, settings.master_key_old) == (None, None)


def test_everything_that_is_missing_is_named_at_once():
    with pytest.raises(SettingsError) as caught:
        load_settings({})

    assert str(caught.value).splitlines() == [f"{name} is missing" for name in NEEDED]


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("nothing", [None, "", "   "])
def test_each_needed_setting_is_named_when_it_is_missing(name: str, nothing: str | None):
    assert problems(**{name: nothing}) == f"{name} is missing"


BAD = {
    "APP_URL": ["http://app.example.com", "app.example.com", "https://", "https://a.example/?q=1", "ftp://a.example"],
    "SHOPIFY_API_KEY": ["with\ttab", "with\nline"],
    "WHITE_LABEL_MAIL_FROM": [
        "Parcels <a@mail.example>",
        "a@b",
        "tajir@mail.example",
        "a@example.com",
        "a@x.app.example.com",
    ],
    "SHOPIFY_API_SECRET": ["short", "long-enough-but\x00not-printable"],
    "SHOPIFY_API_SECRET_OLD": ["short"],
    "MASTER_KEY": ["no base64!", "c2hvcnQ=", LONG_KEY, KEY + KEY, "k" * 32],
    "MASTER_KEY_OLD": ["c2hvcnQ="],
    "DATABASE_URL": ["mysql://localhost/x", "postgres://localhost/x", "sqlite:relative.db", "/var/tajir.db"],
    "REDIS_URL": ["localhost:6379", "http://localhost"],
    "SMTP_URL": ["smtp://mail.example.com", "mail.example.com", "http://mail.example.com", "smtps://"],
    "MAIL_FROM": ["shop@example.com\r\nBcc: all@example.com"],
    "SHOPIFY_SHOP_URL": ["https://shop.example.com", "https://{shop}/{shop}", "http://{shop}"],
    "SHOPIFY_ADMIN_URL": ["http://admin.shopify.com"],
    "SHOPIFY_CDN_URL": ["//cdn.shopify.com"],
    "NOON_API_URL": ["http://noon.example.com"],
    "NOON_CALLS_PER_MINUTE": ["0", "-5", "1.5", "many"],
    "NOON_SENDERS": ["noon.partners", "1.2.3", "192.0.2.7/8", "192.0.2.1;192.0.2.2", "192.0.2.1,"],
    "NOON_ACKNOWLEDGED_WITHIN_HOURS": ["-1", "1.5", "1000", "soon"],
    "NOON_STOCK_BATCH": ["0", "-1", "many"],
    "ECB_RATES_URL": ["http://rates.example.com/hist.zip"],
    "ALLOW_LOOPBACK_HTTP": ["yes", "2", "on"],
    "TRUSTED_PROXIES": ["-1", "10", "1.5", "all", "٢", "²"],
    "WEBHOOK_MAX_BYTES": ["0", "-1", "1.5", "many", "١٠"],
    "LOG_LEVEL": ["verbose", "WARN"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in BAD.items() for value in values])
def test_a_bad_value_is_named(name: str, value: str):
    assert problems(**{name: value}).splitlines()[0].startswith(f"{name} ")


@pytest.mark.parametrize("name", ["SHOPIFY_API_SECRET", "MASTER_KEY", "DATABASE_URL", "REDIS_URL", "SMTP_URL"])
def test_a_bad_secret_is_named_and_not_quoted(name: str):
    told = problems(**{name: "q\0uote", "SHOPIFY_API_SECRET_OLD": "q\0uote", "MASTER_KEY_OLD": "q\0uote"})

    assert name in told
    assert "uote" not in told


def test_every_setting_that_can_be_bad_is_tried_above():
    """A path is whatever it is."""
    assert set(BAD) == set(SETTING_NAMES) - {"DATA_DIR"}


def test_all_that_is_bad_is_named_together():
    told = problems(APP_URL=None, MASTER_KEY="short", LOG_LEVEL="loud", WEBHOOK_MAX_BYTES="0")

    assert [line.split(" ")[0] for line in told.splitlines()] == [
        "APP_URL",
        "MASTER_KEY",
        "WEBHOOK_MAX_BYTES",
        "LOG_LEVEL",
    ]


@pytest.mark.parametrize(
    "url",
    ["https://app.example.com:0", "https://app.example.com:port", "https://app.example.com:70000", "https://["],
)
def test_an_address_that_no_browser_would_take_is_refused(url: str):
    assert problems(APP_URL=url).startswith("APP_URL ")


@pytest.mark.parametrize("url", ["https://user@app.example.com", "https://:password@app.example.com"])
def test_an_address_carries_no_credentials(url: str):
    assert problems(APP_URL=url).startswith("APP_URL ")


def test_a_slash_at_the_end_of_an_address_is_not_doubled_later():
    assert load(APP_URL="https://app.example.com/").app_url == "https://app.example.com"


class TestPlainHttp:
    """Promise MA-3.2: TLS everywhere, save on the machine itself and only when asked for."""

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
    def test_it_is_taken_on_this_machine_when_allowed(self, host: str):
        settings = load(APP_URL=f"http://{host}:8080", ALLOW_LOOPBACK_HTTP="true")

        assert settings.app_url == f"http://{host}:8080"

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
    def test_it_is_refused_on_this_machine_when_not_allowed(self, host: str):
        assert problems(APP_URL=f"http://{host}:8080").startswith("APP_URL must begin with https://")

    @pytest.mark.parametrize(
        "host",
        ["app.example.com", "10.0.0.1", "127.0.0.1.example.com", "localhost.example.com", "127.0.0.1@example.com"],
    )
    def test_it_is_refused_elsewhere_even_when_allowed(self, host: str):
        assert "APP_URL must" in problems(APP_URL=f"http://{host}", ALLOW_LOOPBACK_HTTP="true")

    def test_the_same_rule_holds_for_every_address(self):
        told = problems(
            SHOPIFY_SHOP_URL="http://{shop}",
            SHOPIFY_ADMIN_URL="http://admin.example.com",
            SHOPIFY_CDN_URL="http://cdn.example.com",
            NOON_API_URL="http://noon.example.com",
            ALLOW_LOOPBACK_HTTP="true",
        )

        assert told.count("must begin with https://") == 4


class TestFiles:
    """`X_FILE` names a file that holds X, as secrets of containers come."""

    def test_a_secret_is_read_from_its_file_without_the_line_end(self, tmp_path: Path):
        (tmp_path / "secret").write_text("a-secret-in-a-file\n")

        assert load(SHOPIFY_API_SECRET=None, SHOPIFY_API_SECRET_FILE=str(tmp_path / "secret")).shopify_api_secret == (
            "a-secret-in-a-file"
        )

    @pytest.mark.parametrize("name", SETTING_NAMES)
    def test_every_setting_can_come_from_a_file(self, name: str, tmp_path: Path):
        told = problems(**{name: None, f"{name}_FILE": str(tmp_path / "absent")})

        assert told == f"{name} cannot be read from the file that {name}_FILE names: No such file or directory"

    def test_giving_both_is_refused(self, tmp_path: Path):
        (tmp_path / "secret").write_text("a-secret-in-a-file")
        told = problems(SHOPIFY_API_SECRET_FILE=str(tmp_path / "secret"))

        assert told == "SHOPIFY_API_SECRET is given twice: by SHOPIFY_API_SECRET and by SHOPIFY_API_SECRET_FILE"

    def test_an_empty_file_is_a_missing_setting(self, tmp_path: Path):
        (tmp_path / "secret").write_text("\n")

        assert problems(MASTER_KEY=None, MASTER_KEY_FILE=str(tmp_path / "secret")) == "MASTER_KEY is missing"

    def test_a_folder_or_a_file_that_is_no_text_is_named(self, tmp_path: Path):
        (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")

        assert problems(MASTER_KEY=None, MASTER_KEY_FILE=str(tmp_path)).startswith("MASTER_KEY ")
        assert problems(MASTER_KEY=None, MASTER_KEY_FILE=str(tmp_path / "binary")).startswith("MASTER_KEY ")


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("postgresql://u:p@db/tajir", "postgresql+psycopg://u:p@db/tajir"),
        ("postgresql+psycopg://u:p@db/tajir", "postgresql+psycopg://u:p@db/tajir"),
        ("sqlite:////srv/tajir.db", "sqlite+pysqlite:////srv/tajir.db"),
        ("sqlite+pysqlite:////srv/tajir.db", "sqlite+pysqlite:////srv/tajir.db"),
    ],
)
def test_the_database_gets_the_driver_we_use(given: str, read: str):
    assert load(DATABASE_URL=given).database_url == read


def test_the_embedded_database_lies_in_the_data_folder():
    assert load(DATA_DIR="/srv/tajir").database_url == "sqlite+pysqlite:////srv/tajir/tajir.db"


@pytest.mark.parametrize("given", ["true", "True", "TRUE", "1"])
def test_a_boolean_is_read_in_the_usual_spellings(given: str):
    assert load(ALLOW_LOOPBACK_HTTP=given).allow_loopback_http is True
    assert load(ALLOW_LOOPBACK_HTTP={"1": "0"}.get(given, "False")).allow_loopback_http is False


@pytest.mark.parametrize("url", ["smtps://u:p@mail.example.com", "smtp+starttls://mail.example.com:587"])
def test_mail_needs_a_sender(url: str):
    assert problems(SMTP_URL=url) == "MAIL_FROM is missing: SMTP_URL is set, so tajir needs a sender address"
    assert load(SMTP_URL=url, MAIL_FROM="shop@example.com").smtp_url == url


def test_mail_without_tls_may_go_to_this_machine_only():
    assert load(SMTP_URL="smtp://127.0.0.1:2525", MAIL_FROM="shop@example.com").smtp_url == "smtp://127.0.0.1:2525"


def test_the_current_secret_comes_before_the_one_being_rotated_out():
    settings = load(SHOPIFY_API_SECRET_OLD="the-old-secret")

    assert settings.shopify_api_secrets == ("a-long-secret", "the-old-secret")
    assert load().shopify_api_secrets == ("a-long-secret",)


def test_nothing_secret_shows_when_settings_are_printed():
    settings = load(
        SHOPIFY_API_SECRET="hidden-secret",
        SHOPIFY_API_SECRET_OLD="hidden-old-secret",
        MASTER_KEY_OLD=base64.b64encode(b"o" * 32).decode(),
        DATABASE_URL="postgresql://user:hidden-password@db/tajir",
        REDIS_URL="redis://:hidden-password@redis",
        SMTP_URL="smtps://user:hidden-password@mail.example.com",
        MAIL_FROM="shop@example.com",
    )
    printed = f"{settings!r} {settings}"

    assert "app.example.com" in printed
    assert "hidden" not in printed
    assert "kkkk" not in printed
    assert "oooo" not in printed


def test_settings_cannot_be_changed_after_the_start():
    with pytest.raises(FrozenInstanceError):
        load().app_url = "https://elsewhere.example.com"  # type: ignore[misc]


def test_a_process_with_bad_settings_does_not_start_and_names_them(tmp_path: Path):
    environ = environment(f"sqlite:///{tmp_path / 'tajir.db'}", tmp_path, MASTER_KEY="short", LOG_LEVEL="loud")
    done = run_tajir(environ, "db", "upgrade")

    assert done.returncode == 78
    assert "MASTER_KEY " in done.stderr
    assert "LOG_LEVEL must be debug, info, warning or error" in done.stderr
    assert not (tmp_path / "tajir.db").exists()
