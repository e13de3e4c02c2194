"""The files of the embedded engine: their directory, how one is opened, what its errors mean."""

import contextlib
import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from chassis.core.catalogue import store_unavailable
from chassis.core.errors import Damaged, Unavailable
from chassis.core.settings import SettingsError, no_directory

BUSY_SECONDS = 10.0

# Result codes that say "not now" about the disk or a lock; any other error is a bug of ours.
_NOT_NOW = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


@contextlib.contextmanager
def lock_directory(path: Path) -> Iterator[None]:
    """Hold a directory for this process alone. Raises ``SettingsError`` where another has it, or
    where it cannot be written.

    The lock dies with the process, also by ``kill -9``; the file ``lock`` only names the holder.
    """
    try:
        path.mkdir(0o700, parents=True, exist_ok=True)
        handle = os.open(path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise no_directory(path, error) from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SettingsError(_taken(path, os.read(handle, 20))) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)


def _taken(path: Path, holder: bytes) -> str:
    pid = holder.decode("ascii", "replace").strip() or "?"
    return (
        f"YISHI_STORE_URL: 目录 {path} 正被另一个进程（{pid}）使用，请先停止它或换一个目录。\n"
        f"YISHI_STORE_URL: another process ({pid}) is using {path}; stop it or take another one."
    )


def connect(path: Path, *further: str) -> sqlite3.Connection:
    """A connection to a file, which is made where it is missing; ``further`` pragmas at the end."""
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    for pragma in (
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",  # an acknowledged write survives the loss of power
        "PRAGMA secure_delete=ON",  # what is erased does not stay on a free page
        *further,
    ):
        connection.execute(pragma)
    return connection


def empty_log(path: Path) -> None:
    """Bring the write-ahead log into the file and cut it to nothing.

    Waits for whoever reads or writes just now. Raises ``Unavailable`` where that lasts too long.
    """
    until = time.monotonic() + BUSY_SECONDS
    with contextlib.closing(connect(path, "PRAGMA busy_timeout=100")) as connection:
        # Where another connection brings its log in at that moment, SQLite does not wait itself.
        while _is_busy(connection):
            if time.monotonic() > until:
                raise unavailable("the log is in use")
            time.sleep(0.01)


def _is_busy(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])


@contextlib.contextmanager
def looking_in(path: Path) -> Iterator[sqlite3.Connection]:
    """A file beside whoever works with it: for reading alone, without the directory's lock."""
    with contextlib.closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as found:
        yield found


def as_ours(error: sqlite3.Error, name: str) -> Exception:
    """The problem that an SQLite error of the file ``name`` means; a bug stays as it is."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code in _DAMAGED:
        return Damaged(
            "store-damaged",
            f"数据文件 {name} 已损坏，请停止系统并从备份恢复。",
            f"The data file {name} is damaged; stop the system and restore a backup.",
        )
    return unavailable(str(error)) if code in _NOT_NOW else error


def unavailable(why: str) -> Unavailable:
    """The file cannot be used just now."""
    return store_unavailable(why)
