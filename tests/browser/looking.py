"""What a careful eye sees on a page, as scripts that look through every shadow root."""

from __future__ import annotations

from typing import Any, cast

from playwright.sync_api import Frame

# Every element that is drawn, whatever root it lies in.
_ALL = """
const all = [];
const walk = (root) => {
  for (const element of root.querySelectorAll('*')) {
    all.push(element);
    if (element.shadowRoot) walk(element.shadowRoot);
  }
};
walk(document);
const drawn = all.filter((element) => element.checkVisibility({visibilityProperty: true, opacityProperty: true}));
const above = (element) => element.assignedSlot || element.parentElement || element.getRootNode().host;
const named = (element) => `${element.localName} ${(element.textContent || '').trim().slice(0, 40)}`;
"""

# WCAG 2.1, 1.4.3: the contrast of every text with what it stands on.
_CONTRAST = """
const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
const rgba = (colour) => {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
  return [r, g, b, a / 255];
};
const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
const behind = (element) => {
  const layers = [];
  for (let one = element; one; one = above(one)) {
    layers.push(rgba(getComputedStyle(one).backgroundColor));
    if (layers.at(-1)[3] === 1) break;
  }
  return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
};
const light = (colour) => {
  const [r, g, b] = colour.slice(0, 3).map((part) => part / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const faults = [];
let seen = 0;
for (const element of drawn) {
  const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  if (!own || element.matches('script, style, title, option') || element.disabled) continue;
  const style = getComputedStyle(element);
  const ground = behind(element);
  const [lighter, darker] = [light(over(rgba(style.color), ground)), light(ground)].sort((a, b) => b - a);
  const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
  const ratio = (lighter + 0.05) / (darker + 0.05);
  seen += 1;
  if (ratio < (large ? 3 : 4.5)) faults.push(`${named(element)}: ${ratio.toFixed(2)}`);
}
return {seen, faults};
"""

_CONTROLS = """
const control = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
return drawn.filter((element) => element.matches(control) && !element.disabled).map(named);
"""

# WCAG 2.1, 2.4.7: where the focus is, and whether it can be seen there.
_FOCUS = """
let focused = document.activeElement;
while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
if (!focused || focused === document.body) return null;
const isRinged = (element) => {
  const style = getComputedStyle(element);
  return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 1;
};
// The day, month and year of a date are stops within one field.
const isSame = focused === window.focusedBefore;
window.focusedBefore = focused;
// A field's ring may be that of the box around it.
return {isSame, name: named(focused), isSeen: [focused, focused.parentElement].some((one) => one && isRinged(one))};
"""

_OVERFLOW = """
const wide = document.documentElement.clientWidth;
// A table's headings are kept for screen readers alone, cut to nothing.
const isCut = (element) => element && (element.localName === 's-table-header-row' || isCut(above(element)));
return drawn.filter((element) => element.getBoundingClientRect().right > wide + 1 && !isCut(element)).map(named);
"""

_CELLS = """
return all.filter((element) => element.localName === 's-table-cell').map((cell) => {
  const row = [...cell.parentElement.children];
  const headers = [...cell.closest('s-table').querySelectorAll('s-table-header')];
  const label = cell.shadowRoot.querySelector('.name');
  return {
    header: headers[row.indexOf(cell)].textContent.trim(),
    isFirst: row[0] === cell,
    label: label.checkVisibility() ? label.textContent : '',
    isLine: getComputedStyle(cell).display !== 'table-cell',
  };
});
"""

_PLAIN = """
// What is folded away is read once it is opened.
const isOpen = (element) => !element.closest('details:not([open])');
const cells = all.filter((element) => element.localName === 's-table-cell' && isOpen(element));
const texts = drawn.filter((element) => element.matches('s-table-cell, s-paragraph, s-badge, dd, .figure-value'));
return {
  heading: getComputedStyle(document.querySelector('s-page'), '::before').content,
  cells: cells.length,
  inColumns: cells.filter((cell) => getComputedStyle(cell).display === 'table-cell' && cell.checkVisibility()).length,
  flat: texts.filter((text) => text.textContent.trim() && !text.getClientRects().length).map(named),
};
"""


def contrast(frame: Frame) -> dict[str, Any]:
    """How many texts were `seen`, and the `faults` among them."""
    return cast("dict[str, Any]", _look(frame, _CONTRAST))


def controls(frame: Frame) -> list[str]:
    """Everything that can be pressed or filled in."""
    return cast("list[str]", _look(frame, _CONTROLS))


def focus(frame: Frame) -> dict[str, Any] | None:
    """The focused element's `name`, and whether the focus `isSeen`."""
    return cast("dict[str, Any] | None", _look(frame, _FOCUS))


def sticking_out(frame: Frame) -> list[str]:
    """What reaches beyond the right edge."""
    return cast("list[str]", _look(frame, _OVERFLOW))


def cells(frame: Frame) -> list[dict[str, Any]]:
    """Each table cell: its column's `header`, the `label` shown before it, and whether it is a line of its own."""
    return cast("list[dict[str, Any]]", _look(frame, _CELLS))


def plain(frame: Frame) -> dict[str, Any]:
    """A page that Polaris never came to: its heading, how many cells stand in columns, which texts are not drawn."""
    return cast("dict[str, Any]", _look(frame, _PLAIN))


def _look(frame: Frame, script: str) -> Any:
    return frame.evaluate(f"() => {{ {_ALL} {script} }}")
