"""``yishi tally``: polls that others published, counted again from their own votes."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from services.ballot.tally.pb.checking import Report, tally
from services.ballot.tally.pb.rows import Unreadable


def tally_files(files: Sequence[str], *, as_json: bool) -> int:
    """One report for each file; 2 where one cannot be read, after the others were told."""
    unreadable = 0
    for file in files:
        try:
            report = tally(Path(file))
        except Unreadable as error:
            unreadable += 1
            _tell_unreadable(file, error, as_json)
            continue
        print(_line(report.as_json()) if as_json else _table(report), flush=True)
    return 2 if unreadable else 0


def _tell_unreadable(file: str, error: Unreadable, as_json: bool) -> None:
    where = f", line {error.line}" if error.line else ""
    print(f"yishi: {file}{where}: {error.zh} {error.en}", file=sys.stderr)
    if as_json:
        told = f"{error.zh} {error.en}"
        print(_line({"file": file, "line": error.line, "error": told}), flush=True)


def _line(found: object) -> str:
    return json.dumps(found, ensure_ascii=False)


def _table(report: Report) -> str:
    """The file, then its projects by votes: chosen ones ticked, those in a tie marked."""
    verdict = "agrees 相符" if report.agrees else "DIFFERS 不符"
    rows = [f"{report.file}\n  rule 规则 {report.rule} · {verdict}"]
    rows += [f"  {zh} {en}" for zh, en in report.why]
    scores = report.scores or report.votes
    width = max(len(project) for project in report.votes)
    for project in sorted(report.votes, key=lambda one: -scores[one]):
        mark = "✓" if project in report.selected else " "
        tied = " tie 同票" if project in report.tie else ""
        points = f"{float(scores[project]):>12g}" if report.scores else ""
        rows.append(f"  {mark} {project:<{width}} {report.votes[project]:>8}{points}{tied}")
    return "\n".join(rows)
