"""Photos come out as pixels and nothing else (C-10); what is no photo does not come in."""

import io
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from chassis.core.errors import Invalid
from chassis.rooms.files.photos import clean_photo
from tests.unit.photo_things import SECRETS, heic, jpeg, picture, png, scans, webp


@pytest.mark.parametrize("make", [jpeg, png, webp, heic])
def test_clean_when_metadata_is_everywhere_then_none_comes_out(make) -> None:
    data = make()
    assert any(word in data for word in SECRETS)
    photo = clean_photo(data)
    for content in (photo.full, photo.small):
        assert not any(word in content for word in (*SECRETS, b"Exif", b"http://ns.adobe.com"))
        with Image.open(io.BytesIO(content)) as image:
            assert image.format == "JPEG"
            assert not image.getexif()
            assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_jpeg_of_this_test_when_not_cleaned_then_holds_every_secret() -> None:
    assert all(word in jpeg() for word in SECRETS)


def test_clean_when_the_phone_was_held_upright_then_the_picture_is() -> None:
    photo = clean_photo(jpeg(640, 480, orientation=6))
    assert (photo.width, photo.height) == (480, 640)
    with Image.open(io.BytesIO(photo.full)) as image:
        pixel: Any = image.convert("RGB").getpixel((470, 10))  # the corner went to the right
        red, _, blue = pixel
        assert red > 200 > blue


def test_clean_when_large_then_at_most_2560_and_320() -> None:
    photo = clean_photo(jpeg(4000, 3000))
    assert (photo.width, photo.height) == (2560, 1920)
    with Image.open(io.BytesIO(photo.small)) as small:
        assert small.size == (320, 240)


def test_clean_when_transparent_then_on_white() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(buffer, "PNG")
    with Image.open(io.BytesIO(clean_photo(buffer.getvalue()).full)) as image:
        assert image.getpixel((25, 25)) == (255, 255, 255)


def bomb(width: int, height: int) -> bytes:
    """A small PNG whose header announces a huge picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(6000, 6000), (30_000, 10), (100_000, 100_000)])
def test_clean_when_the_header_announces_too_much_then_refused(size: tuple[int, int]) -> None:
    with pytest.raises(Invalid) as told:
        clean_photo(bomb(*size))
    assert told.value.code in ("photo-too-many-pixels", "photo-unreadable")


def test_clean_when_progressive_and_large_then_refused() -> None:
    # Its decoder holds the whole picture, so it may not be as large as a plain one.
    with pytest.raises(Invalid) as told:
        clean_photo(jpeg(6500, 5000, progressive=True))
    assert told.value.code == "photo-too-many-pixels"
    assert clean_photo(jpeg(6500, 5000)).width == 2560


# A scan of all three colours that lies in a comment, where no decoder looks.
COMMENTED = b"\xff\xfe\0\x0f\xff\xda\0\x0c\x03\x01\0\x02\0\x03\0\0\x3f"

# A marker without a length: whoever skips the two bytes behind it as one comes out elsewhere.
WITHOUT_LENGTH = b"\xff\xd0\xff\xfe\xff\xfe" + bytes(65_530) + COMMENTED[4:]


@pytest.mark.parametrize("lie", [b"", COMMENTED, b"\xff\xff\xff\xfe\0\x02", WITHOUT_LENGTH])
def test_clean_when_each_colour_has_its_scan_and_large_then_refused(lie: bytes) -> None:
    # Such a file is not called progressive, yet its decoder holds the whole picture too.
    with pytest.raises(Invalid) as told:
        clean_photo(scans(6500, 5000, lie=lie))
    assert told.value.code == "photo-too-many-pixels"


def gif() -> bytes:
    buffer = io.BytesIO()
    picture().save(buffer, "GIF")
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"MZ\x90\0", gif(),
     b"%PDF-1.7\n%%EOF", b"GIF89a<script>" + jpeg(), b"PK\x03\x04" + jpeg()],
)  # fmt: skip
def test_clean_when_it_begins_like_something_else_then_refused(data: bytes) -> None:
    with pytest.raises(Invalid) as told:
        clean_photo(data)
    assert told.value.code == "not-a-photo"


@pytest.mark.parametrize("data", [jpeg()[:3000], png()[:300], b"\xff\xd8\xff" + b"x" * 500])
def test_clean_when_cut_or_only_called_so_then_refused(data: bytes) -> None:
    with pytest.raises(Invalid) as told:
        clean_photo(data)
    assert told.value.code == "photo-unreadable"


@given(st.integers(0, 2000), st.binary(min_size=1, max_size=40))
def test_clean_when_bytes_are_overwritten_then_clean_or_refused(at: int, noise: bytes) -> None:
    data = png(64, 64)
    place = at % len(data)
    broken = data[:place] + noise + data[place + len(noise) :]
    try:
        photo = clean_photo(broken)
    except Invalid:
        return
    assert photo.full.startswith(b"\xff\xd8\xff")
