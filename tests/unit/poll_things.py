"""A small poll as the lines of a .pb file, for tests that change one thing in it."""

from collections.abc import Mapping, Sequence

VOTES = ("1;a,b", "2;a,b,c", "3;a", "4;a,b,c")


def poll_lines(
    meta: Mapping[str, str] | None = None,
    projects: Sequence[str] = ("a;60;4;Road;1", "b;50;3;Park;0", "c;40;2;Lamps;1"),
    votes: Sequence[str] = VOTES,
    columns: str = "project_id;cost;votes;name;selected",
    voting: str = "voter_id;vote",
) -> str:
    """Three projects, four voters, a budget of 100, greedy: a and c are chosen."""
    said = {"budget": "100", "vote_type": "approval", "rule": "greedy"} | dict(meta or {})
    rows = [f"{key};{value}" for key, value in said.items() if value]
    head = ["META", "key;value", *rows, "PROJECTS", columns]
    return "\n".join([*head, *projects, "VOTES", voting, *votes]) + "\n"
