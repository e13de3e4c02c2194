"""Published polls: what a .pb file may look like, what is told where it is wrong."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from services.ballot.tally.pb import counting, reading
from services.ballot.tally.pb.checking import Report, tally
from services.ballot.tally.pb.rows import Unreadable
from services.ballot.tally.pb.writing import WrittenPoll, WrittenProject, poll_text
from tests.unit.poll_things import VOTES, poll_lines


def told(folder: Path, text: str | bytes) -> Report:
    file = folder / "poll.pb"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return tally(file)


def test_poll_when_whole_then_counted_and_agreed(tmp_path: Path) -> None:
    report = told(tmp_path, poll_lines())
    assert report.as_json() == {
        "file": str(tmp_path / "poll.pb"),
        "rule": "greedy",
        "votes": {"a": 4, "b": 3, "c": 2},
        "selected": ["a", "c"],
        "tie": [],
        "agrees": True,
        "why": "",
    }


@pytest.mark.parametrize(
    "text",
    [
        poll_lines().replace("\n", "\r\n"),
        poll_lines().replace("\n", "\r\n\r\n"),
        b"\xef\xbb\xbf" + poll_lines().encode(),
        poll_lines().replace(";", " ; ").replace(",", " , "),
        poll_lines().replace("META", "meta").replace("VOTES", "votes;;"),
        poll_lines().replace("budget;100", "budget;100.00;;"),
        poll_lines().replace("a;60;", "a;6,0e1;"),
        poll_lines(projects=['a;60;4;"Rd; ""x""\nnew";1', "b;50.0;3;公园;0", "c;40;2;é;1"]),
        poll_lines({"comment": "one; two", "num_votes": "4", "num_projects": "3"}),
        poll_lines(columns="cost;name;selected;project_id;votes", projects=[
            "60;R;1;a;4", "50;P;0;b;3", "40;L;1;c;2"]),
        poll_lines(voting="voter_id;age;vote;sex", votes=[
            "1;;a,b;F", "2;30;a,b,c", "3;;a;", "4;9;a,b,c;M"]),
    ],
)  # fmt: skip
def test_poll_when_written_as_the_format_allows_then_the_same(
    tmp_path: Path, text: str | bytes
) -> None:
    report = told(tmp_path, text)
    assert (report.agrees, report.selected, report.votes["b"]) == (True, ("a", "c"), 3)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 0, "The file is empty."),
        ("\n\n", 0, "The file is empty."),
        ("budget;100\n", 1, "META should stand first."),
        (poll_lines().replace("META", "HEAD"), 1, "META should stand first."),
        (poll_lines().replace("key;value\n", ""), 2, "META has no header key;value."),
        (poll_lines({"budget": ""}), 5, "META does not state budget."),
        (poll_lines({"vote_type": ""}), 5, "META does not state vote_type."),
        (poll_lines({"vote_type": "sortition"}), 4, "none of approval"),
        (poll_lines({"budget": "much"}), 3, "budget is not a number: “much”."),
        (poll_lines({"budget": "-1"}), 3, "budget is negative: -1."),
        (poll_lines({"budget": "nan"}), 3, "budget is not a number"),
        (poll_lines({"budget": "1e999999"}), 3, "budget is not a number"),
        (poll_lines().replace("rule;greedy", "rule;greedy\nrule;other"), 6, "states rule twice"),
        (poll_lines().split("PROJECTS")[0], 5, "The section PROJECTS is missing."),
        (poll_lines().split("VOTES")[0], 10, "The section VOTES is missing."),
        (poll_lines().replace("PROJECTS", "VOTES", 1), 6, "PROJECTS should stand here, not VOTES."),
        (poll_lines() + "PROJECTS\n", 17, "The section PROJECTS begins twice."),
        (poll_lines(projects=[]), 8, "PROJECTS lists no project."),
        (poll_lines(columns="id;cost"), 7, "PROJECTS has no column project_id."),
        (poll_lines(columns="project_id;price"), 7, "PROJECTS has no column cost."),
        (poll_lines(columns="project_id;cost;cost"), 7, "PROJECTS names a column twice."),
        (poll_lines(projects=["a;60;4;Road; wide;1"]), 8, "6 cells under 5 columns"),
        (poll_lines(projects=["a;60;4;;", "a;50;3;;"]), 9, "The project a is listed twice."),
        (poll_lines(projects=["a;-60;4;;"]), 8, "cost is negative: -60."),
        (poll_lines(projects=["a;;4;;"]), 8, "cost is not a number: “”."),
        (poll_lines(projects=["a;60;four;;"]), 8, "votes is not a number: “four”."),
        (poll_lines(projects=["a;60;1;;0.5"]), 8, "selected is no whole number: 0.5."),
        (poll_lines(projects=[";60;1;;"]), 8, "A project has no project_id."),
        (poll_lines(voting="voter_id;choice"), 12, "VOTES has no column vote."),
        (poll_lines({"vote_type": "cumulative"}), 12, "VOTES has no column points."),
        (poll_lines(votes=["1;a", "1;b"]), 14, "The voter 1 is listed twice."),
        (poll_lines(votes=[";a"]), 13, "A vote has no voter_id."),
        (poll_lines(votes=["1;a;b"]), 13, "3 cells under 2 columns."),
        (poll_lines(votes=['1;"a', "2;a"]), 13, "A vote opens a double quote"),
        (poll_lines().replace("Park", '"Park'), 9, "A double quote is opened and never closed"),
        (
            poll_lines().replace("Park", "Pa\xe9rk").encode("latin-1"),
            9,
            "The file is not in UTF-8.",
        ),
        (poll_lines().encode("utf-16"), 1, "The file is not in UTF-8."),
    ],
)
def test_poll_when_malformed_then_the_line_and_the_reason(
    tmp_path: Path, text: str | bytes, line: int, reason: str
) -> None:
    with pytest.raises(Unreadable) as caught:
        told(tmp_path, text)
    assert reason in caught.value.en
    assert caught.value.line == line


def test_poll_when_no_file_then_told(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="cannot be opened"):
        tally(tmp_path)


# ---- kinds of votes ----------------------------------------------------------------------------


def test_points_when_cumulative_then_votes_count_voters_and_scores_decide(tmp_path: Path) -> None:
    report = told(
        tmp_path,
        poll_lines(
            {"vote_type": "cumulative"},
            columns="project_id;cost;votes;score;selected",
            projects=["a;60;2;3.5;0", "b;50;2;4;1", "c;40;1;3.5;1"],
            voting="voter_id;points;vote",
            votes=["1;2.5,1;a,b", "2;3,1;b,a", "3;3.5;c"],
        ),
    )
    assert report.votes == {"a": 2, "b": 2, "c": 1}
    assert report.as_json()["scores"] == {"a": 3.5, "b": 4, "c": 3.5}
    assert report.selected == ("b", "c")
    assert report.agrees


def test_limit_when_no_number_then_told(tmp_path: Path) -> None:
    for key in ("min_project_score_threshold", "budget_per_category", "default_score"):
        meta = {key: "many", "categories": "x", "vote_type": "scoring"}
        with pytest.raises(Unreadable, match=f"{key} is not a number"):
            told(tmp_path, poll_lines(meta, voting="voter_id;vote;points", votes=["1;a;2"]))


def test_points_when_scoring_then_the_default_goes_to_whom_nobody_named(tmp_path: Path) -> None:
    report = told(
        tmp_path,
        poll_lines(
            {"vote_type": "scoring", "default_score": "2"},
            columns="project_id;cost;score",
            projects=["a;60;1", "b;50;4", "c;40;6"],
            voting="voter_id;vote;points",
            votes=["1;a;-3", "2;b;0", "3;c;2"],
        ),
    )
    assert report.as_json()["scores"] == {"a": 1, "b": 4, "c": 6}
    assert report.selected == ("c", "b")


def test_ranks_when_ordinal_then_borda_by_the_length_of_the_vote(tmp_path: Path) -> None:
    report = told(
        tmp_path,
        poll_lines(
            {"vote_type": "ordinal"},
            columns="project_id;cost;votes;score;selected",
            projects=["a;60;2;5;1", "b;50;2;3;0", "c;40;1;2;1"],
            votes=["1;a,b", "2;a,c,b"],
        ),
    )
    assert report.as_json()["scores"] == {"a": 5, "b": 2, "c": 2}
    assert not report.agrees
    assert "The column score is not what VOTES comes to: b." in report.as_json()["why"]  # type: ignore[operator]


def test_votes_when_more_kinds_than_are_kept_then_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "KINDS", 1)
    rows = ["a;60;4;9;1", "b;50;3;5;0", "c;40;2;2;1"]
    columns = "project_id;cost;votes;score;selected"
    meta = {"vote_type": "ordinal"}
    assert told(tmp_path, poll_lines(meta, rows, columns=columns)).agrees


@pytest.mark.parametrize("size", [1, 2, 3, 100])
@pytest.mark.parametrize("votes", [VOTES, ("1;a,b", "", "2; a,b,c", "3;a,a", "4;a,b,c;")])
def test_votes_when_read_few_or_many_at_a_time_then_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, votes: Sequence[str]
) -> None:
    monkeypatch.setattr(reading, "BATCH", size)
    report = told(tmp_path, poll_lines(votes=votes))
    assert (report.votes, report.agrees) == ({"a": 4, "b": 3, "c": 2}, True)
    doubled = poll_lines(votes=(*VOTES, "4;c"))
    with pytest.raises(Unreadable, match="line 17: The voter 4"):
        told(tmp_path, doubled)


# ---- where file and votes part ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "agrees", "selected", "why"),
    [
        (poll_lines({"rule": ""}), True, ("a", "c"), ""),
        (poll_lines().replace("a;60;4", "a;60;5"), False, ("a", "c"),
         "The column votes is not what VOTES comes to: a."),
        (poll_lines(votes=["1;a,b", "2;a,b,c", "3;a,z", "4;a,b,c"]), False, ("a", "c"),
         "Votes name projects that PROJECTS does not list, first in line 15: z."),
        (poll_lines({"num_votes": "5"}), True, ("a", "c"), "META says num_votes 5: 4."),
        (poll_lines(votes=["1;a,b,a", "2;a,b,c", "3;a", "4;a,b,c"]), True, ("a", "c"),
         "In line 13 a vote names a project twice; it counts once."),
        (poll_lines(columns="project_id;cost;votes;name;chosen"), True, ("a", "c"),
         "The file has no column selected: only votes were compared."),
        (poll_lines(projects=["a;60;4;;1", "b;50;3;;0", "c;40;2;;0"]), False, ("a", "c"),
         "The file's choice is that of greedy without skipping, which it does not state."),
        (poll_lines({"budget": "150"}, projects=["a;60;4;;1", "b;50;3;;1", "c;40;2;;0"]), False,
         ("a", "b", "c"), "greedy with a minimum of 3, which it does not state."),
        (poll_lines(projects=["a;60;4;;0", "b;50;3;;1", "c;40;2;;0"]), False, ("a", "c"),
         "By this rule the file leaves out a, c and adds b; it does not state the rule"),
        (poll_lines({"rule": "greedy-custom"}, projects=["a;60;4;;0", "b;50;3;;1", "c;40;2;;0"]),
         False, ("a", "c"), "The file's rule “greedy-custom” is told nowhere, not as data."),
        (poll_lines({"rule": "greedy-no-skip"}), False, ("a",), "greedy with skipping"),
        (poll_lines({"rule": "greedy-threshold", "min_project_score_threshold": "3"}), False,
         ("a",), "adds c"),
    ],
)  # fmt: skip
def test_poll_when_it_says_otherwise_then_why(
    tmp_path: Path, text: str, agrees: bool, selected: tuple[str, ...], why: str
) -> None:
    report = told(tmp_path, text)
    assert (report.agrees, report.selected) == (agrees, selected)
    said = str(report.as_json()["why"])
    assert why in said if why else not said


def test_tie_when_the_file_broke_it_by_no_stated_rule_then_it_is_named(tmp_path: Path) -> None:
    votes = ["1;a,b", "2;a,c", "3;b,c"]
    equal = poll_lines(projects=["a;60;2;;0", "b;50;2;;1", "c;40;2;;1"], votes=votes)
    report = told(tmp_path, equal)
    assert (report.selected, report.tie, report.agrees) == (("a", "c"), ("a", "b", "c"), False)
    assert "a, b, c" in report.why[0][1]
    assert "does not state its tie rule" in report.why[0][1]


def test_rule_when_told_as_a_share_of_the_last_project_then_it_is_topped_up(
    tmp_path: Path,
) -> None:
    comment = "#1: if the rest is enough to fund at least 80% of that project, we fund it as well"
    rows = ["a;60;4;;1", "b;50;3;;2", "c;10;2;;0"]
    report = told(tmp_path, poll_lines({"rule": "greedy-custom", "comment": comment}, rows))
    assert (report.selected, report.agrees) == (("a", "b"), True)


def test_limit_when_a_neighbourhood_is_full_then_passed_over(tmp_path: Path) -> None:
    meta = {"neighborhoods": "N,S", "budget_per_neighborhood": "60,40"}
    rows = ["a;60;4;;1;N", "b;30;3;;0;N", "c;40;2;;1;S"]
    columns = "project_id;cost;votes;name;selected;neighborhood"
    report = told(tmp_path, poll_lines(meta, rows, columns=columns))
    assert (report.selected, report.agrees) == (("a", "c"), True)


def test_equal_shares_when_stated_then_the_minority_gets_its_part(tmp_path: Path) -> None:
    rows = ["a;60;4;;1", "b;40;3;;0", "c;25;1;;1"]
    votes = ["1;a,b", "2;a,b", "3;a,b", "4;a", "5;c"]
    meta = {"rule": "equalshares", "budget": "125"}
    report = told(tmp_path, poll_lines(meta, rows, votes))
    assert (report.selected, report.agrees) == (("a", "c"), True)


# ---- our own -----------------------------------------------------------------------------------


def test_first_round_when_written_then_read_and_agreed(tmp_path: Path) -> None:
    projects = [
        WrittenProject("p1", 80_000, 'Roof; "old" houses', True),
        WrittenProject("p2", 20_000, "雨棚\n改造", False),
        WrittenProject("p3", 50_000, "路灯", False),
        WrittenProject("p4", 10_000, "长椅", False),
    ]
    papers = [("p1", "p2"), ("p1", "p3"), ("p1", "p2"), ("p3",), ()]
    poll = WrittenPoll(
        "票决", "示例街道", "2025", 2, 2, "01.03.2025", "01.03.2025", projects, "two seats"
    )
    text = poll_text(poll, papers)
    report = told(tmp_path, text)
    assert report.rule == "seats"
    assert report.votes == {"p1": 3, "p2": 2, "p3": 2, "p4": 0}
    assert (report.selected, report.tie, report.agrees) == (("p1",), ("p2", "p3"), True)
    assert report.why == ()
