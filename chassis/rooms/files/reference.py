"""What a document says about its files, and how an owner is named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from chassis.core.catalogue import bad_id, unknown_file
from chassis.core.decision import State
from chassis.core.errors import Invalid

FULL = "full"
SMALL = "small"


class FileRef(State):
    """One file of a document. The content lies in the file store under ``id``.

    ``bytes`` and ``sha256`` are those of the kept content, ``width`` and ``height`` its pixels (0
    for an attachment). ``added_by`` is the subject of who uploaded it, for staff only.
    """

    id: str
    name: str
    type: str
    bytes: int
    sha256: str
    width: int = 0
    height: int = 0
    added_by: str
    added_at: datetime


@dataclass(frozen=True)
class Owner:
    """The one document that files belong to: the name of its kind, its street, its id."""

    kind: str
    street: str
    id: str

    def __post_init__(self) -> None:
        if any(
            "/" in part or "\0" in part or not part for part in (self.kind, self.street, self.id)
        ):
            raise bad_id()

    @property
    def key(self) -> str:
        """The first part of the key of everything it owns; the street, as always, comes first."""
        return f"{self.street}/{self.kind}/{self.id}"

    def file_id(self, sha256: str) -> str:
        """The id of an uploaded content: the same upload to the same owner is the same file."""
        return uuid5(NAMESPACE_OID, f"file/{self.key}/{sha256}").hex


def add_files(known: Sequence[FileRef], new: Sequence[FileRef], most: int) -> tuple[FileRef, ...]:
    """The files of a document with further ones; what is there already is not added twice.

    Pure, for a decision. Raises ``Invalid`` above ``most``.
    """
    ids = {one.id for one in known}
    fresh = {one.id: one for one in new if one.id not in ids}
    if len(known) + len(fresh) > most:
        raise too_many_files(most)
    return (*known, *fresh.values())


def without_file(known: Sequence[FileRef], file: str) -> tuple[FileRef, ...]:
    """The files of a document without one of them. Pure. Raises ``NotFound``."""
    left = tuple(one for one in known if one.id != file)
    if len(left) == len(known):
        raise unknown_file()
    return left


def too_many_files(most: int) -> Invalid:
    """The answer to more files than a document may have."""
    return Invalid(
        "too-many-files", f"最多 {most} 个文件。", f"At most {most} files belong to one item."
    )
