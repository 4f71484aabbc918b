"""The typesetter: our templates and fonts in a typst compiler that is kept, because making one costs more than a slip.

typst runs threads of its own that do not survive a fork: a child of a process that has set a page would wait for ever.
So it refuses there. Processes that are spawned, or forked before the first page, are fine.
"""

from __future__ import annotations

import os
import re
import shutil
import weakref
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock
from typing import Any, cast

import typst

from shopify_app.core.errors import InvalidInputError

_LOGO = "logo.png"
_HERE = Path(__file__).parent
_UNSEEN = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class MissingGlyphsError(InvalidInputError):
    """No font here has these characters."""

    def __init__(self, characters: str) -> None:
        named = ", ".join(f"{one} (U+{ord(one):04X})" for one in characters[:5])
        super().__init__(f"These characters cannot be printed: {named}. Write them in Latin or Arabic letters.")
        self.characters = characters


class ForkedError(RuntimeError):
    """This process was forked from one that had set pages already: setting one here would never end."""


class Typesetter:
    """All templates, ready to be filled again and again.

    May be shared between threads: one sheet is set at a time (typst's compiler refuses a second caller), each on all
    cores that typst finds. The logo goes through a file of this process's own, because typst takes pictures by path.
    """

    _used_in: int | None = None

    def __init__(self) -> None:
        self._lock = Lock()
        self._root = Path(mkdtemp(prefix="sheets-"))
        self._logo: bytes | None = None
        weakref.finalize(self, _remove, self._root, os.getpid())
        for template in _HERE.glob("*.typ"):
            (self._root / template.name).write_bytes(template.read_bytes())
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[_HERE / "fonts"])
        self._compiler = typst.Compiler(root=self._root, font_paths=fonts)

    def pdf(self, template: str, values: bytes, logo: bytes | None) -> bytes:
        """A PDF/A-2b of the template with these values (JSON).

        Raises:
            MissingGlyphsError: Says which characters no font has.
            ForkedError: The process was forked after it had set a page.
        """
        made = self._set(template, values, logo, format="pdf", pdf_standards=["a-2b"], pdf_tags=False)
        return cast("bytes", made)  # several outputs come of pictures only

    def pictures(self, template: str, values: bytes, logo: bytes | None, *, dpi: int) -> list[bytes]:
        """Each page of the template with these values as a PNG. Letters that no font has are shown as boxes.

        Raises:
            ForkedError: The process was forked after it had set a page.
        """
        made = self._set(template, values, logo, format="png", ppi=dpi)
        return [made] if isinstance(made, bytes) else made

    def _set(self, template: str, values: bytes, logo: bytes | None, **how: Any) -> Any:
        with self._lock:
            self._refuse_after_fork()
            if logo is not None and logo != self._logo:
                (self._root / _LOGO).write_bytes(logo)
                self._logo = logo
            try:
                return self._compiler.compile(
                    {"main.typ": f'#include "{template}.typ"'.encode(), "sheet.json": values}, **how
                )
            except typst.TypstError as error:
                raise _in_our_words(error) from error

    @classmethod
    def _refuse_after_fork(cls) -> None:
        if Typesetter._used_in not in {None, os.getpid()}:
            raise ForkedError("Set pages in a process that was spawned, or forked before the first page was set.")
        Typesetter._used_in = os.getpid()


def _remove(folder: Path, owner: int) -> None:
    """At the end of the process that made it; a forked child that ends leaves it alone."""
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def _in_our_words(error: typst.TypstError) -> Exception:
    unseen = "".join(
        _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in _UNSEEN.findall(error.diagnostic)
    )
    if unseen:
        return MissingGlyphsError("".join(dict.fromkeys(unseen)))
    return error
