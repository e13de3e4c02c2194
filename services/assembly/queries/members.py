"""Members as they are shown: in public by name and place, to staff with status and masked phone."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from chassis.core.documents import Found, Listing, Where
from chassis.core.errors import NotFound
from chassis.pages import mask_phone
from chassis.rooms.sheets import Column, write_table
from chassis.service import Context
from chassis.web.auth import Person
from contracts.charter import Charter, Named, Role
from services.assembly.domain.member import (
    EN,
    PUBLIC,
    SEATED,
    ZH,
    HistoryRow,
    Member,
    MemberStatus,
)
from services.assembly.domain.notice import Notice
from services.assembly.kinds import MEMBERS, NOTICES

CONFIDENTIAL = (Role.NPC_COMMITTEE, Role.PARTY_COMMITTEE, Role.STREET_OFFICE)
"""Who reads reasons, objections and the whole history of a member."""
STAFF = (*CONFIDENTIAL, Role.COMMUNITY)
"""Who reads the street's whole list. The city reads sums only (C-13)."""


def is_staff(person: Person, street: str) -> bool:
    """Whether this person reads the whole list of this street."""
    return person.reads_as(street, *STAFF)


async def list_members(
    ctx: Context, street: str, where: Where, after: str, limit: int, *, staff: bool
) -> Listing[Member]:
    """A page of members; who is no member of the staff sees those who have the seat."""
    wanted = dict(where)
    if not staff:
        asked = wanted.get("status", "")
        shown = [status.value for status in PUBLIC if asked in ("", status.value)]
        if not shown:
            return Listing([], "")
        wanted["status"] = shown
    return await ctx.store.find(MEMBERS, street, wanted, after=after, limit=limit)


async def member_of(ctx: Context, street: str, member_id: str, *, staff: bool) -> Found[Member]:
    """One member. Raises ``NotFound``, to the public also for those who have no seat."""
    found = await ctx.store.get(MEMBERS.key(street, member_id))
    if found is None or not (staff or found.state.status in PUBLIC):
        raise NotFound("not-found", "没有找到这位议事员。", "There is no such member here.")
    return found


def show_public(found: Found[Member], charter: Charter) -> dict[str, Any]:
    """What everybody may know of a member (C-09)."""
    member = found.state
    return {
        "id": found.id,
        "name": member.name,
        "category": member.category,
        "category_zh": label(charter.member_categories, member.category).zh,
        "category_en": label(charter.member_categories, member.category).en,
        "community": member.community,
        "community_zh": label(charter.communities, member.community).zh,
        "community_en": label(charter.communities, member.community).en,
        "community_group": member.community_group,
        "specialty_group": member.specialty_group,
        "grid": member.grid,
        "status": member.status.value,
        "status_zh": ZH[member.status],
        "status_en": EN[member.status],
    }


def show_staff(found: Found[Member], charter: Charter) -> dict[str, Any]:
    """What the staff sees in lists: everything of the register, the phone masked (C-05)."""
    member = found.state
    return show_public(found, charter) | {
        "version": found.version,
        "no": member.no,
        "sex": member.sex,
        "recommended_by": member.recommended_by,
        "phone": mask_phone(member.phone),
        "notice": member.notice,
        "notice_ends_on": member.notice_ends_on,
        "open_objections": member.open_objections,
    }


def show_to(person: Person, found: Found[Member], charter: Charter) -> dict[str, Any]:
    """One member as this person may see them."""
    if not is_staff(person, found.street):
        return show_public(found, charter)
    whole = person.has(*CONFIDENTIAL)
    return show_whole(found, charter) if whole else show_staff(found, charter)


def show_whole(found: Found[Member], charter: Charter) -> dict[str, Any]:
    """One member with history and objections, for those who handle them."""
    member = found.state
    return show_staff(found, charter) | {
        "history": [_show_row(row, charter) for row in member.history],
        "objections": [o.model_dump(mode="json") for o in member.objections],
    }


def _show_row(row: HistoryRow, charter: Charter) -> dict[str, Any]:
    zh, en = step_words(charter, row.step)
    return row.model_dump(mode="json") | {"zh": zh, "en": en, "to_zh": ZH[MemberStatus(row.to)]}


_OTHER_STEPS = {
    "OBJECTION_CLOSED": ("处理异议", "Objection closed"),
    "SUSPEND": ("暂停履职", "Suspended"),
    "RESUME": ("恢复履职", "Resumed"),
    "END": ("任期结束", "Ended"),
    "WITHDRAW": ("退出", "Withdrawn"),
    "CORRECTION": ("更正登记", "Corrected"),
    "PHONE_SHOWN": ("查看完整电话", "Phone number shown"),
}


def step_words(charter: Charter, step: str) -> tuple[str, str]:
    """What a street calls a step, in Chinese and English."""
    found = next((one for one in charter.selection if one.step == step), None)
    return (found.zh, found.en) if found else _OTHER_STEPS.get(step, (step, step))


def label(found: Iterable[Named], key: str) -> Named:
    """The street's own label of an id; the id itself where a newer charter dropped it."""
    return next((one for one in found if one.id == key), Named(id=key, zh=key, en=key))


def public_summary(whole: dict[str, Any]) -> dict[str, Any]:
    """The same sums without those who are still being chosen or were not chosen."""
    shown = {k: n for k, n in whole["by_status"].items() if MemberStatus(k) in PUBLIC}
    return whole | {"by_status": shown}


async def summary(ctx: Context, street: str, charter: Charter) -> dict[str, Any]:
    """Seats and composition (E-09, E-12, W-25, W-27): who has a seat, by category and group."""
    everybody = [found.state for found in await ctx.store.every(MEMBERS, street)]
    seated = [member for member in everybody if member.status in SEATED]
    active = [member for member in everybody if member.status is MemberStatus.ACTIVE]
    grids = {member.grid for member in seated if member.grid}
    return {
        "target": charter.seats,
        "appointed": len(active),
        "vacant": max(charter.seats - len(seated), 0),
        "by_status": _counted(member.status.value for member in everybody),
        "by_category": _counted(member.category for member in seated),
        "by_community": _counted(member.community for member in seated),
        "groups": _counted(member.community_group for member in seated if member.community_group),
        "specialty_groups": _counted(m.specialty_group for m in seated if m.specialty_group),
        "grids_covered": len(grids),
        "grids": charter.grids,
    }


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


async def members_sheet(ctx: Context, street: str, charter: Charter) -> bytes:
    """The register as a workbook; phones masked, texts that look like formulas neutralised."""
    found = await ctx.store.every(MEMBERS, street)
    rows = (_sheet_row(show_staff(one, charter)) for one in found)
    return write_table("花名册", SHEET, rows, demo=ctx.settings.demo)


SHEET = (
    Column("no", "序号", "int"),
    Column("name", "姓名"),
    Column("sex", "性别"),
    Column("category_zh", "类别"),
    Column("community_zh", "所在社区"),
    Column("recommended_by", "推荐单位"),
    Column("grid", "网格"),
    Column("community_group", "议事小组"),
    Column("specialty_group", "专业小组"),
    Column("phone", "联系电话"),
    Column("status_zh", "状态"),
    Column("notice_ends_on", "公示截止", "date"),
)


def _sheet_row(shown: dict[str, Any]) -> dict[str, Any]:
    return {column.name: shown[column.name] for column in SHEET}


# ---- notices -------------------------------------------------------------------------------


async def notice_of(ctx: Context, street: str, notice_id: str) -> Found[Notice]:
    """One public notice. Raises ``NotFound``."""
    found = await ctx.store.get(NOTICES.key(street, notice_id))
    if found is None:
        raise NotFound("unknown-notice", "没有这个公示。", "There is no such notice.")
    return found


def show_notice(found: Found[Notice], today: str) -> dict[str, Any]:
    """A notice as everybody sees it."""
    notice = found.state
    return {
        "id": found.id,
        "status": notice.status(today),
        "published_on": notice.published_on,
        "ends_on": notice.ends_on,
        "channel": notice.channel,
        "members": notice.members,
    }


async def on_notice(ctx: Context, street: str, notice_id: str, today: str) -> list[Found[Member]]:
    """Who hangs out in a notice; after it ended, nobody's name is shown any more (C-09)."""
    found = await ctx.store.every(MEMBERS, street, {"notice": notice_id})
    return [
        one
        for one in found
        if one.state.status is MemberStatus.ON_NOTICE and today <= one.state.notice_ends_on
    ]
