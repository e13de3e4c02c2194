"""Many answers at once: drafted from a template, reviewed, published; each as one batch.

The batch holds which suggestions in which version and by whom; a worker does them row by row and
goes on where it stopped. What changed meanwhile is left out and told, never overwritten.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chassis.core.decision import Cause, Change, existing
from chassis.core.documents import Changed, Found
from chassis.core.errors import Invalid, WrongState
from chassis.rooms.batch import BATCHES, Batch, Row, order_batch, work_off
from chassis.rooms.copies import charter_of
from chassis.service import Context
from contracts.answer_rules import AnswerTemplate
from contracts.charter import Charter
from contracts.envelope import Heard
from contracts.intake import SuggestionsOrdered
from services.intake.answering import domain
from services.intake.kinds import SUGGESTIONS
from services.intake.suggestion.domain.letters import Letter
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.receipts import digest_of, receipt_of
from services.intake.suggestion.units import check_unit

DRAFTING, REVIEWING, PUBLISHING = "draft_answers", "review_answers", "publish_answers"
NAMES = {"draft": DRAFTING, "review": REVIEWING, "publish": PUBLISHING}
"""Button of the page → name of the batch, which is also the action in the audit trail."""


@dataclass(frozen=True)
class Wanted:
    """What is to be done with which answers. ``unit``: whose answers the asker gives."""

    act: str
    chosen: Sequence[tuple[str, int]]
    template: str = ""
    unit: str | None = None


def chosen_of(found: Sequence[Found[Suggestion]]) -> list[tuple[str, int]]:
    """Id and version of each, as they were shown."""
    return [(one.id, one.version) for one in found]


async def order_answers(ctx: Context, street: str, wanted: Wanted, cause: Cause) -> Changed[Batch]:
    """Order it. Raises ``Invalid`` where none is ticked or the template is not the charter's."""
    if not wanted.chosen:
        raise Invalid("no-answers-ticked", "请先勾选要处理的答复。", "Tick some answers first.")
    if wanted.act == "draft":
        template_of(await charter_of(ctx, street), wanted.template)
    rows = [
        {
            "suggestion": key,
            "version": version,
            "by": cause.actor,
            "template": wanted.template,
            "unit": wanted.unit,
        }
        for key, version in wanted.chosen
    ]
    batch = cause.derive("batch")
    said = SuggestionsOrdered(batch=batch)
    order = order_batch(NAMES[wanted.act], rows, cause, said)
    return await ctx.change(BATCHES.key(street, batch), order, cause)


def template_of(charter: Charter, template: str) -> AnswerTemplate:
    """The charter's template of this id. Raises ``Invalid``."""
    found = next((one for one in charter.answers.templates if one.id == template), None)
    if found is None:
        raise Invalid("no-template", "请选择答复模板。", "Choose a template.")
    return found


async def answer_ordered(ctx: Context, heard: Heard[SuggestionsOrdered], cause: Cause) -> None:
    """Work off what was ordered for many answers."""
    found = await ctx.store.get(BATCHES.key(heard.street, heard.data.batch))
    assert found is not None  # whoever calls this has looked
    name, charter = found.state.name, await charter_of(ctx, heard.street)

    async def answer_row(row: Row, part: Cause) -> None:
        key = str(row["suggestion"])
        cause = replace(part, actor=row["by"], action=name)
        receipt = digest_of(receipt_of(ctx.settings, key))
        decide = existing(_decide(name, charter, key, row, cause, receipt))
        place = SUGGESTIONS.key(heard.street, key)
        await ctx.change(place, decide, cause, int(row["version"]))

    await work_off(ctx, heard.street, heard.data.batch, cause, answer_row)


def _decide(
    name: str, charter: Charter, key: str, row: dict[str, Any], cause: Cause, receipt: str
) -> Callable[[Suggestion], Change[Suggestion]]:
    def decide(state: Suggestion) -> Change[Suggestion]:
        check_unit(state, row["unit"])
        if name == DRAFTING:
            return _draft(state, charter, str(row["template"]), cause)
        if name == REVIEWING:
            return domain.review(state, cause.actor)
        mark = charter.answers.mark(state.draft.mark) if state.draft else None
        again = mark.again_days if mark else 0
        return domain.publish_draft(state, key, cause.at, again, receipt)

    return decide


def _draft(state: Suggestion, charter: Charter, template: str, cause: Cause) -> Change[Suggestion]:
    if state.letter in (Letter.DRAFT, Letter.READY):
        raise WrongState(
            "drafted-already",
            f"第 {state.no} 号已有拟稿，没有覆盖。",
            f"No. {state.no} has a draft already; it was left as it is.",
        )
    found = template_of(charter, template)
    if found.outcome != domain.known_outcome(state):
        raise WrongState(
            "other-outcome",
            f"第 {state.no} 号的去向与模板不符。",
            f"The template does not fit the outcome of no. {state.no}.",
        )
    words = domain.Words(domain.filled(found.text, state, charter), found.mark)
    return domain.draft(state, words, cause.actor, cause.at)
