"""The sections of the project itself: what it is, where it came from, its plan, its next step."""

from chassis.rooms.copies import charter_of
from services.supervision import labels
from services.supervision.owning import may_write
from services.supervision.project.domain.life import outside_guide
from services.supervision.project.domain.project import Plan
from services.supervision.project.forms import achieved, offered
from services.supervision.project.frame import Drawn, Section, Seen, Strand, Told
from services.supervision.project.views import milestone_views
from services.supervision.trail.views import happenings

HERE = "supervision/project"


async def _as_it_is(seen: Seen) -> Drawn:  # noqa: ARG001
    return Drawn()


async def _plan(seen: Seen) -> Drawn:
    milestones = milestone_views(seen.project, seen.today)
    return Drawn({"milestones": milestones, "outside": await _outside(seen, seen.project.plan)})


async def _outside(seen: Seen, plan: Plan | None) -> bool:
    if plan is None:
        return False
    charter = await charter_of(seen.ask.ctx, seen.ask.street)
    return outside_guide(charter.projects, plan.budget_yuan)


async def _rating(seen: Seen) -> Drawn | None:
    return Drawn() if seen.project.rating else None


async def _next_step(seen: Seen) -> Drawn:
    if not await may_write(seen.ask, seen.project.unit):
        return Drawn({"to_achieve": []})
    offers = await offered(seen.ask, seen.found, seen.refusal)
    reached = achieved(seen.ask, seen.found, seen.refusal)
    return Drawn({"to_achieve": reached}, {**offers, **{one.name: one for _, one in reached}})


async def _tell(seen: Seen) -> Told:
    return Told(happenings("PROJECT", seen.project.history, labels.PROJECT_STEPS, ("", "")))


FACTS = Section("facts", "项目情况", "What it is", f"{HERE}/facts.html", _as_it_is)
SOURCES = Section(
    "sources",
    "这个项目怎么来的",
    "How it came about",
    f"{HERE}/sources.html",
    _as_it_is,
)
PLAN = Section("plan", "推进计划", "The plan", f"{HERE}/plan.html", _plan)
RATING = Section("rating", "满意度测评", "Satisfaction", f"{HERE}/rating.html", _rating)
NEXT_STEP = Section("next", "下一步", "Next step", f"{HERE}/next_step.html", _next_step, side=True)
PROJECT_STRAND = Strand("PROJECT", "项目", "Project", _tell)
