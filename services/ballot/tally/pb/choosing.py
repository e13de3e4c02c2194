"""What the votes of a file choose by a rule."""

from collections.abc import Mapping
from fractions import Fraction

from services.ballot.ballot.domain.count import cut
from services.ballot.tally.domain.budget import BudgetRule, Choice, greedy
from services.ballot.tally.domain.shares import equal_shares
from services.ballot.tally.pb.reading import Poll
from services.ballot.tally.pb.stated import Stated, in_the_running


def choose(poll: Poll, stated: Stated, rule: BudgetRule | None = None) -> Choice:
    """What the votes of the file choose by the rule it states, or by another one."""
    items, counted = in_the_running(poll), poll.counted
    rule, limits = rule or stated.rule or BudgetRule(), stated.limits
    if stated.seats:
        passing = [item.id for item in items if counted.votes[item.id] >= rule.minimum]
        points = {item: int(n) for item, n in (counted.scores or {}).items()}
        worth = points if stated.by_points else counted.votes
        chosen, tied = cut(passing, worth, stated.seats)
        return Choice(chosen, (tied,) if tied else ())
    if rule.method == "EQUAL_SHARES":
        items = [item for item in items if counted.votes[item.id] >= rule.minimum]
        return equal_shares(items, counted.ballots or {}, counted.voters, poll.budget, rule)
    scores: Mapping[str, Fraction | int] = counted.votes
    if counted.scores is not None and ranked_by_score(poll):
        scores = counted.scores
    return greedy(items, scores, poll.budget, rule, limits)


def ranked_by_score(poll: Poll) -> bool:
    """Points decide where votes carry them, unless the file only tells votes."""
    only_votes = all(p.score is None and p.votes is not None for p in poll.projects)
    return not (only_votes and poll.vote_type == "ordinal")
