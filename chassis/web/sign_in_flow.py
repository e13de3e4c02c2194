"""What a browser keeps between leaving for the provider and coming back: one signed cookie.

It ties the answer to the browser that asked (state), the ID token to this one try (nonce) and the
code to whoever began (PKCE verifier). It lives ten minutes and is dropped at the first return.
"""

import hmac
import secrets
from dataclasses import asdict, dataclass

from fastapi import Request, Response
from itsdangerous import BadSignature, URLSafeTimedSerializer

from chassis.core.settings import Settings
from chassis.web.sessions import over_tls

FLOW_COOKIE = "yishi_sign_in"
FLOW_PATH = "/sign-in"
FLOW_SECONDS = 600


@dataclass(frozen=True)
class Flow:
    """One try to sign in; ``back`` is the local path it ends at."""

    state: str
    nonce: str
    verifier: str
    back: str

    @classmethod
    def begin(cls, back: str) -> "Flow":
        """A fresh one, with nothing to guess."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        return cls(state, nonce, verifier, back)

    def answers(self, state: str) -> bool:
        """Whether an answer with this state belongs to this try."""
        return hmac.compare_digest(self.state.encode(), state.encode())


def keep_flow(response: Response, settings: Settings, flow: Flow) -> None:
    """Leave the try in the browser."""
    response.set_cookie(
        FLOW_COOKIE,
        str(_signer(settings).dumps(asdict(flow))),
        max_age=FLOW_SECONDS,
        path=FLOW_PATH,
        httponly=True,
        samesite="lax",
        secure=over_tls(settings),
    )


def read_flow(request: Request, settings: Settings) -> Flow | None:
    """The try that this browser began; nothing where there is none or it is too old."""
    kept = request.cookies.get(FLOW_COOKIE, "")
    try:
        return Flow(**_signer(settings).loads(kept, max_age=FLOW_SECONDS))
    except (BadSignature, TypeError):
        return None


def drop_flow(response: Response, settings: Settings) -> None:
    """A try has one return."""
    response.delete_cookie(
        FLOW_COOKIE, path=FLOW_PATH, httponly=True, samesite="lax", secure=over_tls(settings)
    )


def _signer(settings: Settings) -> URLSafeTimedSerializer:
    # The last one signs, all of them verify.
    return URLSafeTimedSerializer(list(reversed(settings.secrets)), salt="yishi-sign-in")
