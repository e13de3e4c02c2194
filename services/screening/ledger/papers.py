"""会议纪要: the minutes of a leg's meeting as an official paper. Pure: state in, paper out."""

from datetime import date

from chassis.rooms.papers import Heading, Kind, Named, Paper, Table, Text
from chassis.rooms.papers.model import Block, say_day
from contracts.charter import Charter
from services.screening.ledger.domain.ledger import Ledger, LegState, Meeting


def minutes(
    charter: Charter,
    ledger: Ledger,
    leg: LegState,
    meeting: Meeting,
    rulings: Table | None = None,
) -> Paper:
    """The minutes of one meeting; what was not recorded does not appear (E-22).

    ``rulings``: what it decided item by item, where it is the meeting that did (E-24).
    """
    held = date.fromisoformat(meeting.held_on)
    return Paper(
        kind=Kind.MINUTES,
        issuer=charter.zh,
        # Whoever keeps the register writes the number in.
        number=f"〔{held.year}〕　　号",
        title=f"{charter.zh}{_name(meeting.zh)}",
        body=(
            Text(_opening(charter, ledger, leg, meeting)),
            *_points(meeting),
            *((Heading("逐项结论"), rulings) if rulings else ()),
            *(Named(name, text) for name, text in _facts(meeting) if text),
        ),
        dated=held,
    )


def _name(body: str) -> str:
    return f"{body}纪要" if body.endswith("会议") else f"{body}会议纪要"


def _opening(charter: Charter, ledger: Ledger, leg: LegState, meeting: Meeting) -> str:
    where = f"在{meeting.place}" if meeting.place else ""
    what = f"研究{ledger.year}年度{charter.projects.zh}筛选工作“{leg.zh.split('：')[-1]}”事项"
    day = say_day(date.fromisoformat(meeting.held_on))
    return f"{day}，{charter.zh}{where}召开{meeting.zh}，{what}。现纪要如下。"


def _points(meeting: Meeting) -> tuple[Block, ...]:
    if not meeting.points:
        return ()
    # A single point needs no number.
    numbers = [f"{n}." for n in range(1, len(meeting.points) + 1)] if meeting.points[1:] else [""]
    lines = zip(numbers, meeting.points, strict=True)
    return Heading("议定事项"), *(Text(number + point) for number, point in lines)


def _facts(meeting: Meeting) -> tuple[tuple[str, str], ...]:
    present = f"{meeting.present}人" if meeting.present else ""
    return ("主持", meeting.host), ("到会", present)
