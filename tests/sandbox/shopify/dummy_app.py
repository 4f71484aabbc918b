"""An embedded app of a few pages, as small as one can be: it checks tokens as a real one must."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from werkzeug.wrappers import Request, Response

from sandbox.shopify.config import AppConfig
from sandbox.shopify.oauth.id_tokens import BadIdToken, read_id_token

PAGE = """<!doctype html><html lang="en" {html}><head>
<meta name="shopify-api-key" content="{key}">
<script src="{cdn}/cdn/shopifycloud/app-bridge.js"></script>
<script src="{cdn}/cdn/shopifycloud/polaris.js"></script>
</head><body>
<s-app-nav><s-link href="/" rel="home">Home</s-link><s-link href="/orders">Orders</s-link>
<s-link href="/settings">Settings</s-link></s-app-nav>
{body}</body></html>"""
BODIES = {
    "/": """<s-page heading="Overview"><s-section heading="Numbers"><s-paragraph>Welcome</s-paragraph>
<s-link href="/orders?status=open">Open orders</s-link> <a href="/slow">Plain link</a>
<s-button id="ask" onclick="ask()">Ask</s-button>
<s-button id="say" onclick="shopify.toast.show('Saved')">Say</s-button>
<p id="answer"></p></s-section></s-page>
<script>async function ask() {{ const r = await fetch('/api/who', {{method: 'POST', body: '{{}}'}});
document.getElementById('answer').textContent = r.status + ' ' + await r.text(); }}</script>""",
    "/orders": """<s-page heading="Orders"><s-section><form action="/orders"><s-search-field name="q" label="Search">
</s-search-field><s-button type="submit">Find</s-button></form></s-section></s-page>""",
    "/settings": """<s-page heading="Settings"><s-section><form id="f" data-save-bar onsubmit="save(event)">
<s-text-field name="minimum" label="Minimum" value="5000" required details="In riyal"></s-text-field>
<s-select name="mode" label="Mode"><s-option value="hold">Hold</s-option><s-option value="tag">Tag</s-option></s-select>
<s-checkbox name="strict" label="Strict" value="yes"></s-checkbox>
<s-choice-list name="who" label="Who"><s-choice value="all" selected>All</s-choice>
<s-choice value="some">Some</s-choice></s-choice-list></form><p id="saved"></p></s-section></s-page>
<script>async function save(event) {{ event.preventDefault(); const r = await fetch('/api/save', {{method: 'POST',
body: new URLSearchParams(new FormData(event.target))}}); document.getElementById('saved').textContent = await r.text();
shopify.toast.show('Settings saved'); }}</script>""",
    "/table": """<s-page heading="Table"><s-section padding="none"><s-table><s-table-header-row>
<s-table-header>Order</s-table-header><s-table-header format="currency">Amount</s-table-header></s-table-header-row>
<s-table-body><s-table-row clickdelegate="one">
<s-table-cell><s-link id="one" href="/orders">#1001</s-link></s-table-cell>
<s-table-cell>4,000</s-table-cell></s-table-row></s-table-body></s-table></s-section>
<s-button commandfor="m">Open</s-button><s-modal id="m" heading="Sure?"><s-paragraph>Really</s-paragraph></s-modal>
<s-colour-wheel></s-colour-wheel><s-badge shade="red">x</s-badge></s-page>""",
    "/slow": """<s-page heading="Slow"><s-paragraph>Here</s-paragraph></s-page>""",
}


class DummyApp:
    """WSGI. Counts what came, and can refuse the next token as too old."""

    def __init__(self, app: AppConfig, sandbox_url: str) -> None:
        self.app, self.cdn = app, sandbox_url
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.refuse_next = 0
        self.bounce_next = 0
        self.direction = "ltr"

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        request = Request(environ)
        self.seen.append((request.path, dict(request.args)))
        return self.answer(request)(environ, start_response)

    def answer(self, request: Request) -> Response:
        if request.path == "/bounce":
            return self.html("")
        if request.path.startswith("/api/"):
            return self.api(request)
        if request.path not in BODIES:
            return Response(status=404)
        if self.bounce_next or not self.claims(request.args.get("id_token", ""), request.args.get("shop", "")):
            self.bounce_next = max(0, self.bounce_next - 1)
            kept = {name: value for name, value in request.args.items() if name != "id_token"}
            back = f"{request.root_url.rstrip('/')}{request.path}?{urlencode(kept)}"
            location = f"/bounce?{urlencode({**kept, 'shopify-reload': back})}"
            return Response(status=302, headers={"Location": location})
        return self.html(BODIES[request.path].format())

    def api(self, request: Request) -> Response:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        shop = "atlas-souq.myshopify.com"
        claims = self.claims(token, shop) if kind == "Bearer" else None
        if claims is None or self.refuse_next:
            self.refuse_next = max(0, self.refuse_next - 1)
            return Response(status=401, headers={"X-Shopify-Retry-Invalid-Session-Request": "1"})
        if request.path == "/api/save":
            return Response(json.dumps(request.form.to_dict()))
        return Response(str(claims["sub"]))

    def claims(self, token: str, shop: str) -> dict[str, Any] | None:
        try:
            return read_id_token(self.app, token, shop)
        except BadIdToken:
            return None

    def html(self, body: str) -> Response:
        page = PAGE.format(key=self.app.api_key, cdn=self.cdn, body=body, html=f'dir="{self.direction}"')
        return Response(page, content_type="text/html; charset=utf-8")
