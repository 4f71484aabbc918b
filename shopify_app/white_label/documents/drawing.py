"""A drawing (SVG) as a picture (PNG), drawn by a process of its own: whatever it holds, it cannot keep us for long.

Run as a program it reads one JSON object (`svg`, `width`, `height` in pixels) and writes the PNG.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from shopify_app.core.errors import InvalidInputError

SECONDS = 15
_MOST_MEMORY = 3 * 1024**3
_ROOT = Path(__file__).parents[3]
_PAGE = b"""#let given = json(bytes(sys.inputs.drawing))
#set page(width: given.width * 1pt, height: given.height * 1pt, margin: 0pt, fill: none)
#image(bytes(given.svg), format: "svg", width: 100%, height: 100%)
"""
# So that a point is a pixel.
_DOTS_PER_INCH = 72


class UndrawableError(InvalidInputError):
    """The drawing cannot be drawn, or not in time."""


def draw(svg: str, width: int, height: int) -> bytes:
    """The drawing on a transparent ground, as a PNG of that many pixels.

    Raises:
        UndrawableError: It is broken, or takes too long.
    """
    given = json.dumps({"svg": svg, "width": width, "height": height})
    command = [sys.executable, "-m", __name__]
    try:
        # Nothing of ours is in its environment: neither settings nor secrets.
        made = subprocess.run(  # noqa: S603  our own module
            command, input=given.encode(), capture_output=True, timeout=SECONDS, check=True, cwd=_ROOT, env={}
        )
    except subprocess.TimeoutExpired as error:
        raise UndrawableError("This drawing takes too long to draw. Simplify it and try again.") from error
    except subprocess.CalledProcessError as error:
        raise UndrawableError("This drawing is broken and cannot be drawn. Save it anew as plain SVG.") from error
    return made.stdout


def _draw_here(given: str) -> bytes:
    import typst  # noqa: PLC0415  only the process that draws needs it

    with TemporaryDirectory(prefix="drawing-") as folder:
        page = Path(folder) / "drawing.typ"
        page.write_bytes(_PAGE)
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[])
        compiler = typst.Compiler(page, root=folder, font_paths=fonts)
        return cast("bytes", compiler.compile(format="png", ppi=_DOTS_PER_INCH, sys_inputs={"drawing": given}))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (2 * SECONDS, 2 * SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    sys.stdout.buffer.write(_draw_here(sys.stdin.read()))
