"""How a street answers suggestions: marks on its letters (A/B/C/D), ready texts, second replies.

A part of the charter; every value has a default, so that an older charter means what it meant.
"""

import re

from pydantic import Field, model_validator

from contracts.envelope import Fact

PLACES = ("no", "title", "unit", "community", "street", "project")
"""What a template may name in braces; each is put in when a draft is made of it."""
_PLACE = re.compile(r"\{([^{}]*)\}")


class Mark(Fact):
    """A mark of an answer (答复类别). ``again_days``: it owes a second reply within so many days.

    ``solves``: whether it counts as solved in the rates.
    """

    id: str = Field(pattern=r"^[A-Z]$")
    zh: str = Field(min_length=1, max_length=20)
    en: str = Field(min_length=1, max_length=60)
    solves: bool = False
    again_days: int = Field(default=0, ge=0, le=730)


class AnswerTemplate(Fact):
    """A ready text of an answer. ``outcome``: the fate it tells, empty for a department's answer.

    ``text`` may name ``PLACES`` in braces: ``您提出的“{title}”……``.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")
    outcome: str = Field(default="", max_length=20)
    mark: str = Field(default="", max_length=1)
    zh: str = Field(min_length=1, max_length=30)
    en: str = Field(min_length=1, max_length=60)
    text: str = Field(min_length=1, max_length=1500)


MARKS = (
    Mark(id="A", zh="已经解决", en="Solved", solves=True),
    Mark(id="B", zh="正在解决或列入计划", en="Under way or planned", again_days=90),
    Mark(id="C", zh="目前条件不具备", en="Not possible now"),
    Mark(id="D", zh="留作参考", en="For reference"),
)
_HELLO = "您好！您提出的“{title}”的建议（第{no}号）收悉。"
_THANKS = "感谢您对{street}工作的关心和支持。"


def _template(name: str, outcome: str, mark: str, zh: str, en: str, text: str) -> AnswerTemplate:
    whole = f"{_HELLO}{text}{_THANKS}"
    return AnswerTemplate(id=name, outcome=outcome, mark=mark, zh=zh, en=en, text=whole)


TEMPLATES = (
    _template("done", "", "A", "已办结", "Done",
        "经{unit}办理，您反映的问题已经解决。"),
    _template("under-way", "", "B", "正在办理", "Under way",
        "{unit}已着手办理，办结后再向您答复。"),
    _template("not-now", "", "C", "暂不能办", "Not now",
        "经{unit}研究，目前条件还不具备，暂时不能办理；条件成熟后优先考虑。"),
    _template("selected", "SELECTED", "B", "列入项目", "Chosen for a project",
        "经居民议事会票决，已列入本年度实施项目（{project}），进度在议事会公开页公布，完工后再向您答复。"),
    _template("reserved", "RESERVED", "C", "转入储备", "Kept in reserve",
        "相关项目（{project}）经居民议事会票决未进入本年度实施名单，已转入储备库，下一年度优先考虑。"),
    _template("declined", "DECLINED", "C", "未列为候选", "Not a candidate",
        "相关备选项目（{project}）经研究未列为候选，理由在筛选台账中公开。"),
    _template("set-aside", "SET_ASIDE", "D", "保留参考", "Kept for later",
        "本轮未形成备选项目，已保留，供今后工作参考。"),
    _template("merged", "MERGED", "", "并案办理", "Merged",
        "与其他居民提出的相同建议并案办理，办理结果同样向您公布。"),
    _template("forwarded", "FORWARDED_UP", "B", "上报上级", "Forwarded up",
        "所提事项超出街道权限，已报送上级有关部门，有结果后再向您答复。"),
    _template("reference", "REFERENCE", "D", "留作参考", "For reference",
        "经研究，作为今后工作的参考。"),
    _template("out-of-scope", "OUT_OF_SCOPE", "C", "不属受理范围", "Out of scope",
        "所提事项不属于议事会受理范围，请向有关单位反映；需要帮助的，社区可以协助。"),
)  # fmt: skip


class AnswerRules(Fact):
    """Marks and ready texts of answers, and the days that make an open one very late.

    ``together``: whoever answers drafts, somebody else reviews, then the street publishes; nobody
    answers at once.
    ``very_late_days``: so many days after its day an open suggestion counts as very overdue.
    """

    marks: tuple[Mark, ...] = Field(default=MARKS, max_length=10)
    templates: tuple[AnswerTemplate, ...] = Field(default=TEMPLATES, max_length=40)
    together: bool = False
    very_late_days: int = Field(default=15, ge=1, le=365)

    @model_validator(mode="after")
    def _hangs_together(self) -> "AnswerRules":
        marks = {mark.id for mark in self.marks}
        if len(marks) != len(self.marks) or len({t.id for t in self.templates}) != len(
            self.templates
        ):
            raise ValueError("every mark and every template has an id of its own")
        for one in self.templates:
            if one.mark and one.mark not in marks:
                raise ValueError(f"template {one.id} names a mark that there is not: {one.mark}")
            if strange := set(_PLACE.findall(one.text)) - set(PLACES):
                raise ValueError(f"template {one.id} names {sorted(strange)}; known: {PLACES}")
        return self

    def mark(self, mark_id: str) -> Mark | None:
        """The mark of this id; nothing for one that the street does not have (any more)."""
        return next((mark for mark in self.marks if mark.id == mark_id), None)
