"""What reads of projects and inspections share: today in the street, the filters asked for."""

from datetime import date

from chassis.web.ask import Ask


def today_of(ask: Ask) -> date:
    """The street's date now."""
    return date.fromisoformat(ask.ctx.today())


def asked_for(**where: str) -> dict[str, str]:
    """The filters that were given a value."""
    return {name: value for name, value in where.items() if value}
