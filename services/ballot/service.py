"""The manifest of ``ballot``: sessions, roll, panels, ballots, count and result (E-26, W-15)."""

from pathlib import Path

from chassis.core.metrics import CivicGauge
from chassis.flow.process import PROCESSES
from chassis.pages import NavLink
from chassis.rooms.copies import CHARTER_COPIES, keep_charter
from chassis.service import Every, Service
from contracts.assembly import CharterAdopted, MemberAppointed, MemberEnded, MemberSuspended
from contracts.ballot import (
    BallotAnnounced,
    BallotCertified,
    BallotClosed,
    BallotOpened,
    BallotVoided,
    BookletFrozen,
    PanelClosed,
    SessionClosed,
    SessionNotified,
)
from contracts.screening import SlateFinalised
from services.ballot import kinds
from services.ballot.actions.hearing import keep_member, keep_slate, rest_member
from services.ballot.actions.measuring import measure_turnout
from services.ballot.actions.preparing import PREPARE
from services.ballot.actions.proving import prove_papers
from services.ballot.actions.roll import ROLL_PROCESSES
from services.ballot.api import ballots, cast, hall, papers, sessions
from services.ballot.domain.ballot import BALLOT
from services.ballot.domain.panel import PANEL
from services.ballot.domain.pile import PILE
from services.ballot.domain.session import SESSION
from services.ballot.pages import ROUTERS

ballot = Service(
    name="ballot",
    zh="票决",
    en="Sessions and ballots",
    says=(
        SessionNotified,
        BookletFrozen,
        PanelClosed,
        BallotOpened,
        BallotClosed,
        BallotVoided,
        BallotCertified,
        BallotAnnounced,
        SessionClosed,
    ),
    hears={
        CharterAdopted: keep_charter,
        MemberAppointed: keep_member,
        MemberSuspended: rest_member,
        MemberEnded: rest_member,
        SlateFinalised: keep_slate,
    },
    kinds=(
        kinds.SESSIONS,
        kinds.ROLL,
        kinds.MEMBERS,
        kinds.SLATES,
        kinds.PANELS,
        kinds.BALLOTS,
        kinds.PILES,
        PROCESSES,
        CHARTER_COPIES,
    ),
    processes=(PREPARE, *ROLL_PROCESSES),
    plains=(kinds.SLIPS, kinds.PAPERS),
    tables=(SESSION, BALLOT, PANEL, PILE),
    routers=(sessions.api, hall.api, ballots.api, cast.api, papers.papers_api, *ROUTERS),
    every=(Every(60, "turnout", measure_turnout, measures=("yishi_checkins_minus_ballots",)),),
    proofs=(prove_papers,),
    templates=Path(__file__).parent / "templates",
    nav=(
        NavLink(
            "/ballot/streets/{street}",
            "票决",
            "Ballot",
            "vote",
            section="/ballot/streets/{street}",
            order=40,
        ),
    ),
    links={"sessions": "/ballot/streets/{street}"},
    gauges=(
        CivicGauge(
            "yishi_checkins_minus_ballots",
            "Slips drawn at check-in minus papers, of the last round counted; never before.",
        ),
    ),
)
