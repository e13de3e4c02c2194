"""Sample documents of what follows a project: guidance, claims and what lies beside it."""

from datetime import UTC, date, datetime
from hashlib import sha256

from chassis.core.decision import State
from chassis.rooms.files.reference import FileRef
from contracts.charter import Named
from services.supervision.checklist.domain.checklist import Checklist, Item
from services.supervision.claim.domain.claim import Claim, ClaimStatus, Holding
from services.supervision.feedback.domain import Feedback
from services.supervision.fund.domain.fund import Fund, Payee, Payment, Source
from services.supervision.guidance.domain.guidance import Guidance, GuidanceStatus, Words
from services.supervision.progress.domain import Update
from services.supervision.schedule.domain.backward import Task
from services.supervision.schedule.domain.schedule import Placed, Schedule
from services.supervision.trail.domain import Step

AT = datetime(2025, 6, 1, 8, 30, tzinfo=UTC)
PHOTO = FileRef(
    id="0" * 32,
    name="a.jpg",
    type="image/jpeg",
    bytes=3,
    sha256=sha256(b"abc").hexdigest(),
    added_by="x",
    added_at=AT,
)
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
    "supervision.checklists": Checklist(
        cycle="2025",
        title="楼道照明改造",
        unit="公共服务办公室",
        items=(
            Item(
                id="item-1",
                text="更换声控灯",
                owner="王立群",
                due_on=date(2025, 6, 20),
                done_on=date(2025, 6, 1),
                done_role="DEPARTMENT",
                done_by="demo-department",
                photos=(PHOTO,),
            ),
        ),
    ),
    "supervision.funds": Fund(
        sources=(Source(name="STREET_SELF_RAISED", yuan=100_001),),
        payments=(
            Payment(
                id="pay-1",
                paid_on=date(2025, 6, 1),
                yuan=20_000,
                payee=Payee.BUILDER,
                purpose="首付款",
                reason="提前备料",
                cancelled="重复登记",
                role="DEPARTMENT",
                by="demo-department",
                receipts=(PHOTO,),
            ),
        ),
    ),
    "supervision.schedules": Schedule(
        begin_on=date(2025, 6, 2),
        finish_on=date(2025, 6, 20),
        tasks=(Task(title="采购", days=5), Task(title="安装", days=5, after=(0,))),
        placed=(
            Placed(
                starts_on=date(2025, 6, 9),
                ends_on=date(2025, 6, 13),
                earliest_on=date(2025, 6, 3),
                earliest_end_on=date(2025, 6, 9),
                slack=4,
                critical=True,
            ),
        )
        * 2,
        possible_on=date(2025, 6, 16),
    ),
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
