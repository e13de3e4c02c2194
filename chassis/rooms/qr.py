"""QR codes of addresses, as inline SVG: no file, no script, no other site (C-14)."""

from io import BytesIO

from markupsafe import Markup


def qr_svg(address: str) -> Markup:
    """A QR code of this address, sized by the page."""
    import segno  # its tables are a fifteenth of the start-up, and few pages have a code

    code = segno.make(address, error="m", micro=False)
    side = code.symbol_size(scale=3, border=2)[0]
    drawn = code.svg_inline(scale=3, border=2, omitsize=False, dark="#000")
    # Without it a larger box would leave the code as small as it was drawn.
    return Markup(drawn.replace("<svg ", f'<svg viewBox="0 0 {side} {side}" ', 1))


def qr_png(address: str) -> bytes:
    """The same as a picture, for a Word file."""
    import segno

    made = BytesIO()
    segno.make(address, error="m", micro=False).save(made, kind="png", scale=8, border=2)
    return made.getvalue()
