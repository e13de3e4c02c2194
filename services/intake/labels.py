"""Chinese and English words of every code: outcomes, levels, decisions, reasons, fields."""

from chassis.rooms.personal import NAMES as PERSONAL
from contracts.intake import Outcome
from services.intake.suggestion.domain.consents import GROUNDS
from services.intake.suggestion.domain.status import NAMES, ReturnReason
from services.intake.suggestion.domain.suggestion import NEXT
from services.intake.suggestion.domain.verdicts import VERDICTS

Words = tuple[str, str]

OUTCOMES = {
    Outcome.SELECTED: ("列入实施项目", "Chosen for a project"),
    Outcome.RESERVED: ("转入储备库", "Kept in reserve"),
    Outcome.DECLINED: ("未列为候选", "Not a candidate"),
    Outcome.SET_ASIDE: ("保留供参考", "Kept for later"),
    Outcome.MERGED: ("并案办理", "Merged"),
    Outcome.SOLVED: ("已办理答复", "Dealt with"),
    Outcome.FORWARDED_UP: ("上报上级", "Forwarded up"),
    Outcome.REFERENCE: ("留作参考", "For reference"),
    Outcome.OUT_OF_SCOPE: ("不属受理范围", "Out of scope"),
    Outcome.RETURNED: ("退回", "Returned"),
}
LEVELS = {
    "COMMUNITY": ("社区级", "Community"),
    "STREET": ("街道级", "Street"),
    "DISTRICT": ("区级", "District"),
    "CITY": ("市级", "City"),
}
DECISIONS = {
    "": ("备选项目", "Alternative"),
    "CANDIDATE": ("候选项目", "Candidate"),
    "SELECTED": ("票决入选", "Chosen"),
    "RESERVED": ("转入储备库", "In reserve"),
    "DECLINED": ("未列为候选", "Not a candidate"),
    "WITHDRAWN": ("已撤回", "Withdrawn"),
}
RETURN_REASONS = {
    ReturnReason.INCOMPLETE: ("内容不完整", "Incomplete"),
    ReturnReason.DUPLICATE: ("本人重复提交", "Handed in twice"),
    ReturnReason.PERSONAL: ("个人事务，请走其他渠道", "A personal matter"),
    ReturnReason.OTHER_STREET: ("不在本街道", "Another street's matter"),
    ReturnReason.NOT_OURS: ("不属本街道职责", "Not this street's duty"),
    ReturnReason.UNFIT: ("含有不宜公开或违法内容", "Unfit to be published"),
}
FIELDS = {
    "community": ("社区", "Community"),
    "category": ("类别", "Category"),
    "topic": ("关注专题", "Focus topic"),
    "channel": ("来源渠道", "Channel"),
    "collector_name": ("收集人", "Collector"),
    "title": ("标题", "Title"),
    "contact": ("联系电话", "Phone"),
    "public_text": ("公开内容", "Public text"),
    "personal_reason": ("公开的理由", "Why it may be public"),
}

HELD = ("待核对个人信息", "Held: personal data")

WORDS: dict[str, Words] = {
    **{f"decision {code}": said for code, said in DECISIONS.items()},
    **{f"level {code}": said for code, said in LEVELS.items()},
    **{f"field {code}": said for code, said in FIELDS.items()},
    **{f"status {code}": said for code, said in NAMES.items()},
    **{f"outcome {code}": said for code, said in OUTCOMES.items()},
    **{f"verdict {code}": said for code, said in VERDICTS.items()},
    **{f"personal {code}": said for code, said in PERSONAL.items()},
    **{f"ground {code}": said for code, said in GROUNDS.items()},
    "held": HELD,
    f"cycle {NEXT}": ("下次征集", "Next collection"),
}
"""What kind of code and which one → what it is called."""


def said(code: str, *, chinese: bool) -> str:
    """``status ACCEPTED`` in one language; a code without words stands for itself."""
    pair = WORDS.get(code)
    return code.partition(" ")[2] if pair is None else pair[0 if chinese else 1]


def of_outcome(outcome: str) -> Words:
    """An outcome in words, empty while there is none."""
    return next((words for known, words in OUTCOMES.items() if known == outcome), ("", ""))
