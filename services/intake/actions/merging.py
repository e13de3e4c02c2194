"""Merging one suggestion into another (并案): a process over both documents."""

from chassis.core.decision import Cause, Change, existing
from chassis.core.documents import Changed
from chassis.core.errors import Invalid, WrongState
from chassis.flow.process import carry_out, check_version
from chassis.service import Args, Context, Process, Step
from services.intake.domain import answers
from services.intake.domain.status import Status
from services.intake.domain.suggestion import Suggestion
from services.intake.kinds import SUGGESTIONS
from services.intake.queries import suggestion_of


async def merge(
    ctx: Context, street: str, key: str, target: str, cause: Cause, if_version: int | None
) -> Changed[Suggestion]:
    """Merge it into another of the same cycle.

    The lead is marked first and is unmarked where the merge is refused: two that are merged into
    each other at the same moment are both refused, and none is lost in a circle.
    """

    async def check() -> None:
        found = await suggestion_of(ctx, street, key)
        lead = await suggestion_of(ctx, street, target)
        _check_pair(found.state, lead.state, key, target)
        check_version(found, if_version)
        answers.absorb(lead.state, key)
        answers.merge(found.state, key, cause.at, target)

    args = {"suggestion": key, "target": target, "if_version": if_version}
    await carry_out(ctx, MERGE, street, args, cause, check)
    merged = await suggestion_of(ctx, street, key)
    return Changed(merged.id, street, merged.version, merged.state)


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
