"""Papers in the admin: which one is asked for, and the answer that a browser prints or saves."""

from __future__ import annotations

from flask import Response, request

from shopify_app.core.errors import InvalidInputError
from shopify_app.white_label.documents.paperwork import Paperwork
from shopify_app.white_label.documents.slip import Paper

PAPERS_TOLD = {Paper.A4.name: "A4", Paper.A6.name: "A6", Paper.LABEL.name: "Label, 4 × 6 inches"}


def asked_paper() -> Paper:
    """The paper that the form names.

    Raises:
        InvalidInputError: It is none of ours.
    """
    paper = Paper.__members__.get(request.form.get("paper", Paper.A4.name))
    if paper is None:
        raise InvalidInputError("Choose one of the papers.")
    return paper


def as_file(paper: Paperwork) -> Response:
    """The paper as a download."""
    headers = {"Content-Disposition": f'attachment; filename="{paper.name}"'}
    return Response(paper.content, mimetype="application/pdf", headers=headers)
