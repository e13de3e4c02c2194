"""How a street handles tickets of the 12345 hotline (热线工单): kinds with terms, and their codes.

A part of the charter; every value has a default, so that an older charter means what it meant.
"""

from typing import Literal

from pydantic import Field, model_validator

from contracts.envelope import Fact


class TicketKind(Fact):
    """A kind of ticket and the days in which the hotline wants its answer."""

    id: str = Field(pattern=r"^[A-Z][A-Z0-9_]{0,29}$")
    zh: str = Field(min_length=1, max_length=20)
    en: str = Field(min_length=1, max_length=60)
    days: int = Field(ge=1, le=365)


class TicketCode(Fact):
    """A code of the hotline's list: two digits each for 大类, 中类, 小类; trailing ones left out.

    ``category``: the street's category of suggestions that it means; empty for none.
    """

    id: str = Field(pattern=r"^(\d\d){1,3}$")
    zh: str = Field(min_length=1, max_length=40)
    en: str = Field(min_length=1, max_length=60)
    category: str = ""


KINDS = (
    TicketKind(id="ORDINARY", zh="一般工单", en="Ordinary", days=7),
    TicketKind(id="HARD", zh="疑难工单", en="Hard", days=15),
)
CODES = (
    TicketCode(id="01", zh="市容环卫", en="Sanitation", category="SANITATION"),
    TicketCode(id="02", zh="公共设施", en="Public facilities", category="FACILITIES"),
    TicketCode(id="03", zh="安全隐患", en="Hazards", category="HAZARDS"),
    TicketCode(id="04", zh="物业管理", en="Property management"),
    TicketCode(id="05", zh="养老托幼", en="Care for old and young", category="ELDERLY_CARE"),
    TicketCode(id="06", zh="交通出行", en="Traffic"),
    TicketCode(id="07", zh="噪声扰民", en="Noise"),
    TicketCode(id="99", zh="其他", en="Other", category="OTHER"),
)
"""Ours, in the shape of such lists; a street puts its province's list in their place."""


class HotlineRules(Fact):
    """Kinds with their terms, the code list, and when a ticket goes back to its sender.

    Terms run from the day that the ticket came, which does not count. ``send_back_days``: working
    days in which a ticket that is not the street's is sent back (退单).
    """

    kinds: tuple[TicketKind, ...] = Field(default=KINDS, min_length=1, max_length=12)
    days_kind: Literal["calendar", "working"] = "working"
    send_back_days: int = Field(default=2, ge=1, le=30)
    codes: tuple[TicketCode, ...] = Field(default=CODES, max_length=600)

    @model_validator(mode="after")
    def _told_apart(self) -> "HotlineRules":
        for options in (self.kinds, self.codes):
            if len({one.id for one in options}) < len(options):
                raise ValueError("every kind and every code of the hotline has an id of its own")
        return self

    def kind(self, kind_id: str) -> TicketKind:
        """The kind of this id; the first one for none, or one that the street has no more."""
        return next((one for one in self.kinds if one.id == kind_id), self.kinds[0])
