"""What people can ask of a suggestion: hand in, accept, return, merge, reply, confirm, correct."""

from collections.abc import Mapping
from dataclasses import replace

from chassis.core.decision import Change
from chassis.core.documents import Changed
from chassis.core.text import Nothing
from chassis.rooms.choices import pick
from chassis.rooms.copies import charter_of
from chassis.rooms.files.attached import Attached
from chassis.web.command import Command, Order, Shape, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from contracts.charter import Charter, Named
from services.intake.answering.domain import Words, publish
from services.intake.answering.terms import Terms, terms_at_once
from services.intake.hotline.domain import check_return
from services.intake.hotline.queries import last_day_to_return
from services.intake.kinds import SUGGESTIONS
from services.intake.member.queries import member_named
from services.intake.roles import CLERKS, HANDLERS, IMPORTERS, STAFF
from services.intake.suggestion import author_acts, bodies
from services.intake.suggestion.accepting import accept, count_again, terms_of
from services.intake.suggestion.domain import (
    answers,
    between,
    correcting,
    held,
    linked,
    photos,
    suggestion,
)
from services.intake.suggestion.domain.status import SUGGESTION as TABLE
from services.intake.suggestion.domain.status import Status
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.forgetting import forget
from services.intake.suggestion.handing_in import answer_receipt, hand_in
from services.intake.suggestion.link_bodies import Part, Split
from services.intake.suggestion.looking import check_looked, looked_note, public_words
from services.intake.suggestion.merging import link, merge, part
from services.intake.suggestion.photos import KEPT, add_photos, erase_photo
from services.intake.suggestion.queries import suggestion_of
from services.intake.suggestion.receipts import check_receipt, own_proof, proof_of
from services.intake.suggestion.splitting import split
from services.intake.suggestion.unit_bodies import Assign
from services.intake.suggestion.units import check_unit, unit_of_order, units_meant
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


# ---- correcting -----------------------------------------------------------------------------


async def meant_by(order: Order[bodies.Correct]) -> tuple[dict[str, str], str]:
    """The values in the charter's ids, and the id of the member of the corrected name."""
    check_looked(order.body, public_words(order.body))
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
    return correcting.correct(state, order.key, values, collector, by, order.at, reason)


# ---- words for the public -------------------------------------------------------------------


def release(state: Suggestion, order: Order[bodies.Release]) -> Change[Suggestion]:
    """What was held for its personal data becomes public in these words."""
    check_looked(order.body, public_words(order.body))
    words = order.body.title, order.body.public_text
    return held.release(state, order.key, order.at, *words)


def give_back(state: Suggestion, order: Order[bodies.GiveBack]) -> Change[Suggestion]:
    """Back to its author with a reason; a ticket to its sender, within its term (退单)."""
    check_looked(order.body, {"reason": order.body.reason})
    check_return(state, order.today, order.facts)
    code, reason = order.body.reason_code.value, order.body.reason
    return suggestion.give_back(state, order.key, order.at, code, reason)


# ---- the answer of the unit that it was assigned to ------------------------------------------


def handle(state: Suggestion, order: Order[Nothing]) -> Change[Suggestion]:
    """The unit takes it in hand. Raises ``NotAllowed`` for another unit."""
    check_unit(state, order.facts)
    return answers.handle(state, order.at)


def reply(state: Suggestion, order: Order[bodies.Reply]) -> Change[Suggestion]:
    """The unit answers. Raises ``NotAllowed`` for another unit."""
    terms: Terms = order.facts
    check_unit(state, terms.unit)
    check_looked(order.body, {"text": order.body.text})
    words = Words(order.body.text, terms.mark, terms.again.get(terms.mark, 0))
    return publish(state, order.key, order.at, words, terms.receipt)


# ---- the author's last word -----------------------------------------------------------------


def confirm(state: Suggestion, order: Order[bodies.Confirm]) -> Change[Suggestion]:
    """The author's word on the answer."""
    check_receipt(state, order.facts)
    return answers.confirm(state, order.key, order.at, order.body.verdict, order.body.reason)


async def reopen(order: Order[bodies.Reopen]) -> Changed[Suggestion]:
    """The author is not content: open again. What was merged is parted from its lead first."""
    found = await suggestion_of(order.ctx, order.street, order.key)
    check_receipt(found.state, order.facts)
    if found.state.status is Status.MERGED:
        changed = await part(order)
        await count_again(order, changed)
        return changed

    def decide(state: Suggestion) -> Change[Suggestion]:
        check_receipt(state, order.facts)
        return answers.reopen(state, order.key, order.at, order.body.reason)

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
    label=Label("登记建议人的评价", "Enter the author's word"),
    doc="The author, by receipt, or a clerk for the author: solved, partly, not (with a reason it "
    "is reopened), or no longer needed.",
    body=bodies.Confirm, shape=Shape(bodies.ConfirmForm, lambda form: form), offered_to=CLERKS,
    move=(TABLE, "confirm"), facts=proof_of, decide=confirm,
)  # fmt: skip
AMEND: AnyCommand = Command(
    "amend", on=SUGGESTION, action="amend_suggestion", label=Label("保存修改", "Save"),
    doc="The author, by receipt, changes the words before anybody has accepted them.",
    body=bodies.Amend, move=(TABLE, "amend"), facts=author_acts.own_words,
    decide=author_acts.amend,
)  # fmt: skip
TAKE_BACK: AnyCommand = Command(
    "take-back", on=SUGGESTION, action="take_back_suggestion",
    label=Label("撤回这条建议", "Take it back"), body=bodies.Proof,
    doc="The author, by receipt, takes it back before anybody has accepted it.",
    move=(TABLE, "take_back"), facts=own_proof, decide=author_acts.take_back,
)  # fmt: skip
REOPEN: AnyCommand = Command(
    "reopen", on=SUGGESTION, action="reopen_suggestion", label=Label("要求重办", "Reopen"),
    doc="The author, by receipt, or a clerk for the author: not content, with a reason.",
    body=bodies.Reopen, offered_to=CLERKS, move=(TABLE, "reopen"), facts=proof_of, do=reopen,
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
    body=bodies.NewPhotos, offered_to=CLERKS, when=photos.takes_photos, facts=proof_of,
    do=add_photos,
)  # fmt: skip
REMOVE: AnyCommand = Command(
    "remove", on=SUGGESTION, action="drop_photo", label=Label("移除", "Remove"),
    doc="Take a photo out; its content is erased.",
    body=Nothing, may=CLERKS, path="photos/{photo}/remove", after=erase_photo,
    decide=lambda s, o: photos.drop_photo(s, o.path["photo"], o.at),
)  # fmt: skip
ACCEPT: AnyCommand = Command(
    "accept", on=SUGGESTION, action="accept_suggestion",
    label=Label("受理并公开", "Accept and publish"),
    doc="From SUBMITTED to ACCEPTED, with a moderated title; between two collections as well.",
    body=bodies.Accept, may=CLERKS, move=(TABLE, "accept"), facts=terms_of, decide=accept,
    after=count_again, note=looked_note,
)  # fmt: skip
MERGE: AnyCommand = Command(
    "merge", on=SUGGESTION, action="merge_suggestion", label=Label("并案", "Merge"),
    doc="Merge it into one that says the same; both stay.",
    body=bodies.Merge, may=CLERKS, move=(TABLE, "merge"), do=merge,
    shape=Shape(bodies.MergeByNumber, lambda form: form),
)  # fmt: skip
LINK: AnyCommand = Command(
    "link", on=SUGGESTION, action="link_suggestion", label=Label("关联", "Link"),
    doc="Link it to one that says the same, also after it was studied or answered; both stay.",
    body=bodies.Merge, may=CLERKS, when=linked.can_link, do=link,
    shape=Shape(bodies.MergeByNumber, lambda form: form),
)  # fmt: skip
UNMERGE: AnyCommand = Command(
    "unmerge", on=SUGGESTION, action="unmerge_suggestion",
    label=Label("取消并案", "Undo the merge"),
    doc="Undo a merge or a link; what was merged is open again and gets its own answer.",
    body=Part, may=CLERKS, when=linked.is_linked, do=part, after=count_again,
)  # fmt: skip
SPLITTING: AnyCommand = Command(
    "split", on=SUGGESTION, action="split_suggestion", label=Label("另立一条", "Split it off"),
    doc="Make a suggestion of its own of another matter in it; its author gets both answers.",
    body=Split, may=CLERKS, when=lambda state: state.status is not Status.RETURNED, do=split,
)  # fmt: skip
BY_RECEIPT: tuple[AnyCommand, ...] = (AMEND, TAKE_BACK)
"""What only the author may do: no page of the staff offers it."""
ATTACHED = Attached(SUGGESTION, KEPT, CLERKS, STAFF)
COMMANDS: tuple[AnyCommand, ...] = (
    ACCEPT,
    Command(
        "release", on=SUGGESTION, action="release_suggestion",
        label=Label("核对完毕，公开", "Checked: publish"),
        doc="A ledger entry that was held for its personal data becomes public in these words.",
        body=bodies.Release, may=CLERKS, when=lambda state: state.held, note=looked_note,
        decide=release,
    ),
    Command(
        "return", on=SUGGESTION, action="return_suggestion", label=Label("退回", "Give back"),
        doc="From SUBMITTED to RETURNED, with a reason.",
        body=bodies.GiveBack, may=CLERKS, move=(TABLE, "return"), facts=last_day_to_return,
        decide=give_back,
        note=lambda body: f"{body.reason_code.value} {looked_note(body)}".strip(),
    ),
    MERGE,
    LINK,
    UNMERGE,
    SPLITTING,
    Command(
        "assign", on=SUGGESTION, action="assign_suggestion", label=Label("交办", "Assign"),
        doc="Between two collections: a department answers it, before any meeting grades it.",
        body=Assign, may=CLERKS, when=between.awaits_assigning,
        facts=units_meant, decide=lambda s, o: between.assign(s, o.at, *o.facts),
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
        body=bodies.Reply, may=HANDLERS, when=answers.awaits_reply, facts=terms_at_once,
        note=looked_note, decide=reply,
    ),
    CONFIRM,
    REOPEN,
    FORGET,
    Command(
        "correct", on=SUGGESTION, action="correct_suggestion", label=Label("更正", "Correct"),
        doc="Put entries of the ledger right, with a trail.",
        body=bodies.Correct, may=IMPORTERS, path="", method="PATCH", facts=meant_by,
        decide=correct, after=count_again, note=looked_note,
    ),
    PHOTOS,
    *ATTACHED.commands,
)  # fmt: skip
