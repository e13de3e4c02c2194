"""Merging one suggestion into another (并案): a process over both documents."""

from chassis.core.decision import Cause, Change, existing
from chassis.core.documents import Changed
from chassis.core.errors import Invalid, WrongState
from chassis.flow.process import carry_out, check_version
from chassis.service import Args, Context, Process, Step
from chassis.web.command import Order
from services.intake.kinds import SUGGESTIONS
from services.intake.suggestion.bodies import Merge, MergeByNumber, Reopen
from services.intake.suggestion.domain import answers, linked
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.link_bodies import Part
from services.intake.suggestion.queries import numbered, suggestion_of


async def merge(order: Order[Merge]) -> Changed[Suggestion]:
    """Merge it into another of the same cycle.

    The lead is marked first and is unmarked where the merge is refused: two that are merged into
    each other at the same moment are both refused, and none is lost in a circle.
    """
    ctx, street, key = order.ctx, order.street, order.key
    target = await _target(order)

    async def check() -> None:
        found = await suggestion_of(ctx, street, key)
        lead = await suggestion_of(ctx, street, target)
        _check_pair(found.state, lead.state, key, target)
        check_version(found, order.version)
        answers.absorb(lead.state, key)
        answers.merge(found.state, key, order.at, target)

    args = {"suggestion": key, "target": target, "if_version": order.version}
    await carry_out(ctx, MERGE, street, args, order.cause, check)
    return await _now(ctx, street, key)


async def link(order: Order[Merge]) -> Changed[Suggestion]:
    """Link it to another of the same cycle that says the same, also after answers."""
    ctx, street, key = order.ctx, order.street, order.key
    target = await _target(order)

    async def check() -> None:
        found = await suggestion_of(ctx, street, key)
        lead = await suggestion_of(ctx, street, target)
        _check_pair(found.state, lead.state, key, target)
        check_version(found, order.version)
        answers.absorb(lead.state, key)
        linked.link(found.state, order.at, target)

    args = {"suggestion": key, "target": target, "if_version": order.version}
    await carry_out(ctx, LINK, street, args, order.cause, check)
    return await _now(ctx, street, key)


async def part(order: Order[Part] | Order[Reopen]) -> Changed[Suggestion]:
    """Undo a merge or a link, or a merge as its author asks: what was merged is open again."""
    ctx, street, key = order.ctx, order.street, order.key
    lead = linked.lead_of((await suggestion_of(ctx, street, key)).state)

    async def check() -> None:
        found = await suggestion_of(ctx, street, key)
        check_version(found, order.version)
        if not linked.is_linked(found.state):
            raise WrongState("not-linked", "这条建议没有并案。", "It is not merged.")

    args = {"suggestion": key, "target": lead, "reason": order.body.reason}
    await carry_out(ctx, PART, street, args, order.cause, check)
    return await _now(ctx, street, key)


async def _now(ctx: Context, street: str, key: str) -> Changed[Suggestion]:
    found = await suggestion_of(ctx, street, key)
    return Changed(found.id, street, found.version, found.state)


async def _target(order: Order[Merge]) -> str:
    """The id of the lead; people name it by its number in the ledger of the same cycle."""
    if not isinstance(order.body, MergeByNumber):
        return order.body.target
    found = await suggestion_of(order.ctx, order.street, order.key)
    return await numbered(order.ctx, order.street, found.state.cycle, order.body.number)


def _check_pair(found: Suggestion, lead: Suggestion, key: str, target: str) -> None:
    if target == key:
        raise Invalid("merge-with-itself", "不能与自身并案。", "It cannot be merged with itself.")
    if found.cycle and found.cycle != lead.cycle:
        raise WrongState("other-cycle", "只能与同一年度的建议并案。", "Only within the same cycle.")


async def _mark(ctx: Context, args: Args, cause: Cause) -> None:
    decide = existing(lambda lead: answers.absorb(lead, args["suggestion"]))
    await ctx.change(SUGGESTIONS.key(args["street"], args["target"]), decide, cause)


async def _unmark(ctx: Context, args: Args, cause: Cause) -> None:
    """Only where it is not merged into this lead after all, by another request."""
    source = await suggestion_of(ctx, args["street"], args["suggestion"])
    if linked.lead_of(source.state) == args["target"]:
        return
    decide = existing(lambda lead: answers.release(lead, args["suggestion"]))
    await ctx.change(SUGGESTIONS.key(args["street"], args["target"]), decide, cause)


async def _link(ctx: Context, args: Args, cause: Cause) -> None:
    key, target = args["suggestion"], args["target"]

    def decide(state: Suggestion) -> Change[Suggestion]:
        return answers.merge(state, key, cause.at, target)

    where = SUGGESTIONS.key(args["street"], key)
    await ctx.change(where, existing(decide), cause, args["if_version"])


async def _connect(ctx: Context, args: Args, cause: Cause) -> None:
    decide = existing(lambda state: linked.link(state, cause.at, args["target"]))
    where = SUGGESTIONS.key(args["street"], args["suggestion"])
    await ctx.change(where, decide, cause, args["if_version"])


async def _part(ctx: Context, args: Args, cause: Cause) -> None:
    key, reason = args["suggestion"], args["reason"]
    decide = existing(lambda state: linked.part(state, key, cause.at, reason))
    await ctx.change(SUGGESTIONS.key(args["street"], key), decide, cause)


LINK = Process("link", (Step("mark", _mark, _unmark), Step("connect", _connect)))
PART = Process("part", (Step("part", _part), Step("unmark", _unmark)))
MERGE = Process("merge", (Step("mark", _mark, _unmark), Step("link", _link)))
