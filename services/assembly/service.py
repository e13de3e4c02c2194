"""Manifest of ``assembly``: the institution and its people, and the portal. Start reading here."""

from pathlib import Path

from chassis.flow.timers import TIMERS
from chassis.pages import NavLink
from chassis.rooms.batch import BATCHES
from chassis.service import Service
from contracts.assembly import (
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
from services.assembly.actions.batches import carry_out
from services.assembly.actions.cycles import (
    hear_announced,
    hear_leg_closed,
    hear_leg_opened,
    hear_leg_reopened,
    hear_project,
)
from services.assembly.actions.notices import NOTICE, await_end, end_notice
from services.assembly.api.members import members
from services.assembly.api.one_member import one_member
from services.assembly.api.streets import streets
from services.assembly.domain.member import TABLE
from services.assembly.kinds import CHARTERS, CYCLES, MEMBERS, NOTICES
from services.assembly.pages.desk import desk
from services.assembly.pages.member import member_desk
from services.assembly.pages.portal import portal
from services.assembly.pages.selection import selection
from services.assembly.pages.sign_in import sign_in
from services.assembly.pages.sign_in_provider import sign_in_provider

assembly = Service(
    name="assembly",
    zh="议事会",
    en="Assembly",
    says=(
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
    kinds=(CHARTERS, CYCLES, MEMBERS, NOTICES, BATCHES, TIMERS),
    timers={NOTICE: end_notice},
    tables=(TABLE,),
    routers=(
        streets,
        members,
        one_member,
        portal,
        sign_in,
        sign_in_provider,
        desk,
        selection,
        member_desk,
    ),
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
    links={"street": "/streets/{street}", "desk": "/streets/{street}/desk"},
)
