"""What text from people and files may hold, decided once for all services.

Text is kept in NFC with ``\\n`` line ends. Control characters are refused (they break sheets,
logs and PDF papers); characters that reorder text for a reader (bidi controls) are removed.
"""

import re
import unicodedata
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """The text as it is kept: NFC, one kind of line end, nothing that reorders what is read.

    >>> clean("a\\r\\nb")
    'a\\nb'
    """
    if text.isascii():
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    joined = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return BIDI.sub("", joined)


def is_readable(text: str) -> bool:
    """Whether a text is free of control characters (tab and line end are none)."""
    return CONTROL.search(text) is None


def _tidy(value: Any) -> Any:
    if isinstance(value, list):
        return [_tidy(one) for one in value]
    if isinstance(value, dict):
        return {_tidy(name): _tidy(one) for name, one in value.items()}
    if not isinstance(value, str):
        return value
    text = clean(value)
    if not is_readable(text):
        raise PydanticCustomError("control_characters", "Remove the control characters")
    return text


def mask_name(name: str) -> str:
    """``张*``: the first character only, so that the length says nothing (C-05)."""
    return f"{name[:1]}*"


def mask_phone(phone: str) -> str:
    """``138****1234``, or ``0731-****5678`` for a landline (C-05)."""
    if len(phone) < 8:
        return "****"
    area, dash, _ = phone.rpartition("-")
    return f"{area}{dash}****{phone[-4:]}" if dash else f"{phone[:3]}****{phone[-4:]}"


class Body(BaseModel):
    """What a person sends: nothing but the named fields, every text cleaned and stripped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)

    @field_validator("*", mode="before")
    @classmethod
    def _texts(cls, value: Any) -> Any:
        return _tidy(value)


class Nothing(Body):
    """A command that needs no words."""


Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
"""The id of a document, as an address or another answer gave it."""
Reason = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""Why something is done; kept with it."""
