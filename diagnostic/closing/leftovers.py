"""What closing leaves in place and somebody has to look at: nothing outside `data/`, `work/` and the key is ever deleted."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from diagnostic.closing.inventory import DATA, WORK, is_link, is_there, walk

# what the kit writes into `output/`: aggregates whose small groups are hidden, and lists without a value
OUTPUT = re.compile(
    r"(report|summary)\.(fr|en)\.(html|pdf|docx|pptx)|indicators\.(csv|xlsx)|findings\.json|actions\.csv|rejects\.csv"
    r"|certificate\.(fr|en)\.(md|docx)|closing\.json"
)
# where a command that names no mission puts the account of an error
LOGS = "diagnostic-error*.log"
AGAIN = re.compile(r" \(\d\)(?=\.)")  # beside a file that was open elsewhere
# written by the consultant, or by the kit for the town: to read again, and no data by nature
WRITTEN = re.compile(r"engagement\.yml|findings\.yml|actions\.yml|scenarios/[^/]*\.ya?ml|request/[^/]*\.md")
FORM = re.compile(r"request/tables/[^/]*\.csv")
# folders whose files are looked at one by one; another is named as a whole
ROOMS = ("output", "request", "notebooks", "scenarios")
OURS = (".diagnostic-demo", ".diagnostic.lock", ".DS_Store", "desktop.ini", "Thumbs.db")
HISTORY = (".git", ".hg", ".svn")
# of these a closing cannot say that the data are destroyed
SURE = ("key", "links", "received", "identifiers")

Leftovers = dict[str, list[str]]


def find(folder: Path, declared: dict[str, Any]) -> Leftovers:
    """What is left, by kind: `received` files that `engagement.yml` names elsewhere, its `identifiers`, `notebooks` that hold results, a
    `history` of the folder, files that the kit does not know (`unknown`), the `log` of an error, and what is `written` by hand."""
    found: Leftovers = {"received": list(dict.fromkeys(_received(folder, declared)))}
    relays = declared.get("relays")
    listed = relays.get("identifiers") if isinstance(relays, dict) else relays
    if listed:
        found["identifiers"] = ["engagement.yml > relays"]
    for path in sorted(folder.iterdir()):
        if path.name in HISTORY:
            found.setdefault("history", []).append(f"{path.name}/")
        elif path.name not in (DATA, WORK):
            for file in walk(path):
                name = file.relative_to(folder).as_posix()
                kind = _kind(file, name) if name not in found["received"] else None
                if kind == "unknown" and path.name not in ROOMS and file != path:
                    name = f"{path.name}/"
                if kind and name not in found.setdefault(kind, []):
                    found[kind].append(name)
    found["log"] = sorted(path.name for path in Path(tempfile.gettempdir()).glob(LOGS))
    return {kind: names for kind, names in found.items() if names}


def kept(folder: Path) -> list[str]:
    """The files of `output/` that the kit wrote, which may be kept."""
    return sorted(path.relative_to(folder).as_posix() for path in walk(folder / "output") if OUTPUT.fullmatch(AGAIN.sub("", path.name)))


def _received(folder: Path, declared: dict[str, Any]) -> Iterator[str]:
    """The files that `engagement.yml` names outside `data/` and `work/`, and that are still there."""
    sources, relays = declared.get("sources"), declared.get("relays")
    named = [source.get("file") for source in sources if isinstance(source, dict)] if isinstance(sources, tuple) else []
    named += [declared.get("topic_groups"), relays.get("file") if isinstance(relays, dict) else None]
    for name in (one.replace("\\", "/") for one in named if isinstance(one, str) and one):
        path = folder / name
        inside = any(path.resolve().is_relative_to((folder / room).resolve()) for room in (DATA, WORK))
        if not inside and is_there(path):
            yield name


def _kind(path: Path, name: str) -> str | None:
    if name.startswith("output/"):
        return None if OUTPUT.fullmatch(AGAIN.sub("", path.name)) and path.parent.name == "output" else "unknown"
    if path.name in OURS or is_form(path, name):
        return None
    if WRITTEN.fullmatch(name):
        return "written"
    if ".ipynb_checkpoints" in path.parts:
        return "notebooks"
    if path.suffix == ".ipynb" and not is_link(path):
        return "notebooks" if _has_results(path) else None
    return "unknown"


def is_form(path: Path, name: str) -> bool:
    """Whether a file is a form of the collection pack that nobody filled in: headers alone."""
    return bool(FORM.fullmatch(name)) and not is_link(path) and len(path.read_bytes().splitlines()) <= 1


def _has_results(path: Path) -> bool:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return any(cell.get("outputs") for cell in cells)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return True
