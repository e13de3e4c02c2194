"""Personal data in words that are to be public: held until a person has looked (C-04, C-05, C-09).

Words with a finding are refused with the findings named. Who has looked confirms each kind with a
reason, which the audit trail keeps.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from chassis.core.errors import Invalid, Problem
from chassis.core.text import Body
from chassis.rooms.personal import NAMES, Personal, find_personal, kinds_in
from chassis.web.fields import Hint, Label, Many
from chassis.web.offers import Offer

LOOKED = ("personal", "personal_reason")
"""The fields of a form that are drawn only once something was found."""
FOUND = ("personal-data", "personal-reason")
"""The problems that tell of it."""


class Looked(Body):
    """Words that become public, and what kinds of personal data in them were looked at."""

    personal: Annotated[
        list[Personal],
        Field(default_factory=list, max_length=len(Personal)),
        Label("核对后可以公开的", "Checked, may be public"),
        Hint(
            "只在确需公开时勾选，例如单位的值班电话。",
            "Only what has to be public, such as the phone of an office.",
        ),
        Many("personal"),
    ]
    personal_reason: Annotated[
        str,
        StringConstraints(max_length=100),
        Label("公开的理由（会记录）", "Why it may be public (recorded)"),
    ] = ""


def check_looked(body: Looked, words: Mapping[str, str | None]) -> None:
    """Raise ``Invalid`` with each finding, unless all of its kinds were confirmed with a reason.

    ``words``: field of the form → the text that is to be public.
    """
    found = {name: kinds_in(text) for name, text in words.items() if text}
    details = [
        _finding(name, text or "", kind)
        for name, text in words.items()
        for kind in found.get(name, ())
        if kind not in body.personal
    ]
    if details:
        raise Invalid(
            FOUND[0],
            "文字里有个人信息，公开前请删去；确需公开的，请逐项勾选并写明理由。",
            "The words hold personal data: take it out, or confirm each kind and say why.",
            details=details,
        )
    if any(found.values()) and not body.personal_reason.strip():
        zh, en = "请写明为什么可以公开。", "Say why it may be public."
        row = {"field": "personal_reason", "zh": zh, "en": en}
        raise Invalid(FOUND[1], zh, en, details=[row])


def public_words(body: Any) -> dict[str, str | None]:
    """The public words that a body brings."""
    return {"title": body.title, "public_text": body.public_text}


def _finding(name: str, text: str, kind: Personal) -> dict[str, Any]:
    """What it is and where it stands; never the words themselves, which a log would keep."""
    places = [one.start + 1 for one in find_personal(text) if one.kind is kind]
    zh, en = NAMES[kind]
    at = "、".join(map(str, places))
    return {"field": name, "zh": f"含{zh}（第 {at} 字起）。", "en": f"{en}, from character {at}."}


def looked_note(body: Looked) -> str:
    """What the audit trail keeps of a confirmation: the kinds and the reason."""
    kinds = "、".join(NAMES[kind][0] for kind in body.personal)
    return f"{kinds}：{body.personal_reason}" if kinds else ""


def with_look(offer: Offer, problem: Problem | None) -> Offer:
    """The form; the fields of the look only where something was found."""
    if offer.refused and problem is not None and problem.code in FOUND:
        return offer
    return replace(offer, fields=[one for one in offer.fields if one.name not in LOOKED])
