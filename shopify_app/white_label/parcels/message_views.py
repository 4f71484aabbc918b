"""Messages to consignees in the admin: Shopify's own notices, and each trader's own shipping mail."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.mail import Mailer
from shopify_app.core.web import risky, runtime
from shopify_app.shops.guard import caller
from shopify_app.white_label.brands import actions as brands
from shopify_app.white_label.brands.watching import open_for, watchlist_for
from shopify_app.white_label.parcels import checklist, lists, notices, previews, telling
from shopify_app.white_label.parcels.models import OWN
from shopify_app.white_label.parcels.searching import with_us

blueprint = Blueprint("messages", __name__, url_prefix="/white-label")
LANGUAGES_TOLD = {"en": "English", "ar": "Arabic", "fr": "French", "nb": "Norwegian"}


@blueprint.get("/messages")
def index() -> ResponseReturnValue:
    """Which orders' notices reach consignees, what to see to in Shopify, and how traders' own mail goes out."""
    shop_id, settings = caller().shop_id, runtime().settings
    with runtime().snapshot() as tx:
        return render_template(
            "white_label/messages.html",
            reached=notices.reaching_others(tx, shop_id),
            count=notices.count_reaching_others(tx, shop_id),
            items=checklist.checklist(tx, shop_id),
            senders=telling.senders(tx, shop_id),
            choices=telling.CHOICES,
            can_send=runtime().client(Mailer).can_send,
            neutral=settings.white_label_mail_from,
            neutral_problem=telling.why_not_neutral(tx, shop_id, settings.white_label_mail_from),
        )


@blueprint.post("/messages/confirmations/<item>")
def confirm(item: str) -> ResponseReturnValue:
    """Somebody looked at one of Shopify's settings today."""
    who = caller()
    with runtime().transaction() as tx:
        checklist.confirm(tx, who.shop_id, item, actor=f"staff {who.staff}")
    return jsonify(message="Written down. It is asked again in half a year.", reload=True)


@blueprint.get("/brands/<int:brand_id>/messages")
def brand(brand_id: int) -> ResponseReturnValue:
    """Whether this trader's consignees get a mail, from which address, and how it looks."""
    shop_id = caller().shop_id
    with runtime().snapshot() as tx:
        row = brands.get_brand(tx, shop_id, brand_id)
        sends = telling.sends_of(tx, shop_id, brand_id)
    return render_template(
        "white_label/brand_messages.html",
        brand=row,
        sends=sends,
        choices=telling.CHOICES,
        languages=LANGUAGES_TOLD,
        forms=previews.FORMS,
        neutral=runtime().settings.white_label_mail_from,
    )


@blueprint.post("/brands/<int:brand_id>/messages")
def choose(brand_id: int) -> ResponseReturnValue:
    """Tell this trader's consignees so from now on."""
    who, sends = caller(), request.form.get("sends", "")
    if sends == OWN and request.form.get("dns") != "yes":
        raise InvalidInputError("Confirm that the trader's domain lets this mail server send for it.")
    with runtime().transaction() as tx:
        changed = telling.choose(tx, who.shop_id, brand_id, sends, actor=f"staff {who.staff}")
    message = "Saved. It counts for parcels that leave from now on." if changed else "Nothing was changed."
    return jsonify(message=message, reload=True)


@blueprint.post("/brands/<int:brand_id>/messages/preview")
@risky
def preview(brand_id: int) -> ResponseReturnValue:
    """The mail with invented data; it shows the brand, so the look is on the trail."""
    who, language = caller(), request.form.get("language", "en")
    form = request.form.get("form", previews.PAGE)
    if language not in LANGUAGES_TOLD or form not in previews.FORMS:
        raise InvalidInputError("Choose one of the languages and forms.")
    with runtime().transaction() as tx:
        row = brands.get_brand(tx, who.shop_id, brand_id)
        draft, at = open_for(tx, row, who.staff), tx.now
        watchlist = with_us(watchlist_for(tx, row, draft), runtime().settings.app_url)
    if not draft.name:
        raise brands.NothingToApproveError("Nothing is drafted yet. Fill in the profile first.")
    made = previews.preview_mail(draft, watchlist, language, form, at)
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return Response(made.content, mimetype=made.mimetype, headers=headers)


@blueprint.post("/parcels/<int:parcel_id>/mail")
def again(parcel_id: int) -> ResponseReturnValue:
    """Try anew to tell the consignee."""
    who = caller()
    with runtime().transaction() as tx:
        parcel = lists.get_parcel(tx, who.shop_id, parcel_id)
        telling.tell_again(tx, parcel, actor=f"staff {who.staff}")
    return jsonify(message="The mail is being made again.", reload=True)
