"""What solved cases add to a project's page."""

from services.supervision.project.frame import Drawn, Section, Seen


async def _draw(seen: Seen) -> Drawn | None:
    """Nothing once it is solved itself: then it is a case for others."""
    return None if seen.project.acceptance else Drawn()


SOLVED_SECTION = Section(
    "solved",
    "其他街道的类似实事",
    "Like projects of other streets",
    "supervision/solved/section.html",
    _draw,
)
