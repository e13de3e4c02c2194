"""Rules of a ticket: its number, what it says to whoever enters it again, when it may go back."""

import re
import unicodedata
from datetime import date
from uuid import NAMESPACE_OID, uuid5

from chassis.core.errors import WrongState
from services.intake.suggestion.domain.status import NAMES
from services.intake.suggestion.domain.suggestion import Suggestion

NUMBER = re.compile(r"[A-Z0-9][A-Z0-9-]{3,29}")
NUMBER_WORDS = (
    "工单号是 4 到 30 位的字母、数字和短横，请照工单抄写。",
    "A ticket's number is 4 to 30 letters, digits and dashes.",
)


def tidy_number(text: str) -> str:
    """The number as it is kept: narrow capitals without blanks. Empty where it is none."""
    plain = unicodedata.normalize("NFKC", text).upper()
    number = re.sub(r"[\s‐‑–—−]", lambda sign: "" if sign[0].isspace() else "-", plain)
    return number if NUMBER.fullmatch(number) else ""


def ticket_key(street: str, number: str) -> str:
    """The id of the suggestion of a ticket: the same number is the same suggestion."""
    return uuid5(NAMESPACE_OID, f"ticket/{street}/{number}").hex


def there_already(found: Suggestion) -> WrongState:
    """Entered before: where it stands, so that nobody looks for it."""
    zh, en = NAMES[found.status]
    no_zh, no_en = (f"第 {found.no} 号，", f"no. {found.no}, ") if found.no else ("", "")
    return WrongState(
        "ticket-there",
        f"工单 {found.ticket} 已经登记（{no_zh}{found.collected_on} 收到，{zh}），没有重复登记。",
        f"Ticket {found.ticket} is entered already ({no_en}came {found.collected_on}, {en}).",
    )


def check_return(found: Suggestion, today: date, last_day: date | None) -> None:
    """Raise ``WrongState`` where a ticket is sent back after its term (退单期限)."""
    if last_day is not None and today > last_day:
        day = last_day.isoformat()
        raise WrongState(
            "ticket-back-late",
            f"工单 {found.ticket} 的退单期限到 {day} 为止，已经超过；请受理后办理。",
            f"Ticket {found.ticket} could be sent back until {day}; accept it.",
        )
