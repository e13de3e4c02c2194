"""Why a suggestion is given back, and what a contact looks like."""

import re
from enum import StrEnum

MOBILE = re.compile(r"1[3-9][0-9]{9}")
LANDLINE = re.compile(r"(0[1-9][0-9]{1,2}-)?[2-9][0-9]{6,7}")


class ReturnReason(StrEnum):
    """退回原因: in a word that may travel; the sentence stays with the suggestion."""

    INCOMPLETE = "INCOMPLETE"
    DUPLICATE = "DUPLICATE"
    PERSONAL = "PERSONAL"
    OTHER_STREET = "OTHER_STREET"
    UNFIT = "UNFIT"


def is_phone(text: str) -> bool:
    """Whether it is a mobile number or a landline (0731-84220000)."""
    return bool(MOBILE.fullmatch(text) or LANDLINE.fullmatch(text))
