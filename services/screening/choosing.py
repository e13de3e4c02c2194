"""Labels of the charter: a person may give the id or either name; the ledger keeps the id."""

from collections.abc import Iterable

from chassis.core.catalogue import unknown_choice
from contracts.charter import Named, ProjectClass


def pick(options: Iterable[Named | ProjectClass], given: str, field: str) -> str:
    """The id of the option that is meant by its id or its name. Raises ``Invalid``."""
    known = list(options)
    for option in known:
        if given in (option.id, option.zh, option.en):
            return option.id
    zh = "不在本街道的选项中：" + "、".join(option.zh for option in known) + "。"
    en = "is none of: " + ", ".join(option.id for option in known) + "."
    raise unknown_choice(field, zh, en)
