"""Proposing alternatives from suggestions (E-23).

A proposal is a process of four steps: its document (without a number), its number in the ledger,
the citations in its suggestions, and only then it is an ALTERNATIVE and says so. Closing a leg
finishes whatever got its number and was broken off.
"""

from collections.abc import Sequence

from chassis.core.decision import Cause, Change, awaited, existing
from chassis.core.documents import Changed, Found
from chassis.core.errors import Invalid
from chassis.flow.process import carry_out
from chassis.rooms.choices import pick
from chassis.rooms.copies import charter_of
from chassis.service import Args, Context, Process, Step
from chassis.web.command import Order
from contracts.charter import Charter
from services.screening.candidate.bodies import NewAlternative
from services.screening.candidate.domain import candidate as candidates
from services.screening.candidate.domain.candidate import Candidate, CandidateStatus
from services.screening.candidate.queries import candidate_of
from services.screening.forum.domain import Forum
from services.screening.forum.queries import unknown_forum
from services.screening.item import domain as items
from services.screening.item.domain import Item
from services.screening.kinds import CANDIDATES, FORUMS, ITEMS, LEDGERS
from services.screening.ledger.domain import notes
from services.screening.ledger.domain.ledger import Ledger
from services.screening.ledger.queries import ledger_of


async def propose(order: Order[NewAlternative]) -> Changed[Candidate]:
    """Propose an alternative from at least one suggestion of the cycle (E-23, W-14)."""
    ctx, street, wish = order.ctx, order.street, order.body.candidate(order.path["cycle"])
    charter = await charter_of(ctx, street)
    project_class = pick(charter.projects.classes, wish.project_class, "project_class")
    kind = pick(charter.projects.kinds, wish.kind, "kind")
    known = {"project_class": project_class, "kind": kind}
    draft = judged(charter, wish.model_copy(update=known))
    candidate_id = order.cause.derive("candidate")

    async def check() -> None:
        ledger = (await ledger_of(ctx, street, wish.cycle)).state
        origin = await ctx.store.get(CANDIDATES.key(street, wish.origin or "-"))
        check_origin(wish, origin.state if origin else None)
        notes.register(candidate_id, split=_is_split(wish, origin))(ledger)
        _check_sources(wish, [await ctx.store.get(ITEMS.key(street, one)) for one in wish.sources])
        _check_forum(wish, await ctx.store.get(FORUMS.key(street, wish.forum or "-")))

    args: Args = {"candidate": candidate_id, "cycle": wish.cycle, "split": bool(wish.origin)}
    args = {**args, "draft": draft.model_dump(mode="json")}
    await carry_out(ctx, PROPOSE, street, args, order.cause, check)
    made = await candidate_of(ctx, street, candidate_id)
    return Changed(made.id, street, made.version, made.state)


def outside_guide(charter: Charter, wish: Candidate) -> bool:
    """Whether the budget lies outside the street's guide (W-16): a warning, never an error."""
    rules = charter.projects
    return rules.budget_to > 0 and not rules.budget_from <= wish.budget_yuan <= rules.budget_to


def judged(charter: Charter, wish: Candidate) -> Candidate:
    """The proposal with what the charter's guide and the cap of its kind say of its budget."""
    cap = next((one.cap_yuan for one in charter.projects.kinds if one.id == wish.kind), 0)
    over = bool(cap) and wish.budget_yuan > cap
    outside = outside_guide(charter, wish)
    return wish.model_copy(update={"budget_outside": outside, "over_cap": over})


def _is_split(wish: Candidate, origin: Found[Candidate] | None) -> bool:
    return origin is not None and origin.state.cycle == wish.cycle


def check_origin(wish: Candidate, origin: Candidate | None) -> None:
    """A proposal has its sources, or comes of one that has: split off, or back from reserve."""
    if not wish.origin:
        if not wish.sources:
            raise Invalid(
                "sources-missing",
                "至少引用一条意见建议。",
                "Cite at least one suggestion.",
                [{"field": "sources", "zh": "至少选一条。", "en": "Choose at least one."}],
            )
        return
    split = origin is not None and origin.cycle == wish.cycle and origin.is_standing
    returns = origin is not None and origin.cycle != wish.cycle
    if not (split or (returns and origin and origin.status is CandidateStatus.RESERVED)):
        raise Invalid(
            "origin",
            "只能从本周期的项目拆分，或者从往年的储备项目再次提出。",
            "It is split off a project of this cycle, or comes from an earlier reserve.",
        )
    if split and not wish.sources:
        check_origin(wish.model_copy(update={"origin": ""}), None)


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
        raise unknown_forum()


async def finish_proposals(ctx: Context, street: str, state: Ledger, cause: Cause) -> None:
    """Finish every proposal that has a number and was broken off before it was an alternative.

    Its process would do so a little later; closing a leg cannot wait for it.
    """
    where = {"cycle": state.cycle, "status": CandidateStatus.PROPOSED.value}
    for found in await ctx.store.every(CANDIDATES, street, where):
        if no := state.number_of(found.id):
            part = cause.part(found.id)
            await cite(ctx, street, found.id, found.state.sources, part)
            number = existing(candidates.number(found.id, no))
            await ctx.change(CANDIDATES.key(street, found.id), number, part.part("no"))


async def _draft(ctx: Context, args: Args, cause: Cause) -> None:
    draft = Candidate.model_validate(args["draft"])

    def decide(found: Candidate | None) -> Change[Candidate]:
        return Change(found or draft)

    await ctx.change(CANDIDATES.key(args["street"], args["candidate"]), decide, cause)


async def _number(ctx: Context, args: Args, cause: Cause) -> None:
    register = existing(notes.register(args["candidate"], split=args.get("split", False)))
    await ctx.change(LEDGERS.key(args["street"], args["cycle"]), register, cause)


async def _cite_sources(ctx: Context, args: Args, cause: Cause) -> None:
    await cite(ctx, args["street"], args["candidate"], args["draft"]["sources"], cause)


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


async def cite(
    ctx: Context, street: str, candidate_id: str, sources: Sequence[str], cause: Cause
) -> None:
    """Note on each suggestion that this proposal came from it."""
    cited = awaited(items.cite(candidate_id))
    for one in sources:
        part = cause.part(f"{candidate_id}/{one}")
        await ctx.change(ITEMS.key(street, one), cited, part)
