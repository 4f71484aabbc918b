"""The viewer: a list of letters, a page for each, and the same as JSON."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from sandbox.mailbox.box import Mailbox
from sandbox.mailbox.letters import Attachment, Letter

# A letter may show itself and open its links in a new tab; it may not run, load or send anything.
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
LETTER_POLICY = f"sandbox {SANDBOX}; default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:"
HTML_HEAD = '<!doctype html><meta charset="utf-8"><base target="_blank">'
PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; base-uri 'none'"


def create_app(mailbox: Mailbox) -> Flask:
    """Pages at `/` and `/messages/<id>`, JSON below `/api`; mountable below any prefix."""
    app = Flask(__name__)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    _page_routes(app, mailbox)
    _part_routes(app, mailbox)
    _json_routes(app, mailbox)

    @app.after_request
    def keep_in(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return app


def _page_routes(app: Flask, mailbox: Mailbox) -> None:
    @app.get("/")
    def show_list() -> ResponseReturnValue:
        wanted = request.args.get("to", "")
        return render_template("letters.html", letters=mailbox.letters(to=wanted), wanted=wanted)

    @app.get("/messages/<letter_id>")
    def show_letter(letter_id: str) -> ResponseReturnValue:
        return render_template("letter.html", letter=_found(mailbox, letter_id), sandbox=SANDBOX)

    @app.post("/clear")
    def clear_list() -> ResponseReturnValue:
        mailbox.clear()
        return render_template("letters.html", letters=[], wanted="")


def _part_routes(app: Flask, mailbox: Mailbox) -> None:
    @app.get("/messages/<letter_id>/html")
    def show_html(letter_id: str) -> ResponseReturnValue:
        response = Response(HTML_HEAD + _found(mailbox, letter_id).html, content_type="text/html; charset=utf-8")
        response.headers["Content-Security-Policy"] = LETTER_POLICY
        return response

    @app.get("/messages/<letter_id>/raw")
    def show_raw(letter_id: str) -> ResponseReturnValue:
        return Response(_found(mailbox, letter_id).raw, content_type="text/plain; charset=utf-8")

    @app.get("/messages/<letter_id>/attachments/<int:position>")
    def send_attachment(letter_id: str, position: int) -> ResponseReturnValue:
        files = _found(mailbox, letter_id).attachments
        if position >= len(files):
            abort(404)
        response = Response(files[position].content, content_type=files[position].content_type)
        response.headers.set("Content-Disposition", "attachment", filename=_plain_name(files[position]))
        return response


def _json_routes(app: Flask, mailbox: Mailbox) -> None:
    @app.get("/api/messages")
    def list_letters() -> ResponseReturnValue:
        found = mailbox.letters(to=request.args.get("to", ""), subject=request.args.get("subject", ""))
        return jsonify([_brief(letter) for letter in found])

    @app.get("/api/messages/<letter_id>")
    def get_letter(letter_id: str) -> ResponseReturnValue:
        return jsonify(_whole(_found(mailbox, letter_id)))

    @app.delete("/api/messages")
    def clear() -> ResponseReturnValue:
        mailbox.clear()
        return "", 204


def _found(mailbox: Mailbox, letter_id: str) -> Letter:
    return mailbox.find(letter_id) or abort(404)


def _brief(letter: Letter) -> dict[str, Any]:
    return {
        "id": letter.id,
        "received_at": letter.received_at,
        "sender": letter.sender,
        "recipients": list(letter.recipients),
        "subject": letter.subject,
    }


def _whole(letter: Letter) -> dict[str, Any]:
    return _brief(letter) | {
        "headers": letter.headers,
        "text": letter.text,
        "html": letter.html,
        "links": letter.links,
        "attachments": [
            {"name": file.name, "content_type": file.content_type, "size": len(file.content)}
            for file in letter.attachments
        ],
    }


def _plain_name(file: Attachment) -> str:
    """A sender's file name without any path in it."""
    return file.name.replace("\\", "/").rsplit("/", 1)[-1] or "unnamed"
