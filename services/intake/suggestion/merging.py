"""Merging one suggestion into another (并案): a process over both documents."""

from chassis.core.decision import Cause, Change, existing
from chassis.core.documents import Changed
from chassis.core.errors import Invalid, WrongState
from chassis.flow.process import carry_out, check_version
from chassis.service import Args, Context, Process, Step
from chassis.web.command import Order
from services.intake.kinds import SUGGESTIONS
from services.intake.suggestion.bodies import Merge, MergeByNumber
from services.intake.suggestion.domain import answers
from services.intake.suggestion.domain.status import Status
from services.intake.suggestion.domain.suggestion import Suggestion
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
    merged = await suggestion_of(ctx, street, key)
    return Changed(merged.id, street, merged.version, merged.state)


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
    if source.state.status is Status.MERGED and source.state.reference == args["target"]:
        return
    decide = existing(lambda lead: answers.release(lead, args["suggestion"]))
    await ctx.change(SUGGESTIONS.key(args["street"], args["target"]), decide, cause)


async def _link(ctx: Context, args: Args, cause: Cause) -> None:
    key, target = args["suggestion"], args["target"]

    def decide(state: Suggestion) -> Change[Suggestion]:
        return answers.merge(state, key, cause.at, target)

    where = SUGGESTIONS.key(args["street"], key)
    await ctx.change(where, existing(decide), cause, args["if_version"])


MERGE = Process("merge", (Step("mark", _mark, _unmark), Step("link", _link)))
