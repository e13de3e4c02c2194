"""What must be installed, installing it where that is allowed, and what a test does without it."""

import contextlib
import ctypes
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest

RABBITMQ_SBIN = Path("/usr/lib/rabbitmq/bin")  # those in /usr/sbin change to another user
SECANTUS = Path(sys.executable).with_name("secantusd-py")
PROVIDER = Path(__file__).parent.with_name("provider")  # the identity provider's script
NODE_AT_LEAST = 20
POLICY = Path("/usr/sbin/policy-rc.d")  # asked by Debian's packages before they start a service


def is_ci(environ: Mapping[str, str] = os.environ) -> bool:
    return environ.get("CI", "").lower() in ("1", "true", "yes")


def unavailable(reason: str, environ: Mapping[str, str] = os.environ) -> NoReturn:
    """Skips the test on a laptop and fails it in CI, where a missing server proves nothing."""
    if is_ci(environ):
        pytest.fail(f"{reason} (in CI this is a failure)", pytrace=False)
    pytest.skip(f"{reason}; `make test` as root on Debian installs it")


# ---- what is installed, and installing it ----------------------------------------------------


def mongodb_program() -> Path | None:
    """The stand-in, which comes with the development tools."""
    return SECANTUS if SECANTUS.exists() else None


def rabbitmq_program() -> Path | None:
    program = RABBITMQ_SBIN / "rabbitmq-server"
    return program if program.exists() else None


def chromium_program(environ: Mapping[str, str] = os.environ) -> Path | None:
    if named := environ.get("YISHI_TEST_CHROMIUM"):
        return Path(named)
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    return Path(found) if found else None


def promtool_program() -> Path | None:
    """What checks the rules of Prometheus and runs their tests; comes with Prometheus."""
    found = shutil.which("promtool")
    return Path(found) if found else None


def nginx_program() -> Path | None:
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    return Path(found) if found else None


def node_program() -> Path | None:
    """What the identity provider of the tests runs on, where it is new enough."""
    found = shutil.which("node")
    if found is None or shutil.which("npm") is None:
        return None
    told = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
    major = re.match(r"v(\d+)", told)
    return Path(found) if major and int(major[1]) >= NODE_AT_LEAST else None


def provider_packages() -> bool:
    """Fetches the identity provider's packages where node is there and they are not."""
    if (PROVIDER / "node_modules" / "oidc-provider").exists():
        return True
    if node_program() is None:
        return False
    npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    ran = subprocess.run(
        npm, cwd=PROVIDER, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        print(ran.stderr[-3000:], file=sys.stderr)
    return ran.returncode == 0


def pdftotext_program() -> Path | None:
    """What measures where every word of a PDF stands."""
    found = shutil.which("pdftotext")
    return Path(found) if found else None


def cjk_font() -> Path | None:
    """A font with Chinese letters: without one a page's picture shows empty boxes."""
    for folder in (Path("/usr/share/fonts"), Path.home() / ".local/share/fonts"):
        for pattern in ("wqy-*", "NotoSansCJK*", "NotoSansSC*", "SourceHanSans*"):
            for font in folder.rglob(pattern):
                return font
    return None


def libatomic() -> bool:
    """The library that Playwright's own driver lacks on a minimal Debian."""
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return False
    return True


@dataclass(frozen=True)
class Need:
    """A Debian package, and how to see that what it brings is already here."""

    package: str
    present: Callable[[], object]


BROKER = Need("rabbitmq-server", rabbitmq_program)
CHROMIUM = Need("chromium", chromium_program)
FONT = Need("fonts-wqy-microhei", cjk_font)  # 2 MB to fetch; fonts-noto-cjk is 60 MB
DRIVER = Need("libatomic1", libatomic)
PROMTOOL = Need("prometheus", promtool_program)
NGINX = Need("nginx", nginx_program)
NODE = Need("npm", node_program)
POPPLER = Need("poppler-utils", pdftotext_program)
ALL = (BROKER, CHROMIUM, FONT, DRIVER, PROMTOOL, NGINX, POPPLER, NODE)
# Packages that also put a service on the machine: it must not run because of a test.
SERVICES = (BROKER, PROMTOOL, NGINX)


def missing(needs: Sequence[Need]) -> list[str]:
    return [need.package for need in needs if not need.present()]


def may_install() -> bool:
    """True as root on Debian and its kin; anyone else is told what to install instead."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(*needs: Need) -> list[str]:
    """Installs what is missing, where that is allowed; returns the packages still missing."""
    packages = missing(needs)
    if not packages or not may_install():
        return packages
    print(f"  installing {', '.join(packages)} (a few minutes the first time) …", flush=True)
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt_get = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]
    with services_held_back():
        for arguments in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
            ran = subprocess.run(
                [*apt_get, *arguments],
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            if ran.returncode:
                print(ran.stdout[-3000:], file=sys.stderr)
    still = missing(needs)
    for need in SERVICES:
        if need.package in packages and need.package not in still:
            stop_system_service(need.package)
    return still


@contextlib.contextmanager
def services_held_back() -> Iterator[None]:
    """While packages are installed, none may start a service.

    A policy that the machine already has stays as it is: it may be there on purpose.
    """
    try:
        with POLICY.open("x") as policy:
            policy.write("#!/bin/sh\nexit 101\n")
    except FileExistsError:
        yield
        return
    try:
        POLICY.chmod(0o755)
        yield
    finally:
        POLICY.unlink()


def stop_system_service(name: str) -> None:
    """The package was only just installed for tests: nobody asked for a server at every boot."""
    for command in (
        ["systemctl", "disable", "--now", "--quiet", name],
        ["service", name, "stop"],
    ):
        if shutil.which(command[0]):
            subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
            return


def report() -> int:
    """Installs everything, says how it stands; in CI a missing package is a failure."""
    still = install(*ALL)
    for need in ALL:
        state = "MISSING" if need.package in still else "ready"
        print(f"  {need.package:20} {state}")
    print(f"  {'MongoDB stand-in':20} {'ready' if mongodb_program() else 'MISSING'}")
    provider = provider_packages()
    print(f"  {'identity provider':20} {'ready' if provider else 'MISSING'}")
    if still:
        print(
            "\n  Tests that need them are skipped. To run them 要运行这些测试请安装：\n\n"
            f"      sudo apt-get install --no-install-recommends {' '.join(still)}\n"
        )
    return 1 if (still or not provider) and is_ci() else 0
