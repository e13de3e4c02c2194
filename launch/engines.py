"""Which bus and which databases the settings name."""

from typing import Any
from urllib.parse import urlsplit

from chassis.audit.chain import AUDIT, HEADS
from chassis.audit.statements import STATEMENTS
from chassis.bus.bus import Bus
from chassis.bus.local import LocalBus
from chassis.core.documents import Kind, Plain
from chassis.core.settings import Settings
from chassis.flow.dead_letters import DEAD_LETTERS
from chassis.flow.lease import LEASES
from chassis.rooms.outbound.destinations import DELIVERIES, DESTINATIONS
from chassis.service import Service
from chassis.store.embedded import EmbeddedEngine
from chassis.store.engine import Engine
from chassis.web.requests import REQUESTS
from chassis.web.sessions import DATABASE


def bus_of(settings: Settings) -> Bus:
    """The bus that ``YISHI_BUS_URL`` names."""
    if settings.bus_url == "local:":
        assert settings.directory is not None  # settings refuse local: without a directory
        return LocalBus(settings.directory)
    from chassis.bus.rabbit import RabbitBus

    return RabbitBus(settings.bus_url)


def engine_of(settings: Settings, service: str) -> Engine:
    """The database of one service that ``YISHI_STORE_URL`` names."""
    if settings.directory is not None:
        return EmbeddedEngine(settings.directory / f"{service}.sqlite")
    from chassis.store.mongo import MongoEngine

    # The URL's path names the installation: mongodb://…/changsha → changsha_intake and so on.
    installation = urlsplit(settings.store_url).path.strip("/") or "yishi"
    return MongoEngine(settings.store_url, f"{installation}_{service}")


def sessions_engine(settings: Settings) -> Engine:
    """One database for the sessions of all services, wherever each keeps its own documents."""
    url = settings.session_store_url or settings.store_url
    return engine_of(settings.model_copy(update={"store_url": url}), DATABASE)


def kinds_of(service: Service) -> tuple[Kind[Any], ...]:
    """The documents of a service that have an outbox and an audit trail."""
    return (*service.kinds, DEAD_LETTERS, DESTINATIONS, DELIVERIES)


def kinds_in(service: Service) -> tuple[Kind[Any], ...]:
    """Those, and what no audit row tells of: the heads of its audit chains, leases."""
    return (*kinds_of(service), HEADS, LEASES)


def plains_in(service: Service) -> tuple[Plain, ...]:
    """Every plain collection in a service's database."""
    return (*service.plains, AUDIT, STATEMENTS, REQUESTS)
