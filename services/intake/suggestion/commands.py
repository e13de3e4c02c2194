"""What people can ask of a suggestion: hand in, accept, return, merge, reply, confirm, correct."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from chassis.core.catalogue import stale
from chassis.core.decision import Change
from chassis.core.documents import Changed
from chassis.core.text import Nothing
from chassis.rooms.choices import pick
from chassis.rooms.copies import charter_of
from chassis.rooms.files.attached import Attached
from chassis.rooms.numbers import number_for
from chassis.web.command import Command, Order, Shape, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from contracts.charter import Charter, Named
from services.intake.collection.counting import recount
from services.intake.collection.domain import Collection, check_open
from services.intake.collection.queries import running_collection
from services.intake.kinds import SUGGESTIONS
from services.intake.member.queries import member_named
from services.intake.roles import CLERKS, HANDLERS, IMPORTERS, STAFF
from services.intake.suggestion import bodies
from services.intake.suggestion.deadlines import due_fields
from services.intake.suggestion.domain import answers, suggestion
from services.intake.suggestion.domain.status import SUGGESTION as TABLE
from services.intake.suggestion.domain.suggestion import Acceptance, Suggestion
from services.intake.suggestion.handing_in import answer_receipt, fresh_salt, hand_in
from services.intake.suggestion.merging import merge
from services.intake.suggestion.photos import KEPT, add_photos, erase_photo
from services.intake.suggestion.queries import suggestion_of
from services.intake.suggestion.receipts import check_receipt, proof_of
from services.intake.suggestion.units import check_unit, unit_of_order
from services.intake.suggestion.views import Done, Submitted, done

SUGGESTION: Thing[Suggestion] = Thing(
    service="intake",
    kind=SUGGESTIONS,
    api="/intake/api/streets/{street}/suggestions/{suggestion}",
    page="/intake/streets/{street}/desk/suggestions/{suggestion}",
    answers=Done,
    answer=done,
)
BESIDE_THE_LIST = replace(SUGGESTION, page="/intake/streets/{street}/{suggestion}")
"""The form of a new suggestion is a page of its own: ``/intake/streets/{street}/new``."""


# ---- accepting ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Terms:
    """What an acceptance takes from the street: cycle, number, the choices, the due date."""

    running: Collection | None
    no: str
    category: str
    topic: str
    due: Mapping[str, Any]


async def terms_of(order: Order[bodies.Accept]) -> Terms:
    """The terms as of now. Raises ``Invalid`` for a choice that the charter does not have."""
    charter = await charter_of(order.ctx, order.street)
    category = pick(charter.suggestion_categories, order.body.category, "category")
    topic = pick(charter.topics, order.body.topic, "topic")
    running = await running_collection(order.ctx, order.street)
    no = await web_number(order, running)
    return Terms(running, no, category, topic, due_fields(order.ctx, charter, order.cause))


def accept(state: Suggestion, order: Order[bodies.Accept]) -> Change[Suggestion]:
    """It counts in the cycle whose collection is open. Raises ``WrongState`` where none is."""
    terms: Terms = order.facts
    TABLE.move(state.status, "accept")
    cycle = check_open(terms.running).cycle
    if not terms.no:  # it could not be accepted when the terms were read, and now it can
        raise stale()
    acceptance = Acceptance(
        cycle=cycle,
        no=terms.no,
        title=order.body.title,
        category=terms.category or state.category,
        topic=terms.topic,
        public_text=order.body.public_text,
        accepted_on=order.today.isoformat(),
        **terms.due,
    )
    return suggestion.accept(state, order.key, order.at, acceptance)


async def web_number(order: Order[Any], running: Collection | None) -> str:
    """The number of a suggestion that came without the clerk's ledger: W-1, W-2, W-3 …

    A series of its own: the ledger that is imported later has its numbers 1, 2, 3 already.
    Empty where it cannot be accepted, or was before: nothing is numbered then.
    """
    found = await suggestion_of(order.ctx, order.street, order.key)
    if running is None or (found.state.status, "accept") not in TABLE.moves:
        return ""
    place = order.ctx, order.street, "suggestions", running.cycle
    return f"W-{await number_for(*place, order.key, order.cause)}"


async def count_again(order: Order[Any], changed: Changed[Suggestion]) -> None:
    """Correct the figures of a collection that was closed meanwhile."""
    if changed.state.cycle:
        await recount(order.ctx, order.street, changed.state.cycle, order.cause)


# ---- correcting -----------------------------------------------------------------------------


async def meant_by(order: Order[bodies.Correct]) -> tuple[dict[str, str], str]:
    """The values in the charter's ids, and the id of the member of the corrected name."""
    values = _in_ids(await charter_of(order.ctx, order.street), order.body.values())
    name = values.get("collector_name", "")
    return values, await member_named(order.ctx, order.street, name)


def _in_ids(charter: Charter, values: Mapping[str, str]) -> dict[str, str]:
    options: dict[str, tuple[Named, ...]] = {
        "community": charter.communities,
        "category": charter.suggestion_categories,
        "topic": charter.topics,
        "channel": charter.channels,
    }
    return {
        name: pick(options[name], value, name) if name in options else value
        for name, value in values.items()
    }


def correct(state: Suggestion, order: Order[bodies.Correct]) -> Change[Suggestion]:
    """A clerk puts entries right; the trail keeps what they were."""
    values, collector = order.facts
    by, reason = order.cause.actor, order.body.reason
    return suggestion.correct(state, order.key, values, collector, by, order.at, reason)


# ---- the answer of the unit that it was assigned to ------------------------------------------


def handle(state: Suggestion, order: Order[Nothing]) -> Change[Suggestion]:
    """The unit takes it in hand. Raises ``NotAllowed`` for another unit."""
    check_unit(state, order.facts)
    return answers.handle(state, order.at)


def reply(state: Suggestion, order: Order[bodies.Reply]) -> Change[Suggestion]:
    """The unit answers. Raises ``NotAllowed`` for another unit."""
    check_unit(state, order.facts)
    return answers.reply(state, order.key, order.at, order.body.text)


# ---- the author's last word -----------------------------------------------------------------


def confirm(state: Suggestion, order: Order[bodies.Proof]) -> Change[Suggestion]:
    """The author is content with the answer."""
    check_receipt(state, order.facts)
    return answers.confirm(state, order.at)


def reopen(state: Suggestion, order: Order[bodies.Reopen]) -> Change[Suggestion]:
    """The author is not content: open again."""
    check_receipt(state, order.facts)
    return answers.reopen(state, order.key, order.at, order.body.reason)


async def forget(order: Order[bodies.Proof]) -> Changed[Suggestion]:
    """The author's name and contact are deleted (C-07); the suggestion stays."""
    salt = fresh_salt()

    def decide(state: Suggestion) -> Change[Suggestion]:
        check_receipt(state, order.facts)
        return suggestion.forget(state, salt)

    return await order.change(SUGGESTIONS, decide)


SUBMIT: AnyCommand = Command(
    "new", on=BESIDE_THE_LIST, action="submit_suggestion", label=Label("提交建议", "Send it"),
    doc="Hand in a suggestion; the receipt is told here and nowhere else.",
    body=bodies.NewSuggestion, path="", creates=True, do=hand_in,
    shape=Shape(bodies.NewSuggestionForm, lambda form: form),
    answers=Submitted, answer=answer_receipt,
)  # fmt: skip
CONFIRM: AnyCommand = Command(
    "confirm", on=SUGGESTION, action="confirm_answer",
    label=Label("建议人认可", "The author is content"),
    doc="The author, by receipt, or a clerk for the author: content with the answer.",
    body=bodies.Proof, offered_to=CLERKS, move=(TABLE, "confirm"), facts=proof_of, decide=confirm,
)  # fmt: skip
REOPEN: AnyCommand = Command(
    "reopen", on=SUGGESTION, action="reopen_suggestion", label=Label("要求重办", "Reopen"),
    doc="The author, by receipt, or a clerk for the author: not content, with a reason.",
    body=bodies.Reopen, offered_to=CLERKS, move=(TABLE, "reopen"), facts=proof_of, decide=reopen,
)  # fmt: skip
FORGET: AnyCommand = Command(
    "forget", on=SUGGESTION, action="forget_author",
    label=Label("删除联系方式", "Delete the contact"),
    doc="Delete the author's name and contact (C-07): the author by receipt, or a clerk.",
    body=bodies.Proof, offered_to=CLERKS, when=suggestion.has_author, facts=proof_of, do=forget,
)  # fmt: skip
PHOTOS: AnyCommand = Command(
    "photos", on=SUGGESTION, action="add_photos", label=Label("上传", "Upload"),
    doc="Add photos (JPEG, PNG, WebP, HEIC): until accepted the author by receipt, or a clerk.",
    body=bodies.NewPhotos, offered_to=CLERKS, when=suggestion.takes_photos, facts=proof_of,
    do=add_photos,
)  # fmt: skip
REMOVE: AnyCommand = Command(
    "remove", on=SUGGESTION, action="drop_photo", label=Label("移除", "Remove"),
    doc="Take a photo out; its content is erased.",
    body=Nothing, may=CLERKS, path="photos/{photo}/remove", after=erase_photo,
    decide=lambda s, o: suggestion.drop_photo(s, o.path["photo"], o.at),
)  # fmt: skip
ATTACHED = Attached(SUGGESTION, KEPT, CLERKS, STAFF)
COMMANDS: tuple[AnyCommand, ...] = (
    Command(
        "accept", on=SUGGESTION, action="accept_suggestion",
        label=Label("受理并公开", "Accept and publish"),
        doc="From SUBMITTED to ACCEPTED, into the cycle that collects, with a moderated title.",
        body=bodies.Accept, may=CLERKS, move=(TABLE, "accept"), facts=terms_of, decide=accept,
        after=count_again,
    ),
    Command(
        "return", on=SUGGESTION, action="return_suggestion", label=Label("退回", "Give back"),
        doc="From SUBMITTED to RETURNED, with a reason.",
        body=bodies.GiveBack, may=CLERKS, move=(TABLE, "return"),
        note=lambda body: body.reason_code.value,
        decide=lambda s, o: suggestion.give_back(
            s, o.key, o.at, o.body.reason_code.value, o.body.reason
        ),
    ),
    Command(
        "merge", on=SUGGESTION, action="merge_suggestion", label=Label("并案", "Merge"),
        doc="Merge it into one that says the same; both stay.",
        body=bodies.Merge, may=CLERKS, move=(TABLE, "merge"), do=merge,
        shape=Shape(bodies.MergeByNumber, lambda form: form),
    ),
    Command(
        "handle", on=SUGGESTION, action="handle_suggestion",
        label=Label("开始办理", "Take it in hand"),
        doc="From ASSIGNED or REOPENED to HANDLING: the department takes it in hand.",
        body=Nothing, may=HANDLERS, move=(TABLE, "handle"), facts=unit_of_order, decide=handle,
    ),
    Command(
        "reply", on=SUGGESTION, action="reply_to_suggestion", label=Label("答复", "Answer"),
        doc="The department answers; the answer is public.",
        body=bodies.Reply, may=HANDLERS, when=answers.awaits_reply, facts=unit_of_order,
        decide=reply,
    ),
    CONFIRM,
    REOPEN,
    FORGET,
    Command(
        "correct", on=SUGGESTION, action="correct_suggestion", label=Label("更正", "Correct"),
        doc="Put entries of the ledger right, with a trail.",
        body=bodies.Correct, may=IMPORTERS, path="", method="PATCH", facts=meant_by,
        decide=correct, after=count_again,
    ),
    PHOTOS,
    *ATTACHED.commands,
)  # fmt: skip
