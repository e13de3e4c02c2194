"""``yishi street``: one street or ninety-six, from files; no restart, nothing in the package."""

import contextlib
import json
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from pathlib import Path
from shutil import copyfile

from chassis.core.clock import day, utc_now
from chassis.core.decision import Change
from chassis.core.errors import Invalid
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


async def add_streets(settings: Settings, path: Path, year: int, *, check: bool) -> int:
    """Adopt every charter of the path: all of it is checked before the first is kept."""
    async with _assembly(settings) as ctx:
        try:
            charters = await _read(ctx, path, year)
        except Invalid as wrong:
            _tell(wrong)
            return 1
        if not charters:
            print("没有可添加的街道 · no street to add")
        for place, (held, charter) in enumerate(charters, 1):
            told = await _add(ctx, held, charter, check=check)
            print(f"[{place:>3}/{len(charters)}] {charter.street} {charter.zh}: {told}", flush=True)
    return 0


async def _add(ctx: Context, held: Held, charter: Charter, *, check: bool) -> str:
    """Adopt it where it differs; what was done, in words."""
    if held is not None and held.charter == charter:
        return f"已是第 {held.version} 版，没有变化 · version {held.version}, nothing new"
    fields = ", ".join(given.differing(held.charter if held else None, charter)) or "新街道 new"
    if check:
        return f"将通过 · would be adopted: {fields}"
    cause = operator_cause("adopt_charter")

    def decide(found: CharterRecord | None) -> Change[CharterRecord]:
        return adopt(found, charter, cause.at, cause.actor)

    done = await ctx.change(CHARTERS.key(charter.street, CHARTER), decide, cause)
    return f"第 {done.state.version} 版 version {done.state.version} ({fields})"


async def _read(ctx: Context, path: Path, year: int) -> list[tuple[Held, Charter]]:
    """Every charter beside the one in force. Raises ``Invalid`` with all that is wrong."""
    made: list[tuple[Held, Charter]] = []
    problems: list[str] = []
    seen: dict[str, str] = {}
    for name, street, make in _described(path):
        found = await ctx.store.get(CHARTERS.key(street, CHARTER))
        held = found.state if found else None
        try:
            begins = year or (held.charter.year if held else day(ctx.now()).year)
            made.append((held, make(held, begins)))
        except Invalid as wrong:
            problems += [str(one["zh"]) for one in wrong.details or ({"zh": wrong.zh},)]
        if street in seen:
            problems.append(f"{name}：与 {seen[street]} 是同一街道 the same street")
        seen[street] = name
    if problems:
        raise unfit(problems)
    return made


def _described(path: Path) -> Iterator[tuple[str, str, Make]]:
    """Where each charter stands, its street, how it is made. ``SettingsError`` where no file is."""
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    if not files or not all(file.is_file() for file in files):
        raise SettingsError(f"{path}: there is no charter (.toml) or list of streets")
    for file in files:
        yield from _rows(file) if file.suffix in (".xlsx", ".json") else _one(file)


def _one(file: Path) -> Iterator[tuple[str, str, Make]]:
    text = file.read_text(encoding="utf-8")
    street = given.street_of(file.name, text)

    def make(held: Held, year: int) -> Charter:
        return given.from_text(file.stem, text, year, held)

    yield file.name, street, make


def _rows(file: Path) -> Iterator[tuple[str, str, Make]]:
    if file.suffix == ".json":
        rows = given.region_rows(_json(file))
    else:
        table = read_table(file.read_bytes(), given.STREET_COLUMNS, max_rows=MOST, numbered=True)
        rows = given.filled_rows(table)
    for row in rows:
        name = f"{file.name} 第 {row['row']} 行 row {row['row']}"
        yield name, row["street"], partial(_from_row, row)


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
