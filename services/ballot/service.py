"""The manifest of ``ballot``: sessions, roll, panels, ballots, count and result (E-26, W-15)."""

from pathlib import Path

from chassis.core.metrics import CivicGauge
from chassis.flow.process import PROCESSES
from chassis.pages import NavLink
from chassis.rooms.copies import CHARTER_COPIES, keep_charter
from chassis.rooms.files.store import FILE_PLAINS
from chassis.rooms.files.sweeping import sweep_files
from chassis.service import Every, Service
from chassis.web.command_routes import form_routes, json_routes
from contracts.assembly import CharterAdopted, MemberAppointed, MemberEnded, MemberSuspended
from contracts.ballot import (
    BallotAnnounced,
    BallotCertified,
    BallotClosed,
    BallotOpened,
    BallotSealed,
    BallotVoided,
    BookletFrozen,
    PanelClosed,
    SatisfactionAnnounced,
    SessionClosed,
    SessionNotified,
)
from contracts.screening import SlateFinalised
from services.ballot import kinds
from services.ballot.agenda.commands import COMMANDS as AGENDA_COMMANDS
from services.ballot.agenda.pages import agenda_pages, papers_page
from services.ballot.ballot.api import api as ballots_api
from services.ballot.ballot.commands import COMMANDS as BALLOT_COMMANDS
from services.ballot.ballot.commands import PREPARE
from services.ballot.ballot.domain.ballot import BALLOT
from services.ballot.ballot.measuring import measure_turnout
from services.ballot.ballot.pages import paper_pages
from services.ballot.ballot.papers_api import papers_api
from services.ballot.ballot.preparing import PREPARE as PREPARE_PROCESS
from services.ballot.ballot.proving import prove_papers
from services.ballot.booklet.api import booklet_api
from services.ballot.booklet.building import BOOKLET_FILES
from services.ballot.booklet.commands import COMMANDS as BOOKLET_COMMANDS
from services.ballot.bundle import stamping
from services.ballot.bundle.api import api as bundle_api
from services.ballot.bundle.pages import board_pages
from services.ballot.card.api import CARD_COMMANDS
from services.ballot.card.api import api as cards_api
from services.ballot.card.pages import arrive_pages, card_pages
from services.ballot.casting.api import api as cast_api
from services.ballot.casting.pages import vote_pages
from services.ballot.day import DAY
from services.ballot.hall.pages import hall_pages
from services.ballot.hands.api import api as hands_api
from services.ballot.hands.commands import COMMANDS as HAND_COMMANDS
from services.ballot.hands.domain import HANDS
from services.ballot.material.commands import COMMANDS as MATERIAL_COMMANDS
from services.ballot.material.handing_in import MATERIAL_FILES
from services.ballot.member.hears import keep_member, rest_member
from services.ballot.minutes.api import minutes_api
from services.ballot.minutes.commands import COMMANDS as MINUTES_COMMANDS
from services.ballot.minutes.domain import MINUTES_TABLE
from services.ballot.minutes.writing import MINUTES_FILES
from services.ballot.notice.api import notice_api, notice_pages
from services.ballot.panel.commands import COMMANDS as PANEL_COMMANDS
from services.ballot.panel.domain import PANEL
from services.ballot.panel.pages import panel_pages
from services.ballot.pile.api import api as pile_api
from services.ballot.pile.domain import PILE
from services.ballot.pile.pages import pile_pages
from services.ballot.preparation.commands import COMMANDS as PREPARATION_COMMANDS
from services.ballot.readiness.api import api as readiness_api
from services.ballot.readiness.commands import TICK
from services.ballot.recusal.commands import COMMANDS as RECUSAL_COMMANDS
from services.ballot.rehearsal.pages import rehearsal_pages
from services.ballot.roll.api import api as roll_api
from services.ballot.roll.arriving import ROLL_PROCESSES
from services.ballot.roll.commands import COMMANDS as DOOR_COMMANDS
from services.ballot.roll.pages import after_door, door_page, roll_pages
from services.ballot.satisfaction.commands import RATE
from services.ballot.session.api import api as sessions_api
from services.ballot.session.commands import COMMANDS as SESSION_COMMANDS
from services.ballot.session.commands import CREATE
from services.ballot.session.domain import SESSION
from services.ballot.session.pages import index_page, session_page, session_pages
from services.ballot.slate.hears import keep_slate
from services.ballot.slips.api import api as slips_api
from services.ballot.slips.commands import COMMANDS as SLIP_COMMANDS
from services.ballot.slips.pages import slip_pages, slips_page
from services.ballot.speakers.api import api as floor_api
from services.ballot.speakers.commands import COMMANDS as FLOOR_COMMANDS
from services.ballot.speakers.domain import SPEECH
from services.ballot.tasks import tasks

ON_THE_PAGE = (
    *SESSION_COMMANDS,
    PREPARE,
    RATE,
    *PANEL_COMMANDS,
    *BALLOT_COMMANDS,
    TICK,
    *FLOOR_COMMANDS,
    *HAND_COMMANDS,
    *RECUSAL_COMMANDS,
)
"""What is asked on the page of a session."""
ON_THE_PAPERS = (
    *AGENDA_COMMANDS,
    *MATERIAL_COMMANDS,
    *PREPARATION_COMMANDS,
    *BOOKLET_COMMANDS,
    *MINUTES_COMMANDS,
)
"""What is asked on the page of its papers."""
SESSION_FILES = (MATERIAL_FILES, BOOKLET_FILES, MINUTES_FILES)

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
        BallotSealed,
        BallotVoided,
        BallotCertified,
        BallotAnnounced,
        SatisfactionAnnounced,
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
        kinds.MATERIALS,
        kinds.MINUTES,
        kinds.ROLL,
        kinds.MEMBERS,
        kinds.SLATES,
        kinds.PANELS,
        kinds.BALLOTS,
        kinds.PILES,
        kinds.FLOORS,
        kinds.HAND_VOTES,
        PROCESSES,
        CHARTER_COPIES,
    ),
    processes=(PREPARE_PROCESS, *ROLL_PROCESSES),
    plains=(kinds.SLIPS, kinds.CANCELS, kinds.CANCELLED, kinds.PAPERS, kinds.CARDS, *FILE_PLAINS),
    tables=(SESSION, BALLOT, PANEL, PILE, SPEECH, HANDS, MINUTES_TABLE),
    routers=(
        sessions_api,
        roll_api,
        ballots_api,
        json_routes((CREATE, *ON_THE_PAGE, *ON_THE_PAPERS, *DOOR_COMMANDS, *CARD_COMMANDS)),
        json_routes(SLIP_COMMANDS),
        slips_api,
        pile_api,
        cast_api,
        bundle_api,
        papers_api,
        readiness_api,
        floor_api,
        hands_api,
        hall_pages,
        rehearsal_pages,
        session_pages,
        form_routes((CREATE,), index_page),
        form_routes(ON_THE_PAGE, session_page),
        form_routes((*DOOR_COMMANDS, *CARD_COMMANDS), door_page, told=after_door),
        cards_api,
        card_pages,
        arrive_pages,
        form_routes(SLIP_COMMANDS, slips_page),
        notice_api,
        notice_pages,
        booklet_api,
        minutes_api,
        agenda_pages,
        panel_pages,
        form_routes(ON_THE_PAPERS, papers_page),
        slip_pages,
        roll_pages,
        paper_pages,
        pile_pages,
        vote_pages,
        board_pages,
    ),
    every=(
        Every(60, "turnout", measure_turnout, measures=("yishi_checkins_minus_ballots",)),
        Every(stamping.SECONDS, "stamp_bundles", stamping.stamp_bundles, first=60),
        Every(3600, "sweep_files", sweep_files(*SESSION_FILES), first=60),
    ),
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
    links={"called": "/ballot/streets/{street}/called", "sessions": "/ballot/streets/{street}"},
    tasks=tasks,
    day=DAY,
    gauges=(
        CivicGauge(
            "yishi_checkins_minus_ballots",
            "Slips drawn at check-in minus papers, of the last round counted; never before.",
        ),
    ),
)
