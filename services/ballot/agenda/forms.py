"""The forms of an agenda: one set for each item, for whoever may send them now."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.core.documents import Found
from chassis.web.ask import Ask, speaks_chinese
from chassis.web.command_routes import Refusal
from chassis.web.fields import Pair
from chassis.web.offers import Offer, offer_of, offers_of
from services.ballot.agenda.commands import ADD, OF_ITEM
from services.ballot.agenda.item import AgendaItem, Place, standing
from services.ballot.agenda.views import AgendaItemView, item_view
from services.ballot.agenda.voted import Voted
from services.ballot.labels import DOUBTS, ITEM_KINDS
from services.ballot.session.domain import Session


@dataclass(frozen=True)
class ItemForms:
    """An item with its forms by name; ``into`` the title of the item that it was merged into."""

    item: AgendaItem
    view: AgendaItemView
    forms: dict[str, Offer]
    into: str = ""


@dataclass(frozen=True)
class AgendaForms:
    """The items still on the agenda, those that are gone, and the form for a further one."""

    items: Sequence[ItemForms]
    gone: Sequence[ItemForms]
    add: Offer | None

    @property
    def offers(self) -> list[Offer]:
        """Every form, so that what was refused is told above the page."""
        forms = [form for one in self.items for form in one.forms.values()]
        return [*forms, *([self.add] if self.add else [])]


def agenda_forms(
    ask: Ask, session: Found[Session], refusal: Refusal | None, voted: Voted
) -> AgendaForms:
    """The agenda as this person may work on it."""
    shown = standing(session.state.agenda)
    titles = {one.id: one.title for one in session.state.agenda}
    add = offers_of(ask, (ADD,), session, options=_options(ask, shown, ""), refusal=refusal)
    return AgendaForms(
        [_of(ask, session, one, shown, refusal, voted) for one in shown],
        [
            ItemForms(one, item_view(one, voted), {}, titles.get(one.into, ""))
            for one in session.state.agenda
            if one.place is not Place.ON
        ],
        add.get(ADD.name),
    )


def _of(
    ask: Ask,
    session: Found[Session],
    one: AgendaItem,
    shown: Sequence[AgendaItem],
    refusal: Refusal | None,
    voted: Voted,
) -> ItemForms:
    options = _options(ask, shown, one.id)
    values = {
        "change": one.model_dump(include={"title", "kind", "presenter", "minutes"}),
        "doubt": {"doubt": one.doubt},
        "discuss": {"speakers": one.speakers, "said": one.said},
    }
    forms = {
        command.name: offer_of(ask, command, session, options, values, refusal, item=one.id)
        for command in OF_ITEM
        if command.offered(session.state, ask.person, ask.street)
    }
    return ItemForms(one, item_view(one, voted), forms)


def _options(ask: Ask, shown: Sequence[AgendaItem], but: str) -> dict[str, Sequence[Pair]]:
    side = 0 if speaks_chinese(ask) else 1
    return {
        "item_kinds": [(code, words[side]) for code, words in ITEM_KINDS.items()],
        "doubts": [(code, words[side]) for code, words in DOUBTS.items()],
        "others": [(one.id, one.title) for one in shown if one.id != but],
    }
