"""Projects and inspections in every status, and every act that can be tried on them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from chassis.core.decision import Cause, Change
from chassis.rooms.files.reference import FileRef
from contracts.charter import InspectionStage, Named, ProjectClass, ProjectRules
from contracts.screening import SlateItem
from services.supervision.acceptance import domain as ending
from services.supervision.changing import domain as changing
from services.supervision.inspection.domain import inspecting
from services.supervision.inspection.domain.inspection import (
    HELD,
    Aspect,
    Finding,
    Inspection,
    Recheck,
    Report,
    Status,
    Verdict,
)
from services.supervision.member.domain import MemberCopy
from services.supervision.project.domain import life
from services.supervision.project.domain import project as projects
from services.supervision.project.domain.ending import Acceptance, Readiness, SurveyResult
from services.supervision.project.domain.project import Milestone, Plan, Project, ProjectStatus

TODAY = date(2025, 6, 1)
ANNOUNCED = "2025-04-20"
ECONOMY = ProjectClass(
    id="ECONOMY", zh="经济类", en="Economy", group=Named(id="EG", zh="经济组", en="Economy group")
)
LIVELIHOOD = ProjectClass(
    id="LIVELIHOOD", zh="民生类", en="Livelihood", group=Named(id="LG", zh="民生组", en="Group")
)
RULES = ProjectRules(
    kind="MICRO",
    zh="微实事",
    en="Micro-project",
    classes=(ECONOMY, LIVELIHOOD),
    inspections=(),
    funding="STREET_SELF_RAISED",
    budget_from=10_000,
    budget_to=100_000,
)
ITEM = SlateItem(
    candidate="c1",
    no=1,
    title="老年食堂",
    project_class="LIVELIHOOD",
    place="牛婆塘",
    budget_yuan=50_000,
    unit="社会事务办",
    beneficiaries="老人",
    approved_by="党工委会议",
    sources=("s1",),
)


def cause(actor: str = "npc", role: str = "NPC_COMMITTEE", key: str = "k") -> Cause:
    moment = datetime(2025, 6, 1, tzinfo=UTC)
    return Cause(id=f"{actor}:{key}", actor=actor, action="test", at=moment, correlation="c",
                 roles=(role,))  # fmt: skip


def a_plan(*due: date, done: int = 0, finish: date = date(2025, 12, 1)) -> Plan:
    days = due or (date(2025, 7, 1), date(2025, 9, 1))
    steps = tuple(
        Milestone(title=f"节点{n}", due_on=day, done_on=day if n < done else None)
        for n, day in enumerate(days)
    )
    return Plan(
        owner="李", finish_on=finish, budget_yuan=50_000, funding="FISCAL", milestones=steps
    )


def a_project(status: str = "APPROVED", **given: Any) -> Project:
    decide = projects.begin(
        ITEM, LIVELIHOOD, "STREET_SELF_RAISED", "b1", "2025", ANNOUNCED, cause()
    )
    wanted: dict[str, Any] = {"status": ProjectStatus(status)}
    if status not in ("APPROVED", "TERMINATED"):
        wanted["plan"] = a_plan(done=2)
        wanted["photos"] = (PHOTO,)
        wanted["readiness"] = FULL
    if status in ("ACCEPTED", "WRITTEN_OFF"):
        wanted["acceptance"] = SIGNED
    if status == "CHANGE_REQUESTED":
        wanted["change"] = projects.ChangeRequest(
            before=ProjectStatus.PLANNED, reason="雨季", plan=a_plan()
        )
    return decide(None).state.model_copy(update=wanted | given)


def an_inspection(status: str = "PLANNED", stage: str = "START", **given: Any) -> Inspection:
    made = inspecting.plan_for(
        "p1",
        a_project(),
        InspectionStage(id="START", zh="启动督查", en="Start", after_days=30),
        cause(),
    )
    wanted: dict[str, Any] = {"status": Status(status), "stage": stage}
    if Status(status) in HELD:
        wanted["report"] = a_report(Verdict.OK)
    return made(None).state.model_copy(update=wanted | given)


def a_report(progress: Verdict = Verdict.OK, on: date = date(2025, 5, 20)) -> Report:
    return Report(
        conducted_on=on,
        deputies=("王", "李"),
        progress=progress,
        quality=Verdict.OK,
        funds=Verdict.NA,
        evidence="看了现场",
    )


NOTIFIED = [an_inspection("NOTIFIED")]
SIGNED = Acceptance(signed_by="赵", deliberators=(), accepted_on=TODAY, ask_until=TODAY)
BELOW = SurveyResult(round=1, on=TODAY, valid=9, satisfied=3, below=True)
IN_OFFICE = {"m1": MemberCopy(name="周敏", active=True, sequence=1)}
FULL = Readiness(checklist_done=100, photos=3)

PHOTO = FileRef(
    id="f1",
    name="1.jpg",
    type="image/jpeg",
    bytes=1,
    sha256="0" * 64,
    added_by="deputy",
    added_at=datetime(2025, 6, 1, tzinfo=UTC),
)

PROJECT_ACTS: dict[str, Callable[[Project], Change[Project]]] = {
    "plan": lambda p: life.plan("p1", p, a_plan(), cause()),
    "start": lambda p: life.start("p1", p, NOTIFIED, True, cause()),
    "implement": lambda p: life.implement("p1", p, cause()),
    "achieve": lambda p: life.achieve(
        p.model_copy(update={"plan": a_plan()}), 0, TODAY, TODAY, cause()
    ),
    "add_photos": lambda p: projects.add_photos(p, [PHOTO]),
    "ready": lambda p: ending.ready("p1", p, 100, cause()),
    "rectify": lambda p: ending.rectify("p1", p, "返工", cause()),
    "accept": lambda p: ending.accept("p1", p, SIGNED, IN_OFFICE, (), cause()),
    "rectify_again": lambda p: ending.rectify_again("p1", p, "扶手松", TODAY, cause()),
    "survey_below": lambda p: ending.take_survey("p1", p, BELOW, TODAY, cause()),
    "write_off": lambda p: ending.write_off("p1", p, [], TODAY, "", cause()),
    "request_change": lambda p: changing.request_change("p1", p, "雨季", a_plan(), cause()),
    "terminate": lambda p: changing.terminate("p1", p, "重复", cause()),
    "back_to_planned": lambda p: changing.decide_change("p1", p, True, "好", cause(), TODAY),
}
INSPECTION_ACTS: dict[str, Callable[[Inspection], Change[Inspection]]] = {
    "correct": lambda i: inspecting.correct(i, date(2025, 6, 9), None, "下雨", cause()),
    "notify": lambda i: inspecting.notify(i, cause()),
    "conduct": lambda i: inspecting.conduct("i1", i, a_report(), TODAY, cause()),
    "find": lambda i: inspecting.find(i, [Finding(aspect=Aspect.QUALITY, text="裂")], cause()),
    "add_photos": lambda i: inspecting.add_photos(i, [PHOTO]),
    "rectify": lambda i: inspecting.rectify(i, date(2025, 6, 15), TODAY, cause()),
    "answer": lambda i: inspecting.answer(i, "已补", TODAY, cause()),
    "recheck": lambda i: inspecting.recheck(i, looked("孙"), None, TODAY, cause()),
    "fail_recheck": lambda i: inspecting.recheck(
        i, looked("孙", passed=False), date(2025, 7, 1), TODAY, cause()
    ),
    "close": lambda i: inspecting.close(i, cause()),
    "waive": lambda i: inspecting.waive(i, "合并督查", cause()),
}


def looked(by: str, *, passed: bool = True) -> Recheck:
    return Recheck(by=by, on=TODAY, passed=passed)
