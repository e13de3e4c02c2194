"""The words of the command line ``yishi``: every command, its options and its help."""

import argparse
from pathlib import Path

from contracts.charter import Role

EPILOG = """
Settings are environment variables YISHI_*; a wrong one names itself. The most used:
  YISHI_PORT=8000                       where `yishi run` answers
  YISHI_STORE_URL=embedded:.yishi       or mongodb://…
  YISHI_BUS_URL=local:                  or amqp://…
  YISHI_ENV=demo                        or production (with YISHI_SECRET and YISHI_OIDC_*)
"""


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="yishi",
        description="议事 Yishi: software for street residents' assemblies (街道居民议事会).",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _run(commands)
    _up(commands)
    _demo(commands)
    _token(commands)
    _looking(commands)
    _audit(commands)
    _dead_letters(commands)
    _purge(commands)
    _backup(commands)
    _webhooks(commands)
    _open311(commands)
    _similar(commands)
    _rehearse(commands)
    _tally(commands)
    _street(commands)
    _rebuild(commands)
    return top


def _run(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    run = commands.add_parser("run", help="start services and answer HTTP until Ctrl-C")
    run.add_argument("--service", nargs="+", default=[], metavar="NAME", help="only these")
    which = run.add_mutually_exclusive_group()
    which.add_argument("--worker-only", action="store_true", help="hear and relay, no pages")
    which.add_argument("--web-only", action="store_true", help="answer HTTP, hear nothing")
    run.add_argument("--demo", action="store_true", help="play both cases first, once")
    run.add_argument("--fresh", action="store_true", help="with --demo: forget earlier data")


def _up(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    up = commands.add_parser("up", help="start every service as processes of its own, and a door")
    up.add_argument("--processes", action="store_true", required=True, help="as compose does")
    up.add_argument("--compose", default="", metavar="FILE", help="where the commands stand")


def _demo(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    demo = commands.add_parser("demo", help="play a whole case by HTTP and report its figures")
    demo.add_argument("--case", choices=["dongtang", "wujialing"], required=True)
    demo.add_argument("--base-url", help="running services; default: a throw-away system")
    demo.add_argument("--json", action="store_true", help="the report as one line of JSON")


def _rehearse(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    told = "rehearse a session on a copy of a street's data; nothing of it is kept"
    rehearse = commands.add_parser("rehearse", help=told)
    rehearse.add_argument("street", help="9-digit code")
    rehearse.add_argument("--port", type=int, default=8010, help="where the rehearsal answers")
    rehearse.add_argument("--tied", action="store_true", help="ends where its standard input does")


def _token(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    token = commands.add_parser("token", help="print a bearer token of the demo issuer")
    token.add_argument("--as", dest="role", choices=[role.value for role in Role], required=True)
    token.add_argument("--street", default="*", help="9-digit code; default: every street, to read")
    token.add_argument("--name", default="", help="the person's name; default: the role")
    token.add_argument("--member", default="", help="the member's id, for a deliberator")
    token.add_argument("--hours", type=int, default=12)


def _looking(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    commands.add_parser("topology", help="list the queues; with a broker, declare them")
    docs = commands.add_parser("docs", help="write the generated documents and schemas")
    docs.add_argument("--check", action="store_true", help="only say whether they are current")
    docs.add_argument("--refreeze", action="store_true", help="accept changed event schemas")


def _audit(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    audit = commands.add_parser("audit", help="the audit trail: its proof, its anchors, its key")
    deeper = audit.add_subparsers(dest="what", required=True)
    status = "exit status: 0 fits, 1 does not, 2 a setting or file is wrong, 3 see --strict"
    proof = "prove chains, documents, signatures and what services heard of each other"
    verify = deeper.add_parser("verify", help=proof, epilog=status)
    verify.add_argument("--street", default="", help="only this street")
    held = "anchors that were kept outside: one or more files, copied or typed"
    verify.add_argument("--anchors", nargs="+", default=[], metavar="FILE", help=held)
    verify.add_argument("--keys", default="", metavar="FILE", help="public keys; default: ours")
    verify.add_argument("--json", action="store_true", help="the findings as one line of JSON")
    strict = "3 where all fits, but something could not be looked at"
    verify.add_argument("--strict", action="store_true", help=strict)
    anchor = deeper.add_parser("anchor", help="sign up to now; print what to keep outside")
    anchor.add_argument("--street", default="", help="only this street; default: each, and all")
    key = deeper.add_parser("key", help="the key that signs, and all public keys")
    new = key.add_mutually_exclusive_group()
    new.add_argument("--make", action="store_true", help="make the first one")
    new.add_argument("--rotate", action="store_true", help="make a new one, endorsed by the old")


def _dead_letters(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    letters = commands.add_parser("dead-letters", help="events that could not be handled")
    deeper = letters.add_subparsers(dest="what", required=True)
    deeper.add_parser("list", help="those that wait, over all services")
    for name, told in (("show", "one, with its body"), ("replay", "bring it back to its queue")):
        deeper.add_parser(name, help=told).add_argument("id")
    discard = deeper.add_parser("discard", help="let it go, with a reason")
    discard.add_argument("id")
    discard.add_argument("--reason", required=True)


def _purge(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    purge = commands.add_parser("purge", help="clear personal data whose term is over")
    purge.add_argument("--dry-run", action="store_true", help="only say how much is due")


def _backup(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    unheard = "go on although events wait on the broker; they are not in the file"
    backup = commands.add_parser("backup", help="write everything into one file")
    backup.add_argument("--to", required=True, metavar="FILE")
    backup.add_argument("--allow-unheard", action="store_true", help=unheard)
    restore = commands.add_parser("restore", help="put such a file into an empty store")
    restore.add_argument("--from", dest="file", required=True, metavar="FILE")
    how = restore.add_mutually_exclusive_group()
    how.add_argument("--into-empty", action="store_true", help="as it always does: say it aloud")
    how.add_argument("--check", action="store_true", help="only look whether the file is whole")
    restore.add_argument("--allow-unheard", action="store_true", help=unheard)


def _webhooks(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    webhooks = commands.add_parser("webhook", help="events sent to other systems, signed")
    deeper = webhooks.add_subparsers(dest="what", required=True)
    add = deeper.add_parser("add", help="a new receiver; prints its secret, once")
    add.add_argument("url")
    add.add_argument("--type", nargs="+", default=[], metavar="EVENT", help="default: every event")
    add.add_argument("--street", nargs="+", default=[], metavar="CODE", help="default: every one")
    deeper.add_parser("list", help="receivers and how they fare at each service")
    done = {"test": "send a signed test message", "disable": "send no more, keep what waits"}
    done |= {"enable": "send again, first what waits", "remove": "forget it and its secret"}
    for name, told in done.items():
        deeper.add_parser(name, help=told).add_argument("id")


def _open311(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    open311 = commands.add_parser("open311", help="systems that hand in suggestions by Open311")
    keys = open311.add_subparsers(dest="thing", required=True).add_parser("key", help="their keys")
    deeper = keys.add_subparsers(dest="what", required=True)
    add = deeper.add_parser("add", help="a new system; prints its key, once")
    add.add_argument("name", help="what the system is called")
    add.add_argument("--channel", default="", help="of the charter; default: its first")
    shown = deeper.add_parser("list", help="the systems of a street")
    revoke = deeper.add_parser("revoke", help="its key opens nothing any more")
    revoke.add_argument("client", metavar="ID")
    for one in (add, shown, revoke):
        one.add_argument("--street", required=True, metavar="CODE")


def _similar(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    similar = commands.add_parser("similar", help="which messages speak of the same matter")
    similar.add_argument(
        "file", type=Path, help="JSON: a list of {id, title, body}, or {messages: [...]}"
    )
    similar.add_argument("--json", action="store_true", help="{similar: {id: [five]}, groups}")


def _tally(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    tally = commands.add_parser("tally", help="count published polls (.pb) again, by their rules")
    tally.add_argument("files", nargs="+", metavar="FILE")
    tally.add_argument("--json", action="store_true", help="one line of JSON for each file")


def _street(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    street = commands.add_parser("street", help="add streets: their charters, as data")
    deeper = street.add_subparsers(dest="what", required=True)
    told = "charters from a TOML file, a folder of them, or a list of streets (.xlsx, .json)"
    add = deeper.add_parser("add", help=told)
    add.add_argument("path", type=Path)
    year = "first year of the term; default: as in the file, as in force, else this year"
    add.add_argument("--year", type=int, default=0, help=year)
    add.add_argument("--check", action="store_true", help="only say what would change")
    told = "also where the street has a charter; a list never replaces one the street adopted"
    add.add_argument("--replace", action="store_true", help=told)
    template = deeper.add_parser("template", help="write a file to start from: .xlsx or .toml")
    template.add_argument("path", type=Path)


def _rebuild(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    rebuild = commands.add_parser("rebuild", help="make figures again from the events")
    deeper = rebuild.add_subparsers(dest="what", required=True)
    status = "exit status: 0 all is as the events say, 1 it is not"
    told = "the city's figures; says a digest of those that stood and of those made"
    overview = deeper.add_parser("overview", help=told, epilog=status)
    overview.add_argument("--check", action="store_true", help="only compare")
    log = "first take in what the broker's stream yishi.log still holds"
    overview.add_argument("--from-log", action="store_true", help=log)
