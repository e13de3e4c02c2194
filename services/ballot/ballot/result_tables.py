"""The tables of a result as the announcement and the count sheet print them, and what is said
below them. Pure.
"""

from chassis.rooms.papers import Column, Table, Text
from chassis.rooms.papers.model import Block
from services.ballot.ballot.columns import below_line, cells_of, columns_of, fate, round_rows
from services.ballot.ballot.domain.ballot import SMALL, Ballot
from services.ballot.ballot.figures import Figures, RoundView
from services.ballot.booklet.ways import share

FEW = "有效票少于5张，不公布分项得票。"


def result_blocks(ballot: Ballot, found: Figures) -> tuple[Block, ...]:
    """What the announcement says of the items; few papers are not broken down (C-11)."""
    if not found.tallies:
        chosen = (f"{n}.{item.title}" for n, item in enumerate(ballot.selected, 1))
        told = f"{FEW}入选项目如下。" if ballot.selected else FEW
        return Text(told), *(Text(line) for line in chosen)
    rated = ballot.method == "GRADES"
    rows = [
        {
            "first": str(one.no if rated else one.rank),
            **cells_of(one, found.valid, fate(ballot, one.candidate)[0]),
        }
        for one in found.tallies
    ]
    return (_table(ballot, "编号" if rated else "名次", rows),)


def _table(ballot: Ballot, first: str, rows: list[dict[str, str]]) -> Table:
    told = columns_of(ballot, apart=any(row["apart"] for row in rows))
    columns = (
        Column(first, 3),
        *(Column(one.zh, one.width, centred=one.kind != "title") for one in told),
    )
    keys = ("first", *(one.key for one in told))
    return Table(columns, tuple(tuple(row.get(key, "") for key in keys) for row in rows))


def round_table(ballot: Ballot, one: RoundView) -> Table:
    """The votes of one round for the count sheet, the best first."""
    rows = [
        {"first": str(row.no), **cells_of(row, one.valid, _outcome(ballot, one, row.candidate))}
        for row in round_rows(ballot, one)
    ]
    return _table(ballot, "编号", rows)


def _outcome(ballot: Ballot, one: RoundView, candidate: str) -> str:
    if ballot.method == "GRADES":
        return fate(ballot, candidate)[0]
    if candidate in one.chosen:
        return "入选"
    return "得票相同，再次投票" if candidate in one.tied else ""


def remarks(ballot: Ballot, found: Figures) -> list[str]:
    """What is said below the table."""
    said = []
    if len(found.rounds) > 1:
        rounds = len(found.rounds)
        said.append(f"本次票决共进行{rounds}轮，各项目的票数为其最后参加一轮的票数。")
    if found.vacancies:
        said.append(f"有{found.vacancies}个名额无项目达到通过要求，作缺额处理。")
    if found.tallies and (low := below_line(ballot)):
        line = share(ballot.rules.satisfaction.line)
        said.append(f"满意率低于{line}的项目{len(low)}个，由承办单位整改后再次测评。")
    return [*said, *(zh for zh, _ in found.why), *_gate(ballot, found), *_money(ballot, found)]


def _gate(ballot: Ballot, found: Figures) -> list[str]:
    """Why the votes of the group that must pass apart are not told, where they are not."""
    gate = ballot.rules.gate
    groups = [(one.apart, one.valid) for one in found.rounds if one.apart]
    if not groups or any(one.tallies for one, _ in groups):
        return []
    few = any(min(one.valid, whole - one.valid) < SMALL for one, whole in groups)
    why = "有效票少于5张" if few else "的票数在两轮之间只相差几张"
    return [f"{gate.zh}或者其他议事员{why}，为保密不分别公布得票。"]


def _money(ballot: Ballot, found: Figures) -> list[str]:
    """How far the budget went, and the equals that its end divided."""
    if ballot.method != "BUDGET":
        return []
    said = [f"项目总预算{found.amount:,}元，入选项目预算合计{found.spent:,}元。"]
    titles = {item.candidate: item.title for item in ballot.items}
    for equals in found.split if found.tallies else ():
        names = "、".join(titles[item] for item in equals)
        said.append(f"{names}得票相同而预算不足以全部入选，按票决办法规定的先后确定。")
    return said
