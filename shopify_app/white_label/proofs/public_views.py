"""A proof as its trader sees it, by the link in the mail alone: no account, no session, nothing of the shop's admin.

The link's secret comes in a form, because it stands behind the `#` of the address; then a cookie for this one address
carries it to the pictures. A `GET` answers nothing: programs open links too.
"""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shopify_app.core.addresses import sender_of
from shopify_app.core.runtime import Transaction
from shopify_app.core.throttle import Measure, seconds_to_wait
from shopify_app.core.web import public, runtime
from shopify_app.white_label.brands.forms import LANGUAGES
from shopify_app.white_label.documents.words import date_in
from shopify_app.white_label.faces import Brand
from shopify_app.white_label.proofs import answering
from shopify_app.white_label.proofs.actions import UnknownProofError
from shopify_app.white_label.proofs.answering import Shown
from shopify_app.white_label.proofs.facts import facts_of, options_of
from shopify_app.white_label.proofs.notes import BadNoteError, read_note
from shopify_app.white_label.proofs.rules import State
from shopify_app.white_label.proofs.samples import SAMPLES, sample_pdf, sample_picture
from shopify_app.white_label.proofs.words import LANGUAGES_NAMED, RIGHT_TO_LEFT, words_in

blueprint = Blueprint("brand_proof", __name__, url_prefix="/brand-proof")
OPENINGS = Measure("proof-openings", per_client=60, per_shop=60, seconds=3600)
PAPERS = Measure("proof-papers", per_client=300, per_shop=300, seconds=3600)
_COOKIE, _COOKIE_SECONDS = "proof", 2 * 3600
_SEEN, _UNKNOWN, _GONE, _WRONG, _BUSY = 200, 404, 410, 422, 429
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


@blueprint.before_request
def _close() -> None:
    g.page_policy = _POLICY


@blueprint.after_request
def _hide(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@blueprint.get("/<int:proof_id>")
@public
def page(proof_id: int) -> ResponseReturnValue:
    """The proof for who has opened its link; for anybody else a form that asks for the link's code."""
    token = request.cookies.get(_COOKIE, "")
    if not token:
        language = request.args.get("language", "")
        return _render(language if language in LANGUAGES else LANGUAGES[0], "entry", proof_id=proof_id)
    with runtime().snapshot() as tx:
        return _shown(tx, proof_id, token)


@blueprint.post("/<int:proof_id>/open")
@public
def open_link(proof_id: int) -> ResponseReturnValue:
    """Take the link's code; the first time is written down."""
    if wait := _wait(OPENINGS):
        return _busy(wait)
    token = request.form.get("token", "").strip()
    try:
        with runtime().transaction() as tx:
            answering.note_opening(tx, proof_id, token)
    except UnknownProofError:
        return _unknown()
    response = make_response(redirect(url_for("brand_proof.page", proof_id=proof_id), 303))
    secure = runtime().settings.app_url.startswith("https://")
    response.set_cookie(
        _COOKIE,
        token,
        max_age=_COOKIE_SECONDS,
        path=f"/brand-proof/{proof_id}",
        secure=secure,
        httponly=True,
        samesite="Strict",
    )
    return response


@blueprint.post("/<int:proof_id>/answer")
@public
def answer(proof_id: int) -> ResponseReturnValue:
    """Approve, or ask for changes. The code comes in the form itself: no other site can send it."""
    if wait := _wait(OPENINGS):
        return _busy(wait)
    token, asks = request.form.get("token", ""), request.form.get("answer") == "changes"
    problem, note = "", ""
    try:
        note = read_note(request.form.get("note", "")) if asks else ""
    except BadNoteError as error:
        problem = error.word
    if not asks and request.form.get("sure") != "yes":
        problem = "sure_missing"
    try:
        with runtime().transaction() as tx:
            if not problem and asks:
                answering.ask_for_changes(tx, proof_id, token, note)
            elif not problem:
                answering.approve(tx, proof_id, token)
            return _shown(tx, proof_id, token, problem)
    except UnknownProofError:
        return _unknown()


@blueprint.get("/<int:proof_id>/<paper>/<language>.<kind>")
@public
def paper(proof_id: int, paper: str, language: str, kind: str) -> ResponseReturnValue:
    """One of the papers, as a picture or a PDF."""
    if wait := _wait(PAPERS):
        return _busy(wait)
    if paper not in SAMPLES or language not in LANGUAGES or kind not in {"png", "pdf"}:
        return _unknown()
    try:
        with runtime().snapshot() as tx:
            shown = answering.look(tx, proof_id, request.cookies.get(_COOKIE, ""))
    except UnknownProofError:
        return _unknown()
    if shown.brand is None:
        return _unknown()
    on = shown.made_at.date()
    if kind == "png":
        return Response(sample_picture(shown.brand, paper, language, on), mimetype="image/png")
    content = sample_pdf(shown.brand, paper, language, on)
    headers = {"Content-Disposition": f'inline; filename="proof-{paper.lower()}-{language}.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)


def _shown(tx: Transaction, proof_id: int, token: str, problem: str = "") -> ResponseReturnValue:
    try:
        shown = answering.look(tx, proof_id, token)
    except UnknownProofError:
        return _unknown()
    known = {"shown": shown, "shop": shown.shop_name, "token": token}
    if not shown.state.is_open and shown.state not in {State.APPROVED, State.CHANGES}:
        return _render(shown.language, "told", word=shown.state.value, **known), _GONE
    if shown.brand is None:
        # Answered, and its time is over.
        return _render(shown.language, "told", word=shown.state.value, **known), _SEEN
    status = _WRONG if problem else _SEEN
    return _render(shown.language, "proof", problem=problem, **known, **_content(tx, shown, shown.brand)), status


def _content(tx: Transaction, shown: Shown, brand: Brand) -> dict[str, object]:
    own_first = sorted(LANGUAGES, key=lambda language: language != shown.language)
    return {
        "until": date_in(shown.language, shown.expires_at.date()),
        "languages": [(language, LANGUAGES_NAMED[language]) for language in own_first],
        "papers": SAMPLES,
        "facts": facts_of(brand, shown.language),
        "options": options_of(tx, shown.shop_id, shown.brand_id),
        "note": request.form.get("note", ""),
    }


def _render(language: str, part: str, **shown: object) -> str:
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    words = words_in(language)
    return render_template(
        "storefront/brand_proof.html", part=part, language=language, direction=direction, words=words, **shown
    )


def _unknown() -> ResponseReturnValue:
    return _render(_asked_language(), "told", word="unknown", shop=""), _UNKNOWN


def _busy(wait: int) -> ResponseReturnValue:
    return _render(_asked_language(), "told", word="busy", shop=""), _BUSY, {"Retry-After": str(wait)}


def _asked_language() -> str:
    """Of a link that leads nowhere no language is known: the form's, else the browser's."""
    given = request.form.get("language", "") or request.accept_languages.best_match(LANGUAGES) or ""
    return given if given in LANGUAGES else LANGUAGES[0]


def _wait(measure: Measure) -> int:
    """Count this request by the address it came from. Only what our own proxies added to the header is believed."""
    settings = runtime().settings
    key = hashlib.sha256(b"tajir/proof-clients" + settings.shopify_api_secret.encode()).digest()
    # Shopify's app proxy, which the setting counts too, is not on this way.
    passed_on, ours = request.headers.get("X-Forwarded-For"), settings.trusted_proxies - 1
    client = sender_of(passed_on, request.remote_addr or "", ours) or request.remote_addr or ""
    return seconds_to_wait(runtime().redis, measure, "all", client, key, alone=True)
