"""What anybody can find in what they are given: words in every script, and colours of pictures and of print."""

from __future__ import annotations

import base64
import email
import email.policy
import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage

from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ContentStream, StreamObject

Colour = tuple[int, int, int]
_NEAR = 10
_FEW = 4
_PICTURES = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=]+)")
_PAINTED = re.compile(rb"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG|scn?|SCN?)\b")
_HEX = re.compile(r"#([0-9a-fA-F]{6})\b")


@dataclass(frozen=True)
class Reading:
    """All that was found in one thing."""

    text: str
    colours: frozenset[Colour] = frozenset()

    def finds(self, words: Iterable[str], colours: Iterable[str] = ()) -> list[str]:
        """Those of the words and colours that it holds, forwards or backwards, whatever the spaces between."""
        told = {word: _plain(word) for word in words}
        found = [word for word, plain in told.items() if plain in self.text or plain[::-1] in self.text]
        return found + [one for one in colours if self._shows(_triple(one))]

    def _shows(self, wanted: Colour) -> bool:
        return any(all(abs(a - b) <= _NEAR for a, b in zip(one, wanted, strict=True)) for one in self.colours)


def read(content: bytes) -> Reading:
    """A paper, a picture, a page or a letter."""
    if content.startswith(b"%PDF"):
        return _read_paper(content)
    if content.startswith(b"\x89PNG"):
        return Reading("", frozenset(_colours_of(Image.open(io.BytesIO(content)))))
    return read_text(content.decode("utf-8", "replace"))


def read_text(text: str) -> Reading:
    """A page, with the pictures in it."""
    colours = {_triple(found) for found in _HEX.findall(text)}
    for picture in _PICTURES.findall(text):
        colours |= _colours_of(Image.open(io.BytesIO(base64.b64decode(picture))))
    return Reading(_plain(_PICTURES.sub("", text)), frozenset(colours))


def read_letter(raw: bytes) -> Reading:
    """A mail with its headers, every part of it, and what is attached."""
    message = email.message_from_bytes(raw, _class=EmailMessage, policy=email.policy.default)
    whole = [read_text(" ".join(f"{name}: {value}" for name, value in message.items()))]
    for part in message.walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            whole.append(read(content))
    return Reading("\n".join(one.text for one in whole), frozenset().union(*(one.colours for one in whole)))


def _read_paper(content: bytes) -> Reading:
    reader = PdfReader(io.BytesIO(content))
    texts = [page.extract_text() for page in reader.pages] + [str(reader.metadata)]
    colours: set[Colour] = set()
    for number in range(1, int(str(reader.trailer["/Size"]))):
        thing = reader.get_object(number)
        if isinstance(thing, StreamObject) and not isinstance(thing, ContentStream):
            stream = thing.get_data()
            texts.append(stream.decode("latin-1") if b"<?xpacket" in stream else "")
            colours |= {_painted(found) for found in _PAINTED.findall(stream)}
    for page in reader.pages:
        for picture in page.images:
            if picture.image is not None:
                colours |= _colours_of(picture.image)
    return Reading(_plain("\n".join(texts)), frozenset(colours))


def _colours_of(picture: Image.Image) -> set[Colour]:
    seen = picture.convert("RGB")
    counted = seen.getcolors(maxcolors=seen.width * seen.height) or []
    return {colour for count, colour in counted if count >= _FEW and isinstance(colour, tuple)}


def _painted(found: tuple[bytes, bytes, bytes]) -> Colour:
    red, green, blue = (round(float(one) * 255) for one in found)
    return red, green, blue


def _triple(written: str) -> Colour:
    red, green, blue = bytes.fromhex(written.removeprefix("#"))
    return red, green, blue


def _plain(text: str) -> str:
    """Arabic in a paper stands as its letters' shapes, often one by one: compared are the letters alone."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(one for one in folded if one.isalnum() or one in "@.#-")
