"""``yishi backup`` and ``yishi restore``: one portable file, from either store into either store.

What a backup guarantees. Every collection is read twice, all of them once and then all of them
again, and both readings must be the same: so the file is the state of all services at one moment
between the two. Where somebody writes meanwhile it is refused. An embedded directory is held for
the command, so its services must be stopped; with MongoDB stop them too, else it will be refused.

What is on its way. Unsent events lie in the outboxes, which are in the file. Messages of the
embedded bus are in the file and go back to the queues they waited in. Messages on a broker are
not: a backup that would leave some behind is refused, unless ``--allow-unheard`` says that a
person knows. They are counted in the manifest.

Not in the file: settings, ``YISHI_SECRET`` (keep it: sessions, receipts and the ids of members
follow from it) and the log stream of a broker.
"""

import asyncio
import sys
from collections.abc import AsyncIterable, Iterable
from datetime import datetime
from importlib.metadata import version
from itertools import islice
from pathlib import Path

from chassis.core.clock import utc_now
from chassis.core.errors import Problem
from chassis.core.settings import Settings, SettingsError
from launch.backup_file import (
    Manifest,
    Reader,
    Section,
    Tally,
    Unfit,
    Writer,
    reading,
    writing,
)
from launch.running import PLAYED
from launch.stock import Stock, kind_of, opened, plain_of, unknown

AT_ONCE = 100


async def back_up(settings: Settings, file: Path, *, allow_unheard: bool = False) -> int:
    """Write everything into ``file``; answers 1 where it is refused."""
    try:
        _check_there(settings)
        manifest = await _back_up(settings, file, utc_now(), allow_unheard)
    except (Unfit, Problem) as problem:
        return _refused("backup", problem)
    _tell(manifest)
    print(f"备份完成 · written: {file} ({_size(file):,} bytes)")
    return 0


async def restore(
    settings: Settings, file: Path, *, check: bool = False, allow_unheard: bool = False
) -> int:
    """Put ``file`` into an empty store, or only ``check`` the file; 1 where it is refused."""
    try:
        with reading(file) as reader:
            reader.check()
            flaws = [] if check else await _restore(settings, reader, allow_unheard)
    except (Unfit, Problem) as problem:
        return _refused("restore", problem)
    _tell(reader.manifest)
    for flaw in flaws:
        print(f"    {flaw}")
    done = "文件完好 · the file is whole" if check else "恢复完成 · restored and verified"
    print(done if not flaws else "数据已恢复，但留痕有问题 · restored, but the trail has flaws")
    return 1 if flaws else 0


def _check_there(settings: Settings) -> None:
    directory = settings.directory
    if directory is not None and not any(directory.glob("*.sqlite")):
        raise SettingsError(f"YISHI_STORE_URL: {directory} 中没有数据。There is no data in it.")


def _size(file: Path) -> int:
    return file.stat().st_size


def _refused(what: str, problem: Unfit | Problem) -> int:
    told = f"{problem.zh} {problem.en}" if isinstance(problem, Problem) else str(problem)
    print(f"yishi {what}: {told}", file=sys.stderr)
    return 1


def _tell(manifest: Manifest) -> None:
    for name in dict.fromkeys(section.service for section in manifest.sections):
        found = [section for section in manifest.sections if section.service == name]
        sums = {
            holds: sum(section.count for section in found if section.holds == holds)
            for holds in ("documents", "rows", "messages")
        }
        print(f"{name:<12} " + "  ".join(f"{number:>7} {holds}" for holds, number in sums.items()))
    for queue, number in manifest.unheard.items():
        print(f"    not in the file 不在备份内: {queue} {number}")


# ---- taking out ----------------------------------------------------------------------------


async def _back_up(settings: Settings, file: Path, at: datetime, allow_unheard: bool) -> Manifest:
    async with opened(settings) as stock:
        await _check_heard(stock, allow_unheard)
        with writing(file) as writer:
            sections = await _write(stock, writer)
            manifest = Manifest(
                product=version("yishi"),
                made_at=at,
                store="embedded" if settings.directory is not None else "mongodb",
                sections=sections,
                heads=await stock.heads(),
                unheard=await _check_heard(stock, allow_unheard),
            )
            await _check_same(stock, sections, _Moved)
            writer.finish(manifest)
    return manifest


async def _write(stock: Stock, writer: Writer) -> list[Section]:
    wanted = [*stock.sections(), *[section async for section in stock.queued()]]
    return [await writer.add(section, stock.lines(section)) for section in wanted]


async def _check_heard(stock: Stock, allow_unheard: bool) -> dict[str, int]:
    unheard = await stock.unheard()
    if unheard and not allow_unheard:
        told = ", ".join(f"{queue} {number}" for queue, number in unheard.items())
        raise Unfit(
            "消息系统中还有未处理的事件，或无法连接。请先停止网页进程，等事件处理完再停止后台进程；"
            "确知可以舍弃时加 --allow-unheard。",
            f"Events wait on the broker, or it is away: {told}. Stop the web processes, let the "
            "workers finish, then stop them; --allow-unheard goes on without these events.",
        )
    return unheard


async def _check_same(
    stock: Stock, sections: Iterable[Section], otherwise: "type[_Moved] | type[_Differs]"
) -> None:
    for section in sections:
        if await _tallied(stock.lines(section), section) != section:
            raise otherwise(section)


async def _tallied(lines: AsyncIterable[bytes], section: Section) -> Section:
    tally = Tally()
    async for line in lines:
        tally.take(line)
    return tally.of(section)


class _Moved(Unfit):
    def __init__(self, section: Section) -> None:
        super().__init__(
            f"备份期间 {section.member} 被写入。请停止所有服务后再备份。",
            f"Somebody wrote to {section.member} meanwhile. Stop all services and try again.",
        )


# ---- putting in ----------------------------------------------------------------------------


class _Differs(Unfit):
    def __init__(self, section: Section) -> None:
        super().__init__(
            f"写入后的 {section.member} 与备份不符，请清空后重新恢复。",
            f"{section.member} is not what the backup holds; empty the store and restore again.",
        )


async def _restore(settings: Settings, reader: Reader, allow_unheard: bool) -> list[str]:
    sections = reader.manifest.sections
    stored = [section for section in sections if section.holds != "messages"]
    queued = [section for section in sections if section.holds == "messages"]
    async with opened(settings) as stock:
        _check_known(stock, sections)
        await _check_empty(stock)
        await _check_heard(stock, allow_unheard)
        for section in stored:
            await _fill(stock, section, reader)
        await _check_same(stock, stored, _Differs)
        if queued:
            await stock.bus.declare(stock.topology)
        for section in queued:
            await _fill(stock, section, reader)
        _mark_played(settings)
        return await stock.flaws()


def _mark_played(settings: Settings) -> None:
    """What was restored is no half-played demonstration, which the next start would forget."""
    if settings.demo and settings.directory is not None:
        (settings.directory / PLAYED).write_text("restored from a backup\n", encoding="utf-8")


def _check_known(stock: Stock, sections: Iterable[Section]) -> None:
    for section in sections:
        if section.holds == "documents":
            kind_of(section)
        elif section.holds == "rows":
            plain_of(section)
        elif section.name not in stock.queues():
            raise unknown(section)


async def _check_empty(stock: Stock) -> None:
    for section in (*stock.sections(), *[section async for section in stock.queued()]):
        async for _ in stock.lines(section):
            raise Unfit(
                f"目标不是空的：{section.member} 中已有数据。恢复只能写入空库。",
                f"Not empty: {section.member} holds data. A restore needs an empty store.",
            )


async def _fill(stock: Stock, section: Section, reader: Reader) -> None:
    lines = reader.lines(section)
    while batch := list(islice(lines, AT_ONCE)):
        if section.holds == "messages":  # one after the other: they keep their order
            for line in batch:
                await stock.put(section, line)
        else:
            await asyncio.gather(*(stock.put(section, line) for line in batch))
