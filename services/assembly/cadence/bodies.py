"""What commands on meetings of the cadence bring, and what their forms ask for."""

from datetime import date
from typing import Annotated

from pydantic import Field

from chassis.core.errors import Invalid
from chassis.core.text import Body
from chassis.web.fields import Area, Hint, Label, Lines, Names, Options
from contracts.charter import Cadence
from services.assembly.bodies import Said, Short, Word
from services.assembly.cadence.domain import Agreed, Meeting, Views, before, first_day, period_of

Percent = Annotated[int, Field(ge=0, le=100)]
FROM = Hint("数据从哪里来，如“两委测评表 12 份”。", "Where it comes from.")


class NewMeeting(Body):
    """The minutes of a meeting that was held."""

    cadence: Annotated[Word, Label("哪一种会议", "Which meeting"), Options("cadences")]
    held_on: Annotated[date, Label("会议日期", "Held on")]
    late: Annotated[
        bool,
        Label("这次是为上一期补开的", "Held late, for the period before"),
    ] = False
    place: Annotated[Short, Label("地点", "Place")] = ""
    host: Annotated[Word, Label("主持人", "Chair")]
    present: Annotated[
        list[Word],
        Field(min_length=1, max_length=100),
        Label("参加人员", "Present"),
        Hint("用顿号隔开；只给工作人员看。", "Separated by commas; for the staff only."),
        Names(),
    ]
    topic: Annotated[
        Word,
        Label("议题", "Topic"),
        Hint("如：老年食堂运营；进度滞后的项目。", "For example: projects that are late."),
    ]
    points: Annotated[
        list[Said],
        Field(min_length=1, max_length=60),
        Label("纪要", "Minutes"),
        Hint("一行一条", "One a line"),
        Lines(6),
    ]
    committee: Annotated[
        Percent | None, Label("两委满意度（%）", "Satisfaction of the committees (%)")
    ] = None
    committee_source: Annotated[Short, Label("两委满意度的来源", "Its source"), FROM] = ""
    residents: Annotated[
        Percent | None, Label("群众认可度（%）", "Recognition by residents (%)")
    ] = None
    residents_source: Annotated[Short, Label("群众认可度的来源", "Its source"), FROM] = ""

    def meeting(self, rule: Cadence, by: str) -> Meeting:
        """The meeting it describes, in the period of its day. Raises ``Invalid``."""
        given = self.model_dump(include={"held_on", "place", "host", "present", "topic", "points"})
        first = first_day(rule.months, self.held_on)
        period = period_of(rule.months, before(rule.months, first) if self.late else first)
        return Meeting(cadence=rule.id, period=period, views=self._views(), by=by, **given)

    def _views(self) -> Views | None:
        told = (self.committee, self.committee_source, self.residents, self.residents_source)
        if all(one in (None, "") for one in told):
            return None
        if self.committee is None or self.residents is None or "" in told:
            raise Invalid(
                "views-incomplete",
                "两委满意度和群众认可度要分别填写，并写明来源。",
                "Give both figures, each with its source.",
            )
        return Views(
            committee=self.committee,
            committee_source=self.committee_source,
            residents=self.residents,
            residents_source=self.residents_source,
        )


class NewAgreed(Body):
    """One thing that was agreed on."""

    what: Annotated[Said, Label("议定事项", "What was agreed"), Area(2)]
    unit: Annotated[Word, Label("责任单位", "Unit"), Options("units")]
    due_on: Annotated[date, Label("完成期限", "Due")]

    def agreed(self) -> Agreed:
        """The point it describes."""
        return Agreed(**self.model_dump())


class Finished(Body):
    """How an agreed point was done."""

    result: Annotated[Said, Label("办理结果", "What was done"), Area(2)]
