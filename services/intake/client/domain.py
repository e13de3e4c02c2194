"""A client of Open311: a system that may hand in suggestions, and the digest of its key."""

from enum import StrEnum

from chassis.core.decision import Change, State, StateTable


class ClientStatus(StrEnum):
    """Whether its key opens."""

    ACTIVE = "ACTIVE"
    REVOKED = "REVOKED"


class Client(State):
    """One client in one street. The key itself is shown once and kept nowhere.

    ``channel``: the charter's channel that its suggestions come in by; ``made_on`` and
    ``revoked_on`` are dates, ``made_by`` and ``revoked_by`` people's names.
    """

    name: str
    channel: str
    digest: str
    made_by: str
    made_on: str
    status: ClientStatus = ClientStatus.ACTIVE
    revoked_by: str = ""
    revoked_on: str = ""


CLIENT = StateTable(
    name="client",
    start=ClientStatus.ACTIVE,
    moves={(ClientStatus.ACTIVE, "revoke"): ClientStatus.REVOKED},
    zh={ClientStatus.ACTIVE: "有效", ClientStatus.REVOKED: "已停用"},
)


def revoke(client: Client, by: str, on: str) -> Change[Client]:
    """From now on its key opens nothing."""
    status = ClientStatus(CLIENT.move(client.status, "revoke"))
    return Change(client.model_copy(update={"status": status, "revoked_by": by, "revoked_on": on}))
