"""What deploy/README.md and the runbook say is true."""

import re

import pytest

from chassis.core.settings import Settings
from contracts.charter import Role
from launch.arguments import parser
from tests.deploy.files import DEPLOY, ROOT

README = (DEPLOY / "README.md").read_text("utf-8")
RUNBOOK = (ROOT / "docs/runbook.md").read_text("utf-8")
DOCUMENTS = [DEPLOY / "README.md", ROOT / "docs/runbook.md"]


def said(value: object) -> str:
    """A default as somebody would write it into the environment."""
    if isinstance(value, tuple):
        return ",".join(said(one) for one in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def test_settings_when_listed_then_all_with_their_defaults() -> None:
    rows = re.findall(r"^\| `(YISHI_\w+)` \| (\S+) \| \S", README, re.MULTILINE)
    told = {name: "" if default == "*empty*" else default.strip("`") for name, default in rows}
    real = {f"YISHI_{n.upper()}": said(f.default) for n, f in Settings.model_fields.items()}
    assert told == real


def test_settings_when_named_anywhere_then_they_exist() -> None:
    known = {f"YISHI_{name.upper()}" for name in Settings.model_fields}
    for path in (*DOCUMENTS, *DEPLOY.rglob("*.conf"), DEPLOY / "env.example"):
        named = set(re.findall(r"YISHI_[A-Z_]*[A-Z]", path.read_text("utf-8")))
        assert named <= known, path.name


def test_roles_when_listed_then_all_who_sign_in() -> None:
    listed = re.search(r"Roles: ((?:`\w+`\s+)+`\w+`)", README)
    assert listed
    assert re.findall(r"`(\w+)`", listed[1]) == [r.value for r in Role if r != Role.RESIDENT]


def test_links_when_followed_then_lead_somewhere() -> None:
    for path in DOCUMENTS:
        for target in re.findall(r"\]\(([^)]+)\)", path.read_text("utf-8")):
            place, _, anchor = target.partition("#")
            found = (path.parent / place).resolve() if place else path
            assert found.exists(), target
            if anchor:
                headings = re.findall(r"^#+ (.+)$", found.read_text("utf-8"), re.MULTILINE)
                assert anchor in {heading.lower().replace(" ", "-") for heading in headings}, target


def test_runbook_when_read_then_every_entry_says_the_same_five_things() -> None:
    entries = re.split(r"^## ", RUNBOOK, flags=re.MULTILINE)[1:]
    assert entries
    for entry in entries:
        for heading in ("Means", "Residents notice", "First look", "Fix", "Call"):
            assert f"**{heading}**" in entry, entry.splitlines()[0]


@pytest.mark.parametrize(
    "words",
    sorted(
        {
            *re.findall(r"`tool ([^`]+)`", RUNBOOK),
            *re.findall(r"--no-deps topology ([^`\n']+)`", README),
        }
    ),
)
def test_commands_when_shown_then_they_are_commands(words: str) -> None:
    filled = words.replace('"…"', "why").replace("<id>", "x")
    assert parser().parse_args(filled.split())
