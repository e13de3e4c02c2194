"""How votes became a choice, where the most votes are not simply chosen: ranks, a budget, a gate.

Said below every result: on paper, on the page, on the hall's screen. Pure.
"""

from services.ballot.ballot.domain.ballot import Ballot, Round
from services.ballot.ballot.domain.count import base_of
from services.ballot.ballot.domain.modes import most_places
from services.ballot.booklet.ways import share

Words = tuple[str, str]
BY_MONEY: dict[str, Words] = {
    "GREEDY": (
        "按赞成票从多到少依次入选，剩余预算不够的项目跳过。",
        "Chosen in the order of votes; what the money left does not cover is passed over.",
    ),
    "GREEDY_STOP": (
        "按赞成票从多到少依次入选，到剩余预算不够的项目为止。",
        "Chosen in the order of votes, as far as the money goes.",
    ),
    "EQUAL_SHARES": (
        "按均等份额法确定：每张选票平均分得总预算，由赞成同一项目的选票分担其预算，"
        "所以得票较少的项目也可能入选。",
        "By equal shares: each paper gets the same part of the budget and pays for what it is for, "
        "so a project with fewer votes may be chosen.",
    ),
}


def explained(state: Ballot) -> list[Words]:
    """The sentences, in Chinese and English; none where the most votes are chosen."""
    if state.method == "BUDGET":
        return [BY_MONEY[state.rules.budget.rule]]
    if state.method == "RANKS":
        return [_ranks(state)]
    return [_gate(state, one) for one in state.rounds[:1] if state.is_gated]


def _ranks(state: Ballot) -> Words:
    most = most_places(state.rules, state.rounds[0].race)
    if state.rules.ranks.points == "RANK_SUM":
        return (
            f"各张选票上的名次相加，没有排名的按第{most + 1}名计，序位和少的入选。",
            f"The ranks on all papers are added up, {most + 1} where there is none; the least win.",
        )
    return (
        f"第一名计{most}分，以下每名少计1分，没有排名的不计分，得分多的入选。",
        f"Rank 1 is worth {most} points, each rank after it one less; the most points win.",
    )


def _gate(state: Ballot, one: Round) -> Words:
    gate = state.rules.gate
    zh = f"入选项目须{gate.zh}和全体议事员分别通过"
    en = f"What is chosen passes among all members and among the {gate.en.lower()}"
    if one.apart is None or one.outcome is None or one.outcome.apart is None:
        return f"{zh}。", f"{en}."
    of = base_of(gate.of, one.apart, one.outcome.apart)
    top, bottom = map(int, gate.over.split("/"))
    least, unit = top * of // bottom + 1, "人" if gate.of in ("EXPECTED", "PRESENT") else "票"
    return (
        f"{zh}：{gate.zh}赞成票须超过{of}{unit}的{share(gate.over)}，即至少{least}票。",
        f"{en}: there more than {gate.over} of {of}, at least {least} votes.",
    )
