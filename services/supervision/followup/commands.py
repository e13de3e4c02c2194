"""What can be asked of a dispute: the NPC committee refuses it, with a public reason."""

from chassis.core.catalogue import not_found
from chassis.core.decision import Change
from chassis.core.documents import Changed
from chassis.web.bodies import Reasoned
from chassis.web.command import Command, Done, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.supervision.clean_words import check_public
from services.supervision.followup.domain import OPEN, FollowUp, refuse
from services.supervision.kinds import FOLLOWUPS
from services.supervision.roles import COMMITTEE


def _done(changed: Changed[FollowUp]) -> Done:
    return Done(id=changed.id, version=changed.version, status=changed.state.status)


def _refused(found: FollowUp, order: Order[Reasoned]) -> Change[FollowUp]:
    if found.project != order.path["project"]:
        raise not_found()
    return refuse(order.key, found, order.body.reason, order.today)


DISPUTE: Thing[FollowUp] = Thing(
    service="supervision",
    kind=FOLLOWUPS,
    api="/supervision/api/streets/{street}/projects/{project}/disputes/{dispute}",
    page="/supervision/streets/{street}/projects/{project}/disputes/{dispute}",
    answer=_done,
    look=check_public,
)
REFUSE: AnyCommand = Command(
    "refuse", on=DISPUTE, action="refuse_dispute", label=Label("不予采纳", "Refuse it"),
    doc="The committee holds the acceptance for right, with a reason that everybody can read.",
    body=Reasoned, may=COMMITTEE, when=lambda one: one.status == OPEN,
    then="/supervision/streets/{street}/projects/{project}#followup",
    decide=_refused,
)  # fmt: skip
