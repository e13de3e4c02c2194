"""``yishi street``: one street or ninety-six, from files; no restart, nothing in the package."""

import contextlib
import json
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shutil import copyfile

from chassis.core.clock import day, utc_now
from chassis.core.decision import Change
from chassis.core.errors import Invalid, Stale
from chassis.core.settings import Settings, SettingsError
from chassis.rooms.sheets import read_table, write_table
from chassis.service import Context
from chassis.store.store import Store
from contracts.assembly import CharterAdopted
from contracts.charter import Charter
from launch.engines import engine_of
from launch.operating import operator_cause
from services.assembly.charter import given
from services.assembly.charter.domain import CharterRecord, adopt, unfit
from services.assembly.kinds import CHARTER, CHARTERS
from services.assembly.presets import FOLDER, TEMPLATE

MOST = 1000
"""Streets of one list."""

Held = CharterRecord | None
Make = Callable[[Held, int], Charter]
"""The charter that a file or a row describes, given the one in force and the year asked for."""


@dataclass(frozen=True)
class Described:
    """Where a charter stands, its street, how it is made, whether it is a row of a list."""

    name: str
    street: str
    make: Make
    listed: bool


@dataclass(frozen=True)
class Read:
    """A charter that is given, beside what is in force (version 0: nothing)."""

    held: Held
    version: int
    charter: Charter
    listed: bool


def write_template(path: Path) -> int:
    """A list with its headers and one sample row, or the commented charter. Never over a file."""
    if path.exists():
        raise SettingsError(f"{path} is there already")
    if path.suffix == ".toml":
        copyfile(FOLDER / f"{TEMPLATE}.toml", path)
    elif path.suffix == ".xlsx":
        path.write_bytes(write_table("街道名单", given.STREET_COLUMNS, [given.SAMPLE]))
    else:
        raise SettingsError(f"{path}: .xlsx (a list of streets) or .toml (one charter)")
    print(f"written: {path}")
    return 0


async def add_streets(
    settings: Settings, path: Path, year: int, *, check: bool, replace: bool = False
) -> int:
    """Adopt every charter of the path: all of it is checked before the first is kept.

    1 where something in it is wrong, or a file's charter was not adopted. A street that has a
    charter keeps it unless ``replace`` is given, and always where a list may not replace it.
    """
    async with _assembly(settings) as ctx:
        try:
            read = await _read(ctx, path, year)
        except Invalid as wrong:
            _tell(wrong)
            return 1
        if not read:
            print("没有可添加的街道 · no street to add")
        return await _add_all(ctx, read, check=check, replace=replace)


async def _add_all(ctx: Context, read: list[Read], *, check: bool, replace: bool) -> int:
    status = 0
    for place, one in enumerate(read, 1):
        done, told = await _add(ctx, one, check=check, replace=replace)
        status = status if done else 1
        charter = one.charter
        print(f"[{place:>3}/{len(read)}] {charter.street} {charter.zh}: {told}", flush=True)
    return status


async def _add(ctx: Context, one: Read, *, check: bool, replace: bool) -> tuple[bool, str]:
    """Adopt it where it differs and may be; whether it is as it should be, and what was done."""
    held, charter = one.held, one.charter
    if held is not None and held.charter == charter:
        return True, f"已是第 {held.version} 版，没有变化 · version {held.version}, nothing new"
    fields = ", ".join(given.differing(held.charter if held else None, charter)) or "新街道 new"
    if held and (why := given.kept_because(held, listed=one.listed, replace=replace)):
        return one.listed, f"保持第 {held.version} 版不变 left as it is ({fields})：{why}"
    if check:
        return True, f"将通过 · would be adopted: {fields}"
    return await _adopt(ctx, one, fields)


async def _adopt(ctx: Context, one: Read, fields: str) -> tuple[bool, str]:
    cause = operator_cause("adopt_charter", f"yishi street add: {fields}")

    def decide(found: Held) -> Change[CharterRecord]:
        return adopt(found, one.charter, cause.at, cause.actor)

    try:
        key = CHARTERS.key(one.charter.street, CHARTER)
        done = await ctx.change(key, decide, cause, one.version)
    except Stale:
        return False, "刚才有人改过章程，没有替换 · changed meanwhile, not replaced"
    return True, f"第 {done.state.version} 版 version {done.state.version} ({fields})"


async def _read(ctx: Context, path: Path, year: int) -> list[Read]:
    """Every charter beside the one in force. Raises ``Invalid`` with all that is wrong."""
    read: list[Read] = []
    problems: list[str] = []
    seen: dict[str, str] = {}
    for one in _described(path):
        try:
            read.append(await _beside(ctx, one, year))
        except Invalid as wrong:
            problems += [str(each["zh"]) for each in wrong.details or ({"zh": wrong.zh},)]
        if one.street in seen:
            problems.append(f"{one.name}：与 {seen[one.street]} 是同一街道 the same street")
        seen[one.street] = one.name
    if problems:
        raise unfit(problems)
    return read


async def _beside(ctx: Context, one: Described, year: int) -> Read:
    found = await ctx.store.get(CHARTERS.key(one.street, CHARTER))
    held, version = (found.state, found.version) if found else (None, 0)
    begins = year or (held.charter.year if held else day(ctx.now()).year)
    return Read(held, version, one.make(held, begins), one.listed)


def _described(path: Path) -> Iterator[Described]:
    """Where each charter stands, its street, how it is made. ``SettingsError`` where no file is."""
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    if not files or not all(file.is_file() for file in files):
        raise SettingsError(f"{path}: there is no charter (.toml) or list of streets")
    for file in files:
        yield from _rows(file) if file.suffix in (".xlsx", ".json") else _one(file)


def _one(file: Path) -> Iterator[Described]:
    text = file.read_text(encoding="utf-8")
    street = given.street_of(file.name, text)

    def make(held: Held, year: int) -> Charter:
        return given.from_text(file.stem, text, year, held)

    yield Described(file.name, street, make, listed=False)


def _rows(file: Path) -> Iterator[Described]:
    if file.suffix == ".json":
        rows = given.region_rows(_json(file))
    else:
        table = read_table(file.read_bytes(), given.STREET_COLUMNS, max_rows=MOST, numbered=True)
        rows = given.filled_rows(table)
    for row in rows:
        name = f"{file.name} 第 {row['row']} 行 row {row['row']}"
        yield Described(name, row["street"], partial(_from_row, row), listed=True)


def _from_row(row: given.Row, held: Held, year: int) -> Charter:
    return given.from_row(row, year, held)


def _json(file: Path) -> dict[str, object]:
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise unfit([f"{file.name}: {error}"]) from None
    return read if isinstance(read, dict) else {}


def _tell(wrong: Invalid) -> None:
    print(
        f"yishi: {wrong.zh} {wrong.en}" if not wrong.details else f"yishi: {wrong.zh}",
        file=sys.stderr,
    )
    for one in wrong.details:
        print(f"  {one['zh']}", file=sys.stderr)


@contextlib.asynccontextmanager
async def _assembly(settings: Settings) -> AsyncIterator[Context]:
    """Assembly's store; what it says waits in the outbox for the relay of the running service."""
    engine = engine_of(settings, "assembly")
    try:
        await engine.prepare([CHARTERS], [])
        says = frozenset({CharterAdopted})
        store = Store("assembly", engine, says, lambda: utc_now().timestamp())
        yield Context("assembly", store, settings, utc_now)
    finally:
        await engine.close()
