"""A deputy of the register: name, group and term; names are told apart within a street (E-33)."""

from collections.abc import Mapping
from uuid import NAMESPACE_OID, uuid5

from chassis.core.decision import Change, State


class Deputy(State):
    """One deputy. ``group``: a group of the charter, or empty; ``term``: in the street's words."""

    name: str
    group: str
    group_zh: str
    group_en: str
    term: str
    active: bool = True


def deputy_id(street: str, name: str) -> str:
    """The same deputy for the same name: entered twice, it is one."""
    return uuid5(NAMESPACE_OID, f"deputy/{street}/{name}").hex


def correct(deputy: Deputy, update: Mapping[str, str]) -> Change[Deputy]:
    """Another group or term. The name stays: what was held is held under it."""
    changed = deputy.model_copy(update=update)
    return Change(deputy if changed == deputy else changed)


def rest(deputy: Deputy, *, active: bool) -> Change[Deputy]:
    """Left office, or back in it; inspections choose from those in office."""
    return Change(
        deputy if deputy.active is active else deputy.model_copy(update={"active": active})
    )
