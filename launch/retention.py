"""``yishi purge``: clear personal data whose term is over, or say what is due."""

from chassis.core.settings import Settings
from chassis.rooms.files.store import FILE_PLAINS
from launch.api_keys import intake_context
from launch.operating import operator_cause
from services.intake.kinds import COLLECTIONS, FOLLOWUPS, PURGES, SUGGESTIONS
from services.intake.retention.domain import CLASSES
from services.intake.retention.purging import purge

KINDS = (SUGGESTIONS, COLLECTIONS, PURGES, FOLLOWUPS)


async def purge_now(settings: Settings, *, dry: bool) -> int:
    """Print street, class and how many suggestions; the audit rows name the operator."""
    actor = operator_cause("purge").actor
    async with intake_context(settings, KINDS, FILE_PLAINS) as ctx:
        told = await purge(ctx, dry=dry, actor=actor)
    for one in told:
        words = f"{CLASSES[one.name].zh} {one.name}"
        print(f"{one.street}  {words:<20} {one.due:>6}  {'due' if dry else 'cleared'}")
    return 0
