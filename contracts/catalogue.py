"""Every event there is, by its wire type."""

from contracts import assembly, ballot, intake, screening, supervision
from contracts.envelope import Event

SPEAKERS = (assembly, intake, screening, ballot, supervision)


def events_of(speaker: object) -> tuple[type[Event], ...]:
    """The event classes written in one contracts module, in the order they are written."""
    return tuple(
        value
        for value in vars(speaker).values()
        if isinstance(value, type)
        and issubclass(value, Event)
        and value.__module__ == getattr(speaker, "__name__", "")
    )


def all_events() -> dict[str, type[Event]]:
    """Wire type → event class, over all speakers."""
    return {event.wire_type(): event for speaker in SPEAKERS for event in events_of(speaker)}
