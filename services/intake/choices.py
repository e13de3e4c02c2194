"""Which option of the charter is meant by its id or its label."""

from collections.abc import Iterable

from chassis.core.catalogue import unknown_choice
from contracts.charter import Named


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
        raise unknown_choice(field, zh, en)
    return found
