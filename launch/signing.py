"""The audit key and the witness that the settings name (decision 0016)."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from chassis.audit.keys import (
    AuditKey,
    KeyFileError,
    Ring,
    load_key,
    load_ring,
    make_key,
    ring_path,
)
from chassis.audit.statements import WITNESS_DATABASE
from chassis.core.clock import utc_now
from chassis.core.settings import Settings, SettingsError
from chassis.store.engine import Engine
from launch.engines import engine_of


@dataclass(frozen=True)
class Trust:
    """What signs and who witnesses, of one process; ``everyone``: the names of all services."""

    key: AuditKey | None
    witness: Engine
    everyone: Sequence[str]


log = structlog.get_logger(__name__)


def key_path(settings: Settings) -> Path | None:
    """Where the audit key lies: as set, else beside an embedded store; nowhere without either."""
    if settings.audit_key:
        return Path(settings.audit_key)
    if settings.directory is None:
        return None
    directory = settings.directory.absolute()
    return directory.with_name(f"{directory.name}.audit-key")


def key_of(settings: Settings) -> AuditKey | None:
    """The key that signs; beside an embedded store it is made at the first start.

    Raises ``SettingsError`` where ``YISHI_AUDIT_KEY`` names none. Nothing is signed without a key.
    """
    path = key_path(settings)
    if path is None:
        log.warning("no audit key: nothing is signed", setting="YISHI_AUDIT_KEY")
        return None
    try:
        if settings.audit_key or path.exists():
            return load_key(path)
        made = make_key(path, utc_now())
    except KeyFileError as error:
        if settings.audit_key:
            raise no_key(error) from None
        log.warning("no audit key: nothing is signed", problem=str(error))
        return None
    told = "it lies beside the store: whoever takes both can sign; set YISHI_AUDIT_KEY"
    log.warning("audit key made", path=str(path), key=made.name, note=told)
    return made


def no_key(error: KeyFileError) -> SettingsError:
    """The key file cannot be read."""
    return SettingsError(
        f"YISHI_AUDIT_KEY: 审计密钥无法读取（{error}）。新建：yishi audit key --make\n"
        f"YISHI_AUDIT_KEY: the audit key cannot be read ({error}); make one: yishi audit key --make"
    )


def ring_of(settings: Settings, file: str = "") -> Ring | None:
    """The public keys in ``file``, else those beside the audit key; nothing where there are none.

    Raises ``SettingsError`` for a file that cannot be read.
    """
    path = key_path(settings)
    try:
        if file:
            return load_ring(Path(file))
        return load_ring(ring_path(path)) if path and ring_path(path).exists() else None
    except KeyFileError as error:
        raise SettingsError(f"公钥无法读取 · the public keys cannot be read: {error}") from None


def witness_engine(settings: Settings) -> Engine:
    """The database of the witness: its own, wherever the services keep theirs."""
    url = settings.audit_store_url or settings.store_url
    return engine_of(settings.model_copy(update={"store_url": url}), WITNESS_DATABASE)


def witness_there(settings: Settings) -> bool:
    """Whether there is a witness to read; asking must not make an empty one."""
    url = settings.audit_store_url or settings.store_url
    directory = settings.model_copy(update={"store_url": url}).directory
    return directory is None or (directory / f"{WITNESS_DATABASE}.sqlite").exists()
