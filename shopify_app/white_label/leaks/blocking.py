"""A finding blocks: what was drawn is not let out, and the one who asked reads what stands where."""

from __future__ import annotations

from collections.abc import Sequence

from shopify_app.core.errors import ConflictError
from shopify_app.white_label.leaks.identities import Finding

_MOST = 5


class LeakError(ConflictError):
    """The paper would tell what it must not. `findings` says which kind of name, and where; never the name itself."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        places = sorted({f"{finding.label} ({finding.where})" for finding in findings})
        told = "; ".join(places[:_MOST])
        super().__init__(f"Not printed: it would show {told}. Change the order's goods or the brand profile.")
        self.findings = tuple(findings)
