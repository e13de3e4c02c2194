"""What the assembly itself tells of a working day: members, notices, the year."""

from collections.abc import Sequence

from chassis.service import Context, Day, Line
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
from services.assembly.kinds import MEMBERS
from services.assembly.member.domain.member import MemberStatus
from services.assembly.notice.queries import notices_running


async def _open(ctx: Context, street: str) -> Sequence[Line]:
    members = await ctx.store.count(MEMBERS, street, by="status")
    hanging = members.get(MemberStatus.ON_NOTICE.value, 0)
    return (
        Line("正在公示", "Public notices running", len(await notices_running(ctx, street))),
        Line("公示中的议事员人选", "Candidates for membership on notice", hanging),
    )


DAY = Day(
    happened={
        CharterAdopted: ("通过章程", "Charters adopted"),
        CycleOpened: ("开启年度", "Years opened"),
        CycleStageChanged: ("年度进入新阶段", "The year moved on"),
        MembersOrdered: ("成批办理议事员事项", "Batches over members"),
        MemberAppointed: ("聘任议事员", "Members appointed"),
        MemberSuspended: ("暂停议事员资格", "Members suspended"),
        MemberEnded: ("终止议事员资格", "Members ended"),
        CadenceMeetingHeld: ("召开例会", "Regular meetings held"),
        NoticePublished: ("发布公示", "Public notices begun"),
        NoticeEnded: ("公示期满", "Public notices ended"),
        AuditAnchored: ("公布审计锚点", "Audit anchors published"),
    },
    open=_open,
)
