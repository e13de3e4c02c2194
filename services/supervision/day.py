"""What supervision tells of a working day (工作日报): projects and inspections; what is open."""

from collections.abc import Sequence

from chassis.service import Context, Day, Line
from contracts.supervision import (
    ClaimChanged,
    DisputeResolved,
    GuidanceAnswered,
    GuidanceGiven,
    GuidanceOverdue,
    InspectionConducted,
    InspectionPlanned,
    OrderStageChanged,
    ProjectAccepted,
    ProjectCreated,
    ProjectReclassed,
    ProjectSilent,
    ProjectSpoke,
    ProjectStageChanged,
    ProjectUnitChanged,
)
from services.supervision.followup.domain import OPEN
from services.supervision.guidance.queries import owed
from services.supervision.inspection.domain.inspection import Status
from services.supervision.inspection.queries import overdue_inspections
from services.supervision.kinds import FOLLOWUPS, INSPECTIONS, PROJECTS
from services.supervision.order.queries import late_orders, open_orders
from services.supervision.project.domain.project import ENDED, ProjectStatus


async def _open(ctx: Context, street: str) -> Sequence[Line]:
    stand = await ctx.store.count(PROJECTS, street, by="status")
    held = await ctx.store.count(INSPECTIONS, street, by="status")
    going = sum(number for status, number in stand.items() if status not in ENDED)
    disputes = await ctx.store.count(FOLLOWUPS, street, {"status": OPEN})
    late = len(await overdue_inspections(ctx, street))
    return (
        Line("未销号的项目", "Projects not written off", going),
        Line("其中：待验收", "of these: to be accepted", stand.get(ProjectStatus.READY, 0)),
        Line("逾期的督查和整改", "Overdue inspections", late),
        Line("待复查的整改", "Rectifications to recheck", held.get(Status.RECTIFYING, 0)),
        Line("未销号的督办单", "Orders not closed", len(await open_orders(ctx, street))),
        Line("其中：超过答复期限", "of these: answer late", len(await late_orders(ctx, street))),
        Line("待答复的指导意见", "Guidance to be answered", len(await owed(ctx, street))),
        Line("待处理的验收异议", "Disputes over acceptances", disputes.get("", 0)),
    )


DAY = Day(
    happened={
        ProjectCreated: ("项目立项", "Projects created"),
        ProjectStageChanged: ("项目进入新阶段", "Projects moved on"),
        ProjectAccepted: ("项目通过验收", "Projects accepted"),
        ProjectSpoke: ("通报项目进展", "Projects told how they go"),
        ProjectSilent: ("项目逾期未通报进展", "Projects silent for too long"),
        ProjectReclassed: ("项目调整类别", "Projects reclassed"),
        ProjectUnitChanged: ("项目更正责任单位", "Projects given to another unit"),
        InspectionPlanned: ("安排督查", "Inspections planned"),
        InspectionConducted: ("开展督查", "Inspections made"),
        GuidanceGiven: ("提出指导意见", "Guidance given"),
        GuidanceAnswered: ("指导意见已答复或收回", "Guidance answered or taken back"),
        GuidanceOverdue: ("指导意见逾期未答复", "Guidance past its day"),
        ClaimChanged: ("议事员认领项目的变动", "Steps of claimed projects"),
        DisputeResolved: ("处理验收异议", "Disputes over acceptances resolved"),
        OrderStageChanged: ("督办单办理", "Steps of supervision orders"),
    },
    open=_open,
)
