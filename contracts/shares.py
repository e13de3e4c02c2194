"""Shares as a charter writes them: exact fractions as text, never a float."""

import re
from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator


def _fraction(text: str) -> str:
    if not re.fullmatch(r"[1-9]\d?/[1-9]\d?", text) or Fraction(text) > 1:
        raise ValueError("a share is written like 2/3")
    return text


Share = Annotated[str, AfterValidator(_fraction)]
"""A share as text, for example ``2/3``: exact, never a float."""


def _quorum(text: str) -> str:
    share = _fraction(text.removeprefix(">= ").removeprefix("> "))
    if text.startswith("> ") and Fraction(share) == 1:
        raise ValueError("more than all can never be present")
    return text


Quorum = Annotated[str, AfterValidator(_quorum)]
"""How many must be present: ``2/3`` or ``>= 2/3`` of those expected, or more than ``> 1/2``."""
