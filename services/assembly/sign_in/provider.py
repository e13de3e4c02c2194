"""Sign-in by the organisation's identity provider: away to it, back from it, and out again."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from chassis.core.errors import Invalid, NotFound, Problem
from chassis.pages import local_path, render
from chassis.web.ask import Ask
from chassis.web.sessions import clear_session, read_session, sessions_of, set_session
from chassis.web.sign_in import SignIn, Welcome, sign_in_of
from chassis.web.sign_in_flow import Flow, drop_flow, keep_flow, read_flow
from services.assembly.roles import Anyone

sign_in_provider = APIRouter(include_in_schema=False)
NO_STORE = {"Cache-Control": "no-store"}


@sign_in_provider.get("/sign-in/begin")
async def get_sign_in_begin(
    request: Request, ask: Anyone, back: str = "", another: bool = False
) -> Response:
    """Leave for the provider; ``another`` asks it for another account."""
    flow = Flow.begin(local_path(back) if back else "/")
    try:
        address = await _offered(request).address(flow, another=another)
    except Problem as problem:
        return _not_signed_in(request, ask, problem, flow.back)
    response = RedirectResponse(address, 303, NO_STORE)
    keep_flow(response, ask.ctx.settings, flow)
    return response


@sign_in_provider.get("/sign-in/callback")
async def get_sign_in_callback(
    request: Request,
    ask: Anyone,
    code: Annotated[str, Query(max_length=4000)] = "",
    state: Annotated[str, Query(max_length=200)] = "",
    iss: Annotated[str, Query(max_length=500)] = "",
    error: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Come back from the provider: signed in under a new session, or told plainly why not."""
    flow = read_flow(request, ask.ctx.settings)
    try:
        provider = _offered(request)
        if flow is None or not flow.answers(state) or iss not in ("", ask.ctx.settings.oidc_issuer):
            raise not_ours()
        if error or not code:
            raise given_up()
        welcome = await provider.finish(flow, code)
    except Problem as problem:
        return _not_signed_in(request, ask, problem, flow.back if flow else "/")
    return await _signed_in(request, ask, flow, welcome)


async def _signed_in(request: Request, ask: Ask, flow: Flow, welcome: Welcome) -> Response:
    sessions = sessions_of(request)
    # Whatever session the browser came with ends here: nobody else may know the one that begins.
    await sessions.end(read_session(request, ask.ctx.settings))
    session = await sessions.open(welcome.person, welcome.id_token)
    response = RedirectResponse(flow.back, 303, NO_STORE)
    set_session(response, ask.ctx.settings, session)
    drop_flow(response, ask.ctx.settings)
    return response


@sign_in_provider.post("/sign-out")
async def post_sign_out(request: Request, ask: Anyone) -> Response:
    """End the session on the server, and at the provider where it can."""
    id_token = await sessions_of(request).end(read_session(request, ask.ctx.settings))
    address = await sign_in_of(request).goodbye(id_token) if id_token else ""
    request.state.person = None
    response: Response
    if address:
        # Not a redirect: a form of this site may lead to no other one (form-action).
        response = render(request, "assembly/signed_out.html", address=address)
        response.headers["Refresh"] = f"0; url={address}"
        response.headers["Cache-Control"] = "no-store"
    else:
        response = RedirectResponse("/", 303)
    clear_session(response, ask.ctx.settings)
    return response


def _offered(request: Request) -> SignIn:
    provider = sign_in_of(request)
    if not provider.offered:
        raise NotFound(
            "no-provider",
            "本系统还没有接入单位的身份认证服务。",
            "No identity provider is connected to this installation.",
        )
    return provider


def _not_signed_in(request: Request, ask: Ask, problem: Problem, back: str) -> Response:
    told: dict[str, Any] = {"problem": problem, "back": back}
    status = int(problem.status)
    response = render(request, "assembly/not_signed_in.html", http_status=status, **told)
    drop_flow(response, ask.ctx.settings)
    return response


def not_ours() -> Invalid:
    """An answer that no try of this browser asked for, or one that took too long."""
    return Invalid(
        "sign-in-expired",
        "这次登录已过期，或不是从本页面发起的，请重新登录。",
        "This sign-in has expired or did not begin in this browser; please sign in again.",
    )


def given_up() -> Invalid:
    """The provider sent the browser back without a code."""
    return Invalid(
        "sign-in-given-up",
        "登录没有完成：您取消了登录，或单位的身份认证服务没有同意。",
        "Sign-in was not completed: it was cancelled, or your organisation's service declined.",
    )
