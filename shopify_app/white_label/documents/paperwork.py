"""A finished file, and what it is called when it is saved."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paperwork:
    """A file to print: a PDF. `name` names no person and no shop."""

    name: str
    content: bytes
