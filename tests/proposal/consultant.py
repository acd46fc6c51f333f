"""A consultant who knows the files of a town and answers what `new` asks, and nothing that it does not ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

JOIN = " + "


@dataclass(frozen=True)
class Known:
    """What the consultant knows of a file: its table, its columns by canonical name, what their words mean, other keys of its source."""

    table: str
    columns: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    channel: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    nothing: tuple[str, ...] = ()  # headers that feed no column

    @property
    def told(self) -> set[str]:
        """The headers and canonical columns of which the consultant knows what they are."""
        parts = {part for expression in self.columns.values() for part in (expression, *expression.split(JOIN))}
        return {"channel", *self.columns, *parts, *self.nothing}


@dataclass
class Round:
    """What one reading of `to_confirm:` came to: the points, those accepted, those that an answer changed, those left open."""

    points: list[dict[str, Any]]
    accepted: list[dict[str, Any]] = field(default_factory=list)
    corrected: list[dict[str, Any]] = field(default_factory=list)
    left: list[dict[str, Any]] = field(default_factory=list)


def answer(folder: Path, files: Mapping[str, Known], mission: Mapping[str, Any]) -> Round:
    """Settle every point of `folder/engagement.yml` in the file above it and take it off, as the head of the file says to.

    `files` by path (`data/appels.csv`), `mission` by key (`client.name`, `hours` as {site: channel}). A point of which the consultant
    knows nothing and that proposes nothing is left where it stands.
    """
    yaml = YAML()
    yaml.width = 4096
    path = folder / "engagement.yml"
    top = yaml.load(path.read_text(encoding="utf-8"))
    done = Round([dict(point) for point in top.get("to_confirm", [])])
    for point in done.points:
        before = _plain(top)
        settled = _settle(top, point, files, mission)
        if _plain(top) != before:
            done.corrected.append(point)
        else:
            (done.accepted if settled or "proposal" in point else done.left).append(point)
    if done.left:
        top["to_confirm"] = done.left
    else:
        top.pop("to_confirm", None)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        yaml.dump(top, file)
    return done


def _plain(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _plain(value) for name, value in part.items()}
    return [_plain(one) for one in part] if isinstance(part, list) else part


def _settle(top: Any, point: Mapping[str, Any], files: Mapping[str, Known], mission: Mapping[str, Any]) -> bool:
    """Whether the consultant has an answer, which then stands in the file."""
    if point.get("file") == "engagement.yml":
        return _settle_mission(top, point.get("column"), mission)
    file = str(point.get("file")).partition(" [")[0]
    entries = [entry for entry in top["sources"] if entry["file"] == file]
    known = files.get(file)
    if known is None or not entries:
        return False
    header, right = point.get("column"), [entry for entry in entries if entry["table"] == known.table]
    if header is None:
        # a source of a wrong table cannot be answered away: its columns are those of that table
        return bool(right)
    reading = [entry for entry in right if header in {part for one in entry.get("columns", {}).values() for part in one.split(JOIN)}]
    for entry in reading or right:
        _settle_column(entry, str(header), known)
    return bool(right) and str(header) in known.told


def _settle_mission(top: Any, key: str | None, mission: Mapping[str, Any]) -> bool:
    if key not in mission:
        return False
    if key == "hours":
        for entry in top.get("hours", []):
            entry["channel"] = mission["hours"][entry["site"]]
        return "hours" in top
    *parts, last = str(key).split(".")
    place = top
    for part in parts:
        place = place[part]
    if mission[str(key)] is not None:
        place[last] = mission[str(key)]
    return True


def _settle_column(entry: Any, header: str, known: Known) -> None:
    """What the consultant knows of one header, or of one canonical column, put into the source."""
    if header == "channel" and known.channel:
        entry["channel"] = known.channel
        return
    columns = entry.setdefault("columns", {})
    wanted = {name: expression for name, expression in known.columns.items() if header in (name, expression, *expression.split(JOIN))}
    for name in [name for name, expression in columns.items() if expression == header and name not in wanted]:
        del columns[name]
        entry.get("values", {}).pop(name, None)
    for name, expression in wanted.items():
        if name in entry.get("across", {}) and header in columns.get(name, "").split(JOIN):
            continue  # a question of a survey stands where it should, whatever source reads the others
        columns[name] = expression
        if name in known.words:
            values = entry.setdefault("values", {})
            if not isinstance(values.get(name), dict) or dict(values[name]) != dict(known.words[name]):
                values[name] = dict(known.words[name])
    for key, value in known.more.items():
        for name in wanted:
            if isinstance(value, dict) and name in value:
                entry.setdefault(key, {})[name] = value[name]
