"""Proposing alternatives, ruling on them, withdrawing and merging; the forums they come from.

A proposal is a process of four steps: its document (without a number), its number in the ledger,
the citations in its suggestions, and only then it is an ALTERNATIVE and says so. Closing a leg
finishes whatever got its number and was broken off.
"""

from collections.abc import Sequence

from chassis.core.decision import Cause, Change, awaited, created, existing
from chassis.core.documents import Changed, Found
from chassis.core.errors import Invalid, NotFound, WrongState
from chassis.flow.process import carry_out
from chassis.rooms.copies import charter_of
from chassis.service import Args, Context, Process, Step
from contracts.charter import Charter, Work
from contracts.screening import Decision
from services.screening.actions.noting import Noting, note_then
from services.screening.domain import candidates, items, notes, rulings
from services.screening.domain.candidates import Candidate, CandidateStatus
from services.screening.domain.items import Item
from services.screening.domain.ledger import Ledger
from services.screening.domain.opinions import Forum, check_forum
from services.screening.domain.rulings import Ruling
from services.screening.kinds import CANDIDATES, FORUMS, ITEMS, LEDGERS
from services.screening.queries import candidate_of, ledger_of
from services.screening.words import pick

LEAVING = (Work.PROPOSE, Work.DECIDE, Work.PREREVIEW)


async def record_forum(ctx: Context, street: str, forum: Forum, cause: Cause) -> Changed[Forum]:
    """Record a forum while alternatives are being proposed (E-23)."""
    state = (await ledger_of(ctx, street, forum.cycle)).state

    def decide(found: Forum | None) -> Change[Forum]:
        state.doing(Work.PROPOSE)
        check_forum(forum)
        return created(forum)(found)

    return await ctx.change(FORUMS.key(street, cause.derive("forum")), decide, cause)


async def propose(ctx: Context, street: str, wish: Candidate, cause: Cause) -> Changed[Candidate]:
    """Propose an alternative from at least one suggestion of the cycle (E-23, W-14)."""
    charter = await charter_of(ctx, street)
    project_class = pick(charter.projects.classes, wish.project_class, "project_class")
    update = {"project_class": project_class, "budget_outside": outside_guide(charter, wish)}
    draft = wish.model_copy(update=update)
    candidate_id = cause.derive("candidate")

    async def check() -> None:
        (await ledger_of(ctx, street, wish.cycle)).state.doing(Work.PROPOSE)
        _check_sources(wish, [await ctx.store.get(ITEMS.key(street, one)) for one in wish.sources])
        _check_forum(wish, await ctx.store.get(FORUMS.key(street, wish.forum or "-")))

    args = {"candidate": candidate_id, "cycle": wish.cycle, "draft": draft.model_dump(mode="json")}
    await carry_out(ctx, PROPOSE, street, args, cause, check)
    made = await candidate_of(ctx, street, candidate_id)
    return Changed(made.id, street, made.version, made.state)


def outside_guide(charter: Charter, wish: Candidate) -> bool:
    """Whether the budget lies outside the street's guide (W-16): a warning, never an error."""
    rules = charter.projects
    return rules.budget_to > 0 and not rules.budget_from <= wish.budget_yuan <= rules.budget_to


def _check_sources(wish: Candidate, sources: Sequence[Found[Item] | None]) -> None:
    for given, found in zip(wish.sources, sources, strict=True):
        if found is None or found.state.cycle != wish.cycle or not found.state.may_be_cited:
            name = f"第 {found.state.no} 号" if found else given
            raise Invalid(
                "source",
                f"{name}意见建议不是本周期的“项目来源”，不能引用。",
                f"Suggestion {found.state.no if found else given} is no project source of this "
                "cycle and cannot be cited.",
                [{"field": "sources", "zh": "请重新选择来源。", "en": "Choose other sources."}],
            )


def _check_forum(wish: Candidate, forum: Found[Forum] | None) -> None:
    if wish.forum and (forum is None or forum.state.cycle != wish.cycle):
        raise NotFound("unknown-forum", "没有这次座谈会的记录。", "There is no such forum.")


async def finish_proposals(ctx: Context, street: str, state: Ledger, cause: Cause) -> None:
    """Finish every proposal that has a number and was broken off before it was an alternative.

    Its process would do so a little later; closing a leg cannot wait for it.
    """
    where = {"cycle": state.cycle, "status": CandidateStatus.PROPOSED.value}
    for found in await ctx.store.every(CANDIDATES, street, where):
        if no := state.number_of(found.id):
            part = cause.part(found.id)
            await _cite(ctx, street, found.id, found.state.sources, part)
            number = existing(candidates.number(found.id, no))
            await ctx.change(CANDIDATES.key(street, found.id), number, part.part("no"))


async def _draft(ctx: Context, args: Args, cause: Cause) -> None:
    draft = Candidate.model_validate(args["draft"])

    def decide(found: Candidate | None) -> Change[Candidate]:
        return Change(found or draft)

    await ctx.change(CANDIDATES.key(args["street"], args["candidate"]), decide, cause)


async def _number(ctx: Context, args: Args, cause: Cause) -> None:
    register = existing(notes.register(args["candidate"]))
    await ctx.change(LEDGERS.key(args["street"], args["cycle"]), register, cause)


async def _cite_sources(ctx: Context, args: Args, cause: Cause) -> None:
    await _cite(ctx, args["street"], args["candidate"], args["draft"]["sources"], cause)


async def _publish(ctx: Context, args: Args, cause: Cause) -> None:
    ledger = await ledger_of(ctx, args["street"], args["cycle"])
    number = candidates.number(args["candidate"], ledger.state.number_of(args["candidate"]))
    await ctx.change(CANDIDATES.key(args["street"], args["candidate"]), existing(number), cause)


# A draft whose leg closed before it got a number stays without one: no list shows it, so there is
# nothing to undo. With a number it is always finished.
PROPOSE = Process(
    "propose",
    (
        Step("draft", _draft),
        Step("number", _number),
        Step("cite", _cite_sources),
        Step("publish", _publish),
    ),
)


async def _cite(
    ctx: Context, street: str, candidate_id: str, sources: Sequence[str], cause: Cause
) -> None:
    cite = awaited(items.cite(candidate_id))
    for one in sources:
        part = cause.part(f"{candidate_id}/{one}")
        await ctx.change(ITEMS.key(street, one), cite, part)


async def rule(
    ctx: Context,
    street: str,
    candidate_id: str,
    ruling: Ruling,
    cause: Cause,
    if_version: int | None,
) -> Changed[Candidate]:
    """Decide an alternative in the joint meeting's leg, against every criterion (E-24)."""
    charter = await charter_of(ctx, street)
    decide = rulings.rule(candidate_id, ruling, cause.at)

    def check() -> None:
        rulings.check_ruling(ruling, charter.criteria)

    action = "accept" if ruling.decision is Decision.CANDIDATE else "decline"
    noting = Noting(action, (Work.DECIDE,), check)
    return await note_then(ctx, street, candidate_id, noting, decide, cause, if_version)


async def withdraw(
    ctx: Context, street: str, candidate_id: str, reason: str, cause: Cause
) -> Changed[Candidate]:
    """Take a proposal back with a reason, before the slate is final (W-03)."""
    decide = candidates.withdraw(candidate_id, reason, cause.at)
    noting = Noting("withdraw", LEAVING)
    return await note_then(ctx, street, candidate_id, noting, decide, cause, None)


async def merge(
    ctx: Context, street: str, candidate_id: str, target_id: str, reason: str, cause: Cause
) -> Changed[Candidate]:
    """Merge a proposal into another, which takes over its sources (W-03)."""
    found = await candidate_of(ctx, street, candidate_id)
    target = await candidate_of(ctx, street, target_id)
    take_over = candidates.take_over(target_id, candidate_id, found.state.sources)

    def check() -> None:
        if target_id == candidate_id or target.state.cycle != found.state.cycle:
            raise WrongState(
                "merge-target",
                "只能合并到同一周期的另一个项目。",
                "A proposal merges into another one of the same cycle.",
            )
        take_over(target.state)

    async def between() -> None:
        await ctx.change(
            CANDIDATES.key(street, target_id), existing(take_over), cause.part("target")
        )
        await _cite(ctx, street, target_id, found.state.sources, cause)

    decide = candidates.merge(candidate_id, target_id, reason, cause.at)
    noting = Noting("merge", LEAVING, check, between)
    return await note_then(ctx, street, candidate_id, noting, decide, cause, None)
