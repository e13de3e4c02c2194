"""Manifest of ``assembly``: the institution and its people, and the portal. Start reading here."""

from pathlib import Path

from chassis.flow.timers import TIMERS
from chassis.pages import NavLink
from chassis.rooms.batch import BATCHES
from chassis.service import Every, Service
from chassis.web.command_routes import form_routes, json_routes
from contracts.assembly import (
    AuditAnchored,
    CadenceMeetingHeld,
    CharterAdopted,
    CycleOpened,
    CycleStageChanged,
    MemberAppointed,
    MemberEnded,
    MembersOrdered,
    MemberSuspended,
    NoticeEnded,
    NoticePublished,
)
from contracts.ballot import BallotAnnounced
from contracts.charter import Role
from contracts.screening import LegClosed, LegOpened, LegReopened
from contracts.supervision import ProjectCreated
from services.assembly.anchor.api import api as anchors_api
from services.assembly.anchor.pages import anchor_pages
from services.assembly.anchor.publishing import FIRST, SECONDS, publish_anchors
from services.assembly.cadence.commands import AGREE, FINISH, HOLD
from services.assembly.cadence.commands import COMMANDS as CADENCE_COMMANDS
from services.assembly.cadence.pages import (
    cadence_api,
    cadence_pages,
    meeting_page,
    meetings_page,
)
from services.assembly.charter.api import api as charter_api
from services.assembly.charter.commands import ADOPT
from services.assembly.charter.pages import charter_desk, charter_pages
from services.assembly.cycle.api import api as cycle_api
from services.assembly.cycle.commands import COMMANDS as CYCLE_COMMANDS
from services.assembly.cycle.commands import ON_PAGE as CYCLE_FORMS
from services.assembly.cycle.hears import (
    hear_announced,
    hear_leg_closed,
    hear_leg_opened,
    hear_leg_reopened,
    hear_project,
)
from services.assembly.cycle.pages import year_page, year_pages
from services.assembly.day.pages import day_pages
from services.assembly.day.telling import DAY
from services.assembly.desk.pages import desk
from services.assembly.kinds import ANCHORS, CHARTERS, CYCLES, MEETINGS, MEMBERS, NOTICES, SEATS
from services.assembly.member.api import api as members_api
from services.assembly.member.batches import carry_out
from services.assembly.member.commands import OBJECT_ON_NOTICE, SHOW_PHONE
from services.assembly.member.commands import ON_JSON as MEMBER_COMMANDS
from services.assembly.member.commands import ON_PAGE as MEMBER_FORMS
from services.assembly.member.conclusion_command import RECORD, RECORD_ON_PAGE
from services.assembly.member.domain.member import TABLE
from services.assembly.member.pages import member_page, member_pages, phone_page
from services.assembly.member.paper_api import paper_api as member_papers
from services.assembly.member.selection_pages import selection, step_page
from services.assembly.member.step_command import TAKE_STEP, TAKE_STEP_ON_PAGE
from services.assembly.notice.api import api as notices_api
from services.assembly.notice.hears import NOTICE, await_end, end_notice
from services.assembly.notice.pages import notice_page, notice_pages
from services.assembly.portal.pages import portal
from services.assembly.sign_in.pages import sign_in
from services.assembly.sign_in.provider import sign_in_provider
from services.assembly.tasks import tasks

assembly = Service(
    name="assembly",
    zh="议事会",
    en="Assembly",
    says=(
        AuditAnchored,
        CadenceMeetingHeld,
        CharterAdopted,
        MembersOrdered,
        MemberAppointed,
        MemberSuspended,
        MemberEnded,
        NoticePublished,
        NoticeEnded,
        CycleOpened,
        CycleStageChanged,
    ),
    hears={
        MembersOrdered: carry_out,
        NoticePublished: await_end,
        LegOpened: hear_leg_opened,
        LegClosed: hear_leg_closed,
        LegReopened: hear_leg_reopened,
        BallotAnnounced: hear_announced,
        ProjectCreated: hear_project,
    },
    kinds=(MEETINGS, SEATS, CHARTERS, CYCLES, MEMBERS, NOTICES, ANCHORS, BATCHES, TIMERS),
    timers={NOTICE: end_notice},
    tables=(TABLE,),
    routers=(
        charter_api,
        json_routes([ADOPT]),
        cycle_api,
        json_routes(CYCLE_COMMANDS),
        cadence_api,
        json_routes(CADENCE_COMMANDS),
        member_papers,
        members_api,
        json_routes([TAKE_STEP, RECORD, *MEMBER_COMMANDS]),
        notices_api,
        anchors_api,
        portal,
        anchor_pages,
        charter_pages,
        form_routes([ADOPT], charter_desk),
        desk,
        day_pages,
        year_pages,
        form_routes(CYCLE_FORMS, year_page),
        cadence_pages,
        form_routes([HOLD], meetings_page),
        form_routes([AGREE, FINISH], meeting_page),
        selection,
        form_routes([TAKE_STEP_ON_PAGE, RECORD_ON_PAGE], step_page),
        member_pages,
        form_routes(MEMBER_FORMS, member_page),
        form_routes([SHOW_PHONE], member_page, told=phone_page),
        notice_pages,
        form_routes([OBJECT_ON_NOTICE], notice_page),
        sign_in,
        sign_in_provider,
    ),
    every=(Every(SECONDS, "publish_anchors", publish_anchors, FIRST),),
    tasks=tasks,
    day=DAY,
    templates=Path(__file__).parent / "templates",
    nav=(
        NavLink("/streets/{street}", "本街道", "Street", "place", order=10),
        NavLink(
            "/streets/{street}/desk",
            "工作台",
            "Desk",
            "file",
            roles=frozenset(role.value for role in Role if role is not Role.RESIDENT),
            section="/streets/{street}/desk/",
            order=60,
        ),
    ),
    links={
        "street": "/streets/{street}",
        "anchors": "/streets/{street}/anchors",
        "desk": "/streets/{street}/desk",
    },
)
