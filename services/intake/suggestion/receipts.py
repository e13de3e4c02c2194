"""Receipts (回执): the code by which an author without an account comes back to a suggestion.

The code follows from the suggestion's id and the installation's secret, so that a form sent twice
shows it twice; only its digest is kept, under which the suggestion is found again.
"""

import hashlib
import hmac
from typing import Any

from chassis.core.catalogue import unknown_suggestion
from chassis.core.errors import NotAllowed
from chassis.core.settings import Settings
from chassis.web.ask import Ask
from chassis.web.command import Order
from services.intake.kinds import SUGGESTIONS
from services.intake.roles import is_clerk
from services.intake.suggestion.domain.suggestion import Suggestion

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0 O 1 I L U: what is written down by hand is read back right."""

LENGTH = 12


def receipt_of(settings: Settings, suggestion: str) -> str:
    """The code of a suggestion, in three groups: ``7KM2-Q9XA-HT4C``."""
    made = hmac.new(settings.secret.encode(), f"receipt:{suggestion}".encode(), "sha256")
    rest, code = int.from_bytes(made.digest(), "big") % len(ALPHABET) ** LENGTH, ""
    while len(code) < LENGTH:
        rest, letter = divmod(rest, len(ALPHABET))
        code += ALPHABET[letter]
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def address_of(ask: Ask, suggestion: str) -> str:
    """The address at which its author comes back; the code behind the # goes into no log."""
    base = ask.ctx.settings.base_url or str(ask.request.base_url)
    receipt = receipt_of(ask.ctx.settings, suggestion)
    return f"{base.rstrip('/')}/intake/streets/{ask.street}/receipt#{receipt}"


def digest_of(receipt: str) -> str:
    """What is kept of a code, however it was typed: small letters, blanks, other dashes."""
    typed = "".join(letter for letter in receipt.upper() if letter in ALPHABET)
    return hashlib.sha256(f"receipt:{typed}".encode()).hexdigest()


async def proof_of(order: Order[Any]) -> str | None:
    """The author's receipt; nothing for a clerk, who acts for an author. Raises ``NotAllowed``.

    Who answers a suggestion does not also say that its author is content.
    """
    if not order.body.receipt and is_clerk(order):
        return None
    return await own_proof(order)


async def own_proof(order: Order[Any]) -> str:
    """The author's receipt; a clerk needs it too: nobody else speaks in the author's name.

    Raises ``NotFound``, and ``NotAllowed`` without one or with another's: before the version is
    compared, which would tell anybody whether something was written since.
    """
    found = await order.ctx.store.get(SUGGESTIONS.key(order.street, order.key))
    if found is None:
        raise unknown_suggestion()
    receipt = str(order.body.receipt)
    if not receipt:
        raise receipt_needed()
    check_receipt(found.state, receipt)
    return receipt


def receipt_needed() -> NotAllowed:
    """Only its author, by receipt, or who may act for the author, comes here."""
    return NotAllowed("receipt-needed", "请填写回执码。", "The receipt is needed.")


def check_receipt(found: Suggestion, receipt: str | None) -> None:
    """Raise ``NotAllowed`` where this is not its author's code; nothing where staff act."""
    if receipt is not None and found.receipt != digest_of(receipt):
        raise NotAllowed(
            "wrong-receipt",
            "回执码与这条建议不符。",
            "This receipt does not belong to this suggestion.",
        )
