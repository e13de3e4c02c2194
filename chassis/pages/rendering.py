"""Render a template, or one block of it, with what all pages share."""

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from chassis.core.errors import Problem
from chassis.pages.form_token import FormToken
from chassis.pages.preferences import here, language
from chassis.pages.site import NavLink, Pages, Person, pages_of


def render(
    request: Request,
    template: str,
    *,
    block: str | None = None,
    http_status: int = 200,
    **context: Any,
) -> HTMLResponse:
    """Render a page, or with ``block`` only that block of it (a fragment for htmx).

    A ``problem`` that the page shows is logged and counted like one that is answered by itself.
    """
    if isinstance(problem := context.get("problem"), Problem):
        request.state.problem = problem.code
    pages = pages_of(request)
    token = FormToken(pages, request)
    shared = pages.environment.get_template("components.html")
    everything = _shared_context(pages, request, token) | context
    everything["ui"] = shared.make_module(everything)
    found = pages.environment.get_template(template)
    if block is None:
        html = found.render(everything)
    else:
        html = "".join(found.blocks[block](found.new_context(everything)))
    response = HTMLResponse(html, status_code=http_status, headers=_page_headers(request))
    token.leave_nonce(response)
    return response


def _shared_context(pages: Pages, request: Request, token: FormToken) -> dict[str, Any]:
    lang = language(request)
    person: Person | None = getattr(request.state, "person", None)
    links = _navigation(pages, request, person)
    return {
        "t": (lambda zh, _en: zh) if lang == "zh" else (lambda _zh, en: en),
        "lang": lang,
        "elder": request.cookies.get("elder") == "on",
        "demo": pages.demo,
        "rehearsal": pages.rehearsal,
        "person": person,
        "csrf": token.field,
        "path": request.url.path,
        "here": here(request),
        "static": pages.static,
        "link": pages.link,
        "desks": pages.desks,
        "street_name": getattr(request.state, "street_name", None),
        "nav": [one for one in links if not one.foot],
        "foot_links": [one for one in links if one.foot],
        "sign_in": pages.sign_in,
        "sign_out": pages.sign_out,
    }


def _navigation(pages: Pages, request: Request, person: Person | None) -> list[NavLink]:
    street = str(request.path_params.get("street", ""))
    shown = [link for link in pages.nav if link.shown_to(person, street) and link.shown_in(street)]
    return [link.at(street) for link in shown]


def _page_headers(request: Request) -> dict[str, str]:
    """Signed-in pages never stay in a shared computer's cache."""
    signed_in = getattr(request.state, "person", None) is not None
    return {"Cache-Control": "no-store" if signed_in else "private, no-cache", "Vary": "Cookie"}


def secure_headers() -> dict[str, str]:
    """Headers for every response. No HSTS: street intranets often run without https."""
    return {
        "Content-Security-Policy": (
            "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }
