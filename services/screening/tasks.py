"""What of the screening waits for a person: the leg's gaps, triage, decisions, opinions."""

from collections.abc import Sequence
from datetime import datetime

from chassis.core.clock import day
from chassis.core.documents import Where
from chassis.service import Context, Task
from chassis.web.auth import Person
from contracts.charter import Role, Work
from services.screening.candidate.domain.candidate import CandidateStatus
from services.screening.item.domain import ItemStatus
from services.screening.item.returning import is_over
from services.screening.kinds import ITEMS, OPINIONS
from services.screening.ledger.domain.ledger import Ledger, LegState, Noted
from services.screening.ledger.domain.legs import next_to_open
from services.screening.ledger.domain.reviewing import are_taken
from services.screening.ledger.queries import gaps_of, newest_ledger
from services.screening.opinion.domain import OpinionStatus
from services.screening.review.queries import own_cards
from services.screening.roles import CLERKS, COMMITTEE, REVIEWERS


async def tasks(ctx: Context, person: Person, street: str) -> Sequence[Task]:
    """The tasks of this person in the newest ledger; none before the street's first cycle."""
    found = await newest_ledger(ctx, street)
    if found is None or not person.has(*REVIEWERS):
        return []
    base, ledger = f"/screening/streets/{street}", found.state
    told: list[Task] = []
    if person.has(*CLERKS):
        told += await _open_leg(ctx, street, ledger, base)
        told += await _to_triage(ctx, street, ledger, base)
        told += await _handed_back(ctx, street, ledger, base)
        told += await _to_answer(ctx, street, ledger, base)
    if person.has(*COMMITTEE):
        told += [*_to_open(ledger, base), *_to_decide(ledger, base)]
    if person.has(*REVIEWERS):
        told += await _to_score(ctx, street, ledger, base, person)
    if person.has(Role.DELIBERATOR):
        told += _to_review(ledger, base)
    if person.has(Role.DEPARTMENT):
        told.append(_assigned(ledger, base))
    return [*told, _ledger(base)]


def _ledger(base: str) -> Task:
    return Task(
        href=base,
        zh="筛选台账",
        en="Screening ledger",
        note_zh="各轮会议、分级分类、备选与候选项目",
        note_en="meetings, triage, alternatives, candidates",
        icon="filter",
    )


def _to_open(ledger: Ledger, base: str) -> list[Task]:
    """The next leg, since the one before it closed."""
    leg = next_to_open(ledger)
    if leg is None:
        return []
    earlier = ledger.before(leg.id)
    return [
        Task(
            href=f"{base}/cycles/{ledger.cycle}",
            zh="打开下一个环节",
            en="Open the next step",
            note_zh=leg.zh,
            note_en=leg.en,
            icon="arrow-right",
            since=_date(earlier[-1].closed_at) if earlier else "",
            now=True,
        )
    ]


async def _open_leg(ctx: Context, street: str, ledger: Ledger, base: str) -> list[Task]:
    """The open leg with the number of things that are missing before it may close."""
    leg = _current(ledger)
    if leg is None or Work.SESSION in leg.works:
        return []
    gaps = await gaps_of(ctx, street, ledger)
    missing_zh = "还差：" + "；".join(gap.zh for gap in gaps) if gaps else "已齐备，可以结束"
    missing_en = "missing: " + "; ".join(gap.en for gap in gaps) if gaps else "ready to be closed"
    return [
        Task(
            href=f"{base}/cycles/{ledger.cycle}",
            zh=leg.zh,
            en=leg.en,
            note_zh=missing_zh,
            note_en=missing_en,
            icon="flag",
            count=len(gaps),
            since=_date(leg.opened_at),
            now=True,
        )
    ]


async def _to_triage(ctx: Context, street: str, ledger: Ledger, base: str) -> list[Task]:
    """Suggestions without their triage, since its leg opened; later those that came back."""
    over = is_over(ledger)
    if not over and not ledger.is_open_for(Work.TRIAGE):
        return []
    where = {"cycle": ledger.cycle, "status": ItemStatus.OPEN.value}
    count = (await ctx.store.count(ITEMS, street, where)).get("", 0)
    if over:
        words = (
            "安排取消并案的建议", "Place what was parted late",
            "分级分类已结束，写明去向，直接答复", "the triage closed: say where it goes",
        )  # fmt: skip
        address = f"{base}/cycles/{ledger.cycle}/items?status={ItemStatus.OPEN}"
        return _waiting(address, words, "suggest", count, "")
    address = f"{base}/cycles/{ledger.cycle}/board"
    words = ("分级分类", "Triage", "定级、归类、写明去向", "level, category, where it goes")
    return _waiting(address, words, "suggest", count, _opened(ledger))


async def _handed_back(ctx: Context, street: str, ledger: Ledger, base: str) -> list[Task]:
    """What units gave back, until another unit has it."""
    where: Where = {"cycle": ledger.cycle, "handed_back": True}
    count = (await ctx.store.count(ITEMS, street, where)).get("", 0)
    words = (
        "重新交办退回件", "Assign anew what was given back",
        "承办单位退回的，请另定单位", "units gave it back: find another",
    )  # fmt: skip
    return _waiting(f"{base}/cycles/{ledger.cycle}/assigned", words, "history", count, "")


def _assigned(ledger: Ledger, base: str) -> Task:
    return Task(
        href=f"{base}/cycles/{ledger.cycle}/assigned",
        zh="本单位交办件",
        en="Assigned to my unit",
        note_zh="承办和会办的；不属于本单位的请及时退回",
        note_en="to handle or to help with; give back in time what is not yours",
        icon="inbox",
    )


def _to_decide(ledger: Ledger, base: str) -> list[Task]:
    """Alternatives without a decision, since the leg that decides opened."""
    if not ledger.is_open_for(Work.DECIDE):
        return []
    count = len(ledger.noted(Noted.OPEN))
    address = f"{base}/cycles/{ledger.cycle}/candidates?status={CandidateStatus.ALTERNATIVE}"
    words = (
        "研究决定备选项目", "Decide the alternatives",
        "逐项对照三性标准，写明理由", "one by one, against every criterion",
    )  # fmt: skip
    return _waiting(address, words, "file", count, _opened(ledger))


async def _to_score(
    ctx: Context, street: str, ledger: Ledger, base: str, person: Person
) -> list[Task]:
    """The alternatives that wait for this reviewer's own card (E-24)."""
    if not are_taken(ledger):
        return []
    mine = await own_cards(ctx, street, ledger.cycle, person.sub)
    count = sum(one.candidate not in mine for one in ledger.noted(Noted.OPEN))
    words = (
        "交评审卡", "Hand in score cards",
        "各写各的意见，收卡前别人看不到", "your own opinion; hidden until all are in",
    )  # fmt: skip
    address = f"{base}/cycles/{ledger.cycle}/reviews"
    return _waiting(address, words, "pencil", count, _opened(ledger))


async def _to_answer(ctx: Context, street: str, ledger: Ledger, base: str) -> list[Task]:
    """Opinions without an answer; it leads to the project of the oldest."""
    where = {"cycle": ledger.cycle, "status": OpinionStatus.OPEN.value}
    count = (await ctx.store.count(OPINIONS, street, where)).get("", 0)
    if not count:
        return []
    first = (await ctx.store.find(OPINIONS, street, where, limit=1)).items
    candidate = first[0].state.candidate if first else ""
    since = _date(first[0].state.at) if first else ""
    words = (
        "答复初审意见", "Answer the pre-review",
        "采纳或不采纳，写明理由", "accepted or not, and why",
    )  # fmt: skip
    return _waiting(f"{base}/candidates/{candidate}", words, "pencil", count, since)


def _to_review(ledger: Ledger, base: str) -> list[Task]:
    """The candidates that a deliberator can give an opinion on."""
    if not ledger.is_open_for(Work.PREREVIEW):
        return []
    count = len(ledger.noted(Noted.CANDIDATE))
    address = f"{base}/cycles/{ledger.cycle}/candidates?status={CandidateStatus.CANDIDATE}"
    words = ("初审候选项目", "Pre-review", "看候选项目，提出意见", "read the candidates, comment")
    return _waiting(address, words, "users", count, _opened(ledger))


def _waiting(
    address: str, words: tuple[str, str, str, str], icon: str, count: int, since: str
) -> list[Task]:
    return [Task(address, *words, icon, count, since, now=True)] if count else []


def _current(ledger: Ledger) -> LegState | None:
    return ledger.leg(ledger.current()) if ledger.current() else None


def _opened(ledger: Ledger) -> str:
    leg = _current(ledger)
    return _date(leg.opened_at) if leg else ""


def _date(moment: datetime | None) -> str:
    return day(moment).isoformat() if moment else ""
