"""Every error as an answer: problem+json (RFC 9457) for programs, a page for browsers.

Both are made of the same ``Problem``. What was sent is never echoed: it may be a secret.
"""

import http
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response

from chassis.core.catalogue import not_signed_in
from chassis.core.errors import (
    Invalid,
    NotAllowed,
    NotFound,
    NotNow,
    NotSignedIn,
    Problem,
    TooLarge,
    TooMany,
)
from chassis.pages import language, render
from chassis.web.shapes import shaped
from chassis.web.titles import TITLES

PROBLEM_JSON = "application/problem+json"
RETRY_SECONDS = {"too-many": 60}
MAX_FIELDS = 50
NO_LABELS: Mapping[str, Any] = {}


class ProblemJson(BaseModel):
    """The answer to a request that was refused (RFC 9457); ``code`` is stable."""

    type: str
    title: str
    status: int
    detail: str
    detail_en: str
    code: str
    correlation_id: str
    errors: list[dict[str, Any]]


class NoSuchMethod(Problem):
    """The address exists, but not for this method."""

    status = http.HTTPStatus.METHOD_NOT_ALLOWED


class Bug(Problem):
    """An unexpected exception; its stack trace is in the log only."""


def bug() -> Bug:
    """The answer to an unexpected exception."""
    return Bug(
        "unexpected",
        "系统出错，您的操作没有完成。请稍后再试。",
        "Something went wrong and nothing was completed. Try again later.",
    )


def answer_problems(app: FastAPI) -> None:
    """Answer every error of this application, the router's and the framework's included."""

    async def known(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return answer(request, error)

    async def framework(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return answer(request, of_framework(error))

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return answer(request, of_validation(error.errors()))

    app.add_exception_handler(Problem, known)
    app.add_exception_handler(HTTPException, framework)
    app.add_exception_handler(RequestValidationError, invalid)


def answer(request: Request, problem: Problem) -> Response:
    """A problem for whoever asked: a page where the browser wants one, else problem+json.

    Its code stays with the request, so that the passage logs and counts it.
    """
    request.state.problem = problem.code
    response = shaped(request, problem)
    if response is None:
        response = _page(request, problem) if wants_page(request) else _json(request, problem)
    if isinstance(problem, TooMany | NotNow):
        response.headers["Retry-After"] = str(RETRY_SECONDS.get(problem.code, 5))
    if isinstance(problem, NotSignedIn):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def wants_page(request: Request) -> bool:
    """Whether a browser asks for a page, and not a program for JSON."""
    accept = request.headers.get("accept", "")
    return "text/html" in accept and request.app.state.pages is not None


def body_of(request: Request, problem: Problem) -> dict[str, Any]:
    """The problem+json of a problem: ``detail`` in Chinese, ``detail_en`` in English."""
    return {
        "type": f"urn:yishi:problem:{problem.code}",
        "title": TITLES.get(problem.status, TITLES[500])[0],
        "status": int(problem.status),
        "detail": problem.zh,
        "detail_en": problem.en,
        "code": problem.code,
        "correlation_id": str(getattr(request.state, "correlation", "")),
        "errors": problem.details,
    }


def _json(request: Request, problem: Problem) -> Response:
    body = body_of(request, problem)
    return JSONResponse(body, status_code=problem.status, media_type=PROBLEM_JSON)


def _page(request: Request, problem: Problem) -> Response:
    english = language(request) == "en"
    try:
        return render(
            request,
            "error.html",
            http_status=int(problem.status),
            status=int(problem.status),
            title=TITLES.get(problem.status, TITLES[500])[english],
            detail=problem.en if english else problem.zh,
            errors=problem.details,
            correlation=str(getattr(request.state, "correlation", "")),
            problem=body_of(request, problem),
        )
    except Exception:
        # A page that fails must not hide the problem it was to show.
        structlog.get_logger().exception("error page failed", code=problem.code)
        return _json(request, problem)


# ---- the framework's own errors -------------------------------------------------------------


def of_framework(error: HTTPException) -> Problem:
    """The problem behind an error that the router or the body reader raised."""
    if isinstance(error.__cause__, Problem):
        # Raised while the body came in; the framework wrapped it.
        return error.__cause__
    made: dict[int, Problem] = {
        401: not_signed_in(),
        403: NotAllowed("not-allowed", "没有权限。", "This is not allowed."),
        404: NotFound("no-such-page", "没有这个网址。", "There is no such address."),
        405: NoSuchMethod("no-such-method", "这个网址不支持这种操作。", "Not supported here."),
        413: too_large(),
    }
    if (found := made.get(error.status_code)) is not None:
        return found
    if error.status_code < 500:
        return Invalid("bad-request", "无法读取发送的内容。", "What was sent cannot be read.")
    return bug()


def too_large() -> TooLarge:
    """The answer to a body above the limit."""
    return TooLarge(
        "too-large", "发送的内容或文件过大。", "What was sent is larger than this takes."
    )


# ---- fields ---------------------------------------------------------------------------------


class Named(Protocol):
    """The words of a field, as ``chassis.web.fields.Label`` carries them."""

    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...
    @property
    def wrong(self) -> tuple[str, str] | None: ...


def of_validation(errors: Sequence[Any], labels: Mapping[str, Named] = NO_LABELS) -> Invalid:
    """One ``Invalid`` naming each field that was filled in wrongly, without its content.

    With ``labels`` a person reads what the field is called; a program reads its place.
    """
    details = [_detail(error, labels) for error in errors[:MAX_FIELDS]]
    first = details[0] if details else {"label_zh": "", "label_en": "", "zh": "", "en": ""}
    return Invalid(
        "invalid",
        f"填写有误：{first['label_zh']} {first['zh']}",
        f"Please check: {first['label_en']} {first['en']}",
        [{name: row[name] for name in ("field", "zh", "en")} for row in details],
    )


def _detail(error: Any, labels: Mapping[str, Named]) -> dict[str, str]:
    place = _field(error["loc"])
    name, _, rest = place.partition(".")
    label = labels.get(name)
    which = _which(rest)
    return {
        "field": name if label else place,
        "label_zh": f"“{label.zh}”{which[0]}" if label else place,
        "label_en": f"“{label.en}”{which[1]}" if label else place,
        "zh": label.wrong[0] if label and label.wrong else _zh(error),
        "en": label.wrong[1] if label and label.wrong else _en(error),
    }


def _which(rest: str) -> tuple[str, str]:
    """``0.due_on`` → which entry of a list is meant, counted as people count."""
    number = rest.partition(".")[0]
    return (
        (f"第 {int(number) + 1} 项", f" entry {int(number) + 1}") if number.isdigit() else ("", "")
    )


def _field(place: Sequence[str | int]) -> str:
    inside = place[1:] if place and place[0] in ("body", "query", "path", "header") else place
    return ".".join(str(part) for part in inside)[:200]


ZH = {
    "missing": "必须填写。",
    "extra_forbidden": "不需要这一项。",
    "string_too_long": "最多 {max_length} 个字。",
    "string_too_short": "至少 {min_length} 个字。",
    "too_long": "最多 {max_length} 项。",
    "too_short": "至少 {min_length} 项。",
    "string_type": "应为文字。",
    "string_pattern_mismatch": "格式不正确。",
    "int_type": "应为整数。",
    "int_parsing": "应为整数。",
    "int_from_float": "应为整数。",
    "float_type": "应为数字。",
    "float_parsing": "应为数字。",
    "bool_type": "应为“是”或“否”。",
    "bool_parsing": "应为“是”或“否”。",
    "enum": "不在可选范围内，可选：{expected}。",
    "literal_error": "不在可选范围内，可选：{expected}。",
    "greater_than": "应大于 {gt}。",
    "greater_than_equal": "不能小于 {ge}。",
    "less_than": "应小于 {lt}。",
    "less_than_equal": "不能大于 {le}。",
    "json_invalid": "不是有效的 JSON。",
    "control_characters": "含有不能使用的控制字符，请删去。",
}
ZH_KINDS = (
    ("date", "应为日期或时间，例如 2025-03-01。"),
    ("time", "应为时间。"),
    ("list", "应为列表。"),
    ("tuple", "应为列表。"),
    ("dict", "应为对象。"),
    ("model", "应为对象。"),
)


def _zh(error: Any) -> str:
    kind = str(error["type"])
    if kind in ZH:
        return ZH[kind].format_map(_Known(error.get("ctx") or {}))
    return next((text for start, text in ZH_KINDS if kind.startswith(start)), "填写不正确。")


def _en(error: Any) -> str:
    # A rule of our own may quote what was sent, so only the library's own sentences are shown.
    if error["type"] in ("value_error", "assertion_error"):
        return "is not valid"
    return str(error["msg"])


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"
