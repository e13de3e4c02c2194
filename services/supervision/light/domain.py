"""When a project's light turned, and when it will turn next if nothing is done. Pure."""

from datetime import date, timedelta

from chassis.core.decision import Change, State
from contracts.project_rules import WatchRules
from services.supervision.project.domain.lights import light_of
from services.supervision.project.domain.project import Project

MOST_TURNS = 100
RED = "red"


class Turn(State):
    """The light turned to this colour on a day, so far behind the plan."""

    on: date
    colour: str
    days: int
    points: int


class Lamp(State):
    """The light of one project, under the project's id: its turns, the oldest first."""

    project_no: int
    title: str
    cycle: str
    colour: str = ""
    turns: tuple[Turn, ...] = ()

    @property
    def red_since(self) -> date | None:
        """Since when it has been red, or nothing."""
        return self.turns[-1].on if self.turns and self.colour == RED else None


def look(found: Lamp | None, project: Project, today: date, rules: WatchRules) -> Change[Lamp]:
    """Note the colour of the day, where it is another than before; a full list drops the oldest."""
    lamp = found or Lamp(project_no=project.no, title=project.title, cycle=project.cycle)
    light = light_of(project, today, rules)
    colour = light.colour if light else ""
    if found is not None and colour == lamp.colour:
        return Change(lamp)
    days, points = (light.days, light.points) if light else (0, 0)
    turn = Turn(on=today, colour=colour, days=days, points=points)
    turns = (*lamp.turns, turn)[-MOST_TURNS:]
    return Change(lamp.model_copy(update={"colour": colour, "turns": turns}))


def next_turn(project: Project, today: date, rules: WatchRules) -> date | None:
    """The first day after today on which the light is another, if nothing is done; or nothing."""
    if project.plan is None:
        return None
    due = [*(one.due_on for one in project.plan.milestones), project.plan.finish_on]
    from_when = [max(day, project.announced_on) for day in due]
    steps = (1, rules.light_days + 1)
    days = sorted({day + timedelta(days=step) for day in from_when for step in steps})
    now = light_of(project, today, rules)
    colour = now.colour if now else ""
    return next((day for day in days if day > today and _at(project, day, rules) != colour), None)


def _at(project: Project, day: date, rules: WatchRules) -> str:
    light = light_of(project, day, rules)
    return light.colour if light else ""
