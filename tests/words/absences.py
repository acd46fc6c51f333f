"""What a mission may lack: its settings without a table, a column or a part, and the names of what is left in them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from diagnostic.resources import shipped

Settings = dict[str, Any]
PARTS = ("perimeter", "hours", "closures", "events", "promises", "clock_stops", "constraints", "targets", "parameters", "brand")
OF_CLIENT = ("population", "school_zone")
IN_HOLIDAYS = re.compile(r"\bSH [^;]*;? ?")
_yaml = YAML(typ="safe", pure=True)


def settings(town: str) -> Settings:
    """The settings of a sample town, its report in both languages."""
    read = settings_of(shipped("data_samples") / town)
    read["client"]["languages"] = ["fr", "en"]
    return read


def settings_of(folder: Path) -> Settings:
    """The settings of a mission, as they are written."""
    return _yaml.load((folder / "engagement.yml").read_text(encoding="utf-8"))


def present(of: Settings) -> set[str]:
    """The names of what these settings hold: `table`, `table.column`, `table:channel`, a part, `promises:kind`, `hours:channel`..."""
    names = {part for part in PARTS if of.get(part)} | {f"client.{name}" for name in OF_CLIENT if of["client"].get(name)}
    for source in of["sources"]:
        table = source["table"]
        names |= {table} | {f"{table}.{column}" for column in (*source["columns"], *source.get("fixed", ()))}
        names |= {f"{table}:{source['channel']}"} if "channel" in source else set()
    names |= {f"promises:{promise['kind']}" for promise in of.get("promises") or ()}
    names |= {"promises:complete" for promise in of.get("promises") or () if promise.get("clock_start") == "complete"}
    names |= {f"hours:{hours['channel']}" for hours in of.get("hours") or ()}
    names |= {f"parameters.{name}" for name in of.get("parameters") or ()}
    return names | ({"perimeter.absent"} if (of.get("perimeter") or {}).get("absent") else set())


def absences(of: Settings) -> dict[str, Settings]:
    """The settings without each table, file, column and part in turn, by the name of what is gone."""
    return {f"no {name}": altered for name, altered in _without(of)}


def write(folder: Path, town: str, of: Settings) -> Path:
    """A folder with the files of a sample town and these settings."""
    shutil.copytree(shipped("data_samples") / town / "data", folder / "data")
    with (folder / "engagement.yml").open("w", encoding="utf-8") as file:
        _yaml.dump(of, file)
    return folder


def _without(of: Settings) -> Iterator[tuple[str, Settings]]:
    tables = list(dict.fromkeys(source["table"] for source in of["sources"]))
    for table in tables:
        if len(tables) > 1:
            yield table, _sources(of, lambda source, gone=table: source["table"] != gone)
    for file in dict.fromkeys(source["file"] for source in of["sources"]):
        yield file, _sources(of, lambda source, gone=file: source["file"] != gone)
    for table in tables:
        for column in dict.fromkeys(name for source in of["sources"] if source["table"] == table for name in source["columns"]):
            yield f"{table}.{column}", _column(of, table, column)
    for part in (part for part in PARTS if part in of):
        gone = (part, "closures") if part == "hours" else (part,)
        yield part, {name: value for name, value in of.items() if name not in gone}
    for part, name in (("promises", "kind"), ("hours", "channel")):
        for kind in dict.fromkeys(one[name] for one in of.get(part, ())):
            left = {
                same: [one for one in of.get(same, ()) if one[name] != kind] for same in (part, *(("closures",) if part == "hours" else ()))
            }
            yield f"{part}:{kind}", {**of, **left}
    for name in OF_CLIENT:
        left = {"client": {key: value for key, value in of["client"].items() if key != name}}
        if name == "school_zone":  # hours of school holidays need one
            left["hours"] = [{**one, "rules": IN_HOLIDAYS.sub("", one["rules"])} for one in of.get("hours", ())]
        yield f"client.{name}", {**of, **left}


def _sources(of: Settings, kept: Callable[[Settings], bool]) -> Settings:
    return {**of, "sources": [source for source in of["sources"] if kept(source)]}


def _column(of: Settings, table: str, column: str) -> Settings:
    altered = deepcopy(of)
    for source in altered["sources"]:
        if source["table"] == table:
            source["columns"].pop(column, None)
            source.get("values", {}).pop(column, None)
    return altered
