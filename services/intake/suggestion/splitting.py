"""Splitting a suggestion that says two things (拆分): a process over both documents."""

from chassis.core.clock import day
from chassis.core.decision import Cause, Change, existing
from chassis.core.documents import Changed
from chassis.flow.process import carry_out, check_version
from chassis.service import Args, Context, Process, Step
from chassis.web.command import Order
from services.intake.kinds import SUGGESTIONS
from services.intake.suggestion.domain import linked, suggestion
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.handing_in import fresh_salt
from services.intake.suggestion.link_bodies import Split
from services.intake.suggestion.queries import suggestion_of
from services.intake.suggestion.receipts import digest_of, receipt_of

KEPT = (
    "title",
    "community",
    "channel",
    "collected_on",
    "collector",
    "collector_name",
    "consent",
)
"""What the part has from the whole: where and how it came.

Never name and contact: they stay in one place, so that "delete my contact" finds them all (C-07).
``split_from`` leads there, and the author's receipt shows the answers of both.
"""


async def split(order: Order[Split]) -> Changed[Suggestion]:
    """Make the part, which is then accepted as any other, and note it on the whole."""
    ctx, street, key = order.ctx, order.street, order.key
    new = order.cause.derive("part")

    async def check() -> None:
        found = await suggestion_of(ctx, street, key)
        check_version(found, order.version)
        linked.split(found.state, order.at, new)

    args = {"suggestion": key, "new": new, "content": order.body.content, "salt": fresh_salt()}
    await carry_out(ctx, SPLIT, street, args, order.cause, check)
    whole = await suggestion_of(ctx, street, key)
    return Changed(whole.id, street, whole.version, whole.state)


async def _begin(ctx: Context, args: Args, cause: Cause) -> None:
    whole = (await suggestion_of(ctx, args["street"], args["suggestion"])).state
    new = args["new"]
    kept = whole.model_dump(include=set(KEPT))
    kept["title"] = whole.written_title or kept["title"]
    made = Suggestion(
        **kept | {"collected_on": whole.collected_on or day(cause.at).isoformat()},
        content=args["content"],
        salt=args["salt"],
        entered_by=cause.actor,
        receipt=digest_of(receipt_of(ctx.settings, new)),
        split_from=args["suggestion"],
    )

    def decide(found: Suggestion | None) -> Change[Suggestion]:
        return Change(found) if found else suggestion.submit(made, new, cause.at)

    await ctx.change(SUGGESTIONS.key(args["street"], new), decide, cause)


async def _note(ctx: Context, args: Args, cause: Cause) -> None:
    decide = existing(lambda whole: linked.split(whole, cause.at, args["new"]))
    await ctx.change(SUGGESTIONS.key(args["street"], args["suggestion"]), decide, cause)


SPLIT = Process("split", (Step("begin", _begin), Step("note", _note)))
