"""What reads of projects and inspections share: today in the street, the filters asked for."""

from datetime import date

from chassis.rooms.copies import charter_of
from chassis.web.ask import Ask
from contracts.project_rules import WatchRules


def today_of(ask: Ask) -> date:
    """The street's date now."""
    return date.fromisoformat(ask.ctx.today())


async def bounds_of(ask: Ask) -> WatchRules:
    """The street's bounds of the lights, and its terms."""
    return (await charter_of(ask.ctx, ask.street)).projects.watch


def asked_for(**where: str) -> dict[str, str]:
    """The filters that were given a value."""
    return {name: value for name, value in where.items() if value}
