"""Members as they are shown: in public by name and place, to staff with status and masked phone."""

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel

from chassis.core.documents import Changed, Found
from chassis.core.text import mask_phone
from chassis.rooms.batch import Batch
from chassis.web.auth import Person
from chassis.web.command import Done, done
from contracts.charter import Charter, Named, SelectionStep
from services.assembly.labels import of_status, of_step
from services.assembly.member.domain.member import HistoryRow, Member, MemberStatus
from services.assembly.member.domain.reviewing import CONCLUSION
from services.assembly.roles import COMMITTEES, CONFIDENTIAL, is_staff


def show_public(found: Found[Member], charter: Charter) -> dict[str, Any]:
    """What everybody may know of a member (C-09)."""
    member, status = found.state, of_status(found.state.status)
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
        "status_zh": status[0],
        "status_en": status[1],
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
    if not whole:
        return show_staff(found, charter)
    return show_whole(found, charter, judged=person.has(*COMMITTEES))


def show_whole(found: Found[Member], charter: Charter, *, judged: bool) -> dict[str, Any]:
    """One member with history and objections, for those who handle them.

    ``judged``: with what the bodies of the joint review said, which only the committees read.
    """
    member = found.state
    told = member.conclusions if judged else {}
    return show_staff(found, charter) | {
        "conclusions": {n: one.model_dump() for n, one in told.items()},
        "history": [
            _show_row(row, charter, judged)
            for row in member.history
            if judged or row.step != CONCLUSION
        ],
        "objections": [o.model_dump(mode="json") for o in member.objections],
    }


def _show_row(row: HistoryRow, charter: Charter, judged: bool) -> dict[str, Any]:
    zh, en = of_step(charter, row.step)
    if not judged and (row.results or row.to == MemberStatus.REJECTED):
        row = row.model_copy(update={"results": {}, "reason": ""})
    return row.model_dump(mode="json") | {"zh": zh, "en": en, "to_zh": of_status(row.to)[0]}


def review_of(step: SelectionStep, ready: Sequence[Found[Member]]) -> list[dict[str, Any]]:
    """Each body of a step: on how many of those who wait it has answered, and whom it failed."""
    rows = []
    for body in step.checks:
        told = [(one.state, one.state.conclusions.get(body.id)) for one in ready]
        failed = [member.name for member, said in told if said and said.result == "FAIL"]
        answered = sum(said is not None for _, said in told)
        rows.append({"body": body, "answered": answered, "of": len(ready), "failed": failed})
    return rows


def label(found: Iterable[Named], key: str) -> Named:
    """The street's own label of an id; the id itself where a newer charter dropped it."""
    return next((one for one in found if one.id == key), Named(id=key, zh=key, en=key))


# ---- answers to commands -----------------------------------------------------------------------


class PhoneShown(Done):
    """A member after somebody asked for the whole number, with it."""

    phone: str


class Received(BaseModel):
    """That an objection was received; nothing else of it is told."""

    id: str
    received: bool = True


class BatchDone(BaseModel):
    """The short answer to an ordered batch."""

    batch: str
    id: str
    version: int
    status: str
    total: int


def phone_shown(changed: Changed[Member]) -> PhoneShown:
    """The number, to whoever may see it (C-05)."""
    return PhoneShown(**done(changed).model_dump(), phone=changed.state.phone)


def batch_done(changed: Changed[Batch]) -> BatchDone:
    """A batch that was ordered just now."""
    status = changed.state.status.value
    return BatchDone(
        batch=changed.id,
        id=changed.id,
        version=changed.version,
        status=status,
        total=changed.state.total,
    )


def show_batch(found: Found[Batch]) -> dict[str, Any]:
    """A batch without its rows."""
    batch = found.state
    return {
        "batch": found.id,
        "name": batch.name,
        "status": batch.status.value,
        "total": batch.total,
        "done": batch.done,
        "failed": [problem.model_dump() for problem in batch.failed],
    }
