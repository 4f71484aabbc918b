"""The page of a proof's link: asked for only so often, and its secret in no log, address or error."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient

from shopify_app.app import create_app
from shopify_app.core.logs import configure_logs
from shopify_app.core.runtime import Runtime
from shopify_app.white_label.proofs import answering
from shopify_app.white_label.proofs.public_views import OPENINGS

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SECRET_CODE = "s3cret-code-of-a-link"


@pytest.fixture
def client(runtime: Runtime) -> FlaskClient:
    """Somebody at the link's address."""
    return create_app(runtime).test_client()


@pytest.fixture
def loud() -> Iterator[None]:
    """Everything is logged."""
    configure_logs("debug")
    yield
    configure_logs("warning")


def opened(client: FlaskClient, number: int = 1, **headers: str) -> int:
    return client.post(f"/brand-proof/{number}/open", data={"token": SECRET_CODE}, headers=headers).status_code


def test_links_are_tried_only_so_often_whichever_proof_is_meant(client: FlaskClient):
    """A header that anybody can write makes nobody another client: in front of us stands no proxy that is ours."""
    answers = [
        opened(client, number, **{"X-Forwarded-For": f"192.0.2.{number}"}) for number in range(OPENINGS.per_client)
    ]
    assert set(answers) == {404}
    late = client.post("/brand-proof/7/open", data={"token": SECRET_CODE, "language": "fr"})

    assert (late.status_code, "Un instant" in late.text) == (429, True)
    assert 0 < int(late.headers["Retry-After"]) <= OPENINGS.seconds
    assert client.post("/brand-proof/7/answer", data={"token": SECRET_CODE}).status_code == 429
    assert client.get("/brand-proof/7").status_code == 200


@pytest.mark.usefixtures("loud")
def test_the_secret_is_in_no_log_even_when_something_breaks(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    assert opened(client) == 404

    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(answering, "note_opening", broken)
    assert opened(client) == 500

    assert "request_failed" in caplog.text
    assert SECRET_CODE not in caplog.text


@pytest.mark.parametrize(
    "get",
    [
        lambda client: client.get("/brand-proof/1/A4/en.png"),
        lambda client: client.get("/brand-proof/1/A4/en.exe"),
        lambda client: client.get("/brand-proof/1/../A4/en.png"),
        lambda client: client.post("/brand-proof/1/answer", data={"answer": "approve", "sure": "yes"}),
        lambda client: client.post("/brand-proof/1/answer", data={"answer": "changes", "note": "x", "token": "\0"}),
        lambda client: client.post("/brand-proof/1/open", data={"token": "\ud800".encode("utf-8", "surrogatepass")}),
        lambda client: client.post("/brand-proof/1/open", data=b"\xff\xfe"),
        lambda client: client.set_cookie("proof", "s\u00e9same") or client.get("/brand-proof/1"),
    ],
)
def test_whatever_comes_instead_of_a_code_leads_nowhere(client: FlaskClient, get: Callable[[FlaskClient], object]):
    answer = get(client)

    assert answer.status_code == 404  # type: ignore[attr-defined]
