"""What a change leaves in the outbox of its document: its audit row, then its events."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from chassis.core.decision import Cause
from chassis.core.documents import Key
from contracts.envelope import Envelope, Event

_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def entries_of(
    service: str,
    key: Key[Any],
    version: int,
    state: Mapping[str, Any],
    events: Sequence[Event],
    cause: Cause,
) -> tuple[dict[str, Any], ...]:
    """The outbox entries of one committed version; ``state`` is what is stored."""
    subject = f"{key.kind.name}/{key.id}"
    envelopes = [
        envelope_of(service, key, version, index, event, cause)
        for index, event in enumerate(events)
    ]
    row = audit_row(service, key.street, subject, version, state, cause, envelopes)
    return (
        row,
        *({"id": e.id, "type": e.type, "body": e.model_dump_json()} for e in envelopes),
    )


def envelope_of(
    service: str, key: Key[Any], version: int, index: int, event: Event, cause: Cause
) -> Envelope:
    """An event as it travels; its id is the same however often it is sent."""
    subject = f"{key.kind.name}/{key.id}"
    return Envelope(
        id=event_id(service, key.street, subject, version, index),
        source=f"/yishi/{service}",
        type=event.wire_type(),
        subject=subject,
        time=cause.at,
        sequence=version,
        correlationid=cause.correlation,
        causationid=cause.causation,
        street=key.street,
        data=event.model_dump(mode="json"),
    )


def audit_row(
    service: str,
    street: str,
    subject: str,
    version: int,
    state: Mapping[str, Any],
    cause: Cause,
    envelopes: Sequence[Envelope],
) -> dict[str, Any]:
    """The audit row of one committed version: who did what when, no private text.

    ``digest`` is the SHA-256 of the state, so a later edit behind the machinery shows. ``bodies``
    are the digests of what was said, ``heard`` the id and digest of the event it came from: both
    only where there is something, and a hearer's row proves its speaker's.
    """
    change_id = f"{street}/{subject}/{version}"
    said = [content_digest(envelope) for envelope in envelopes]
    proving = {"bodies": said} if said else {}
    proving |= {"heard": [cause.causation, cause.heard]} if cause.heard else {}
    return {
        "id": str(uuid5(NAMESPACE_OID, f"audit/{service}/{change_id}")),
        "audit": {
            "change": change_id,
            "street": street,
            "subject": subject,
            "version": version,
            "action": cause.action,
            "actor": cause.actor,
            "roles": list(cause.roles),
            "note": cause.note,
            "at": cause.at.isoformat(),
            "correlation": cause.correlation,
            "digest": digest_of(state),
            "events": [envelope.type for envelope in envelopes],
            **proving,
        },
    }


def event_id(service: str, street: str, subject: str, version: int, index: int) -> str:
    """The id of an event, from the row of the change that said it (``index`` counts from 0)."""
    kind, _, key = subject.partition("/")
    return str(uuid5(NAMESPACE_OID, f"{service}/{kind}/{street}/{key}/{version}/{index}"))


def content_digest(envelope: Envelope) -> str:
    """SHA-256 of what an event says, where and in which order: the same for speaker and hearer."""
    said = ("type", "subject", "sequence", "street", "data")  # all of them are JSON already
    return digest_of({name: getattr(envelope, name) for name in said})


def digest_of(state: Mapping[str, Any]) -> str:
    """SHA-256 of a JSON value in canonical form (sorted keys, no spaces, UTF-8), in hex."""
    return hashlib.sha256(canonical(state)).hexdigest()


def canonical(value: Mapping[str, Any]) -> bytes:
    """The bytes of a JSON value that are digested."""
    return _CANONICAL.encode(value).encode()
