"""Forums of round two (座谈记录): who came together and what was said (E-23, W-14)."""

from chassis.core.decision import State
from chassis.core.errors import Invalid


class Forum(State):
    """A forum and its record: where, who was there, what was said (E-23, W-14).

    ``kind`` is what the street calls it, for example “代表+邻长”座谈会 or 议事共商会.
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


def check_forum(forum: Forum) -> None:
    """A forum brings deputies and neighbourhood leads together (E-23)."""
    if not (forum.deputies and forum.neighbour_leads):
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
