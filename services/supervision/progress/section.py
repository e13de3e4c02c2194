"""What notes add to a project's page: the newest ones, the form, their part of the timeline."""

from chassis.web.offers import offer_of
from services.supervision import labels
from services.supervision.owning import may_write
from services.supervision.progress.commands import SPEAK
from services.supervision.progress.domain import Update, is_silent, owed_by
from services.supervision.progress.hears import rules_of
from services.supervision.progress.queries import updates_of
from services.supervision.project.domain.project import ENDED
from services.supervision.project.frame import Ahead, Drawn, Section, Seen, Strand, Told
from services.supervision.trail.views import Happening


async def _draw(seen: Seen) -> Drawn | None:
    ask = seen.ask
    found = await updates_of(ask.ctx, ask.street, seen.found.id)
    rules = await rules_of(ask.ctx, ask.street)
    offers = {}
    own = seen.project.status not in ENDED and await may_write(ask, seen.project.unit)
    if own and SPEAK.offered(seen.project, ask.person, ask.street):
        offers[SPEAK.name] = offer_of(ask, SPEAK, None, refusal=seen.refusal)
    owed = owed_by(seen.project, rules)
    if not (found or offers or owed):
        return None
    silent = is_silent(seen.project, rules, seen.today)
    values = {"updates": found, "owed": owed, "silent": silent, "days": rules.update_days}
    return Drawn(values, offers)


async def _tell(seen: Seen) -> Told:
    found = await updates_of(seen.ask.ctx, seen.ask.street, seen.found.id)
    rules = await rules_of(seen.ask.ctx, seen.ask.street)
    owed = owed_by(seen.project, rules)
    late = [Ahead(owed, "超期没有发布进展", "No note for too long", late=True)] if owed else []
    shown = late if is_silent(seen.project, rules, seen.today) else []
    return Told([_step(one.state) for one in found], shown)


def _step(one: Update) -> Happening:
    zh, en = labels.ROLES["DEPARTMENT"]
    told = f"（已在{one.told_at}告知居民）" if one.told_at else ""
    return Happening(
        kind="PROGRESS",
        at=one.at,
        action="speak",
        zh="发布进展",
        en="Told how it goes",
        who_zh=one.unit or zh,
        who_en=one.unit or en,
        note=f"{one.text}{told}",
    )


PROGRESS_SECTION = Section(
    "progress", "最近进展", "How it goes", "supervision/progress/section.html", _draw
)
PROGRESS_STRAND = Strand("PROGRESS", "进展", "Notes", _tell)
