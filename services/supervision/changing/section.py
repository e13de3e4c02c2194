"""What changes of plan add to a project's page: both plans side by side, and the forms."""

from chassis.web.offers import offers_of
from services.supervision.changing.commands import CHANGING
from services.supervision.changing.domain import on_notice
from services.supervision.owning import may_write
from services.supervision.project.domain.project import Plan
from services.supervision.project.forms import options_of, values_of_plan
from services.supervision.project.frame import Drawn, Section, Seen

HERE = "supervision/changing"


async def _changes(seen: Seen) -> Drawn | None:
    project = seen.project
    change = project.change
    if change is None and not project.changes:
        return None
    running = change is not None and on_notice(change, seen.today)
    waiting = (change, _sides(project.plan, change.plan)) if change else None
    decided = [(one, _sides(one.was, one.asked)) for one in reversed(project.changes)]
    return Drawn({"waiting": waiting, "running": running, "decided": decided})


def _sides(was: Plan | None, asked: Plan) -> list[tuple[str, str, str, str]]:
    """Words in both languages, the original and what is asked for, of each part of the plan."""
    told = [
        ("责任人", "Led by", was.owner if was else "", asked.owner),
        ("完成期限", "Finish by", str(was.finish_on) if was else "", str(asked.finish_on)),
        ("计划资金（元）", "Funds (yuan)", f"{was.budget_yuan:,}" if was else "",
         f"{asked.budget_yuan:,}"),
    ]  # fmt: skip
    return [*told, ("节点", "Milestones", _steps(was), _steps(asked))]


def _steps(plan: Plan | None) -> str:
    return "；".join(f"{one.due_on} {one.title}" for one in plan.milestones) if plan else ""


async def _forms(seen: Seen) -> Drawn | None:
    if not await may_write(seen.ask, seen.project.unit):
        return None
    offers = offers_of(
        seen.ask,
        CHANGING,
        seen.found,
        options=await options_of(seen.ask, seen.project),
        values={"request-change": values_of_plan(seen.project)},
        refusal=seen.refusal,
    )
    return Drawn({}, offers) if offers else None


CHANGES = Section("changes", "计划变更", "Changes of plan", f"{HERE}/section.html", _changes)
CHANGE_FORMS = Section(
    "changing", "变更和终止", "Change or end it", f"{HERE}/forms.html", _forms, side=True
)
