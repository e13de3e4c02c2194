"""What supervision tells of a working day (工作日报): projects and inspections; what is open."""

from collections.abc import Sequence

from chassis.service import Context, Day, Line
from contracts.supervision import (
    ClaimChanged,
    GuidanceAnswered,
    GuidanceGiven,
    GuidanceOverdue,
    InspectionConducted,
    InspectionPlanned,
    OrderStageChanged,
    ProjectCreated,
    ProjectReclassed,
    ProjectStageChanged,
    ProjectUnitChanged,
)
from services.supervision.inspection.domain.inspection import Status
from services.supervision.inspection.queries import overdue_inspections
from services.supervision.kinds import INSPECTIONS, PROJECTS
from services.supervision.project.domain.project import ENDED, ProjectStatus


async def _open(ctx: Context, street: str) -> Sequence[Line]:
    stand = await ctx.store.count(PROJECTS, street, by="status")
    held = await ctx.store.count(INSPECTIONS, street, by="status")
    going = sum(number for status, number in stand.items() if status not in ENDED)
    late = len(await overdue_inspections(ctx, street))
    return (
        Line("未销号的项目", "Projects not written off", going),
        Line("其中：待验收", "of these: to be accepted", stand.get(ProjectStatus.READY, 0)),
        Line("逾期的督查和整改", "Overdue inspections", late),
        Line("待复查的整改", "Rectifications to recheck", held.get(Status.RECTIFYING, 0)),
    )


DAY = Day(
    happened={
        ProjectCreated: ("项目立项", "Projects created"),
        ProjectStageChanged: ("项目进入新阶段", "Projects moved on"),
        ProjectReclassed: ("项目调整类别", "Projects reclassed"),
        ProjectUnitChanged: ("项目更正责任单位", "Projects given to another unit"),
        InspectionPlanned: ("安排督查", "Inspections planned"),
        InspectionConducted: ("开展督查", "Inspections made"),
        GuidanceGiven: ("提出指导意见", "Guidance given"),
        GuidanceAnswered: ("指导意见已答复或收回", "Guidance answered or taken back"),
        GuidanceOverdue: ("指导意见逾期未答复", "Guidance past its day"),
        ClaimChanged: ("议事员认领项目的变动", "Steps of claimed projects"),
        OrderStageChanged: ("督办单办理", "Steps of supervision orders"),
    },
    open=_open,
)
