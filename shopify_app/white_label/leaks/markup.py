"""HTML of a mail or page: its text, seen or not, its links, and what it would load from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser

from shopify_app.white_label.leaks.identities import Finding, Identity, Kind, UnreadableCarrierError, once
from shopify_app.white_label.leaks.images import leaks_in_image
from shopify_app.white_label.leaks.links import css_links, embedded, is_remote, leaks_in_url
from shopify_app.white_label.leaks.watchlist import Watchlist, leaks_in_text, watch

LONGEST, MOST_UNENDED = 1_000_000, 50
_BROKEN = "This mail's HTML is broken and cannot be searched."
TRACKER = "a picture or file from elsewhere, which tells when the mail was opened"
# A name may go on across these: At<b>las</b>.
_INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "big",
    "cite",
    "code",
    "em",
    "font",
    "i",
    "ins",
    "kbd",
    "mark",
    "q",
    "s",
    "small",
}
_INLINE |= {"span", "strong", "sub", "sup", "u", "wbr", "tt", "strike", "del", "var", "samp", "o:p"}
_LINKS = {
    "href",
    "src",
    "action",
    "formaction",
    "background",
    "poster",
    "cite",
    "data",
    "longdesc",
    "ping",
    "xlink:href",
}
_LOADS = {"src", "background", "poster", "srcset", "data", "xlink:href"}
_OPENED = {"a", "area", "form", "button", "base", "blockquote", "q"}


def leaks_in_html(html: str, identities: Iterable[Identity] | Watchlist, where: str) -> tuple[Finding, ...]:
    """Whose names stand in HTML, and whether showing it asks another computer.

    Raises:
        UnreadableCarrierError: It is too long, or a file within it cannot be searched.
    """
    if len(html) > LONGEST:
        raise UnreadableCarrierError("This mail's body is too long to be searched.")
    _check(html)
    watchlist = watch(identities)
    reader = _Reader()
    reader.read(html)
    found = [
        *leaks_in_text("".join(reader.characters), watchlist, where),
        *leaks_in_text("\n\n".join(reader.attributes), watchlist, f"{where}: attribute"),
        *leaks_in_text("\n\n".join(reader.comments), watchlist, f"{where}: comment"),
        *leaks_in_text(re.sub(r"[<>]", " ", html), watchlist, f"{where}: source"),
    ]
    for link in reader.links:
        found += leaks_in_url(link, watchlist, f"{where}: link")
    loaded = [*reader.loaded, *css_links("".join([*reader.characters, "\n", *reader.attributes]))]
    if any(is_remote(one) for one in loaded):
        found.append(Finding(Kind.TRACKER, TRACKER, where))
    for text in (*reader.attributes, *reader.styles):
        for inner in embedded(text):
            found += leaks_in_image(inner, watchlist, f"{where}: picture")
    return once(found)


def _check(html: str) -> None:
    """That tags and comments end: for each that does not, the parser looks through all the rest."""
    unended = max(part.count("<") for part in html.split(">"))
    if max(unended, html[html.rfind("-->") + 1 :].count("<!--")) > MOST_UNENDED:
        raise UnreadableCarrierError(_BROKEN)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.characters: list[str] = []
        self.styles: list[str] = []
        self.attributes: list[str] = []
        self.comments: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self._nested = False

    def read(self, html: str) -> None:
        try:
            self.feed(html)
            self.close()
        except (AssertionError, ValueError, RecursionError) as error:  # what the parser's own checks raise
            raise UnreadableCarrierError(_BROKEN) from error
        # Outlook shows what stands in a comment that says so.
        inner, self._nested = "\n".join(self.comments), True
        self.reset()
        self.feed(inner)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.characters.append("\n")
        given = {key: value for key, value in attrs if value}
        self.attributes += given.values()
        self.links += [
            value for key, value in given.items() if key in _LINKS and not value.startswith(("data:", "cid:"))
        ]
        if tag == "link":
            self.loaded += [given.get("href", "")]
        elif tag in {"image", "use"}:
            self.loaded += [given.get("href", ""), given.get("xlink:href", "")]
        elif tag == "meta":
            self.links.append(given.get("content", ""))
        if tag not in _OPENED:
            self.loaded += [one for key, value in given.items() if key in _LOADS for one in re.split(r"[,\s]+", value)]

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self.characters.append("\n")

    def handle_data(self, data: str) -> None:
        self.characters.append(data)
        if "data:" in data:
            self.styles.append(data)

    def handle_comment(self, data: str) -> None:
        if not self._nested:
            self.comments.append(data)

    def handle_decl(self, decl: str) -> None:
        self.comments.append(decl)

    def handle_pi(self, data: str) -> None:
        self.comments.append(data)

    def unknown_decl(self, data: str) -> None:
        self.comments.append(data)
