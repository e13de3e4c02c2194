"""What a contact looks like: a mobile number, or a landline with or without its area."""

import re

MOBILE = re.compile(r"1[3-9][0-9]{9}")
LANDLINE = re.compile(r"(0[1-9][0-9]{1,2}-)?[2-9][0-9]{6,7}")


def is_phone(text: str) -> bool:
    """Whether it is a mobile number or a landline (0731-84220000)."""
    return bool(MOBILE.fullmatch(text) or LANDLINE.fullmatch(text))
