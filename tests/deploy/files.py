"""The files of the deployment, read as whoever runs them reads them."""

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
VARIABLE = re.compile(r"(?<!\$)\$\{(\w+)(?:(:[-?])([^}]*))?\}")


def compose() -> dict[str, Any]:
    """docker-compose.yml with its anchors merged and its variables as they stand."""
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))


def compose_text() -> str:
    """docker-compose.yml without its comments."""
    lines = (ROOT / "docker-compose.yml").read_text("utf-8").splitlines()
    return "\n".join(line.partition(" # ")[0] for line in lines if line[:1] != "#")


def variables() -> list[tuple[str, str]]:
    """Every ``${NAME…}`` of the compose file: its name and what follows (``:?``, ``:-``)."""
    return [(name, how) for name, how, _ in VARIABLE.findall(compose_text())]


def filled(text: str, values: dict[str, str]) -> str:
    """The text with its variables filled in. Raises ``KeyError`` where a required one is empty."""

    def value(found: re.Match[str]) -> str:
        name, how, default = found.groups()
        given = values.get(name, "")
        if not given and how == ":?":
            raise KeyError(name)
        return given or default or ""

    return VARIABLE.sub(value, text)


def example_env() -> dict[str, str]:
    """What ``deploy/env.example`` names, with the values it gives."""
    lines = (DEPLOY / "env.example").read_text("utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}
