"""What the worker of a service does by itself: again and again, and when a moment has come."""

from typing import Any

from chassis.audit.check import AuditCheck
from chassis.audit.watch import AuditWatch
from chassis.flow.dead_letters import NO_STREET, DeadLetters
from chassis.flow.due import Alarm, DueWork
from chassis.flow.every import Round
from chassis.flow.process import PROCESSES, resuming
from chassis.flow.purge import Ended, purging
from chassis.flow.timers import ringing
from chassis.rooms.outbound.destinations import DELIVERIES
from chassis.rooms.outbound.sending import Sending
from chassis.rooms.outbound.webhooks import Webhooks
from chassis.service import Context, Every, Service
from chassis.web.requests import Requests

LETTERS_SECONDS = 60.0
PURGE_SECONDS = 3600.0
FIRST = 60.0


def rounds_of(
    service: Service, context: Context, letters: DeadLetters, check: AuditCheck
) -> tuple[Round, ...]:
    """What the manifest does again and again, and what every worker does."""
    seconds = context.settings.audit_check_seconds
    watch = (AuditWatch(check, seconds).every(),) if seconds else ()
    signing = _signing(context)
    # Letters are also replayed and discarded elsewhere, by the command line or another worker.
    count = Every(LETTERS_SECONDS, "measure_dead_letters", lambda _: letters.measure(), one=False)
    requests = Every(PURGE_SECONDS, "purge_requests", lambda ctx: Requests(ctx).purge())
    ended = Every(PURGE_SECONDS, "purge_ended", purging(*_ending(service)))
    own = (*service.every, *watch, *signing, count, requests, ended)
    return tuple(Round(every, context) for every in own)


def _ending(service: Service) -> tuple[Ended, ...]:
    """The kinds of the machinery whose documents come to an end."""
    deliveries = Ended(DELIVERIES, NO_STREET)
    return (Ended(PROCESSES), deliveries) if service.processes else (deliveries,)


def _signing(context: Context) -> tuple[Every, ...]:
    """Signs what the audit chains have come to, by one worker; nothing without a key."""
    seconds, signer = context.settings.audit_sign_seconds, context.signer
    if not seconds or signer is None or signer.key is None:
        return ()

    async def sign(_: Context) -> None:
        await signer.sign()

    return (Every(seconds, "audit_sign", sign, min(FIRST, seconds)),)


def alarms_of(service: Service, context: Context) -> tuple[Alarm, ...]:
    """What is done with processes, timers and, as the last, with destinations that are due."""
    works: list[DueWork[Any]] = []
    if service.processes:
        works.append(resuming(service.processes))
    if service.timers:
        works.append(ringing(service.timers))
    works.append(Sending(Webhooks(context.settings)).work())
    return tuple(Alarm(context, work, context.settings.due_poll) for work in works)
