"""Photos of a suggestion: until when they are taken, and by whom."""

from collections.abc import Sequence
from datetime import datetime

from chassis.core.decision import Change
from chassis.core.errors import WrongState
from chassis.rooms.files.reference import FileRef, add_files, without_file
from services.intake.suggestion.domain.moments import moments
from services.intake.suggestion.domain.status import Status
from services.intake.suggestion.domain.suggestion import Suggestion

MOST_PHOTOS = 6


def takes_photos(suggestion: Suggestion) -> bool:
    """Whether staff can still add photos: it is not being worked on yet."""
    return suggestion.status in (Status.SUBMITTED, Status.ACCEPTED)


def takes_own_photos(suggestion: Suggestion) -> bool:
    """Whether its author can: staff look at them before they are public, when they accept it."""
    return suggestion.status is Status.SUBMITTED


def add_photos(
    suggestion: Suggestion, photos: Sequence[FileRef], by_author: bool
) -> Change[Suggestion]:
    """Further photos, at most six in all. They are public from the moment it is accepted."""
    if by_author and suggestion.status is Status.ACCEPTED:
        raise WrongState(
            "photos-by-staff",
            "这条建议已受理，照片请交街道或社区工作人员补充。",
            "This suggestion is accepted; hand further photos to the staff, who add them.",
        )
    if not takes_photos(suggestion):
        raise WrongState(
            "no-more-photos",
            "这条建议已进入办理，不能再加照片。",
            "This suggestion is being worked on; no photo can be added any more.",
        )
    return Change(suggestion.with_(photos=add_files(suggestion.photos, photos, MOST_PHOTOS)))


def drop_photo(suggestion: Suggestion, photo: str, at: datetime) -> Change[Suggestion]:
    """Take a photo out, for example because somebody can be recognised in it."""
    photos = without_file(suggestion.photos, photo)
    return Change(suggestion.with_(photos=photos, **moments(suggestion, at)))
