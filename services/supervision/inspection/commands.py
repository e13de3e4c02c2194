"""What people can ask of an inspection: arrangements, what was found, what was put right."""

from datetime import date

from chassis.core.text import Nothing
from chassis.rooms.calendar import Term, calendar_of
from chassis.rooms.copies import charter_of
from chassis.rooms.files.attached import Attached
from chassis.web.bodies import Reasoned
from chassis.web.command import Command, Order, Shape, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.supervision.clean_words import check_public
from services.supervision.command_answer import Done
from services.supervision.inspection import bodies
from services.supervision.inspection.domain import inspecting
from services.supervision.inspection.domain.inspection import (
    INSPECTION_TABLE,
    Inspection,
    Recheck,
    Status,
    has_open_findings,
    saw_problem,
)
from services.supervision.inspection.photos import KEPT, take_answer, take_photos
from services.supervision.inspection.views import inspection_done
from services.supervision.kinds import INSPECTIONS
from services.supervision.roles import COMMITTEE, DOERS, INSPECTORS, OFFICE, STAFF

INSPECTION: Thing[Inspection] = Thing(
    service="supervision",
    kind=INSPECTIONS,
    api="/supervision/api/streets/{street}/inspections/{inspection}",
    page="/supervision/streets/{street}/inspections/{inspection}",
    answers=Done,
    answer=inspection_done,
    look=check_public,
)


def _looked(order: Order[bodies.Rechecked]) -> Recheck:
    body = order.body
    return Recheck(by=body.by, on=order.today, passed=body.passed, note=body.note)


async def _rectified_by(order: Order[bodies.Rectification]) -> date:
    """The day that was named, or the end of the charter's term in working days."""
    if order.body.due_on:
        return order.body.due_on
    days = (await charter_of(order.ctx, order.street)).projects.watch.rectify_days
    return calendar_of(order.ctx.settings).due(order.today, days, Term.WORKING).on


def _may_find(inspection: Inspection) -> bool:
    """A problem is written down where one was seen, or where others were found already."""
    return saw_problem(inspection) or inspection.status is Status.FINDINGS


ATTACHED = Attached(INSPECTION, KEPT, INSPECTORS, STAFF, (INSPECTION_TABLE, "add_photos"))
COMMANDS: tuple[AnyCommand, ...] = (
    Command(
        "photos",
        on=INSPECTION,
        action="add_photos",
        label=Label("上传", "Upload"),
        body=bodies.NewPhotos,
        may=INSPECTORS,
        move=(INSPECTION_TABLE, "add_photos"),
        do=take_photos,
        doc="Add photos as evidence (JPEG, PNG, WebP, HEIC).",
    ),
    Command(
        "correct", on=INSPECTION, action="correct_inspection", label=Label("保存", "Save"),
        doc="Another day or other deputies, while it lies ahead.",
        body=bodies.Arrangements, may=OFFICE, path="", method="PATCH",
        move=(INSPECTION_TABLE, "correct"),
        decide=lambda i, o: inspecting.correct(
            i, o.body.planned_on, o.body.inspectors, o.body.reason, o.cause
        ),
    ),
    Command(
        "notify", on=INSPECTION, action="notify_inspection", label=Label("已发通知", "Notified"),
        doc="From PLANNED to NOTIFIED: department and deputies are told.",
        body=Nothing, may=COMMITTEE, move=(INSPECTION_TABLE, "notify"),
        decide=lambda i, o: inspecting.notify(i, o.cause),
    ),
    Command(
        "conduct", on=INSPECTION, action="conduct_inspection", label=Label("登记督查", "Record"),
        doc="What the deputies saw of progress, quality and funds (E-34).",
        body=bodies.Conducted, may=INSPECTORS, move=(INSPECTION_TABLE, "conduct"),
        decide=lambda i, o: inspecting.conduct(o.key, i, o.body.report(), o.today, o.cause),
    ),
    Command(
        "findings", on=INSPECTION, action="record_findings", label=Label("登记问题", "Record"),
        doc="Problems that were found; more may follow until they are to be put right.",
        body=bodies.NewFindings, may=INSPECTORS, move=(INSPECTION_TABLE, "find"), when=_may_find,
        shape=Shape(bodies.NewFinding, lambda one: bodies.NewFindings(findings=[one])),
        decide=lambda i, o: inspecting.find(
            i, [new.finding() for new in o.body.findings], o.cause
        ),
    ),
    Command(
        "rectify", on=INSPECTION, action="order_rectification", label=Label("责令整改", "Order it"),
        doc="To be put right by a day, or within the charter's working days (E-35).",
        body=bodies.Rectification, may=COMMITTEE, move=(INSPECTION_TABLE, "rectify"),
        facts=_rectified_by,
        decide=lambda i, o: inspecting.rectify(i, o.facts, o.today, o.cause),
    ),
    Command(
        "answer", on=INSPECTION, action="answer_rectification", label=Label("提交回执", "Answer"),
        doc="整改回执: the unit says what it did, with photos.",
        body=bodies.NewRectified, may=DOERS, move=(INSPECTION_TABLE, "answer"), do=take_answer,
    ),
    Command(
        "recheck", on=INSPECTION, action="recheck_inspection", label=Label("登记复查", "Record"),
        doc="Another person looks again.",
        body=bodies.Rechecked, may=INSPECTORS, move=(INSPECTION_TABLE, "recheck"),
        decide=lambda i, o: inspecting.recheck(i, _looked(o), o.body.due_on, o.today, o.cause),
    ),
    Command(
        "close", on=INSPECTION, action="close_inspection", label=Label("办结", "Close"),
        doc="To CLOSED: nothing is open any more.",
        body=Nothing, may=COMMITTEE, move=(INSPECTION_TABLE, "close"),
        when=lambda i: not has_open_findings(i),
        decide=lambda i, o: inspecting.close(i, o.cause),
    ),
    Command(
        "waive", on=INSPECTION, action="waive_inspection", label=Label("豁免", "Waive"),
        doc="Do without it, with a reason (E-33).",
        body=Reasoned, may=COMMITTEE, move=(INSPECTION_TABLE, "waive"),
        decide=lambda i, o: inspecting.waive(i, o.body.reason, o.cause),
    ),
    *ATTACHED.commands,
)  # fmt: skip
