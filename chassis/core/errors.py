"""Every error a caller can meet, and the two questions it answers.

Is the request at fault, and can trying again help?

* ``Problem`` — anything with a code, a Chinese and an English sentence, and an HTTP status.

  * ``Refused`` — the request is at fault; trying again changes nothing. An event that is refused
    goes to the dead letters at once.

    * ``Invalid`` 422, ``NotSignedIn`` 401, ``NotAllowed`` 403, ``NotFound`` 404,
      ``TooSlow`` 408, ``WrongState`` 409, ``Stale`` 412, ``TooLarge`` 413, ``TooMany`` 429

  * ``NotNow`` — nobody is at fault; trying again can help. An event climbs the retry ladder.

    * ``TooEarly`` 425, ``Busy`` 503, ``Unavailable`` 503, ``Damaged`` 503

Everything else that is raised is a bug: HTTP 500 without a stack trace, and for an event the
ladder first, then the dead letters.
"""

from http import HTTPStatus
from typing import Any, ClassVar


class Problem(Exception):
    """An error with a stable ``code`` (kebab case) and a sentence in Chinese and in English.

    ``details`` may hold rows of ``{"field" | "row", "zh", "en"}``; it never holds private data.
    """

    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR

    def __init__(
        self, code: str, zh: str, en: str, details: list[dict[str, Any]] | None = None
    ) -> None:
        super().__init__(f"{code}: {en}")
        self.code = code
        self.zh = zh
        self.en = en
        self.details = details or []


class Refused(Problem):
    """The request is at fault; trying it again changes nothing."""

    status = HTTPStatus.BAD_REQUEST


class Invalid(Refused):
    """What was sent cannot be read or breaks a rule of its form."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NotSignedIn(Refused):
    """Nobody is signed in, or the token is not valid."""

    status = HTTPStatus.UNAUTHORIZED


class NotAllowed(Refused):
    """The person is known but may not do this, or not in this street."""

    status = HTTPStatus.FORBIDDEN


class NotFound(Refused):
    """There is no such thing in this street."""

    status = HTTPStatus.NOT_FOUND


class WrongState(Refused):
    """The thing is in a state that forbids this move."""

    status = HTTPStatus.CONFLICT


class Stale(Refused):
    """Somebody changed the thing since it was read (``If-Match``)."""

    status = HTTPStatus.PRECONDITION_FAILED


class TooLarge(Refused):
    """The body or file is larger than this route takes."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class TooSlow(Refused):
    """The body did not come in within the time for it."""

    status = HTTPStatus.REQUEST_TIMEOUT


class TooMany(Refused):
    """Too many requests from one place in a short time."""

    status = HTTPStatus.TOO_MANY_REQUESTS


class NotNow(Problem):
    """Nobody is at fault; the same again later can succeed."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


class TooEarly(NotNow):
    """Something this builds on has not arrived yet."""

    status = HTTPStatus.TOO_EARLY


class Busy(NotNow):
    """Too many changes to one document at once; none of this one was made."""


class Unavailable(NotNow):
    """The store or the bus does not answer."""


class Damaged(NotNow):
    """The data cannot be read any more: a person restores them, so a start fails at once."""
