"""One version of a paper of an agenda item, and how long its text may be."""

import re
from datetime import datetime
from enum import StrEnum

from chassis.core.decision import State
from chassis.core.errors import Invalid, WrongState
from chassis.rooms.files.reference import FileRef
from contracts.session_rules import Lengths
from services.ballot.session.domain import Session

MOST_VERSIONS = 50
LONGEST = 20_000
CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]")


class MaterialKind(StrEnum):
    """草案, 说明 and 报告; an item has at most one of each, in versions."""

    REPORT = "REPORT"
    DRAFT = "DRAFT"
    EXPLANATION = "EXPLANATION"


class Material(State):
    """One version, numbered from 1. ``text``: paragraphs, one a line; ``characters``: Chinese ones.

    ``file``: what was handed in as a file; the text of a Word file is read into ``text``.
    ``by`` is the name of who handed it in.
    """

    session: str
    item: str
    kind: MaterialKind
    no: int
    title: str
    text: str
    characters: int
    file: FileRef | None = None
    at: datetime
    by: str

    @property
    def paper(self) -> str:
        """Which paper it is a version of."""
        return f"{self.item}.{self.kind}"

    @property
    def key(self) -> str:
        """The id of this version."""
        return f"{self.session}.{self.paper}.{self.no:03}"


def characters_in(text: str) -> int:
    """How many Chinese characters a text has; figures, letters and marks do not count."""
    return len(CHINESE.findall(text))


def guide(kind: MaterialKind, lengths: Lengths) -> int:
    """The length that the charter recommends for this kind of paper."""
    return int(getattr(lengths, kind.value.lower()))


def check_open(state: Session) -> None:
    """Raise ``WrongState`` once the session is over."""
    if state.status == "CLOSED":
        raise WrongState(
            "session-closed", "会议已闭会，材料不再修改。", "The session is closed; papers stand."
        )


def check_says_something(text: str, file: bool) -> None:
    """Raise ``Invalid`` where neither a text nor a file came."""
    if not text and not file:
        raise Invalid(
            "paper-empty", "请填写正文或上传文件。", "Type the text, or choose a file to upload."
        )


def check_versions(no: int) -> None:
    """Raise ``Invalid`` beyond the versions that one paper may have."""
    if no > MOST_VERSIONS:
        raise Invalid(
            "too-many-versions",
            f"一份材料最多 {MOST_VERSIONS} 个版本。",
            f"A paper has at most {MOST_VERSIONS} versions.",
        )
