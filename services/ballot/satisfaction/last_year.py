"""What is rated: the projects that the session of the year before chose, or as they are typed."""

from collections.abc import Sequence

from chassis.core.errors import Invalid
from chassis.service import Context
from contracts.screening import SlateItem
from services.ballot.kinds import BALLOTS


def year_before(cycle: str) -> str:
    """``2024`` for ``2025``; empty where the cycle is no year."""
    return str(int(cycle) - 1) if cycle.isdigit() else ""


async def last_years(ctx: Context, street: str, cycle: str) -> tuple[SlateItem, ...]:
    """What was chosen in the year before, in the order of the result; empty where nothing was."""
    found = await ctx.store.every(BALLOTS, street, {"cycle": year_before(cycle)})
    announced = [one.state for one in found if one.state.status == "ANNOUNCED"]
    return tuple(item for one in announced if one.about == "PROJECTS" for item in one.selected)


def rated(titles: Sequence[str], known: Sequence[SlateItem]) -> tuple[SlateItem, ...]:
    """The items of the vote, numbered from 1. A title that is known keeps its project.

    Raises ``Invalid`` for none, and for one that stands twice.
    """
    names = [title.strip() for title in titles if title.strip()]
    if not names:
        raise Invalid("no-projects", "请写明要测评的项目，每行一个。", "Name the projects to rate.")
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise Invalid(
            "project-twice",
            f"项目重复：{'、'.join(twice)}。",
            f"These projects stand twice: {', '.join(twice)}.",
        )
    by_title = {item.title: item for item in known}
    return tuple(
        by_title[name].model_copy(update={"no": no}) if name in by_title else _typed(no, name)
        for no, name in enumerate(names, 1)
    )


def _typed(no: int, title: str) -> SlateItem:
    """A project that this system does not know: of a year before it was used."""
    return SlateItem(
        candidate=f"last-year-{no}",
        no=no,
        title=title,
        project_class="",
        place="",
        budget_yuan=0,
        unit="",
        beneficiaries="",
        approved_by="",
        sources=(),
    )
