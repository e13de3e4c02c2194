"""Sample documents of what follows a project: guidance, claims and what lies beside it."""

from datetime import UTC, date, datetime

from chassis.core.decision import State
from contracts.charter import Named
from services.supervision.claim.domain.claim import Claim, ClaimStatus, Holding
from services.supervision.feedback.domain import Feedback
from services.supervision.guidance.domain.guidance import Guidance, GuidanceStatus, Words
from services.supervision.progress.domain import Update
from services.supervision.trail.domain import Step

AT = datetime(2025, 6, 1, 8, 30, tzinfo=UTC)
GROUP = Named(id="LIVELIHOOD_GROUP", zh="民生保障专业代表小组", en="Livelihood")

FOLLOWING: dict[str, State] = {
    "supervision.guidance": Guidance(
        project="p1",
        project_no=1,
        title="楼道照明改造",
        cycle="2025",
        group=GROUP,
        unit="公共服务办公室",
        said=Words(text="请先修一楼。", at=AT, role="DEPUTY", by="demo-deputy"),
        due_on=date(2025, 6, 16),
        status=GuidanceStatus.ANSWERED,
        reply=Words(text="已调整次序。", at=AT, role="DEPARTMENT", by="demo-department"),
        overdue_told=True,
    ),
    "supervision.claims": Claim(
        project="p1",
        project_no=1,
        title="楼道照明改造",
        cycle="2025",
        member="m1",
        name="钟秀莲",
        status=ClaimStatus.ACTIVE,
        history=(Step(at=AT, action="apply", status="APPLIED", by="m1", role="DELIBERATOR"),),
    ),
    "supervision.holdings": Holding(projects=("p1",)),
    "supervision.updates": Update(
        project="p1",
        project_no=1,
        title="楼道照明改造",
        cycle="2025",
        unit="公共服务办公室",
        text="一、二单元已换完。",
        told_at="公告栏",
        said_on=date(2025, 6, 1),
        at=AT,
        by="demo-department",
    ),
    "supervision.feedback": Feedback(
        project="p1",
        project_no=1,
        title="楼道照明改造",
        cycle="2025",
        unit="公共服务办公室",
        text="灯亮了，谢谢。",
        consent="feedback-1",
        at=AT,
        status="SHOWN",
        words="灯亮了，谢谢。",
        reply="会继续维护。",
        replied_at=AT,
    ),
}
