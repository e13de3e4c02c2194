"""The five services, in the order a suggestion meets them."""

from chassis.service import Service
from services.assembly.service import assembly
from services.ballot.service import ballot
from services.intake.service import intake
from services.screening.service import screening
from services.supervision.service import supervision

SERVICES: tuple[Service, ...] = (assembly, intake, screening, ballot, supervision)


def services_named(names: list[str]) -> tuple[Service, ...]:
    """The services of these names, all of them where none is named. Raises ``KeyError``."""
    known = {service.name: service for service in SERVICES}
    return tuple(known[name] for name in names) if names else SERVICES
