"""An author as everybody of the staff may see one by default (C-05)."""

from chassis.core.text import mask_name, mask_phone
from services.intake.suggestion.domain.suggestion import Suggestion


def masked_contact(state: Suggestion) -> str:
    """The phone as it may be seen by default."""
    return mask_phone(state.contact) if state.contact else ""


def masked_author(state: Suggestion) -> str:
    """The author's name as it may be seen by default."""
    return mask_name(state.author) if state.author else ""
