"""What waits for a person at the desk of intake, with counts and the oldest date."""

from collections.abc import Mapping, Sequence

from chassis.service import Context, Task
from chassis.web.auth import Person
from contracts.charter import Role
from services.intake.answering.queries import decided_in
from services.intake.collection.queries import NO_CYCLE, newest_cycle, running_collection
from services.intake.followup.queries import to_call
from services.intake.hotline.queries import days_open
from services.intake.kinds import FOLLOWUPS, SUGGESTIONS
from services.intake.overdue.queries import days_owed
from services.intake.roles import CLERKS, HANDLERS, IMPORTERS, STAFF
from services.intake.suggestion.domain.letters import Letter
from services.intake.suggestion.queries import queue_lengths, queued, waiting_in
from services.intake.suggestion.units import own_unit


async def tasks(ctx: Context, person: Person, street: str) -> Sequence[Task]:
    """By role: to accept, to answer, what is late, the ledger; making one is open to all."""
    collecting = await running_collection(ctx, street) is not None
    here = f"/intake/streets/{street}"
    found = [_make_one(here, collecting)]
    if person.has(Role.DELIBERATOR) and person.member:
        found.append(_mine(here))
    if person.has(*STAFF):
        found.append(_ledger(here, collecting and person.has(*IMPORTERS)))
    unit = await own_unit(ctx, street, person)
    lengths = await queue_lengths(ctx, street, unit) if person.has(*CLERKS, *HANDLERS) else {}
    if person.has(*CLERKS) and lengths["incoming"]:
        found.append(await _to_accept(ctx, street, here, lengths["incoming"]))
    if person.has(*CLERKS) and lengths["held"]:
        found.append(await _to_look_at(ctx, street, here, lengths["held"]))
    if person.has(*HANDLERS) and lengths["waiting"]:
        found.append(await _to_answer(ctx, street, here, lengths["waiting"], unit))
    if person.has(*CLERKS):
        found += await _letters(ctx, street, here)
        found += await _tickets(ctx, street, here)
    if person.has(*CLERKS):
        found += await _followups(ctx, street, here)
    if person.has(Role.NPC_COMMITTEE):
        found += await _to_call(ctx, street, here)
    if person.has(*CLERKS, Role.DEPARTMENT, Role.PARTY_COMMITTEE):
        found += await _late(ctx, street, here, unit)
    return found


def _make_one(here: str, collecting: bool) -> Task:
    return Task(
        f"{here}/new", "提建议", "Make a suggestion",
        "自己提，或替居民登记", "your own, or for a resident", "suggest", now=collecting,
    )  # fmt: skip


def _mine(here: str) -> Task:
    return Task(
        f"{here}/mine", "我的走访和建议", "My visits and suggestions",
        "登记走访、带回建议、看办得怎样", "log visits, hand in suggestions, follow them", "users",
        now=True,
    )  # fmt: skip


def _ledger(here: str, collecting: bool) -> Task:
    return Task(
        f"{here}/desk", "意见建议台账", "Ledger of suggestions",
        "导入、受理、并案、答复、更正", "import, accept, merge, answer, correct", "inbox",
        now=collecting,
    )  # fmt: skip


async def _to_accept(ctx: Context, street: str, here: str, count: int) -> Task:
    first = (await queued(ctx, street, "incoming")).items  # by the day it was handed in
    return Task(
        f"{here}/desk/accept", "受理建议", "Accept suggestions",
        "居民新提交的，受理或退回", "handed in by residents: accept or give back", "check",
        count=count, since=first[0].state.collected_on if first else "", now=True,
    )  # fmt: skip


async def _to_look_at(ctx: Context, street: str, here: str, count: int) -> Task:
    days = await ctx.store.count(SUGGESTIONS, street, {"held": True}, by="accepted_on")
    return Task(
        f"{here}/desk?queue=held", "核对个人信息", "Look at personal data",
        "台账里含电话、门牌等的，核对后公开", "phones or doors: check, then publish", "lock",
        count=count, since=min(days, default=""), now=True,
    )  # fmt: skip


async def _to_answer(ctx: Context, street: str, here: str, count: int, unit: str | None) -> Task:
    where = waiting_in("waiting", unit)
    days = await ctx.store.count(SUGGESTIONS, street, where, by="accepted_on")
    return Task(
        f"{here}/desk?queue=waiting", "办理和答复建议", "Handle and answer suggestions",
        "已交办、办理中、要求重办的", "assigned, in hand, reopened", "done",
        count=count, since=min(days, default=""), now=True,
    )  # fmt: skip


async def _letters(ctx: Context, street: str, here: str) -> list[Task]:
    """What was decided and waits for its answer; drafts to be reviewed; answers to be published."""
    cycle = await newest_cycle(ctx, street)
    decided = await decided_in(ctx, street, {"cycle": cycle or NO_CYCLE})
    where = {"letter": [Letter.DRAFT.value, Letter.READY.value]}
    counts = await ctx.store.count(SUGGESTIONS, street, where, by="letter")
    waiting = [_to_write(here, decided)] if decided else []
    if not counts:
        return waiting
    tab = "drafts" if counts.get(Letter.DRAFT.value) else "ready"
    return [
        *waiting,
        Task(
            f"{here}/desk/answers?tab={tab}", "审核、公布书面答复", "Review and publish answers",
            "拟好的答复，审核后一起公布", "drafted answers wait", "pencil",
            count=sum(counts.values()), now=True,
        ),
    ]  # fmt: skip


async def _tickets(ctx: Context, street: str, here: str) -> list[Task]:
    """Open tickets of the hotline, with the day that is nearest."""
    days = await days_open(ctx, street)
    late = sum(number for day, number in days.items() if day < ctx.today())
    if not days:
        return []
    return [
        Task(
            f"{here}/desk/tickets" + ("?tab=overdue" if late else ""),
            "办理热线工单", "Handle hotline tickets",
            f"最近的期限 {min(days)}" + (f"，已超期 {late} 件" if late else ""),
            f"the nearest day is {min(days)}" + (f", {late} overdue" if late else ""),
            "phone", count=sum(days.values()), now=True,
        )
    ]  # fmt: skip


def _to_write(here: str, decided: Mapping[str, int]) -> Task:
    return Task(
        f"{here}/desk/answers?tab=to-draft&outcome={min(decided)}",
        "去向已定，待公布答复", "Decided, to be answered",
        "拟稿、审核、一起公布以前，外面看不到", "nobody outside knows before it is published",
        "pencil", count=sum(decided.values()), now=True,
    )  # fmt: skip


async def _followups(ctx: Context, street: str, here: str) -> list[Task]:
    """Reasons of those who suggested a project, to be looked at before they are public."""
    waiting = sum((await ctx.store.count(FOLLOWUPS, street, {"to_word": True})).values())
    if not waiting:
        return []
    return [
        Task(
            f"{here}/desk/followups", "核对建议人的理由", "Look at reasons of suggesters",
            "项目验收后回访收到的，核对后公开", "before they are public", "lock",
            count=waiting, now=True,
        )
    ]  # fmt: skip


async def _to_call(ctx: Context, street: str, here: str) -> list[Task]:
    """Those who suggested an accepted project and have not answered yet: they may be called."""
    days = await to_call(ctx, street)
    if not days:
        return []
    return [
        Task(
            f"{here}/desk/followups?tab=calls", "回访建议人", "Ask those who suggested it",
            "项目验收后还没有答复的，可以打电话", "of accepted projects: by phone", "users",
            count=sum(days.values()), since=min(days),
        )
    ]  # fmt: skip


async def _late(ctx: Context, street: str, here: str, unit: str | None) -> list[Task]:
    """Open suggestions whose day has passed, of all years; a department's own."""
    days = await days_owed(ctx, street, unit)
    late = {day: number for day, number in days.items() if day < ctx.today()}
    if not late:
        return []
    return [
        Task(
            f"{here}/desk/overdue", "超期未答复", "Overdue answers",
            "已过答复期限，请催办" if unit is None else "已过答复期限，请尽快答复",
            "past the day of their answer", "warning",
            count=sum(late.values()), since=min(late), now=True,
        )
    ]  # fmt: skip
