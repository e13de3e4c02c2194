"""参会卡: what its code is stored as, and for whom it speaks.

The code has 75 bits and is written like a coupon's. A card says surely *who* checks in. *That*
somebody is here in person it says in the name of the office that printed it and could have kept a
copy; so an officer of another office still has to stand for the check-in (decision 0014).
"""

from collections.abc import Mapping
from typing import Any

from chassis.core.decision import Change, State
from chassis.core.errors import NotAllowed
from services.ballot.roll.domain import check_saw_no_codes
from services.ballot.session.domain import SESSION, Session
from services.ballot.session.presence import Witness
from services.ballot.slips.credential import seed_of

BY = "card"


class Card(State):
    """What is stored under the hash of a card's code: whose it is, whose offices printed it."""

    member: str
    offices: tuple[str, ...]

    @property
    def witness(self) -> Witness:
        """The card as the witness of a check-in."""
        return Witness(by=BY, name="参会卡", offices=self.offices)


def card_row(street: str, session: str, code: str) -> str:
    """The id of a card's row: its code is not in it."""
    return f"{street}/{session}/{seed_of('card', street, session, code).hex()}"


def card_of(row: Mapping[str, Any] | None) -> Card:
    """The card of a row. Raises ``NotAllowed`` where there is none."""
    if row is None:
        raise NotAllowed(
            "unknown-card",
            "没有这张参会卡，请核对后重新输入，或到签到台签到。",
            "This card is not known here; check the code, or ask at the desk.",
        )
    return Card.model_validate(row)


def scanned(text: str) -> str:
    """The code in what a scanner types: the address of the card, or the code alone."""
    return text.rpartition("#")[2]


def print_cards(state: Session, run: str, by: Witness) -> Change[Session]:
    """印制参会卡: noted in the session, and so in the audit trail.

    A card speaks at the door in its printer's name, so who saw codes prints none.
    """
    SESSION.move(state.status, "print_cards")
    check_saw_no_codes(state, by)
    printers = tuple(sorted({*state.card_printers, by.by}))
    return Change(state.model_copy(update={"cards": run, "card_printers": printers}))
