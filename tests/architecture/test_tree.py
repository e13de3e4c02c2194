"""The tree on the page of the house leads to every module of the chassis and the launch floor."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("chassis", "chassis/*", "launch")


def in_tree(page: str) -> set[str]:
    """The names in the tree; ``sheet_*`` stands for all that begin so."""
    tree = page[page.index("## Tree") : page.index("## Reading it")]
    return set(re.findall(r"[a-z_]+\*?", tree))


def is_named(module: str, names: set[str]) -> bool:
    """Whether the tree has this module, by its name or by its beginning."""
    stars = (name[:-1] for name in names if name.endswith("*"))
    return module in names or any(module.startswith(start) for start in stars)


def test_tree_when_read_then_every_module_has_its_place() -> None:
    names = in_tree((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"))
    modules = [path for folder in FOLDERS for path in ROOT.glob(f"{folder}/*.py")]
    missing = [
        str(path.relative_to(ROOT))
        for path in modules
        if path.stem != "__init__" and not is_named(path.stem, names)
    ]
    assert sorted(set(missing)) == []


def test_module_when_only_its_beginning_is_named_then_found() -> None:
    names = in_tree("## Tree sheets, sheet_* · turns ## Reading it")
    assert is_named("sheet_cells", names)
    assert not is_named("turn", names)
