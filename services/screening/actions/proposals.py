"""Proposing alternatives, ruling on them, withdrawing and merging; the forums they come from.

A proposal is written in four steps that any repetition continues: its document (without a number),
its number in the ledger, the citations in its suggestions, and only then it is an ALTERNATIVE and
says so. Closing a leg finishes whatever got its number and was broken off.
"""

from collections.abc import Sequence

from chassis.core.decision import Cause, Change, awaited, created, existing
from chassis.core.documents import Changed, Found
from chassis.core.errors import Invalid, NotFound, WrongState
from chassis.rooms.copies import charter_of
from chassis.service import Context
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
    state = (await ledger_of(ctx, street, wish.cycle)).state
    charter = await charter_of(ctx, street)
    project_class = pick(charter.projects.classes, wish.project_class, "project_class")
    sources = [await ctx.store.get(ITEMS.key(street, one)) for one in wish.sources]
    forum = await ctx.store.get(FORUMS.key(street, wish.forum)) if wish.forum else None
    update = {"project_class": project_class, "budget_outside": outside_guide(charter, wish)}

    def decide(found: Candidate | None) -> Change[Candidate]:
        state.doing(Work.PROPOSE)
        _check_sources(wish, sources)
        _check_forum(wish, forum)
        return created(wish.model_copy(update=update))(found)

    candidate_id = cause.derive("candidate")
    await ctx.change(CANDIDATES.key(street, candidate_id), decide, cause)
    return await _finish(ctx, street, wish.cycle, candidate_id, cause)


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
    """Finish every proposal that has a number and was broken off before it was an alternative."""
    where = {"cycle": state.cycle, "status": CandidateStatus.PROPOSED.value}
    for found in await ctx.store.every(CANDIDATES, street, where):
        if state.number_of(found.id):
            await _finish(ctx, street, state.cycle, found.id, cause.part(found.id))


async def _finish(
    ctx: Context, street: str, cycle: str, candidate_id: str, cause: Cause
) -> Changed[Candidate]:
    key = CANDIDATES.key(street, candidate_id)
    register = existing(notes.register(candidate_id))
    numbered = await ctx.change(LEDGERS.key(street, cycle), register, cause.part("ledger"))
    found = await ctx.store.get(key)
    assert found is not None
    await _cite(ctx, street, candidate_id, found.state.sources, cause)
    no = numbered.state.number_of(candidate_id)
    return await ctx.change(key, existing(candidates.number(candidate_id, no)), cause.part("no"))


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
