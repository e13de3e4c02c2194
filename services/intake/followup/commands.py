"""What can be asked of a question: answer it, and put the reason into public words."""

from dataclasses import replace
from typing import Annotated, Any

from pydantic import StringConstraints

from chassis.core.catalogue import not_found
from chassis.core.decision import Change
from chassis.core.documents import Changed
from chassis.web.command import Command, Done, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Area, Hint, Label, OneOf
from contracts.charter import Role
from services.intake.followup import domain
from services.intake.followup.domain import ASKED, FollowUp
from services.intake.kinds import FOLLOWUPS
from services.intake.roles import CLERKS
from services.intake.suggestion.bodies import Proof
from services.intake.suggestion.domain.verdicts import Verdict
from services.intake.suggestion.looking import Looked, check_looked, looked_note
from services.intake.suggestion.queries import suggestion_of
from services.intake.suggestion.receipts import check_receipt, receipt_needed

CALLERS = (Role.NPC_COMMITTEE,)
"""Asks by phone; whoever carried the works out does not say that they satisfied."""


class Answered(Proof):
    """Whether the project solved the matter."""

    verdict: Annotated[Verdict, Label("项目做完了，这件事", "Now the matter is"), OneOf("verdicts")]
    reason: Annotated[
        str,
        StringConstraints(max_length=500),
        Label("哪里没有解决（选“没有解决”时要写）", "What is not solved (needed if not solved)"),
        Hint(
            "工作人员核对、去掉个人信息后公开，不会写明是谁说的。",
            "Public once the staff took personal data out; never whose it is.",
        ),
        Area(3),
    ] = ""


class Worded(Looked):
    """The reason in public words."""

    words: Annotated[
        str,
        StringConstraints(min_length=1, max_length=500),
        Label("公开的理由", "The reason in public words"),
        Hint(
            "保留原意，去掉姓名、电话、门牌等。",
            "Keep what is meant; take names, phones and doors out.",
        ),
        Area(3),
    ]


def _done(changed: Changed[FollowUp]) -> Done:
    return Done(id=changed.id, version=changed.version, status=changed.state.status)


FOLLOWUP: Thing[FollowUp] = Thing(
    service="intake",
    kind=FOLLOWUPS,
    api="/intake/api/streets/{street}/followups/{followup}",
    page="/intake/streets/{street}/desk/followups/{followup}",
    answer=_done,
)
OF_RECEIPT = replace(FOLLOWUP, page="/intake/streets/{street}/receipt/followups/{followup}")


async def proved(order: Order[Any]) -> bool:
    """Whether the committee asked by phone; else the author's receipt must be right."""
    found = await order.ctx.store.get(FOLLOWUPS.key(order.street, order.key))
    if found is None:
        raise not_found()
    receipt = str(order.body.receipt)
    if not receipt:
        if order.person.has(*CALLERS) and order.street in order.person.streets:
            return True
        raise receipt_needed()
    asked = await suggestion_of(order.ctx, order.street, found.state.suggestion)
    check_receipt(asked.state, receipt)
    return False


def _answer(found: FollowUp, order: Order[Answered]) -> Change[FollowUp]:
    body = order.body
    return domain.answer(
        order.key, found, body.verdict, body.reason, order.at, by_staff=order.facts
    )


def _word(found: FollowUp, order: Order[Worded]) -> Change[FollowUp]:
    check_looked(order.body, {"words": order.body.words})
    return domain.word(order.key, found, order.body.words)


BY_PHONE: AnyCommand = Command(
    "answer", on=FOLLOWUP, action="answer_followup", label=Label("登记电话回访", "Enter a call"),
    doc="Whether the project solved the matter: its author by receipt, or the committee by phone. "
    "“Not solved” is a dispute, takes a reason and holds the write-off.",
    body=Answered, offered_to=CALLERS, when=lambda one: one.status == ASKED, facts=proved,
    decide=_answer, then="/intake/streets/{street}/desk/followups",
)  # fmt: skip
BY_OWN_RECEIPT: AnyCommand = replace(
    BY_PHONE,
    on=OF_RECEIPT,
    offered_to=(),
    label=Label("提交答复", "Send it"),
    when=lambda one: one.status == ASKED or domain.is_hearsay(one),
)
WORD: AnyCommand = Command(
    "word", on=FOLLOWUP, action="word_followup", label=Label("核对完毕，公开", "Publish"),
    doc="The reason of an answer in public words; personal data in it is refused.",
    body=Worded, may=CLERKS, when=lambda one: one.to_word, note=looked_note, decide=_word,
    then="/intake/streets/{street}/desk/followups",
)  # fmt: skip
