"""Code 128, the barcode that carriers scan: what it says as the widths of bars and gaps. Pure. See ISO/IEC 15417."""

from __future__ import annotations

# Six widths for each value: bar, gap, bar, gap, bar, gap. The last is the stop, with one more bar.
_TABLE = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122
123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323
131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131
213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122
141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112
124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141
411131 211412 211214 211232 2331112
"""
_WIDTHS = _TABLE.split()
_TO_C, _TO_B, _START_B, _START_C, _STOP = 99, 100, 104, 105, 106
_FIRST, _LAST = " ", "~"
_MODULUS = 103
# Nobody's number is longer, and no label wider.
_LONGEST = 80


def code_128(text: str) -> list[int]:
    """Widths of bars and gaps by turns, a bar first; empty for a text that the barcode cannot say."""
    if not 0 < len(text) <= _LONGEST or not all(_FIRST <= one <= _LAST for one in text):
        return []
    values = _values(text)
    check = (values[0] + sum(at * value for at, value in enumerate(values))) % _MODULUS
    return [int(width) for value in (*values, check, _STOP) for width in _WIDTHS[value]]


def _values(text: str) -> list[int]:
    """The fewest symbols that say it: set B has a symbol for each character, set C one for two figures."""
    in_b: list[list[int]] = [[] for _ in range(len(text) + 1)]
    in_c: list[list[int]] = [[] for _ in range(len(text) + 1)]
    for at in reversed(range(len(text))):
        single, pair = [ord(text[at]) - ord(_FIRST), *in_b[at + 1]], text[at : at + 2]
        paired = [int(pair), *in_c[at + 2]] if len(pair) == len("00") and pair.isdecimal() else None
        in_b[at] = [_TO_C, *paired] if paired is not None and len(paired) + 1 < len(single) else single
        in_c[at] = paired if paired is not None and len(paired) <= len(single) + 1 else [_TO_B, *single]
    return min([_START_B, *in_b[0]], [_START_C, *in_c[0]], key=len)
