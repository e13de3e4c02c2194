"""The slate: the final candidates of a cycle, and what is told of anything that is not on it."""

from chassis.core.copied import Copy
from chassis.core.errors import Invalid
from contracts.screening import SlateItem


class SlateCopy(Copy):
    """The final candidates of a cycle as last heard."""

    slate: str
    items: tuple[SlateItem, ...]


def unknown_candidates(number: int, field: str = "") -> Invalid:
    """So many marks or scores are of something that is not on the list; nothing was kept."""
    told = {"zh": f"有 {number} 项不是候选项目", "en": f"{number} are no candidates"}
    return Invalid(
        "not-on-the-list",
        "其中有不在候选名单里的项目，内容没有提交。",
        "Something named is not on the list of candidates; nothing was kept.",
        [{"field": field, **told}] if field else [],
    )
