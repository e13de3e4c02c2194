"""督办单 and 整改回执 as papers. Pure: state in, paper out (W-23)."""

from chassis.rooms.papers import Boxes, Kind, Named, Paper, Text
from chassis.rooms.papers.model import lines, say_day
from contracts.charter import Charter
from services.supervision.inspection.domain.inspection import Inspection
from services.supervision.labels import ASPECTS
from services.supervision.order.domain import SupervisionOrder
from services.supervision.order.views import LEVELS, ORIGINS

ROOM = "　　　　　　　　"


def order_paper(charter: Charter, order: SupervisionOrder) -> Paper:
    """督办单: who is to answer for what by when; below it the answer, as far as there is one."""
    facts = (
        ("督办项目", f"第{order.project_no}号　{order.title}"),
        ("责任单位", order.unit or ROOM),
        ("发出方式", ORIGINS[order.origin][0]),
        ("督办层级", LEVELS[order.level][0]),
        ("答复期限", say_day(order.due_on)),
    )
    return Paper(
        kind=Kind.FORM,
        issuer=charter.zh,
        title=f"{charter.zh}督办单",
        number=order.number,
        body=(
            *(Named(name, text) for name, text in facts),
            Named("督办事项", ""),
            *(Text(line) for line in lines(order.text)),
            *_replies(order),
            Boxes(("签发人", "签收人"), seal=True),
        ),
        dated=order.issued_on,
    )


def _replies(order: SupervisionOrder) -> tuple[Named | Text, ...]:
    told: list[Named | Text] = []
    for one in order.replies:
        told += [Named("答复", say_day(one.on)), *(Text(line) for line in lines(one.text))]
    return tuple(told)


def rectification_paper(charter: Charter, inspection: Inspection) -> Paper:
    """整改回执: what was found, by when, what the unit did; empty lines where it has not said."""
    found = (f"{ASPECTS[one.aspect][0]}：{one.text}" for one in inspection.findings)
    answers = [line for one in inspection.rectified for line in (say_day(one.on), *lines(one.text))]
    due = say_day(inspection.due_on) if inspection.due_on else ROOM
    return Paper(
        kind=Kind.FORM,
        issuer=charter.zh,
        title=f"{charter.zh}整改回执",
        body=(
            Named("项目", f"第{inspection.project_no}号　{inspection.title}"),
            Named("督查", inspection.stage_zh),
            Named("责任单位", inspection.unit or ROOM),
            Named("整改期限", due),
            Named("发现的问题", ""),
            *(Text(line) for line in found),
            Named("整改情况", ""),
            *(Text(line) for line in answers or [ROOM, ROOM]),
            Boxes(("责任单位负责人", "复查人"), seal=True),
        ),
    )
