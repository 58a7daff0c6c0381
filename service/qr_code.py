"""QR codes (ISO/IEC 18004) as SVG, drawn here: what they hold goes to no other service."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from reportlab.graphics.barcode.qr import QrCodeWidget

#: Modules of white around the picture (ISO/IEC 18004 §9.1).
QUIET = 4


def svg(text: str, label: str) -> Markup:
    """A picture of *text*; *label* is what a screen reader says."""
    widget: Any = QrCodeWidget(text, barLevel="M")
    code = widget.qr
    code.make()
    size = code.getModuleCount()
    dark = "".join(
        f"M{column + QUIET} {row + QUIET}h1v1h-1z"
        for row in range(size)
        for column in range(size)
        if code.isDark(row, column)
    )
    side = size + 2 * QUIET
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" width="220" height="220" role="img" '
        'aria-label="{1}"><path fill="#fff" d="M0 0h{0}v{0}H0z"/><path d="{2}"/></svg>'
    ).format(side, label, dark)
