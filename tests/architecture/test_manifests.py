"""The manifests fit together: who hears is heard, who says is declared, names are short."""

import ast
import re
from pathlib import Path

import pytest

from chassis.service import Service
from contracts.catalogue import all_events, events_of
from contracts.envelope import Event
from launch.catalogue import SERVICES

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN = {"utils", "helpers", "manager", "base", "common", "misc"}
SHIPPED = [
    path for floor in ("contracts", "chassis", "services", "launch")
    for path in sorted((ROOT / floor).rglob("*.py"))
]  # fmt: skip


def test_every_heard_event_is_said_by_its_speaker() -> None:
    said = {event: service.name for service in SERVICES for event in service.says}
    for service in SERVICES:
        for event in service.hears:
            assert said.get(event) == event.speaker(), f"{service.name} hears {event.__name__}"


def test_every_event_of_the_contracts_is_declared_by_its_speaker() -> None:
    declared = {event for service in SERVICES for event in service.says}
    assert declared == set(all_events().values())


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_a_service_says_only_what_is_written_in_its_module(service: Service) -> None:
    assert {event.speaker() for event in service.says} == {service.name}


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_architecture_names_every_event(service: Service) -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    missing = [event.__name__ for event in service.says if f"`{event.__name__}`" not in page]
    assert not missing


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_architecture_names_every_collection(service: Service) -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    names = [kind.name for kind in service.kinds] + [plain.name for plain in service.plains]
    assert not [name for name in names if f"`{name}`" not in page]


def test_wire_types_are_unique_and_routable() -> None:
    wires = [event.wire_type() for service in SERVICES for event in service.says]
    assert len(wires) == len(set(wires))
    assert all(re.fullmatch(r"yishi\.[a-z]+\.[a-z-]+\.v\d+", wire) for wire in wires)


def test_events_of_one_module_are_found_in_their_order() -> None:
    from contracts import assembly

    assert [event.__name__ for event in events_of(assembly)][:2] == [
        "CharterAdopted",
        "MembersOrdered",
    ]
    assert all(issubclass(event, Event) for event in events_of(assembly))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_are_short_named_and_say_what_they_are(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert path.stem not in FORBIDDEN
    assert len(text.splitlines()) <= 300, "split it by meaning"
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), "a file begins with what it is"


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_pages_lead_to_other_services_by_the_links_of_their_manifests(service: Service) -> None:
    others = {link.split("{")[0] for one in SERVICES if one is not service
              for link in one.links.values()}  # fmt: skip
    written = re.compile(f"[\"'](?:{'|'.join(sorted(others))})")
    for page in sorted((ROOT / "services" / service.name / "templates").rglob("*.html")):
        found = written.findall(page.read_text(encoding="utf-8"))
        assert not found, f"{page.relative_to(ROOT)} writes {found}"


def test_nothing_happens_at_import() -> None:
    """No module of the services or the chassis opens, connects or reads at import."""
    for path in SHIPPED:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            called = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
            assert not called, f"{path.relative_to(ROOT)}:{node.lineno} calls at import"


def test_architecture_says_who_hears_each_event() -> None:
    """The event table names exactly the hearers that the manifests name."""
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rows = [row.split("|") for row in page.splitlines() if row.count("|") == 5]
    hearers = {name: row[4] for row in rows for name in re.findall(r"`(\w+)`", row[2])}
    for speaker in SERVICES:
        for event in speaker.says:
            heard_by = {service.name for service in SERVICES if event in service.hears}
            told = {s.name for s in SERVICES if s.name in hearers[event.__name__]}
            assert heard_by <= told, event.__name__
            assert heard_by or "other systems" in hearers[event.__name__], event.__name__
