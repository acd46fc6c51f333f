"""The sample town that `diagnostic demo` copies and reports on."""

from __future__ import annotations

from pathlib import Path

from diagnostic import disk, lock
from diagnostic.engagement import closed
from diagnostic.errors import Problem, UserError
from diagnostic.resources import shipped

TOWN = "ville-exemple"
MARK = ".diagnostic-demo"  # tells a folder made by the demo from a folder of the user's


def is_demo(folder: Path) -> bool:
    """Whether the demo made this folder."""
    return (folder / MARK).is_file()


def copy_demo(folder: Path) -> None:
    """Put the sample town into the folder, keeping what is already there of a demo. UserError where the folder is something else."""
    closed.refuse(folder)
    if folder.exists() and not is_demo(folder) and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(Problem("cli.not_a_demo", {"folder": str(folder.resolve())}))
    with lock.alone(folder):
        (folder / MARK).touch()
        source = shipped("data_samples") / TOWN
        for path in sorted([source / "engagement.yml", *(source / "data").rglob("*")]):
            copy = folder / path.relative_to(source)
            if path.is_file() and not copy.exists():
                disk.copy(path, copy)
