"""What a street decides of its suggestions besides their answers: a part of every charter.

Every value has a default and travels only where it is another, so that an older charter means what
it meant and who does not know a value yet still reads the rest.
"""

from pydantic import Field

from contracts.envelope import Fact
from contracts.hotline_rules import HotlineRules
from contracts.ledger_form import LedgerForm
from contracts.places import Grid
from contracts.privacy_rules import PrivacyNotice, Retention
from contracts.project_rules import Named


class SuggestionRules(Fact):
    """The ledger, tickets of the hotline, priorities, grids, and personal data."""

    ledger: LedgerForm = Field(default=LedgerForm(), exclude_if=lambda one: one == LedgerForm())
    hotline: HotlineRules = Field(
        default=HotlineRules(), exclude_if=lambda rules: rules == HotlineRules()
    )
    # What the street puts its weight on this year (街道重点工作): suggestions are linked to it.
    priorities: tuple[Named, ...] = Field(default=(), max_length=30, exclude_if=lambda one: not one)
    # The grids by community; ``grids`` is how many there are to be.
    grid_register: tuple[Grid, ...] = Field(
        default=(), max_length=600, exclude_if=lambda one: not one
    )
    privacy: PrivacyNotice = Field(
        default=PrivacyNotice(), exclude_if=lambda one: one == PrivacyNotice()
    )
    retention: Retention = Field(default=Retention(), exclude_if=lambda one: one == Retention())
