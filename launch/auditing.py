"""``yishi audit``: the proof of the trail over all services, its anchors, its key (decision 0016).

Exit status of ``verify``: 0 everything that could be looked at fits; 1 something does not; 2 a
setting or file is wrong; with ``--strict`` 3 where all fits and something could not be looked at.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from chassis.audit.anchor import Anchor, NoAnchor, read_anchors
from chassis.audit.chain import AUDIT, HEADS, AuditChain
from chassis.audit.check import AuditCheck, Report
from chassis.audit.crossing import Crossing
from chassis.audit.evidence import ALL_STREETS, Flaw, Sources
from chassis.audit.keys import KeyFileError, Ring, load_key, make_key, rotate_key
from chassis.audit.signing import Signer
from chassis.audit.statements import STATEMENTS, WITNESSED, Mark
from chassis.core.clock import utc_now
from chassis.core.settings import Settings, SettingsError
from chassis.rooms.copies import CHARTER_COPIES
from chassis.store.engine import Engine
from launch.catalogue import SERVICES
from launch.engines import engine_of, kinds_of
from launch.signing import key_of, key_path, no_key, ring_of, witness_engine, witness_there
from services.assembly.kinds import CHARTERS

PAUSES = (0.5, 2.0, 5.0)
"""Seconds to wait for rows that are on their way in a running system."""

Note = tuple[str, str]


@dataclass
class Findings:
    """What a verification found, over all services."""

    reports: dict[str, Report] = field(default_factory=dict)
    flaws: list[tuple[str, Flaw]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    heard: int = 0
    anchors: int = 0

    def of(self, service: str) -> list[Flaw]:
        """The flaws of one service; "" for those of the anchors themselves."""
        found = self.reports[service].problems if service in self.reports else ()
        return [*found, *(flaw for name, flaw in self.flaws if name == service)]

    @property
    def number(self) -> int:
        """Of flaws."""
        return sum(len(self.of(name)) for name in ("", *self.reports))

    def unseen(self) -> list[Note]:
        """What could not be looked at, each once."""
        told = [note for report in self.reports.values() for note in report.notes]
        return list(dict.fromkeys((*self.notes, *told)))


async def verify_audit(
    settings: Settings,
    street: str = "",
    anchors: Sequence[str] = (),
    *,
    keys: str = "",
    as_json: bool = False,
    strict: bool = False,
) -> int:
    """Prove the trail of every service and print what was found; answers the exit status."""
    given = _read(anchors)
    found = await verified(settings, street, given, ring_of(settings, keys))
    print(_as_json(found) if as_json else _as_text(found))
    if found.number:
        return 1
    return 3 if strict and found.unseen() else 0


def _read(files: Sequence[str]) -> list[Anchor]:
    found: list[Anchor] = []
    for file in files:
        try:
            found += map(_of_ours, read_anchors(Path(file).read_text("utf-8")))
        except (OSError, UnicodeDecodeError, NoAnchor) as error:
            raise SettingsError(f"--anchors {file}: {error}") from None
    return found


def _of_ours(anchor: Anchor) -> Anchor:
    """The anchor. Raises ``NoAnchor`` for a service that is none: it would be compared nowhere."""
    strange = sorted(set(anchor.marks) - {service.name for service in SERVICES})
    if strange:
        named = ", ".join(strange).upper()
        raise NoAnchor(f"锚点中没有这样的服务：{named} · no service of that name")
    return anchor


async def verified(
    settings: Settings, street: str, anchors: Sequence[Anchor], ring: Ring | None
) -> Findings:
    """The findings over all services."""
    found, crossing = Findings(anchors=len(anchors)), Crossing()
    marks = [mark for anchor in anchors for mark in _believed(found, anchor, ring)]
    if street and any(anchor.street not in (street, ALL_STREETS) for anchor in anchors):
        found.notes.append(OTHER_STREETS)
    async with _opened(settings) as (engines, witness):
        sources = Sources(ring, witness, marks)
        for service in SERVICES:
            check = AuditCheck(
                engines[service.name],
                kinds_of(service),
                service.proofs,
                service=service.name,
                sources=sources,
                crossing=crossing,
            )
            found.reports[service.name] = await check.verify(street or None)
        await _settled(engines, crossing)
        found.flaws += [*crossing.flaws(), *await _copies(engines)]
    _check_known(found, street)
    found.heard = len(crossing.heard)
    if not anchors:
        found.notes.append(NO_ANCHORS)
    return found


def _check_known(found: Findings, street: str) -> None:
    """Raise where nothing at all was looked at: a street that is misspelt must not pass."""
    seen = any(one.rows or one.documents for one in found.reports.values())
    if street and not seen and not found.number:
        raise SettingsError(f"--street {street}: 没有这个街道。There is no such street here.")


OTHER_STREETS = (
    "锚点中有其他街道的，因指定了 --street 没有比对",
    "some anchors are of other streets: with --street they were not compared",
)
NO_ANCHORS = (
    "没有提供锚点（--anchors）：持有数据库和密钥的人重写一切，看不出来",
    "no anchors were given (--anchors): whoever holds database and key could make everything anew",
)


def _believed(found: Findings, anchor: Anchor, ring: Ring | None) -> list[Any]:
    """The marks of an anchor; a false signature is a flaw, and what it says is compared too."""
    zh, en = anchor.told
    if not anchor.signature:
        found.notes.append((f"{zh}没有签名，仍作比对", f"{en} is not signed, yet compared"))
    elif ring is not None and not anchor.holds(ring):
        zh += "的签名不成立：锚点是伪造或抄错的，或公钥被换"
        en = f"the signature of {en} does not hold: forged or miscopied, or a key was swapped"
        found.flaws.append(("", Flaw(anchor.street, "anchor", zh, en)))
    return anchor.expected()


async def _settled(engines: Mapping[str, Engine], crossing: Crossing) -> None:
    """Beside a running system: wait for rows of speakers that are still on their way."""
    for pause in PAUSES:
        streets = {street for _, street, _ in crossing.unsaid()}
        if not streets:
            return
        await asyncio.sleep(pause)
        for name, engine in engines.items():
            for street in streets:
                async for _, row in AuditChain(engine).rows(street):
                    crossing.take(name, street, row["seq"], row)


async def _copies(engines: Mapping[str, Engine]) -> list[tuple[str, Flaw]]:
    """Copies of the charters held against the charters."""
    found = []
    for service in SERVICES:
        if CHARTER_COPIES not in service.kinds:
            continue
        for street in await engines[service.name].streets(CHARTER_COPIES):
            copy = await engines[service.name].load(CHARTER_COPIES, f"{street}/charter")
            own = await engines["assembly"].load(CHARTERS, f"{street}/charter")
            known = copy is not None and own is not None and copy.state["sequence"] == own.version
            if known and copy and own and copy.state["charter"] != own.state["charter"]:
                told = "章程副本与章程不同", "its copy of the charter is not the charter"
                found.append((service.name, Flaw(street, "charter_copies/charter", *told)))
    return found


@asynccontextmanager
async def _opened(
    settings: Settings, *, make: bool = False
) -> AsyncIterator[tuple[dict[str, Engine], Engine | None]]:
    """The databases of all services, and the witness where there is one, or where ``make``."""
    engines: dict[str, Engine] = {}
    witness = witness_engine(settings) if make or witness_there(settings) else None
    try:
        for service in SERVICES:
            engine = engines[service.name] = engine_of(settings, service.name)
            plains = (*service.plains, AUDIT, STATEMENTS)
            await engine.prepare((*kinds_of(service), HEADS), plains)
        if witness:
            await witness.prepare((), (WITNESSED,))
        yield engines, witness
    finally:
        for engine in (*engines.values(), *([witness] if witness else [])):
            await engine.close()


def _as_text(found: Findings) -> str:
    lines = []
    for name, report in found.reports.items():
        flaws = found.of(name)
        told = "BROKEN" if flaws else "ok"
        signed = f"{report.statements} statements, {report.unsigned} rows not signed yet"
        lines.append(f"{name:<12} {told}  {report.rows} rows, {signed}")
        lines += [f"    {f.street} {f.at}: {f.zh} · {f.en}" for f in flaws]
    lines += [f"    {f.street} {f.at}: {f.zh} · {f.en}" for f in found.of("")]
    lines.append(f"听到的事件 events heard: {found.heard}；锚点 anchors: {found.anchors}")
    lines += [f"未能核对 not looked at: {zh} · {en}" for zh, en in found.unseen()]
    return "\n".join(lines)


def _as_json(found: Findings) -> str:
    services = {
        name: {
            "rows": report.rows,
            "documents": report.documents,
            "statements": report.statements,
            "unsigned": report.unsigned,
            "flaws": [asdict(flaw) for flaw in found.of(name)],
        }
        for name, report in found.reports.items()
    }
    return json.dumps(
        {
            "ok": not found.number,
            "services": services,
            "anchors": {"read": found.anchors, "flaws": [asdict(flaw) for flaw in found.of("")]},
            "heard": found.heard,
            "unseen": [{"zh": zh, "en": en} for zh, en in found.unseen()],
        },
        ensure_ascii=False,
    )


# ---- anchors and the key -------------------------------------------------------------------


async def print_anchors(settings: Settings, street: str = "") -> int:
    """Sign up to now and print an anchor for each street, and one over all; 1 without a key."""
    key = key_of(settings)
    if key is None:
        raise SettingsError(
            "YISHI_AUDIT_KEY: 没有审计密钥。There is no audit key: nothing is signed."
        )
    marks: dict[str, dict[str, Mark]] = {ALL_STREETS: {}}
    async with _opened(settings, make=True) as (engines, witness):
        assert witness is not None  # made where it was not there
        for name, engine in engines.items():
            ledger = await Signer(name, engine, witness, key, utc_now).sign()
            marks[ALL_STREETS][name] = Mark(seq=ledger.number, hash=ledger.digest)
            for one, mark in ledger.heads.items():
                marks.setdefault(one, {})[name] = mark
    at = utc_now()
    for one in [street] if street else sorted(marks):
        if signed := {name: mark for name, mark in marks.get(one, {}).items() if mark.seq}:
            print(Anchor(one, at, signed).signed(key).line)
    return 0


def audit_key(settings: Settings, *, make: bool = False, rotate: bool = False) -> int:
    """Show, make or change the key that signs; running services read it when they start again."""
    path = key_path(settings)
    if path is None:
        raise SettingsError("YISHI_AUDIT_KEY: 请先指定密钥文件。Name a file for the key first.")
    try:
        now = utc_now()
        key = make_key(path, now) if make else rotate_key(path, now) if rotate else load_key(path)
    except KeyFileError as error:
        raise no_key(error) from None
    print(f"{key.name}  {path}")
    for one in key.ring.keys:
        until = f"{one.until:%Y-%m-%d %H:%M}Z" if one.until else "现用 in use"
        print(f"    {one.key}  {one.since:%Y-%m-%d %H:%M}Z – {until}  {one.public}")
    return 0
