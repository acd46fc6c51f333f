"""What each step of a mission was made from, so that it is made again when, and only when, that changes.

A step done is a small file of its own in `work/steps/`: processes that write at once take nothing from each other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from diagnostic.disk import put_json

KIT = Path(__file__).parent
CODE = (".py", ".sql", ".yml")


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


@cache
def code(*rooms: str) -> str:
    """The SHA-256 of the code and data of these rooms (folders or modules of the kit). FileNotFoundError for one that holds none."""
    content = hashlib.sha256()
    for room in rooms:
        files = [path for path in sorted([KIT / room, *(KIT / room).rglob("*")]) if path.suffix in CODE and path.is_file()]
        if not files:
            raise FileNotFoundError(f"no code in {KIT / room}")
        for path in files:
            content.update(path.relative_to(KIT).as_posix().encode("utf-8") + b"\0" + path.read_bytes() + b"\0")
    return content.hexdigest()


def digest(content: Any) -> str:
    """The SHA-256 of what JSON can hold."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def sha256(path: Path) -> str:
    """The SHA-256 of a file's content."""
    status = path.stat()
    return _sha256(path, status.st_size, status.st_mtime_ns)


@cache
def _sha256(path: Path, size: int, modified: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _record(step: Step) -> Path:
    return step.folder / "work" / "steps" / f"{step.name}.json"
