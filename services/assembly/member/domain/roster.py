"""The members' list (花名册): a row of it becomes a candidate, or is refused with its reason."""

import re
from collections.abc import Mapping
from datetime import datetime

from chassis.core.decision import State
from chassis.core.errors import Invalid
from chassis.core.phones import is_phone, tidy_phone
from contracts.charter import Charter, Named
from services.assembly.member.domain.member import (
    ACTION_TO,
    TABLE,
    HistoryRow,
    Member,
    MemberStatus,
)

CONFIRMED = {
    "political": ("政治素质", "politically sound"),
    "willing": ("履职意愿", "willing"),
    "trusted": ("群众基础", "trusted by residents"),
    "party": ("拥护党的领导", "supports party leadership"),
    "law": ("遵守宪法法律", "abides by constitution and law"),
    "keen": ("热心公共事务", "keen on public affairs"),
}
"""Three qualities (E-10) and three declarations (E-13): each must be 是."""


class Recommended(State):
    """One row of the list, as it was read."""

    row: int
    no: int
    name: str
    sex: str
    category: str
    community: str
    recommended_by: str
    grid: str
    community_group: str
    specialty_group: str
    phone: str
    political: bool
    willing: bool
    trusted: bool
    party: bool
    law: bool
    keen: bool


def named(found: tuple[Named, ...], given: str) -> str | None:
    """The id of what a street calls ``given`` (its id, its Chinese label or a short form of it)."""
    for one in found:
        if given in (one.id, one.zh) or f"{given}社区" == one.zh:
            return one.id
    return None


def community_of(charter: Charter, given: str) -> str:
    """The id of a community of this street. Raises ``Invalid``."""
    found = named(charter.communities, given)
    if found is None:
        raise Invalid(
            "unknown-community", f"本街道没有社区“{given}”。", "This street has no such community."
        )
    return found


def category_of(charter: Charter, given: str) -> str:
    """The id of a composition category (E-12). Raises ``Invalid``."""
    found = named(charter.member_categories, given)
    if found is None:
        labels = "、".join(one.zh for one in charter.member_categories)
        raise Invalid(
            "unknown-category",
            f"没有类别“{given}”，可选：{labels}。",
            "There is no such composition category.",
        )
    return found


def recommenders_of(charter: Charter, given: str) -> str:
    """Who recommends, by the names the street has for them (E-11). Raises ``Invalid``.

    Communities of the street and the units that its charter registers; several as ``甲、乙``.
    """
    parts = [part.strip() for part in re.split("[、，,；;]", given) if part.strip()]
    known = [_recommender(charter, part) for part in parts]
    if strange := [part for part, name in zip(parts, known, strict=True) if not name]:
        raise Invalid(
            "unknown-recommender",
            f"“{'、'.join(strange)}”不是本街道的社区或章程登记的辖区单位，不能推荐。",
            "Only a community or a registered unit of the street recommends.",
        )
    return "、".join(known)


def _recommender(charter: Charter, given: str) -> str:
    """The street's own name of a community or unit; empty for anybody else."""
    if given in charter.jurisdiction_units:
        return given
    found = named(charter.communities, given)
    return next((one.zh for one in charter.communities if one.id == found), "")


def group_of(charter: Charter, given: str) -> str:
    """A community group of the street (W-25); any where the charter names none. Raises."""
    names = charter.community_group_names
    if given and names and given not in names:
        raise Invalid(
            "unknown-group",
            f"没有议事小组“{given}”，可选：{'、'.join(names)}。",
            "The street has no such community group.",
        )
    return given


def phone_of(given: str) -> str:
    """A mobile or landline number (C-02). Raises ``Invalid``, which never repeats the number."""
    phone = tidy_phone(given)
    if not is_phone(phone):
        raise Invalid("bad-phone", "联系电话格式不正确。", "This is no phone number.")
    return phone


def check_row(row: Recommended, charter: Charter) -> None:
    """The first gate (E-10, E-11, E-13). Raises ``Invalid`` with everything that is missing."""
    missing = [words for name, words in CONFIRMED.items() if not getattr(row, name)]
    if missing:
        raise Invalid(
            "not-confirmed",
            f"未确认：{'、'.join(zh for zh, _en in missing)}。",
            f"Not confirmed: {', '.join(en for _zh, en in missing)}.",
        )
    if not row.recommended_by:
        raise Invalid(
            "no-recommendation",
            "缺少推荐单位：只能由社区或辖区单位推荐。",
            "A community or a unit of the street must recommend.",
        )
    if charter.community_groups and not row.community_group:
        raise Invalid(
            "no-group", "缺少议事小组：每人属于一个小组。", "Each belongs to one community group."
        )


def recommend(row: Recommended, charter: Charter, at: datetime, on: str, actor: str) -> Member:
    """A candidate out of one row; the import is the charter's first step. Raises ``Invalid``."""
    check_row(row, charter)
    first = charter.selection[0]
    status = TABLE.start
    if first.to != status:
        status = TABLE.move(status, ACTION_TO[MemberStatus(first.to)])
    done = HistoryRow(step=first.step, to=status, at=at, on=on, actor=actor)
    return Member(
        no=row.no or row.row,
        name=row.name,
        sex=row.sex,
        category=category_of(charter, row.category),
        community=community_of(charter, row.community),
        recommended_by=recommenders_of(charter, row.recommended_by),
        grid=row.grid,
        community_group=group_of(charter, row.community_group),
        specialty_group=row.specialty_group,
        phone=phone_of(row.phone),
        status=MemberStatus(status),
        history=(done,),
    )


def twice(rows: list[Recommended]) -> dict[int, int]:
    """Rows that repeat a person (same name and phone): their number → the first one's."""
    first: dict[tuple[str, str], int] = {}
    repeated: dict[int, int] = {}
    for row in rows:
        place = first.setdefault((row.name, row.phone), row.row)
        if place != row.row:
            repeated[row.row] = place
    return repeated


def recommended(values: Mapping[str, object]) -> Recommended:
    """A row of the sheet as ``read_table(numbered=True)`` gives it."""
    return Recommended.model_validate(dict(values))
