"""Labels of the charter, and what the codes of intake are called."""

from collections.abc import Iterable

from chassis.core.errors import Invalid
from contracts.charter import Named
from contracts.intake import Outcome
from services.intake.domain.status import ReturnReason

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
}


def meant(options: Iterable[Named], given: str) -> str:
    """The id of the option that is meant by its id or either label; empty where none is."""
    name = given.strip()
    return next((one.id for one in options if name in (one.id, one.zh, one.en)), "")


def pick(options: Iterable[Named], given: str, field: str) -> str:
    """The id of the option that is meant; empty stays empty. Raises ``Invalid``."""
    known = list(options)
    found = meant(known, given)
    if given and not found:
        zh = "不在本街道的选项中，可选：" + "、".join(option.zh for option in known) + "。"
        en = "is none of: " + ", ".join(option.en for option in known)
        raise Invalid(
            "unknown-choice",
            f"填写的内容{zh}",
            f"What was given {en}.",
            [{"field": field, "zh": zh, "en": en}],
        )
    return found
