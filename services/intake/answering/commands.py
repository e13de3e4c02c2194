"""What people can ask of a written answer: draft, review, publish it, help with an opinion."""

from chassis.core.catalogue import if_match_missing, other_unit
from chassis.core.decision import Change
from chassis.core.text import Nothing
from chassis.web.command import Command, Order
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from contracts.charter import Role
from services.intake.answering import bodies, domain
from services.intake.answering.terms import terms_of
from services.intake.roles import CLERKS
from services.intake.suggestion.commands import SUGGESTION
from services.intake.suggestion.domain.letters import MOST_ANSWERS, Opinion
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.looking import check_looked, looked_note
from services.intake.suggestion.units import check_unit, unit_of_order

DRAFTERS = (*CLERKS, Role.DEPARTMENT)


def draft(state: Suggestion, order: Order[bodies.DraftAnswer]) -> Change[Suggestion]:
    """Put the draft down. Raises ``NotAllowed`` for another unit."""
    check_unit(state, order.facts.unit)
    check_looked(order.body, {"text": order.body.text})
    words = domain.Words(order.body.text, order.facts.mark)
    return domain.draft(state, words, order.cause.actor, order.at)


def review(state: Suggestion, order: Order[Nothing]) -> Change[Suggestion]:
    """The draft was read. Raises ``Invalid`` where the asker does not say which."""
    if order.version is None:
        raise if_match_missing()
    return domain.review(state, order.cause.actor)


def publish(state: Suggestion, order: Order[Nothing]) -> Change[Suggestion]:
    """What was reviewed becomes public. Raises ``Invalid`` where the asker does not say what."""
    if order.version is None:
        raise if_match_missing()
    mark = state.draft.mark if state.draft else ""
    again = order.facts.again.get(mark, 0)
    return domain.publish_draft(state, order.key, order.at, again, order.facts.receipt)


def helps(suggestion: Suggestion) -> bool:
    """Whether other units help with it and the answer is still open."""
    return bool(suggestion.co_units) and domain.takes_answer(suggestion)


def opine(state: Suggestion, order: Order[bodies.GiveOpinion]) -> Change[Suggestion]:
    """A unit that helps gives its opinion, in place of the one before. Raises ``NotAllowed``."""
    unit: str | None = order.facts
    if unit is None or unit not in state.co_units:
        raise other_unit()
    new = Opinion(unit=unit, text=order.body.text, at=order.at)
    others = tuple(one for one in state.opinions if one.unit != unit)
    return Change(state.with_(opinions=(*others, new)[-MOST_ANSWERS:]))


DRAFT: AnyCommand = Command(
    "draft", on=SUGGESTION, action="draft_answer", label=Label("存为拟稿", "Keep the draft"),
    doc="Draft the answer: nobody outside sees it before it is reviewed and published.",
    body=bodies.DraftAnswer, may=DRAFTERS, when=domain.takes_answer, facts=terms_of,
    note=looked_note, decide=draft,
)  # fmt: skip
REVIEW: AnyCommand = Command(
    "review", on=SUGGESTION, action="review_answer", label=Label("审核通过", "Reviewed"),
    doc="Somebody else than who drafted it has read the draft: it may be published. ``If-Match`` "
    "says which version was read.",
    body=Nothing, may=CLERKS, when=domain.is_drafted, decide=review,
)  # fmt: skip
PUBLISH: AnyCommand = Command(
    "publish", on=SUGGESTION, action="publish_answer",
    label=Label("公布答复", "Publish the answer"),
    doc="The reviewed draft becomes the public answer, on every outlet at once. ``If-Match`` says "
    "which version was read.",
    body=Nothing, may=CLERKS, when=domain.is_ready, facts=terms_of, decide=publish,
)  # fmt: skip
OPINE: AnyCommand = Command(
    "opinion", on=SUGGESTION, action="opine_on_answer",
    label=Label("提交会办意见", "Give the opinion"),
    doc="A unit that helps (会办) gives its opinion to the one that answers.",
    body=bodies.GiveOpinion, may=(Role.DEPARTMENT,), when=helps, facts=unit_of_order, decide=opine,
)  # fmt: skip
ANSWERING: tuple[AnyCommand, ...] = (DRAFT, REVIEW, PUBLISH, OPINE)
