"""The end of a mission: its data, its work and its key are destroyed, its aggregates stay, and a certificate says so."""

from __future__ import annotations

import datetime as dt
import shutil
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from diagnostic import __version__, lock
from diagnostic.closing import certificate, leftovers
from diagnostic.closing.inventory import DATA, WORK, Inventory, is_link, is_there, shown, take
from diagnostic.closing.leftovers import Leftovers
from diagnostic.disk import put_json
from diagnostic.engagement import closed, language
from diagnostic.engagement.yaml_file import YamlFile
from diagnostic.errors import Problem, UserError, nearest
from diagnostic.intake.identity import keys
from diagnostic.wording import LANGUAGES, Quantity

__all__ = ["Closed", "Mission", "close"]


@dataclass(frozen=True)
class Mission:
    """A mission that may be closed: its folder, what of it would be destroyed, and what an earlier closing wrote of itself."""

    folder: Path
    inventory: Inventory
    record: dict[str, Any]

    @classmethod
    def at(cls, folder: Path) -> Mission:
        """The mission of a folder, whatever the state of its `engagement.yml`. UserError where the folder holds none."""
        folder = folder.resolve()
        record = closed.record(folder)
        if not (folder / "engagement.yml").is_file() and not record:
            raise UserError(_no_mission(folder))
        return cls(folder, take(folder, record.get("key")), record)

    @property
    def over(self) -> bool:
        """Whether it is closed, and nothing came since that could be destroyed."""
        return bool(self.record.get("closed")) and self.inventory.empty

    def is_named(self, typed: str) -> bool:
        """Whether this is the name of its folder, however the system writes accents."""
        return unicodedata.normalize("NFC", typed) == unicodedata.normalize("NFC", self.folder.name)

    @property
    def told(self) -> list[Problem]:
        """What closing would destroy and what it would leave, for whoever has to confirm."""
        held = self.inventory
        counts = {"files": Quantity(held.files, "count"), "bytes": Quantity(held.bytes, "count")}
        said = [Problem("closing.foreseen", {"folder": str(self.folder), **counts})]
        if held.key:
            path = str(keys.keys_folder() / held.key)
            said.append(Problem("closing.foreseen_key" if held.key_found else "closing.foreseen_no_key", {"path": path}))
        for name in held.links:
            said.append(Problem("closing.foreseen_link", {"link": name, "target": str((self.folder / name).readlink())}))
        if not (self.folder / "output" / "indicators.csv").is_file():
            said.append(Problem("closing.foreseen_no_report", {"folder": str(self.folder)}))
        return said


@dataclass(frozen=True)
class Closed:
    """A mission that is closed: the certificate in each language of the client, and what is left that somebody has to look at."""

    certificates: list[Path]
    left: Leftovers

    @property
    def problems(self) -> list[Problem]:
        return [Problem(f"closing.left.{kind}", {"names": names}) for kind, names in self.left.items() if kind != "written"]

    @property
    def exit_code(self) -> int:
        """1 while data are left that closing cannot destroy, else 0."""
        return int(any(kind in leftovers.SURE for kind in self.left))


def close(folder: Path) -> Closed:
    """Destroy the data, the work and the key of a mission, and write the certificate; begun again after an interruption, it goes on.

    UserError with what could not be destroyed, and why; the mission is not closed then. And where another command is at work in it.
    """
    with lock.alone(folder):
        return _closed(Mission.at(folder))


def _closed(mission: Mission) -> Closed:
    folder, held = mission.folder, mission.inventory
    record = _with_earlier(asdict(held), mission.record)
    if not mission.over:
        # what was there is written down first: after an interruption nothing else would tell
        (folder / "output").mkdir(exist_ok=True)
        put_json(folder / closed.RECORD, record | {"closed": None})
        _destroy(folder, held)
        record |= {"closed": _now(), "kit": __version__}
    left = leftovers.find(folder, _declared(folder))
    if record["links"]:
        left["links"] = record["links"]
    if record["key"] and not record["key_found"]:
        left["key"] = [record["key"]]
    languages = _languages(folder)
    content = {"record": record, "left": left, "kept": leftovers.kept(folder), "client": _client(folder)}
    certificates = [path for one in languages for path in certificate.write(folder / "output", content, one)]
    put_json(folder / closed.RECORD, record)
    return Closed(certificates, left)


def _with_earlier(found: dict[str, Any], earlier: dict[str, Any]) -> dict[str, Any]:
    """What was there when the closing was first begun, and what came since."""
    made = {"begun": earlier.get("begun") or _now(), "closed": earlier.get("closed"), "kit": earlier.get("kit") or __version__}
    for part in ("data", "work"):
        listed = {entry["file"]: entry for entry in (*found[part], *earlier.get(part, []))}
        made[part] = [listed[file] for file in sorted(listed)]
    made["links"] = sorted({*shown(found["links"]), *earlier.get("links", [])})
    return made | {"key": found["key"], "key_found": found["key_found"] or earlier.get("key_found", False)}


def _destroy(folder: Path, held: Inventory) -> None:
    """The key first: without it, what an interruption leaves of the rest bears no identifier that can be found again."""
    paths = [keys.keys_folder() / held.key] if held.key and held.key_found else []
    wrong = []
    for path in (*paths, folder / DATA, folder / WORK):
        try:
            if is_there(path):
                _remove(path)
        except OSError as error:
            place = str(error.filename or path)
            wrong.append(Problem("closing.not_destroyed", {"path": place, "why": error.strerror or str(error), "folder": str(folder)}))
            if path in paths:  # `work/` alone says which key it is
                break
    if wrong:
        raise UserError(wrong)


def _remove(path: Path) -> None:
    """Remove a file, a link without what it leads to, or a folder with all that is in it."""
    if is_link(path) or not path.is_dir():
        path.unlink()
        return
    try:
        shutil.rmtree(path)
    except PermissionError:  # files and folders that were made read-only
        for inside in _folders(path):
            inside.chmod(stat.S_IRWXU)
            for file in inside.iterdir():
                if not is_link(file) and not file.is_dir():
                    file.chmod(stat.S_IRUSR | stat.S_IWUSR)
        shutil.rmtree(path)


def _folders(path: Path) -> Iterator[Path]:
    yield path
    for inside in path.iterdir():
        if not is_link(inside) and inside.is_dir():
            yield from _folders(inside)


def _declared(folder: Path) -> dict[str, Any]:
    """What `engagement.yml` says, whether or not it is right."""
    try:
        value = YamlFile.read(folder / "engagement.yml").value
    except (UserError, OSError):
        return {}
    return value if isinstance(value, dict) else {}


def _languages(folder: Path) -> list[str]:
    client = _declared(folder).get("client")
    wanted = client.get("languages") if isinstance(client, dict) else None
    listed = [one for one in LANGUAGES if one in wanted] if isinstance(wanted, tuple) else []
    return listed or [language(folder)]


def _client(folder: Path) -> str:
    client = _declared(folder).get("client")
    return str(client.get("name") or folder.name) if isinstance(client, dict) else folder.name


def _no_mission(folder: Path) -> Problem:
    if folder.is_dir():
        return Problem("closing.no_mission", {"folder": str(folder)})
    near = nearest(folder.name, [beside.name for beside in folder.parent.iterdir() if beside.is_dir()]) if folder.parent.is_dir() else None
    return Problem(f"engagement.no_folder{'_near' if near else ''}", {"folder": str(folder), "near": near})


def _now() -> str:
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")
