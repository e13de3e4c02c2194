"""Pictures to upload, with everything in them that must not come out again."""

import io
from typing import Any

from PIL import Image, PngImagePlugin

SECRETS = (b"GPSSECRET", b"XMPSECRET", b"THUMBSECRET", b"NOTESECRET", b"ICCSECRET", b"TAILSECRET")
"""Words hidden in the metadata, one for each place."""


def picture(width: int = 640, height: int = 480) -> Image.Image:
    """A picture whose left upper corner is red, so that its orientation shows."""
    image = Image.new("RGB", (width, height), (40, 120, 200))
    image.paste((250, 10, 10), (0, 0, width // 4, height // 4))
    return image


def exif(orientation: int = 1) -> bytes:
    """EXIF with a position, a camera's note and an orientation."""
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010E] = "NOTESECRET"
    position = data.get_ifd(0x8825)
    position[1], position[2] = "N", (28.0, 11.0, 59.5)
    position[3], position[4] = "E", (113.0, 2.0, 3.5)
    position[27] = b"GPSSECRET"
    return data.tobytes()


def thumbnail_segment() -> bytes:
    """A JFXX segment with a small JPEG in it, as cameras embed their own thumbnail."""
    small = io.BytesIO()
    picture(32, 24).save(small, "JPEG", comment=b"THUMBSECRET")
    body = b"JFXX\0\x10" + small.getvalue()
    return b"\xff\xe0" + (len(body) + 2).to_bytes(2, "big") + body


def jpeg(width: int = 640, height: int = 480, orientation: int = 1, **more: Any) -> bytes:
    """A JPEG with a secret in every place that a JPEG has."""
    buffer = io.BytesIO()
    picture(width, height).save(
        buffer, "JPEG", exif=exif(orientation), xmp=b"<x>XMPSECRET</x>", comment=b"NOTESECRET",
        icc_profile=b"ICCSECRET" * 20, **more,
    )  # fmt: skip
    data = buffer.getvalue()
    return data[:2] + thumbnail_segment() + data[2:] + b"PK\x03\x04TAILSECRET"


def png(width: int = 640, height: int = 480) -> bytes:
    """A PNG with text, EXIF and XMP."""
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "NOTESECRET")
    text.add_itxt("XML:com.adobe.xmp", "XMPSECRET")
    buffer = io.BytesIO()
    picture(width, height).save(buffer, "PNG", pnginfo=text, exif=exif())
    return buffer.getvalue() + b"TAILSECRET"


def webp() -> bytes:
    """A WebP picture with EXIF and XMP."""
    buffer = io.BytesIO()
    picture().save(buffer, "WEBP", exif=exif(), xmp=b"XMPSECRET")
    return buffer.getvalue()


def heic() -> bytes:
    """What an iPhone makes."""
    import pillow_heif

    buffer = io.BytesIO()
    made = pillow_heif.from_pillow(picture())
    made.save(buffer, exif=exif(), xmp=b"XMPSECRET")
    return buffer.getvalue()


def scans(width: int, height: int, *, lie: bytes = b"") -> bytes:
    """The header of a plain JPEG that announces this size and a scan for each colour.

    ``lie``: segments before the first scan.
    """
    colours = b"".join(bytes((number, 0x11, 0)) for number in (1, 2, 3))
    frame = b"\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big") + b"\x03" + colours
    scan = b"\xff\xda\0\x08\x01%c\0\0\x3f\0" + b"\x12\x34"
    began = b"\xff\xd8\xff\xc0" + (len(frame) + 2).to_bytes(2, "big") + frame
    return began + lie + b"".join(scan % number for number in (1, 2, 3)) + b"\xff\xd9"
