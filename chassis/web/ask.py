"""What a route is given: who asks, in which street, in which service, under which key.

A read is a route of its own::

    @api.get("/streets/{street}/suggestions")
    async def get_suggestions(paging: Paging, ask: Annotated[Ask, anyone("intake")]) -> Page[Row]:
        ...

Writes are not routes: declare a ``Command`` (``chassis.web.command``). ``asked(service, *roles)``
wants somebody who is signed in, ``anyone(service)`` takes visitors. Errors are raised as
``Problem``; ``chassis.web.problems`` turns them into answers.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, TypeVar
from uuid import uuid4

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel

from chassis.core.catalogue import not_signed_in, unknown_street
from chassis.core.decision import Cause
from chassis.core.errors import Invalid, NotAllowed
from chassis.pages import guard_forms, language
from chassis.service import Context
from chassis.web.auth import Person, bad_token
from chassis.web.keys import (
    VERSION_FIELD,
    answer_again,
    asker_of,
    fingerprint_of,
    is_form,
    key_of,
)
from chassis.web.public_rate import READING, limit_public
from chassis.web.requests import Requests, name_of
from contracts.charter import Role

UNLOGGED = "unlogged"
UNKEPT = "unkept"
"""Tag of routes whose answer is not kept for a repeated key: it holds voting codes (C-11), or
shows a person for one reason that is kept (C-05)."""
UPLOADS = "uploads"
"""Tag of the routes that take photos or attachments, and so larger bodies."""
STREET = re.compile(r"[0-9]{9}")

T = TypeVar("T")


@dataclass(frozen=True)
class Ask:
    """Everything a route needs: its service, who asks, about which street, in which request.

    ``street`` is the path's 9-digit code, empty where the path names none; ``if_version`` the
    number of an ``If-Match`` header (or a form's hidden field ``version``). ``key`` and
    ``fingerprint`` come from ``Idempotency-Key`` (or a form's hidden field ``idempotency_key``)
    and are empty without one; so is ``asker``, whose key it is.
    """

    ctx: Context
    person: Person
    street: str
    request: Request
    if_version: int | None = None
    key: str = ""
    fingerprint: str = ""
    asker: str = field(default="", repr=False)

    @property
    def correlation(self) -> str:
        """The id that ties together the log lines and events of this request."""
        return str(self.request.state.correlation)

    def cause(self, action: str, note: str = "") -> Cause:
        """The cause of a change: done once for an ``Idempotency-Key``, else for this call."""
        actor = self.person.sub or "anonymous"
        return Cause(
            id=name_of(self.asker, self.key) if self.key else uuid4().hex,
            actor=actor,
            action=action,
            at=self.ctx.now(),
            correlation=self.correlation,
            roles=tuple(sorted(self.person.roles)),
            note=note,
            fingerprint=self.fingerprint,
        )

    def keep_nothing(self) -> None:
        """This answer is not kept for a repeated key: it changes nothing and names people."""
        self.request.state.keeping = None

    def need(self, *roles: Role) -> None:
        """Raise ``NotAllowed`` unless the person holds one of these roles."""
        if not self.person.has(*roles):
            raise no_role()


def asked(service: str, *roles: Role) -> Any:
    """Dependency: somebody who is signed in, holds one of the roles and may act in the street.

    Raises ``NotSignedIn``; ``NotAllowed`` without one of ``roles`` (any, where none are named) or
    outside the person's streets. Who reads across streets (``*``) reaches only routes that name
    that role, and only to read (C-13).
    """

    async def ask(request: Request) -> Ask:
        person = _signed_in(request)
        if not person.has(*(roles or tuple(Role))):
            raise no_role()
        street = street_of(request)
        if street and not _within(person, street, request.method, roles):
            raise NotAllowed(
                "other-street",
                "您没有这个街道的权限。",
                "This street is not within your scope.",
            )
        await guard_forms(request)
        return await _ask(service, request, person, street)

    return Depends(ask)


def anyone(service: str, *, rate: str = "") -> Any:
    """Dependency: whoever asks, signed in or not; writing is rate limited (C-16).

    ``rate`` replaces ``settings.public_rate``, counted per client address and street. A route
    tagged ``unlogged`` never learns who asks and is not counted: a hall's phones share one address,
    and one of them could shut the others out.
    """

    async def ask(request: Request) -> Ask:
        street = street_of(request)
        if is_unlogged(request.scope):
            return Ask(context_of(request, service), Person.nobody(), street, request)
        limit_public(request, street, rate)
        await guard_forms(request)
        person: Person | None = request.state.person
        return await _ask(service, request, person or Person.nobody(), street)

    return Depends(ask)


async def _ask(service: str, request: Request, person: Person, street: str) -> Ask:
    key = await key_of(request)
    asker = asker_of(request, person.sub, key) if key else ""
    fingerprint = await fingerprint_of(request, asker, key) if key else ""
    ctx = context_of(request, service)
    if key and request.method not in READING and not _has_tag(request, UNKEPT):
        await answer_again(request, Requests(ctx), asker, key, fingerprint)
    return Ask(
        ctx=ctx,
        person=person,
        street=street,
        request=request,
        if_version=_if_match(await _shown_version(request)),
        key=key,
        fingerprint=fingerprint,
        asker=asker,
    )


def speaks_chinese(ask: Ask) -> bool:
    """Whether the page is shown in Chinese."""
    return language(ask.request) == "zh"


def context_of(request: Request, service: str) -> Context:
    """The running context of a service, for this request."""
    contexts: Mapping[str, Context] = request.app.state.contexts
    return contexts[service].for_request()


def street_of(request: Request) -> str:
    """The street the path names, or nothing. Raises ``NotFound`` where it is no street code."""
    street = str(request.path_params.get("street", ""))
    if street and not STREET.fullmatch(street):
        raise unknown_street()
    return street


def is_unlogged(scope: Mapping[str, Any]) -> bool:
    """Whether the matched route leaves no line, no trace, no figure and no cookie (C-11)."""
    return bool(scope.get("yishi.unlogged")) or UNLOGGED in _tags(scope)


def _has_tag(request: Request, tag: str) -> bool:
    return tag in _tags(request.scope)


def _tags(scope: Mapping[str, Any]) -> Sequence[str]:
    return getattr(scope.get("route"), "tags", None) or ()


def _signed_in(request: Request) -> Person:
    person: Person | None = request.state.person
    if person is not None:
        return person
    if getattr(request.state, "token_refused", False):
        raise bad_token()
    raise not_signed_in()


def _within(person: Person, street: str, method: str, roles: Sequence[Role]) -> bool:
    if street in person.streets:
        return True
    named = person.has(*(role for role in roles if role in (Role.CITY, Role.AUDITOR, Role.OPS)))
    return named and person.in_street(street, writing=method not in READING)


def no_role() -> NotAllowed:
    """The person's roles do not reach here."""
    return NotAllowed("no-role", "您没有进行这项操作的权限。", "Your role does not allow this.")


# ---- If-Match --------------------------------------------------------------


def tagged(response: Response, version: int) -> None:
    """Give an answer the ``ETag`` that a later ``If-Match`` holds it to."""
    response.headers["ETag"] = f'"{version}"'


def _if_match(header: str) -> int | None:
    text = header.strip().removeprefix("W/").strip('"')
    if text in ("", "*"):
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid(
            "bad-if-match",
            "If-Match 应为该项的版本号。",
            'If-Match takes the version of the item, as in "3".',
        )
    return int(text)


async def _shown_version(request: Request) -> str:
    """The version the asker saw: of the header, else of the form's hidden field."""
    header = request.headers.get("if-match", "")
    if header or request.method in READING or not is_form(request):
        return header
    return str((await request.form()).get(VERSION_FIELD, ""))


# ---- lists ----------------------------------------------------------------------------------


class Page(BaseModel, Generic[T]):
    """One page of a list; ``next`` is the ``after`` of the following page, empty at the end."""

    items: list[T]
    next: str = ""


@dataclass(frozen=True)
class PageParams:
    """Which page of a list is asked for."""

    limit: int
    after: str


def page_params(
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str, Query(max_length=300)] = "",
) -> PageParams:
    """Query parameters of every list: ``limit`` 1 to 200, ``after`` from the page before."""
    return PageParams(limit, after)


Paging = Annotated[PageParams, Depends(page_params)]
"""A route's parameter: ``paging: Paging``."""
