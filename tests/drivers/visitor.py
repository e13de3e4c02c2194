"""A browser without JavaScript, in memory: it keeps cookies and sends the forms that it sees.

    clerk = visitor(world, Role.STREET_OFFICE)
    answer = await clerk.send(f"{me}", f"{me}/accept", title="修灯", category="FACILITIES")

A field that the form on the page does not have fails the test, as does an option, a button or a
whole form that is not there: renaming an input breaks the tests that fill it in.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import httpx

from chassis.web.auth import Person
from contracts.charter import Role
from tests.drivers.html import Form, Page
from tests.signing_in import session_cookie, somebody
from tests.world import DONGTANG, UNIT, World

File = tuple[str, bytes] | tuple[str, bytes, str]
Files = Mapping[str, File] | Sequence[tuple[str, File]]
FORM_TOKEN = "form_token"


@dataclass
class Visitor:
    """Somebody with a browser of their own; ``http`` holds their cookies."""

    http: httpx.AsyncClient

    async def read(self, path: str, status: int = 200) -> str:
        """The HTML of a page that answers with this status."""
        answer = await self.http.get(path)
        assert answer.status_code == status, f"{path} {answer.status_code} {answer.text[:2000]}"
        return answer.text

    async def form(self, shown: str, action: str, **holding: str) -> Form:
        """The form of a page that goes to ``action``, as the server filled it in."""
        return Page(await self.read(shown)).form(action, **holding)

    async def send(
        self,
        shown: str,
        action: str,
        /,
        *,
        press: str = "",
        files: Any = None,
        holding: Any = None,
        **fields: Any,
    ) -> httpx.Response:
        """Open a page, fill in its form, press a button (its words or value; else the first).

        ``holding``: fields and values that tell this form from others to the same address.
        """
        form = await self.form(shown, action, **(holding or {}))
        return await self.submit(form.fill(fields), press=press, files=files)

    async def submit(
        self, form: Form, *, press: str = "", files: Files | None = None
    ) -> httpx.Response:
        """Send a form as it stands now; a second time it is the same form again."""
        pairs_of = files.items() if isinstance(files, Mapping) else files or ()
        chosen = {name for name, _ in pairs_of}
        assert chosen <= form.names, f"{form.action} has no {chosen}"
        pairs = form.press(press)
        if form.method == "get":
            return await self.http.get(form.action, params=multi(pairs))
        return await self.http.post(form.action, data=multi(pairs), files=files)

    async def forge(self, shown: str, action: str, **fields: Any) -> httpx.Response:
        """Send what no form of the page offers, with the page's token: the door must refuse it."""
        tokens = [form.value(FORM_TOKEN) for form in Page(await self.read(shown)).forms
                  if FORM_TOKEN in form.names]  # fmt: skip
        return await self.http.post(action, data={FORM_TOKEN: tokens[0], **fields})


def _signed_in(world: World, person: Person) -> Callable[[httpx.Request], Awaitable[None]]:
    """Opens a session before the first request, and shows its cookie with every one."""
    opened: list[str] = []

    async def show(request: httpx.Request) -> None:
        if not opened:
            opened.append(await session_cookie(world.system, person))
        request.headers["Cookie"] = "; ".join([*opened, *request.headers.get_list("Cookie")])

    return show


def multi(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Name → values, in order, as httpx sends fields that stand several times."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def visitor(
    world: World,
    *roles: Role,
    sub: str = "clerk",
    street: str = DONGTANG,
    member: str = "",
    department: str = UNIT,
    lang: str = "",
) -> Visitor:
    """A browser in which somebody with these roles is signed in; nobody without roles."""
    transport = httpx.ASGITransport(app=world.system.app)
    http = httpx.AsyncClient(
        transport=transport, base_url="http://yishi.test", headers={"Accept": "text/html"}
    )
    if roles:
        person = somebody(sub, "经办人", roles, street)
        if Role.DEPARTMENT in roles:
            person = replace(person, department=department)
        person = replace(person, member=member)
        http.event_hooks["request"].append(_signed_in(world, person))
    if lang:
        http.cookies.set("lang", lang)
    return Visitor(http)
