"""What a phone's paper may hold: refuse what a voter surely did not mean, before the slip is used.

A phone cannot cast an invalid paper by mistake; on paper the same counts as invalid (V-03).
"""

from chassis.core.errors import Invalid
from services.ballot.ballot.domain import modes
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.ballot.domain.count import Marks
from services.ballot.slate.domain import unknown_candidates

NOTHING = ("选票尚未提交。", "Nothing was cast.")


def check_marks(ballot: Ballot, marks: Marks) -> None:
    """Raise ``Invalid`` for marks that are no valid paper of the latest round."""
    race = ballot.round.race
    if unknown := {*marks.votes_for, *marks.against, *marks.written} - set(race.candidates):
        raise unknown_candidates(len(unknown))
    if ballot.method in ("SEATS", "BUDGET"):
        _check_ticks(marks, race.seats)
    elif ballot.method == "RANKS":
        _check_ranks(ballot, marks)
    if not modes.is_paper(ballot, race, marks):
        raise Invalid(
            "other-marks",
            f"这次票决不是这样填写的，请刷新页面后重填；{NOTHING[0]}",
            f"This ballot is not marked like that; reload the page. {NOTHING[1]}",
        )


def _check_ticks(marks: Marks, seats: int) -> None:
    if len(marks.votes_for) > seats:
        raise Invalid(
            "too-many-choices",
            f"最多选 {seats} 项，您选了 {len(marks.votes_for)} 项；{NOTHING[0]}",
            f"Choose at most {seats}; you chose {len(marks.votes_for)}. {NOTHING[1]}",
        )
    if set(marks.votes_for) & set(marks.against):
        raise Invalid(
            "for-and-against",
            f"同一项目不能既赞成又反对；{NOTHING[0]}",
            f"One candidate cannot be marked for and against. {NOTHING[1]}",
        )


def _check_ranks(ballot: Ballot, marks: Marks) -> None:
    race, given = ballot.round.race, list(marks.written.values())
    most, least = modes.most_places(ballot.rules, race), modes.least_places(ballot.rules, race)
    wrong = [rank for rank in given if rank not in map(str, range(1, most + 1))]
    twice = sorted({rank for rank in given if given.count(rank) > 1})
    if wrong:
        raise Invalid(
            "no-such-rank",
            f"名次只能写 1 到 {most} 的数字；{NOTHING[0]}",
            f"A rank is a number from 1 to {most}. {NOTHING[1]}",
        )
    if twice:
        raise Invalid(
            "rank-twice",
            f"第 {'、'.join(twice)} 名写了不止一项；{NOTHING[0]}",
            f"Rank {', '.join(twice)} is given more than once. {NOTHING[1]}",
        )
    if len(given) < least:
        raise Invalid(
            "few-ranks",
            f"至少要排 {least} 项，您排了 {len(given)} 项；{NOTHING[0]}",
            f"Rank at least {least}; you ranked {len(given)}. {NOTHING[1]}",
        )
