"""Photos: let in by their content, decoded, and written anew as plain JPEG pictures (C-10).

Nothing of the upload survives but its pixels: no EXIF or GPS, no XMP, no comment or colour
profile, no embedded thumbnail, nothing appended to the file.
"""

import io
import re
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageOps

from chassis.core.errors import Invalid

LONGEST_EDGE = 2560
SMALL_EDGE = 320
QUALITY = 85
MAX_PIXELS = 26_000_000
"""What may be decoded whole: 24-megapixel phones, about 180 MB of memory for a moment."""
MAX_JPEG_PIXELS = 89_000_000
"""A plain JPEG is decoded at a half to an eighth of its size, so it may be larger."""
MAX_EDGE = 20_000
TYPE = "image/jpeg"
EXTENSION = ".jpg"

_FORMATS = (
    (re.compile(rb"\xff\xd8\xff"), "JPEG"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "PNG"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "WEBP"),
    (re.compile(rb".{4}ftyp(heic|heix|heim|heis|hevc|hevx|mif1|msf1)", re.DOTALL), "HEIF"),
)
_FRAME = (0xC0, 0xC1)
"""The frame headers of a plain JPEG; every other one needs the whole picture in memory."""
_BESIDE = frozenset((0xC4, 0xDB, 0xDD, *range(0xE0, 0xF0), 0xFE))
"""What else a plain JPEG has before its first scan: tables, application data, comments."""
_SCAN = 0xDA


@dataclass(frozen=True)
class Photo:
    """A cleaned photo: JPEG bytes of the picture and of its thumbnail, and the picture's size."""

    full: bytes
    small: bytes
    width: int
    height: int


def clean_photo(data: bytes) -> Photo:
    """Decode an uploaded photo and write it anew, upright, at most 2560 pixels long.

    Blocking and heavy: run it in its turn (``keeping``). Raises ``Invalid`` for anything that is
    not a whole JPEG, PNG, WebP or HEIC picture of ordinary size.
    """
    try:
        with _opened(data) as image:
            _check_size(image, data)
            image.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))  # JPEG only: decode it smaller
            image.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
            picture = _pixels(ImageOps.exif_transpose(image))
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        raise _unreadable() from None
    small = picture.copy()
    small.thumbnail((SMALL_EDGE, SMALL_EDGE))
    return Photo(_jpeg(picture), _jpeg(small), picture.width, picture.height)


def _opened(data: bytes) -> Image.Image:
    name = next((name for start, name in _FORMATS if start.match(data)), "")
    if not name:
        raise not_a_photo()
    if name == "HEIF":
        _know_heif()
    return Image.open(io.BytesIO(data), formats=[name])


@cache
def _know_heif() -> None:
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False)


def _check_size(image: Image.Image, data: bytes) -> None:
    """By the header alone, before anything is decoded."""
    scaled = image.format in ("JPEG", "MPO") and _is_one_scan(data)
    most = MAX_JPEG_PIXELS if scaled else MAX_PIXELS
    if image.width * image.height > most or max(image.size) > MAX_EDGE:
        raise Invalid(
            "photo-too-many-pixels",
            "照片的像素太大，请用手机的普通模式重拍，或缩小后再上传。",
            "This photo has too many pixels; take it in the normal mode or make it smaller.",
        )


def _is_one_scan(data: bytes) -> bool:
    """Whether a JPEG is plain and its first scan holds all its colours.

    Only then is it decoded row by row; else the decoder keeps the coefficients of the whole
    picture, however small the result is to be. A header that cannot be followed counts as else.
    """
    at, colours = 2, 0
    while data[at : at + 1] == b"\xff" and len(data) > at + 9:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _SCAN:
            return colours > 0 and data[at + 4] == colours
        if marker in _FRAME:
            colours = data[at + 9]
        elif marker not in _BESIDE:
            return False
        at += 2 + length
    return False


def _pixels(image: Image.Image) -> Image.Image:
    """A new picture with nothing but the pixels, on white where it was transparent."""
    picture = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        shown = image.convert("RGBA")
        picture.paste(shown, mask=shown.getchannel("A"))
    else:
        picture.paste(image.convert("RGB"))
    return picture


def _jpeg(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()


def not_a_photo() -> Invalid:
    """The answer to a file of another type, whatever it is called."""
    return Invalid(
        "not-a-photo",
        "这不是照片。请上传 JPEG、PNG、WebP 或 HEIC 格式的照片。",
        "This is no photo; upload a JPEG, PNG, WebP or HEIC picture.",
    )


def _unreadable() -> Invalid:
    return Invalid(
        "photo-unreadable",
        "照片无法读取，可能没有传完或已损坏，请重新选择。",
        "The photo cannot be read: it is damaged or was not sent whole. Choose it again.",
    )
