"""The articles of 票决办法 that differ by the way of voting: valid papers, what is chosen. Pure."""

from collections.abc import Sequence

from chassis.rooms.papers.numerals import chinese_number
from contracts.charter import BallotRules
from contracts.voting_rules import Grade
from services.ballot.labels import WORDS

TIES = {
    "LISTED": "编号在前的项目优先",
    "CHEAPER": "预算较少的项目优先",
    "DEARER": "预算较多的项目优先",
}


def share(fraction: str) -> str:
    """``2/3`` as 三分之二."""
    top, bottom = map(int, fraction.split("/"))
    return f"{chinese_number(bottom)}分之{chinese_number(top)}"


def filling_in(rules: BallotRules) -> str:
    """Which papers are valid."""
    if rules.method == "RANKS":
        most = rules.ranks.most or rules.seats
        return (
            "投票人在选票上为项目排列名次，最赞成的写1，其次写2，依次类推。"
            f"最多排{most}项，至少排{rules.ranks.least}项，名次有间断的按先后计算；同一名次写了两项、"
            f"名次超过{most}或者无法辨认的，整张无效。再次投票时，最多排剩余名额数。"
        )
    number = (
        f"规定数（{rules.seats}个）" if rules.method == "BUDGET" else f"应选数（{rules.seats}个）"
    )
    again = "" if rules.method == "BUDGET" else "再次投票时，应选数为剩余名额数。"
    return (
        "对每个候选项目可以投赞成票、反对票或者弃权票，不作表示的视为弃权。"
        f"赞成的项目等于或者少于{number}（{rules.seats}个）的，选票有效；"
        f"多于{number}或者无法辨认的，整张无效。{again}"
    )


def choosing(rules: BallotRules) -> tuple[str, ...]:
    """What is chosen, and who comes first among equals where money decides."""
    if rules.method == "RANKS":
        return (_by_ranks(rules),)
    if rules.method == "BUDGET":
        return _needs(rules), _by_budget(rules), _equals(rules)
    rest = "超过规定票数的项目多于应选数时，按赞成票从多到少确定。"
    return (_threshold(rules) + rest, *_gate(rules))


def _gate(rules: BallotRules) -> tuple[str, ...]:
    """双过: what a group must pass apart, and why its slips are told from the others."""
    gate = rules.gate
    if not gate.categories:
        return ()
    base = {"EXPECTED": "应到人数", "PRESENT": "实到人数"}.get(gate.of, WORDS[gate.of][0])
    return (
        f"入选项目还须获得{gate.zh}赞成票超过{gate.zh}{base}的{share(gate.over)}。{gate.zh}领取"
        f"{gate.colour_zh}投票码条，另行计算发出、收回和赞成票数；选票上不显示任何身份。"
        f"{gate.zh}或者其他议事员有效票少于5张，或者在两轮之间只相差几张的，不分别公布得票。",
    )


def _threshold(rules: BallotRules) -> str:
    base = WORDS[rules.pass_of][0]
    half = "（即过半数）" if rules.pass_over == "1/2" else ""
    return f"项目获得的赞成票超过{base}的{share(rules.pass_over)}{half}，方可入选；"


def _by_ranks(rules: BallotRules) -> str:
    most = rules.ranks.most or rules.seats
    if rules.ranks.points == "RANK_SUM":
        way = f"将各张选票上的名次相加，没有排名的按第{most + 1}名计算，序位和少的项目在前"
    else:
        way = f"第一名计{most}分，以下每名少计1分，没有排名的不计分，得分多的项目在前"
    line = ""
    if rules.ranks.threshold:
        base = WORDS[rules.pass_of][0]
        line = f"列入项目的选票须超过{base}的{share(rules.pass_over)}；"
    return f"{line}{way}，按先后确定入选项目；没有一张选票排入的项目不得入选。"


def _needs(rules: BallotRules) -> str:
    said = _threshold(rules).rstrip("；") if rules.threshold else ""
    least = rules.budget.minimum
    if least:
        said += f"{'，并且' if said else ''}赞成票不少于{least}票的项目，方可入选"
    return f"{said}。" if said else "入选项目不设最低票数。"


def _by_budget(rules: BallotRules) -> str:
    said = rules.budget
    if said.rule == "EQUAL_SHARES":
        return (
            "采用均等份额法：每张有效票平均分得总预算，赞成同一项目的选票平均分担该项目预算，"
            + ("每票分担占项目预算比例最小" if said.worth == "COST" else "每票分担金额最少")
            + "的项目先入选，直至剩余份额不足以分担任何项目。"
            + _completion(rules)
        )
    if said.rule == "GREEDY":
        return "按赞成票从多到少依次入选；剩余预算不足的项目跳过，继续看下一项，直至预算用完。"
    top = f"；剩余预算达到该项目预算{share(said.top_up)}的，该项目仍入选" if said.top_up else ""
    return f"按赞成票从多到少依次入选，到第一个剩余预算不足的项目为止{top}。"


def _completion(rules: BallotRules) -> str:
    said = rules.budget
    steps = {
        "ADD1": f"预算有剩余的，将每票份额逐次增加{said.step}元重新计算，合计不得超过总预算。",
        "VOTES": "预算仍有剩余的，按赞成票从多到少补足。",
    }
    text = "".join(steps[step] for step in said.completion)
    if said.compare:
        text += "按赞成票依次入选的结果能使更多的人有更多赞成的项目入选的，采用该结果。"
    return text


def _equals(rules: BallotRules) -> str:
    return f"得票或者份额相等而预算不足以全部入选的，{TIES[rules.budget.tie]}。"


def satisfaction(rules: BallotRules) -> tuple[str, ...]:
    """满意度测评 of last year's projects, where the street holds it in the same session."""
    grades = rules.satisfaction.grades
    if not grades:
        return ()
    names, good = ("、".join(one.zh for one in some) for some in (grades, _good(grades)))
    return (
        f"对上一年度项目进行满意度测评的，同样采用无记名方式，使用当次票码；每个项目在{names}中选一项，"
        f"不选的不计。{good}的票数占有效票的比例为满意率，满意率低于{share(rules.satisfaction.line)}的，"
        "由承办单位整改后再次测评。",
    )


def _good(grades: Sequence[Grade]) -> list[Grade]:
    return [grade for grade in grades if grade.good]
