"""QR codes for printed slips, as inline SVG: no file, no script, no other site (C-14)."""

import segno
from markupsafe import Markup


def qr_svg(address: str) -> Markup:
    """A QR code of this address, sized by the page."""
    code = segno.make(address, error="m", micro=False)
    return Markup(code.svg_inline(scale=3, border=2, omitsize=False, dark="#000"))
