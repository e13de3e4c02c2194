"""Phone numbers as people write them (C-02): one shape is kept, the same in every service."""

import re
import unicodedata

MOBILE = re.compile(r"1[3-9][0-9]{9}")
LANDLINE = re.compile(r"(?:0[1-9][0-9]{1,2}-)?[2-9][0-9]{6,7}")
GAPS = re.compile(r"[\s\-‐-―－.·()（）]+")
AREA = re.compile(r"(0(?:10|2[0-9]|[3-9][0-9]{2}))([2-9][0-9]{6,7})")


def tidy_phone(text: str) -> str:
    """A mobile number without gaps, a landline as ``0731-84220000``; else the text as it was.

    >>> tidy_phone("＋86 138 0000 1111"), tidy_phone("(0731) 8422 0000"), tidy_phone("110")
    ('13800001111', '0731-84220000', '110')
    """
    digits = GAPS.sub("", unicodedata.normalize("NFKC", text)).removeprefix("+")
    if len(digits) > 11 and digits.startswith("86"):
        digits = digits[2:]
    if MOBILE.fullmatch(digits):
        return digits
    if found := AREA.fullmatch(digits):
        return f"{found[1]}-{found[2]}"
    return digits if LANDLINE.fullmatch(digits) else text.strip()


def is_phone(text: str) -> bool:
    """Whether a tidy text is a mobile number or a landline, with or without its area."""
    return bool(MOBILE.fullmatch(text) or LANDLINE.fullmatch(text))
