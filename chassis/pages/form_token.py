"""Proof that a state-changing request comes from a page of this site."""

from fastapi import Request
from markupsafe import Markup
from starlette.responses import Response

from chassis.core.errors import NotAllowed
from chassis.pages.preferences import set_cookie
from chassis.pages.site import Pages, pages_of

NONCE_COOKIE = "form_nonce"
FORM_FIELD = "form_token"
FORM_HEADER = "x-form-token"


class FormToken:
    """``csrf()`` of one page; remembers whether the browser still needs a nonce cookie."""

    def __init__(self, pages: Pages, request: Request) -> None:
        self.pages = pages
        self.request = request
        self.fresh: str | None = None

    def field(self) -> Markup:
        """The hidden input that a state-changing form contains."""
        binding = form_binding(self.pages, self.request)
        if binding is None:
            self.fresh = self.fresh or self.pages.new_nonce()
            binding = f"nonce:{self.fresh}"
        token = self.pages.form_token(binding)
        return Markup('<input type="hidden" name="{}" value="{}">').format(FORM_FIELD, token)

    def leave_nonce(self, response: Response) -> None:
        """Hand out the anonymous nonce, only when a form was bound to a new one."""
        if self.fresh:
            set_cookie(response, self.request, NONCE_COOKIE, self.fresh)


def form_binding(pages: Pages, request: Request) -> str | None:
    """What ties a form to this browser: its session, else its anonymous nonce, else nothing."""
    if session := request.cookies.get(pages.session_cookie):
        return f"session:{session}"
    nonce = request.cookies.get(NONCE_COOKIE)
    return f"nonce:{nonce}" if nonce else None


async def guard_forms(request: Request) -> None:
    """Dependency: a state-changing request must come from a page of this site, else NotAllowed.

    A bearer token is never sent by a browser on its own, so it needs no form token; but a proxy
    that signs people in may add one to what another site made the browser send. JSON cannot be
    sent from another site without asking first; everything else must carry the form token, as the
    field of ``csrf()`` or, for a button that htmx sends, as the header ``X-Form-Token``.
    """
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    if request.headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        raise NotAllowed(
            "form-from-elsewhere",
            "这个请求来自其他网站，已拒绝。请从本网站的页面提交。",
            "This request came from another site and was refused. Submit it from a page here.",
        )
    if _has_bearer(request) or _content_type(request) == "application/json":
        return
    if not await _token_holds(request):
        raise NotAllowed(
            "form-expired",
            "页面已过期，内容没有提交。请刷新页面后再提交一次。",
            "This page has expired and nothing was submitted. Reload it and submit again.",
        )


def _has_bearer(request: Request) -> bool:
    return request.headers.get("authorization", "").lower().startswith("bearer ")


def _content_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _token_holds(request: Request) -> bool:
    pages = pages_of(request)
    binding = form_binding(pages, request)
    given = request.headers.get(FORM_HEADER)
    if given is None and "form" in _content_type(request):
        given = str((await request.form()).get(FORM_FIELD, ""))
    if binding is None or not given:
        return False
    return pages.form_token_holds(binding, given)
