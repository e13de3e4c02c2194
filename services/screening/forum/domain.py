"""Records of what was held in a leg (座谈记录): forums, discussions, meetings (E-23, W-14)."""

from enum import StrEnum

from chassis.core.decision import State
from chassis.core.errors import Invalid
from chassis.rooms.files.reference import FileRef


class Form(StrEnum):
    """What was held. Only a forum has rules of its own about who comes (E-23)."""

    FORUM = "FORUM"
    DISCUSSION = "DISCUSSION"
    OPENING = "OPENING"
    MEETING = "MEETING"


class Forum(State):
    """A dated record: what was held, where, who was there, what was said, papers that go with it.

    ``kind`` is what the street calls it, for example “代表+邻长”座谈会 or 议事共商会; of a meeting
    it is the body. ``leg`` is empty in records from before legs were noted. ``present`` are the
    others who came, by name; ``people`` how many in all.
    """

    cycle: str
    kind: str
    station: str
    held_on: str
    host: str = ""
    deputies: tuple[str, ...] = ()
    neighbour_leads: tuple[str, ...] = ()
    people: int = 0
    points: tuple[str, ...] = ()
    form: Form = Form.FORUM
    leg: str = ""
    present: tuple[str, ...] = ()
    attachments: tuple[FileRef, ...] = ()


def check_forum(forum: Forum) -> None:
    """A forum brings deputies and neighbourhood leads together (E-23); other records need not."""
    if forum.form is Form.FORUM and not (forum.deputies and forum.neighbour_leads):
        raise Invalid(
            "forum-incomplete",
            "座谈会需要至少一名人大代表和一名片长、组长或邻长参加。",
            "A forum needs at least one deputy and one neighbourhood lead.",
            [
                {"field": name, "zh": "至少一名。", "en": "At least one."}
                for name in ("deputies", "neighbour_leads")
                if not getattr(forum, name)
            ],
        )
