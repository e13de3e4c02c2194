"""The command line ``yishi``: what each command starts, and its exit status."""

import argparse
import asyncio
import contextlib
import gc
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from chassis.core.errors import Problem
from chassis.core.settings import Settings, SettingsError, load_settings
from chassis.web.auth import issue_demo_token
from launch.arguments import parser


def main(argv: Sequence[str] | None = None) -> None:
    """Entry point of ``yishi``: exits 2 where a setting or word is wrong, 1 where it cannot be."""
    given = parser().parse_args(argv)
    try:
        sys.exit(_COMMANDS[given.command](given))
    except SettingsError as error:
        print(f"yishi: {error}", file=sys.stderr)
        sys.exit(2)
    except Problem as problem:
        print(f"yishi: {problem.zh} {problem.en}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


@contextlib.contextmanager
def _for_good() -> Iterator[None]:
    """What is read here lives as long as the process: nobody looks for garbage in it.

    A fifth of the time to start was such looking.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def run_command(given: argparse.Namespace) -> int:
    """``yishi run``."""
    with _for_good():
        from launch.catalogue import services_named
        from launch.running import forget, half_played, loop_factory, run

    settings = load_settings()
    if given.demo:
        _check_demo(settings, given)
        assert settings.directory is not None
        if given.fresh or half_played(settings.directory):
            forget(settings.directory)
            settings = load_settings()
    try:
        services = services_named(given.service)
    except KeyError as error:
        raise SettingsError(f"--service: there is no service {error}") from None
    worker, web = not given.web_only, not given.worker_only
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(run(settings, services, worker=worker, web=web, demo=given.demo))
    return 0


def _check_demo(settings: Settings, given: argparse.Namespace) -> None:
    if not settings.demo or settings.directory is None:
        raise SettingsError("--demo needs YISHI_ENV=demo and YISHI_STORE_URL=embedded:<directory>")
    if given.service or given.web_only or given.worker_only:
        raise SettingsError("--demo plays on all five services in one process")


def up_command(given: argparse.Namespace) -> int:
    """``yishi up --processes``: exit status 1 where a process died again and again."""
    with _for_good():
        from launch.up import up

    return asyncio.run(up(load_settings(), given.compose))


def demo_command(given: argparse.Namespace) -> int:
    """``yishi demo``: the last line of standard output is the report; 1 where it cannot go on."""
    from launch.demo.client import PlayError

    try:
        found = _played(given.case, given.base_url)
    except PlayError as error:
        print(f"yishi: {error}", file=sys.stderr)
        return 1
    print(json.dumps(found, ensure_ascii=False, indent=None if given.json else 2))
    return 0


def _played(case: str, base_url: str | None) -> dict[str, Any]:
    with _for_good():
        from launch.running import play_cases
        from launch.throwaway import play_throwaway

    if base_url:
        return asyncio.run(play_cases([case], base_url, load_settings()))[0]
    with tempfile.TemporaryDirectory(prefix="yishi-demo-") as folder:
        return asyncio.run(play_throwaway(case, folder))


def token_command(given: argparse.Namespace) -> int:
    """``yishi token``."""
    sub = f"demo-{given.role.lower().replace('_', '-')}"
    name = given.name or given.role
    settings = load_settings()
    print(
        issue_demo_token(
            settings, sub, name, [given.role], [given.street], given.member, given.hours
        )
    )
    return 0


def docs_command(given: argparse.Namespace) -> int:
    """``yishi docs``."""
    from launch.docs import differing, frozen, write

    changed = sorted(differing())
    if given.check:
        print("\n".join(f"not current: {path} (make docs)" for path in changed) or "current")
        return 1 if changed else 0
    refused = [] if given.refreeze else frozen(changed)
    if refused:
        print("\n".join(f"frozen: {path} (a new version, or --refreeze)" for path in refused))
        return 1
    print("\n".join(f"written: {path}" for path in write()) or "current")
    return 0


def topology_command(given: argparse.Namespace) -> int:  # noqa: ARG001
    """``yishi topology``."""
    from launch.operating import show_topology

    return asyncio.run(show_topology(load_settings()))


def audit_command(given: argparse.Namespace) -> int:
    """``yishi audit``: the exit statuses of ``verify`` stand in ``launch.auditing``."""
    with _for_good():
        from launch.auditing import audit_key, print_anchors, verify_audit

    settings = load_settings()
    if given.what == "key":
        return audit_key(settings, make=given.make, rotate=given.rotate)
    if given.what == "anchor":
        return asyncio.run(print_anchors(settings, given.street))
    how: dict[str, Any] = {"keys": given.keys, "as_json": given.json, "strict": given.strict}
    return asyncio.run(verify_audit(settings, given.street, given.anchors, **how))


def tally_command(given: argparse.Namespace) -> int:
    """``yishi tally``: exit status 2 where a file cannot be read."""
    from launch.tally import tally_files

    return tally_files(given.files, as_json=given.json)


def dead_letters_command(given: argparse.Namespace) -> int:
    """``yishi dead-letters``."""
    from launch.operating import dead_letters

    reason = getattr(given, "reason", "")
    return asyncio.run(dead_letters(load_settings(), given.what, getattr(given, "id", ""), reason))


def purge_command(given: argparse.Namespace) -> int:
    """``yishi purge``."""
    from launch.retention import purge_now

    return asyncio.run(purge_now(load_settings(), dry=given.dry_run))


def backup_command(given: argparse.Namespace) -> int:
    """``yishi backup``: exit status 1 where it is refused."""
    from launch.backup import back_up

    file = Path(given.to)
    return asyncio.run(back_up(load_settings(), file, allow_unheard=given.allow_unheard))


def restore_command(given: argparse.Namespace) -> int:
    """``yishi restore``: exit status 1 where it is refused, or where a trail has a flaw."""
    from launch.backup import restore

    file, unheard = Path(given.file), given.allow_unheard
    return asyncio.run(restore(load_settings(), file, check=given.check, allow_unheard=unheard))


def webhook_command(given: argparse.Namespace) -> int:
    """``yishi webhook``: exit status 1 where there is none of this id, or a test fails."""
    from launch.webhooks import add_webhook, list_webhooks, work_on_webhook

    settings = load_settings()
    if given.what == "add":
        return asyncio.run(add_webhook(settings, given.url, given.type, given.street))
    if given.what == "list":
        return asyncio.run(list_webhooks(settings))
    return asyncio.run(work_on_webhook(settings, given.what, given.id))


def open311_command(given: argparse.Namespace) -> int:
    """``yishi open311 key``: exit status 1 where there is no such street or client."""
    from launch.api_keys import add_key, list_keys, revoke_key

    settings = load_settings()
    if given.what == "add":
        return asyncio.run(add_key(settings, given.street, given.name, given.channel))
    if given.what == "list":
        return asyncio.run(list_keys(settings, given.street))
    return asyncio.run(revoke_key(settings, given.street, given.client))


def similar_command(given: argparse.Namespace) -> int:
    """``yishi similar``: exit status 2 where the file cannot be read."""
    from launch.similar import show_similar

    return show_similar(given.file, as_json=given.json)


def rehearse_command(given: argparse.Namespace) -> int:
    """``yishi rehearse``: exit status 1 where there is no such street."""
    with _for_good():
        from launch.rehearsal import place, rehearse
        from launch.running import loop_factory

    settings = load_settings()
    mine = settings.model_copy(update={"port": given.port, "base_url": ""})
    with place() as folder, asyncio.Runner(loop_factory=loop_factory()) as runner:
        return runner.run(rehearse(mine, given.street, folder, tied=given.tied))


def street_command(given: argparse.Namespace) -> int:
    """``yishi street``: exit status 1 where something in the files is wrong; then none is added."""
    from launch.streets import add_streets, write_template

    if given.what == "template":
        return write_template(given.path)
    how = {"check": given.check, "replace": given.replace}
    return asyncio.run(add_streets(load_settings(), given.path, given.year, **how))


def rebuild_command(given: argparse.Namespace) -> int:
    """``yishi rebuild overview``: exit status 1 where figures are not as the events say."""
    from launch.rebuilding import rebuild_overview

    settings = load_settings()
    return asyncio.run(rebuild_overview(settings, check=given.check, from_log=given.from_log))


_COMMANDS = {
    "run": run_command,
    "up": up_command,
    "demo": demo_command,
    "token": token_command,
    "docs": docs_command,
    "topology": topology_command,
    "audit": audit_command,
    "tally": tally_command,
    "dead-letters": dead_letters_command,
    "purge": purge_command,
    "backup": backup_command,
    "restore": restore_command,
    "webhook": webhook_command,
    "open311": open311_command,
    "similar": similar_command,
    "rehearse": rehearse_command,
    "street": street_command,
    "rebuild": rebuild_command,
}


if __name__ == "__main__":
    main()
