"""What its author says of an answer: four words, one of which has it reopened."""

from enum import StrEnum


class Verdict(StrEnum):
    """Whether it solved the matter."""

    SOLVED = "SOLVED"
    PARTLY = "PARTLY"
    NOT = "NOT"
    UNNEEDED = "UNNEEDED"


VERDICTS = {
    Verdict.SOLVED: ("已经解决", "Solved"),
    Verdict.PARTLY: ("部分解决", "Partly solved"),
    Verdict.NOT: ("没有解决", "Not solved"),
    Verdict.UNNEEDED: ("不再需要", "No longer needed"),
}
