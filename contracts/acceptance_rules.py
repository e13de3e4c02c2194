"""How a street ends its projects: who is asked, how long, how often they speak, what is surveyed.

A part of the charter's ``projects``; every value has a default, so that an older charter means
what it meant.
"""

from typing import Literal

from pydantic import Field

from contracts.envelope import Fact
from contracts.shares import Share


class AcceptanceRules(Fact):
    """From the declaration of readiness to the write-off (销号).

    ``ask_days``: working days in which those who suggested it answer before it is written off.
    ``update_days``: a project under way tells how it goes at least so often (W-24);
    ``remind_days`` before that its unit is reminded. ``survey``: whether each project is surveyed
    before its write-off, or only where the committee holds a survey. A survey whose share of
    satisfied is below ``survey_line`` has the project put right within ``rectify_days``, and fewer
    than ``survey_least`` papers tell nothing. ``change_days``: working days of the public notice
    of a change of plan before it is decided, 0 for none.
    """

    ask_days: int = Field(default=5, ge=0, le=60)
    update_days: int = Field(default=30, ge=1, le=365)
    remind_days: int = Field(default=7, ge=0, le=60)
    survey: Literal["ALWAYS", "WHERE_HELD"] = "WHERE_HELD"
    survey_line: Share = "7/10"
    survey_least: int = Field(default=5, ge=5, le=1000)
    rectify_days: int = Field(default=90, ge=1, le=365)
    change_days: int = Field(default=5, ge=0, le=60)
