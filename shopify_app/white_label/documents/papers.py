"""The papers that sheets are made for."""

from __future__ import annotations

from enum import Enum


class Paper(Enum):
    """Width, height and margin in millimetres; the label is 4 × 6 inches."""

    A4 = (210, 297, 18)
    A6 = (105, 148, 8)
    LABEL = (101.6, 152.4, 6)
