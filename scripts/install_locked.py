"""Installs a lock file with the Python that runs this, on one quiet line.

    .venv/bin/python scripts/install_locked.py requirements.lock

The lock names every package with its version and hash, so pip resolves nothing: an older pip takes
`coverage[toml]>=7.10` for a newer release than the pinned `coverage`, and then refuses it. pip's
own words are kept back and shown only when it fails.
"""

import re
import subprocess
import sys
import time
from pathlib import Path

PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
A_PACKAGE = re.compile(r"(?:Collecting|Requirement already satisfied:) (\S+?)[=;\[ ]")


def main(lock: str) -> int:
    total = len(re.findall(r"^[\w.\[\]-]+==", Path(lock).read_text(), re.MULTILINE))
    began = time.monotonic()
    for command, note in (
        ([*PIP, "--no-deps", "--requirement", lock], f"{total} packages from {lock}"),
        ([*PIP, "--no-deps", "--editable", "."], "yishi itself"),
    ):
        code, words = run(command, note, total)
        if code:
            print(*words[-40:], f"\npip failed installing {note}.", sep="\n", file=sys.stderr)
            return code
    show(f"  installed {total} packages in {time.monotonic() - began:.0f} s", end="\n")
    return 0


def run(command: list[str], note: str, total: int) -> tuple[int, list[str]]:
    """Runs pip, counting the packages it comes to; returns its exit code and its words."""
    show(f"  installing {note} …", end="" if sys.stdout.isatty() else "\n")
    words: list[str] = []
    seen: set[str] = set()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as pip:
        for line in pip.stdout or ():
            words.append(line.rstrip())
            if sys.stdout.isatty() and (found := A_PACKAGE.match(line)):
                seen.add(found[1])
                show(f"  {min(len(seen), total)}/{total}  {found[1]}")
            elif sys.stdout.isatty() and line.startswith("Installing collected packages"):
                show(f"  {total}/{total}  writing files …")
    return pip.returncode, words


def show(text: str, end: str = "") -> None:
    """One line that overwrites itself on a terminal; plain lines in a log."""
    print(f"\r\x1b[K{text}" if sys.stdout.isatty() else text, end=end, flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
