"""票决票: the paper of a round as it is printed, by the way of voting. Pure."""

from chassis.rooms.copies import assembly_name
from chassis.rooms.papers import Boxes, Column, Kind, Paper, Table, Text
from contracts.charter import Charter
from contracts.screening import SlateItem
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.ballot.domain.count import Race
from services.ballot.ballot.domain.modes import least_places, most_places
from services.ballot.ballot.domain.rounds import first_race
from services.ballot.booklet.content import marks, session_name
from services.ballot.session.domain import Session

LONG_BLANK = "　" * 12
"""Room to write a slip's code by hand."""
NAMES = {
    "SEATS": ("票决票", "Ballot paper"),
    "RANKS": ("票决票（排名次）", "Ballot paper (ranks)"),
    "BUDGET": ("票决票", "Ballot paper"),
    "GRADES": ("满意度测评票", "Satisfaction paper"),
}


def race_to_print(ballot: Ballot) -> tuple[int, Race]:
    """Number and race of the round that is open, due, or still to come."""
    if due := ballot.next_race:
        return len(ballot.rounds) + 1, due
    return (ballot.round.number, ballot.round.race) if ballot.rounds else (1, first_race(ballot))


def items_of(ballot: Ballot, race: Race) -> list[SlateItem]:
    """What may be marked in this round."""
    return [item for item in ballot.items if item.candidate in race.candidates]


def how_to(ballot: Ballot, race: Race) -> tuple[str, str]:
    """How the paper is filled in, in both languages."""
    if ballot.method == "RANKS":
        most, least = most_places(ballot.rules, race), least_places(ballot.rules, race)
        return (
            "请在“名次”栏用阿拉伯数字写名次：最赞成的写1，其次写2，依次类推。"
            f"最多排{most}项，至少排{least}项；同一名次写了两项、超过{most}名或者少于{least}项的，"
            "整张无效。",
            f"Write ranks: 1 for the project you want most, then 2 and so on; {most} at most, "
            f"{least} at least. A rank that stands twice makes the paper invalid.",
        )
    if ballot.method == "GRADES":
        return (
            "请对上一年的每个项目选一栏打“√”；不打的，该项目不计评价。一个项目打了两栏的，"
            "该项目不计。",
            "Tick one column for each project of last year; no tick is no answer.",
        )
    money = f"项目总预算{ballot.rules.budget.amount:,}元。" if ballot.method == "BUDGET" else ""
    return (
        "请在赞成、反对、弃权中选一栏打“√”，不打即为弃权。"
        f"赞成最多{race.seats}项，超过的整张无效；少选、不选都有效。{money}",
        "Tick one column for each project; no tick is an abstention. "
        f"At most {race.seats} FOR, or the paper is invalid; fewer or none is valid.",
    )


def columns_to_mark(ballot: Ballot) -> tuple[tuple[str, str], ...]:
    """The boxes of each project, in both languages."""
    if ballot.method == "RANKS":
        return (("名次", "Rank"),)
    if ballot.method == "GRADES":
        return tuple((grade.zh, grade.en) for grade in ballot.rules.satisfaction.grades)
    return (("赞成", "For"), ("反对", "Against"), ("弃权", "Abstain"))


def ballot_paper(charter: Charter, session: Session, ballot: Ballot) -> Paper:
    """The paper of the round that is open, due, or still to come; on one page with its seal."""
    number, race = race_to_print(ballot)
    issuer = assembly_name(charter, chinese=True)
    turn = f"（第{number}轮）" if number > 1 else ""
    name = f"{charter.projects.zh}{NAMES[ballot.method][0]}"
    return Paper(
        kind=Kind.FORM,
        issuer=issuer,
        title=f"{issuer}{session_name(session)}\n{ballot.year}年度{name}{turn}",
        body=(
            Text(f"票码：{LONG_BLANK}（抄写或粘贴，不写姓名）"),
            Text(how_to(ballot, race)[0]),
            _to_mark(ballot, race),
            *marks(session),
            Boxes((), seal=True),
        ),
        one_page=True,
    )


def _to_mark(ballot: Ballot, race: Race) -> Table:
    money = ballot.method == "BUDGET"
    columns = (
        Column("编号", 2),
        Column("项目名称", 10 if money else 12, centred=False),
        *([Column("预算（元）", 3)] if money else []),
        *(Column(zh, 2) for zh, _ in columns_to_mark(ballot)),
    )
    blanks = [""] * len(columns_to_mark(ballot))
    rows = tuple(
        (str(item.no), item.title, *([f"{item.budget_yuan:,}"] if money else []), *blanks)
        for item in items_of(ballot, race)
    )
    return Table(columns, rows)
