"""票决办法 of the year in plain official Chinese, written from the charter. Pure."""

from chassis.rooms.papers.model import Text
from chassis.rooms.papers.numerals import chinese_number
from contracts.charter import BallotRules, Charter
from services.ballot.booklet import ways
from services.ballot.booklet.ways import share
from services.ballot.labels import PANEL_NAMES

MODES = {
    "BOTH": "采用无记名方式投票，可以用手机投票，也可以填写纸质票；每名议事员每轮只投一次。",
    "SECRET_ELECTRONIC": (
        "采用无记名方式，用手机扫描投票码条上的二维码投票；每名议事员每轮只投一次。"
    ),
    "SECRET_PAPER": "采用无记名方式，填写纸质票投票；每名议事员每轮只投一次。",
}


def articles(charter: Charter, year: str, candidates: int) -> tuple[Text, ...]:
    """The articles, each with its number; ``candidates``: 0 while they are not final."""
    rules = charter.ballot
    said = (
        _purpose(charter, year),
        _matter(charter, rules, candidates),
        _quorum(rules),
        MODES[rules.mode],
        ways.filling_in(rules),
        "收回的票数等于或者少于发出的票数，本轮投票有效；多于发出的票数，本轮投票无效，重新投票。",
        *ways.choosing(rules),
        *((_tie(rules), _shortfall(rules)) if rules.method != "BUDGET" else ()),
        _officers(rules),
        "投票结束后先封存选票并公布校验值，再计票。纸质票由两名计票人分别录入，一致才计入。"
        "计票结果由总监票人、监票人签字确认。",
        "收回票数多于发出票数，选票校验不一致，投票的秘密或者公正受到破坏的，应当宣布本次票决作废，"
        "理由公开，由两个岗位的人员共同确认后重新票决。",
        *_panels(rules),
        *ways.satisfaction(rules),
        f"票决结果由会议主持人当场宣布，并公示{rules.announce_notice_days}天。"
        "未入选的项目转入储备库。",
        "本办法经本次会议表决通过后施行。",
    )
    return tuple(Text(f"第{chinese_number(n)}条　{line}") for n, line in enumerate(said, 1))


def _purpose(charter: Charter, year: str) -> str:
    return (
        f"为做好{charter.zh}居民议事会{year}年度{charter.projects.zh}票决工作，保证公开、公平、公正，"
        "根据本街道议事会章程，制定本办法。"
    )


def _matter(charter: Charter, rules: BallotRules, candidates: int) -> str:
    of = f"从{candidates}个候选项目中" if candidates else "从候选项目中"
    if rules.method == "BUDGET":
        amount = rules.budget.amount
        return f"本次会议{of}票决产生{charter.projects.zh}，项目总预算为{amount:,}元。"
    way = "实行差额票决，候选项目应当多于应选数。" if rules.contested else "实行等额票决。"
    return f"本次会议{of}票决产生{rules.seats}个{charter.projects.zh}，{way}"


def _quorum(rules: BallotRules) -> str:
    return (
        f"{_enough(rules)}到会，方可进行票决。"
        "投票由本人进行，不得委托他人。中途到会的，从下一轮起参加投票。"
    )


def _enough(rules: BallotRules) -> str:
    of = share(rules.quorum_share)
    return f"超过应到议事员的{of}" if rules.quorum_over else f"应到议事员的{of}以上（含本数）"


def _tie(rules: BallotRules) -> str:
    tied = "在应选名额的最后一位出现得票相等、超出名额的，"
    if not rules.runoffs:
        return f"{tied}相等的项目均不入选，名额作缺额处理；得票在前的项目先行入选。"
    return (
        f"{tied}只就得票相等的项目再次投票，最多{chinese_number(rules.runoffs)}次，"
        "仍相等的，名额作缺额处理；得票在前的项目先行入选。"
    )


def _shortfall(rules: BallotRules) -> str:
    if not rules.extra_rounds:
        return "入选项目不足应选数的，不足的名额作缺额处理并如实报告，不降低通过要求。"
    return (
        f"入选项目不足应选数的，就未入选的项目补充投票，最多{chinese_number(rules.extra_rounds)}次；"
        "仍不足的，作缺额处理并如实报告，不降低通过要求。"
    )


def _officers(rules: BallotRules) -> str:
    return (
        f"设总监票人一名，监票人不少于{chinese_number(rules.scrutineers)}名，"
        f"计票人不少于{chinese_number(rules.tellers)}名，由会议通过，一人只任一职；"
        "与候选项目有利害关系的人员不得担任。"
    )


def _panels(rules: BallotRules) -> tuple[str, ...]:
    if not rules.panels:
        return ()
    names = "、".join(PANEL_NAMES[panel][0] for panel in rules.panels)
    return (f"投票前进行{names}，评议结果供议事员参考，不计入票数。",)
