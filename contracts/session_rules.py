"""How a street prepares and holds its sessions: tasks, lengths of papers, scales of evaluations.

A part of the charter; every value has a default, so that an older charter means what it meant.
"""

from enum import StrEnum

from pydantic import Field, model_validator

from contracts.envelope import Fact


class Phase(StrEnum):
    """Before, during or after the session (W-04)."""

    BEFORE = "BEFORE"
    DURING = "DURING"
    AFTER = "AFTER"


class SessionTask(Fact):
    """Something to be done for a session. ``days`` counts from its day, negative before it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")
    phase: Phase
    zh: str
    en: str
    days: int = Field(ge=-365, le=365)


class Scale(Fact):
    """Points from ``low`` to ``high``, or ``grades`` from the best to the worst (A, B, C, D)."""

    low: int = Field(default=0, ge=0, le=100)
    high: int = Field(default=100, ge=1, le=100)
    grades: tuple[str, ...] = Field(default=(), max_length=10)

    @model_validator(mode="after")
    def _ordered(self) -> "Scale":
        if self.low >= self.high:
            raise ValueError("a scale leads from low to high")
        if len(set(self.grades)) != len(self.grades) or len(self.grades) == 1:
            raise ValueError("grades are different from each other, and at least two")
        return self


def _task(name: str, phase: Phase, days: int, zh: str, en: str) -> SessionTask:
    return SessionTask(id=name, phase=phase, zh=zh, en=en, days=days)


USUAL_TASKS = (
    _task("agenda", Phase.BEFORE, -15, "拟定议程，报党工委同意", "Draft the agenda"),
    _task("papers", Phase.BEFORE, -10, "收齐报告、说明、草案", "Collect reports and drafts"),
    _task("notice", Phase.BEFORE, -7, "发会议通知", "Call the members"),
    _task("booklet", Phase.BEFORE, -5, "会议材料汇编定稿、分送", "Finish and hand out the booklet"),
    _task("seal", Phase.BEFORE, -2, "印制票决票并盖章", "Print the ballot papers and seal them"),
    _task("hall", Phase.BEFORE, -1, "布置会场，检查签到、投票设备", "Prepare the hall and devices"),
    _task("sign-in", Phase.DURING, 0, "签到，核对到会人数", "Check in, compare the quorum"),
    _task("record", Phase.DURING, 0, "做好会议记录", "Keep the record"),
    _task("box", Phase.DURING, 0, "封存选票和计票资料", "Seal the papers and the count"),
    _task("announce", Phase.AFTER, 1, "公布票决结果", "Publish the result"),
    _task("minutes", Phase.AFTER, 3, "印发会议纪要", "Issue the minutes"),
    _task("archive", Phase.AFTER, 15, "会议材料归档", "File the papers of the session"),
)


class Lengths(Fact):
    """篇幅参考 in Chinese characters for each kind of paper; more is a warning (W-05)."""

    draft: int = Field(default=3000, ge=100)
    explanation: int = Field(default=1500, ge=100)
    report: int = Field(default=3000, ge=100)


class SessionRules(Fact):
    """Tasks around a session, lengths of its papers, scales of its evaluations (by panel).

    ``notice_days``: how many days before a session its members must be called, 0 where no rule says
    so. ``sm3``: seals bear SM3 beside SHA-256, as with ``YISHI_HASH=sm3``. ``code``: the issuer's
    sign in numbers of papers (机关代字), as 东议 in 东议〔2025〕1号.
    """

    tasks: tuple[SessionTask, ...] = Field(default=USUAL_TASKS, max_length=60)
    lengths: Lengths = Lengths()
    scales: dict[str, Scale] = Field(default_factory=dict)
    code: str = Field(default="", max_length=10)
    sm3: bool = False
    notice_days: int = Field(default=0, ge=0, le=60)

    @model_validator(mode="after")
    def _named_once(self) -> "SessionRules":
        if len({task.id for task in self.tasks}) != len(self.tasks):
            raise ValueError("every task has an id of its own")
        return self
