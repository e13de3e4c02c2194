"""Where a file chose otherwise than by the rule it states: which rule would explain it."""

from collections.abc import Iterator
from fractions import Fraction

from services.ballot.tally.domain.budget import BudgetRule, Choice
from services.ballot.tally.pb.cells import plain
from services.ballot.tally.pb.choosing import choose, ranked_by_score
from services.ballot.tally.pb.comparing import Words, named
from services.ballot.tally.pb.reading import Poll
from services.ballot.tally.pb.stated import Stated


def against_selection(poll: Poll, stated: Stated, choice: Choice) -> Iterator[Words]:
    """Where the column selected is not what the rule chooses, and which rule would explain it."""
    own = _own_selection(poll, stated.rule)
    if own is None or own == set(choice.selected):
        return
    if stated.rule is None:
        yield _not_data(poll, stated.name)
    extra = [item for item in choice.selected if item not in own]
    missing = [p.id for p in poll.projects if p.id in own and p.id not in choice.selected]
    for explained in _explained(poll, stated, own):
        yield explained
        return
    yield _unexplained(extra, missing)


def _unexplained(extra: list[str], missing: list[str]) -> Words:
    zh = [f"少选了 {named(extra)}"] if extra else []
    en = [f"leaves out {named(extra)}"] if extra else []
    zh += [f"多选了 {named(missing)}"] if missing else []
    en += [f"adds {named(missing)}"] if missing else []
    return (
        f"按这条规则，文件{'，'.join(zh)}；没有写明是什么规则造成的。",
        f"By this rule the file {' and '.join(en)}; it does not state the rule that did so.",
    )


def _own_selection(poll: Poll, rule: BudgetRule | None) -> set[str] | None:
    """What the file marks as chosen by its rule; nothing, where it has no such column.

    1 is chosen by the rule, 2 by its top-up, 3 with money from elsewhere (no matter of the rule).
    """
    if all(project.selected is None for project in poll.projects):
        return None
    marks = (1, 2) if rule and rule.top_up else (1,)
    return {project.id for project in poll.projects if project.selected in marks}


def _not_data(poll: Poll, name: str) -> Words:
    if name in ("unstated", "unknown"):
        return ("文件没有写明规则。", "The file does not state its rule.")
    told = "" if poll.meta.get("comment") else "文件也没有说明。"
    told_en = "only in words" if poll.meta.get("comment") else "nowhere"
    return (
        f"文件的规则“{name}”没有写成数据。{told}",
        f"The file's rule “{name}” is told {told_en}, not as data.",
    )


def _explained(poll: Poll, stated: Stated, own: set[str]) -> Iterator[Words]:
    """Rules that would choose just what the file chose, the simplest first."""
    rule = stated.rule or BudgetRule()
    if tied := _by_other_tie(poll, stated, own):
        yield tied
    for changed, zh, en in _others(poll, rule, own):
        if set(choose(poll, stated, changed).selected) == own:
            yield (
                f"文件的结果相当于{zh}，但文件没有写这条规则。",
                f"The file's choice is that of {en}, which it does not state.",
            )


def _by_other_tie(poll: Poll, stated: Stated, own: set[str]) -> Words | None:
    """Whether the file only broke ties in another way than by the order of its rows."""
    first = sorted(poll.projects, key=lambda p: p.id not in own)
    rule = (stated.rule or BudgetRule()).model_copy(update={"tie": "LISTED"})
    again = Poll(poll.meta, poll.budget, tuple(first), poll.counted)
    choice = choose(again, stated, rule)
    if set(choice.selected) != own or not choice.ties:
        return None
    tied = {item for equals in choice.ties for item in equals}
    equals = [project.id for project in poll.projects if project.id in tied]
    return (
        f"{named(equals)} 票数相同而钱不够，文件没有写明怎样取舍。",
        f"Votes are equal for {named(equals)} and money is short: "
        "the file does not state its tie rule.",
    )


def _others(poll: Poll, rule: BudgetRule, own: set[str]) -> Iterator[tuple[BudgetRule, str, str]]:
    def but(**given: object) -> BudgetRule:
        return rule.model_copy(update=given)

    if rule.method == "EQUAL_SHARES":
        yield but(completion=("ADD1",)), "每人加 1 补足", "completion by add1"
        yield but(completion=("ADD1", "VOTES")), "加 1 后按票补足", "add1, then by votes"
        yield but(completion=("VOTES",)), "按票数补足", "completion by votes"
        yield but(satisfaction="COUNT"), "按项目个数算满意度", "satisfaction by number of projects"
        yield BudgetRule(), "按票数贪心", "greedy"
        return
    yield but(method="GREEDY_STOP"), "遇到放不下的就停", "greedy without skipping"
    yield but(method="GREEDY"), "放不下的跳过", "greedy with skipping"
    least = _least(poll, own)
    if least > rule.minimum:
        told = plain(least)
        yield but(minimum=least), f"最低 {told} 票", f"greedy with a minimum of {told}"
        stop = but(minimum=least, method="GREEDY_STOP")
        yield stop, f"最低 {told} 票且不跳过", f"greedy without skipping, minimum {told}"


def _least(poll: Poll, own: set[str]) -> Fraction:
    scores = poll.counted.scores if ranked_by_score(poll) else None
    found = scores or poll.counted.votes
    return Fraction(min((found[item] for item in own if item in found), default=Fraction(0)))
