"""Where a file says otherwise than its votes come to: in words, Chinese and English."""

from collections.abc import Iterable, Iterator

from services.ballot.tally.pb.reading import Poll

Words = tuple[str, str]
SHOWN = 8
"""So many ids are named in a sentence; the rest is a number."""


def against_votes(poll: Poll) -> Iterator[Words]:
    """Where the columns votes and score are not what the rows of VOTES come to."""
    counted = poll.counted
    wrong = [p.id for p in poll.projects if p.votes not in (None, counted.votes[p.id])]
    if wrong and _votes_are_points(poll):
        yield (
            "文件的 votes 一列写的是分数，不是人数。",
            "The column votes of the file holds points, not voters.",
        )
    elif wrong:
        yield _differ("votes", wrong)
    scores = counted.scores
    if scores is not None:
        wrong = [p.id for p in poll.projects if p.score not in (None, scores[p.id])]
        if wrong:
            yield _differ("score", wrong)
    if counted.unlisted:
        ids, line = named(counted.unlisted), min(counted.unlisted.values())
        yield (
            f"第 {line} 行起有票投给 PROJECTS 没有的项目：{ids}。",
            f"Votes name projects that PROJECTS does not list, first in line {line}: {ids}.",
        )


def _votes_are_points(poll: Poll) -> bool:
    scores = poll.counted.scores
    return scores is not None and all(p.votes == scores[p.id] for p in poll.projects)


def _differ(column: str, ids: list[str]) -> Words:
    shown = named(ids)
    return (
        f"{column} 一列与 VOTES 的计数不符：{shown}。",
        f"The column {column} is not what VOTES comes to: {shown}.",
    )


def remarks(poll: Poll) -> Iterator[Words]:
    """What else the file says wrong, or leaves open."""
    real = {"num_votes": poll.counted.voters, "num_projects": len(poll.projects)}
    for key, number in real.items():
        if poll.meta.get(key) not in (None, "", str(number)):
            said = poll.meta[key][:20]
            yield (f"META 写 {key} {said}，实有 {number}。", f"META says {key} {said}: {number}.")
    if all(project.selected is None for project in poll.projects):
        yield (
            "文件没有 selected 一列，只核对了票数。",
            "The file has no column selected: only votes were compared.",
        )
    if line := poll.counted.repeated:
        yield (
            f"第 {line} 行同一票把一个项目写了两次，只计一次。",
            f"In line {line} a vote names a project twice; it counts once.",
        )


def named(ids: Iterable[str]) -> str:
    names = list(ids)
    more = f" … (+{len(names) - SHOWN})" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
