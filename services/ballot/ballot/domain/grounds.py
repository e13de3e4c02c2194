"""作废理由: the grounds on which a ballot may be declared void, and a proposal to do so."""

from datetime import datetime
from enum import StrEnum

from chassis.core.decision import State


class Ground(StrEnum):
    """Why a ballot is void. The last two are found by the count itself."""

    PROCEDURE = "PROCEDURE"
    ATTENDANCE = "ATTENDANCE"
    SLIPS = "SLIPS"
    DISTURBANCE = "DISTURBANCE"
    BREAKDOWN = "BREAKDOWN"
    CHECK_FAILED = "CHECK_FAILED"
    MORE_RETURNED_THAN_ISSUED = "MORE_RETURNED_THAN_ISSUED"


BEFORE_FIGURES = (
    Ground.PROCEDURE,
    Ground.ATTENDANCE,
    Ground.SLIPS,
    Ground.DISTURBANCE,
    Ground.BREAKDOWN,
)
"""What may be pleaded while nobody knows a figure; afterwards it could be a pretext."""


class Proposal(State):
    """One office's proposal to declare the ballot void; another office must confirm it.

    ``by`` is the proposer's subject, ``office`` the role it was made in, ``at`` UTC.
    """

    ground: Ground
    note: str
    by: str
    office: str
    at: datetime

    def may_be_confirmed_by(self, who: str, offices: tuple[str, ...]) -> bool:
        """Whether this is another person, with an office that did not propose it."""
        return who != self.by and bool(set(offices) - {self.office})
