"""What each step of a mission was made from, so that it is made again when, and only when, that changes.

A step done is a small file of its own in `work/steps/`: processes that write at once take nothing from each other.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from diagnostic.disk import put_json
from diagnostic.hashes import sha256
from diagnostic.resources import shipped

__all__ = ["Step", "changed", "code", "digest", "done", "forget", "forget_all", "hashed", "intact", "kit", "record", "recorded", "sealed"]
__all__ += ["sha256"]

KIT = Path(__file__).parent
CODE = (".py", ".sql", ".yml", ".json", ".csv")


@dataclass(frozen=True)
class Step:
    """A step of the mission in `folder`: hashes of what goes in, by name, a hash of the recipe, and the files that come out.

    An output has a hash where it matters whether somebody changes it afterwards, else nothing: its SHA-256 (`sealed`) where it must be
    as the step left it. The `version` of a step is what another one that builds on it has among its inputs.
    """

    folder: Path
    name: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    recipe: str = ""
    outputs: Mapping[Path, str] = field(default_factory=dict)

    @property
    def version(self) -> str:
        return digest([dict(self.inputs), self.recipe])


def done(step: Step) -> bool:
    """Whether it was last made from these very inputs by this very recipe, and all that it left is still there, undamaged."""
    made = recorded(step)
    return made is not None and made.version == step.version and all(intact(path, of) for path, of in made.outputs.items())


def changed(step: Step) -> list[str]:
    """The inputs that are not those that it was last made from, by name; none where it never was made."""
    made = recorded(step)
    if made is None:
        return []
    return [name for name in {**step.inputs, **made.inputs} if step.inputs.get(name) != made.inputs.get(name)]


def intact(path: Path, of: str) -> bool:
    """Whether an output is there and, where it has one, under its hash."""
    return path.is_file() and of in ("", sha256(path))


def sealed(step: Step) -> Step:
    """The step with the SHA-256 of each of its outputs as they are: whatever is damaged is made anew."""
    return replace(step, outputs={path: sha256(path) for path in step.outputs})


def recorded(step: Step) -> Step | None:
    """The step of this name as it was last made, None where it never was to its end, or what tells of it is damaged."""
    try:
        known = json.loads(_record(step).read_text(encoding="utf-8"))
        outputs = {step.folder / path: of for path, of in known["outputs"].items()}
        return Step(step.folder, step.name, known["inputs"], known["recipe"], outputs)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def record(step: Step) -> None:
    """After it is made: write what it was made from."""
    outputs = {path.relative_to(step.folder).as_posix(): of for path, of in step.outputs.items()}
    _record(step).parent.mkdir(parents=True, exist_ok=True)
    put_json(_record(step), {"inputs": dict(step.inputs), "recipe": step.recipe, "outputs": outputs})


def forget(step: Step) -> None:
    """Before it is made: one that stops half-way is not done."""
    _record(step).unlink(missing_ok=True)


def forget_all(folder: Path) -> None:
    """Before everything is made anew. What tells of saved notebooks is kept: it tells an edit from what a run left."""
    for path in (folder / "work" / "steps").glob("*.json"):
        path.unlink()


@cache
def kit() -> str:
    """The SHA-256 of all that decides what is made of a mission: the code, the notebooks and templates, and the libraries installed."""
    content = hashlib.sha256(_libraries().encode())
    for folder in (KIT, shipped("notebooks"), shipped("templates")):
        _add(content, folder, [path for path in _files(folder) if folder != KIT or path.endswith(CODE)])
    return content.hexdigest()


@cache
def code(*rooms: str) -> str:
    """The SHA-256 of the code and data of these rooms (folders or modules of the kit) and of the libraries that they run with.
    FileNotFoundError for one that holds none."""
    content = hashlib.sha256(_libraries().encode())
    for room in rooms:
        files = [path for path in _files(KIT / room) if path.endswith(CODE)]
        if not files:
            raise FileNotFoundError(f"no code in {KIT / room}")
        _add(content, KIT, files)
    return content.hexdigest()


def _files(place: Path) -> list[str]:
    """The files of a folder, or the one that it is; not what is shipped within the kit's own, nor what Python leaves there."""
    if place.is_file():
        return [str(place)]
    found = []
    for folder, below, names in os.walk(place):
        below[:] = [name for name in below if name not in ("__pycache__", "shipped") and not name.startswith(".")]
        found += [str(Path(folder, name)) for name in names]
    return sorted(found)


def _add(content: Any, folder: Path, paths: list[str]) -> None:
    start = len(str(folder)) + 1
    for path in paths:
        content.update(path[start:].replace(os.sep, "/").encode("utf-8") + b"\0" + Path(path).read_bytes() + b"\0")


def hashed(parts: Mapping[str, str]) -> dict[str, str]:
    """The SHA-256 of each of these texts, by its name."""
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in parts.items()}


def digest(content: Any) -> str:
    """The SHA-256 of what JSON can hold."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@cache
def _libraries() -> str:
    """The Python that runs, its computer, and every library installed with its version: each may decide the last digit of a figure."""
    folders = [Path(folder) for folder in sys.path if Path(folder).is_dir()]
    named = sorted({path.name for folder in folders for path in folder.glob("*-info")})
    return "\n".join([sys.version, sys.platform, platform.machine(), *named])


def _record(step: Step) -> Path:
    return step.folder / "work" / "steps" / f"{step.name}.json"
