"""What can be wrong in `engagement.yml`, each with its line, its key and what to write instead."""

from __future__ import annotations

import datetime as dt
import re
import typing
from collections.abc import Iterator
from itertools import islice
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ValidationError

from diagnostic import schema
from diagnostic.calendar import Hours
from diagnostic.calendar.half_hours import half_hour
from diagnostic.engagement import presets, scalars, turned
from diagnostic.engagement.parts import Constraints, source_names
from diagnostic.engagement.scalars import as_word
from diagnostic.engagement.units import misplaced_units, unit_problem
from diagnostic.engagement.yaml_file import Place, YamlFile
from diagnostic.errors import TOLD, Problem, nearest, or_nearest, shown, written
from diagnostic.indicators.catalogue import catalogue
from diagnostic.wording import Word

KINDS = {
    "string": "text",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "date": "date",
    "tuple": "list",
    "dict": "group",
    "model": "group",
}
LIMITS = {
    "greater_than_equal": ("ge", "at_least"),
    "greater_than": ("gt", "above"),
    "less_than_equal": ("le", "at_most"),
    "less_than": ("lt", "below"),
}
PATTERNS = {scalars.COLOUR: "colour", scalars.REGION: "holidays"}
# the words that a derivation gives, none where it computes them
DERIVED: dict[str, tuple[str, ...]] = {
    "age_band": (),
    "activity": ("private", "professional"),
    "digital_distance": ("distant", "autonomous"),
}


def find(file: YamlFile, error: ValidationError | None, model: type[BaseModel]) -> list[Problem]:
    """The problems of the file, in the order of its lines: those of its shape (`error`) and those of its meaning. In each respect no more
    are looked for than are told."""
    placed = list(islice(_repeated(file), TOLD + 1))
    if error is not None:
        placed += _shape(error, model, file)
    if isinstance(file.value, dict):
        placed += [problem for check in CHECKS for problem in islice(check(file.value, file.path.parent), TOLD + 1)]
    placed.sort(key=lambda item: file.line(item[0]))
    return [_located(file, place, key, values) for place, key, values in placed]


def is_there(path: Path) -> bool:
    """Whether a path leads to a file; no path that the system cannot take does."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


Placed = tuple[Place, str, dict[str, Any]]


def _located(file: YamlFile, place: Place, key: str, values: dict[str, Any]) -> Problem:
    shortened = {name: shown(value) if isinstance(value, str) else value for name, value in values.items()}
    return Problem(f"engagement.{key}", {"line": file.line(place), "place": shown(written(place) or file.path.name), **shortened})


def _repeated(file: YamlFile) -> Iterator[Placed]:
    for place, first, again in file.twice:
        yield place, "repeated", {"name": place[-1], "first": first, "line": again}


# The shape: what pydantic says, in the words of the file's author


def _shape(error: ValidationError, model: type[BaseModel], file: YamlFile) -> Iterator[Placed]:
    items = [(tuple(step for step in item["loc"] if step != "[key]"), item) for item in error.errors(include_url=False)]
    for place, item in sorted(items, key=lambda told: file.line(told[0]))[: TOLD + 1]:
        if place == ("folder",):
            yield (), "unknown_key_known", {"name": "folder", "known": _keys(model, ())}
        else:
            yield place, *_said(item, place, model)


def _said(item: Any, place: Place, model: type[BaseModel]) -> tuple[str, dict[str, Any]]:
    kind, value = item["type"], item["input"]
    if kind == "missing":
        return "missing", {"name": place[-1]}
    if kind == "extra_forbidden":
        return or_nearest("unknown_key", str(place[-1]), _keys(model, place[:-1]))
    if kind == "literal_error":
        if "unit" in place:
            return unit_problem(str(value))
        return or_nearest("value", str(value), re.findall(r"'([^']*)'", item["ctx"]["expected"]))
    if kind in LIMITS and isinstance(value, dt.date):
        return "period_far", {"day": value, "first": str(scalars.FIRST.year), "last": str(scalars.LAST.year)}
    if kind in LIMITS:
        bound, limit = LIMITS[kind]
        return limit, {"value": value, "limit": item["ctx"][bound]}
    if kind in ("string_too_long", "too_long"):
        return "too_many" if kind == "too_long" else kind.removeprefix("string_"), {"size": len(value), "limit": item["ctx"]["max_length"]}
    if kind in ("string_pattern_mismatch", "string_unicode"):
        return _odd(value, item.get("ctx", {}).get("pattern", scalars.ANY))
    if kind == "value_error" and str(item["ctx"]["error"]) == scalars.ENCODING:
        return "encoding", {"value": value}
    if value is None or kind in ("string_too_short", "too_short"):
        return "empty", {}
    expected = KINDS.get(kind.removesuffix("_type"), "number")
    if expected == "text" and not isinstance(value, (dict, tuple)):
        return "quotes", {"value": value}
    return "kind", {"value": _short(value), "expected": Word(f"engagement.kinds.{expected}")}


def _odd(value: str, pattern: str) -> tuple[str, dict[str, Any]]:
    """What a text lacks that does not read as its pattern."""
    if pattern in PATTERNS:
        return PATTERNS[pattern], {"value": value}
    if not value.strip():
        return "empty", {}
    character = next((one for one in value if "\ud800" <= one <= "\udfff" or not re.fullmatch(pattern, f"a{one}")), value[0])
    return "unseen", {"value": value, "character": f"U+{ord(character):04X}"}


def _short(value: Any) -> Any:
    if isinstance(value, (dict, tuple)):
        return Word("engagement.kinds.list" if isinstance(value, tuple) else "engagement.kinds.group")
    return value


def _keys(model: type[BaseModel], place: Place) -> list[str]:
    """The keys that the file may hold at a place."""
    at: Any = model
    for step in place:
        if isinstance(at, type) and issubclass(at, BaseModel):
            at = next(field.annotation for name, field in at.model_fields.items() if str(step) in (name, field.alias))
        else:  # tuple[Item, ...] or dict[str, Item]
            arguments = typing.get_args(at)
            at = arguments[0] if isinstance(step, int) else arguments[1]
    return [field.alias or name for name, field in at.model_fields.items() if name != "folder"]


# The meaning: checks on the values as read, so that one wrong part hides no other


def _group(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _items(value: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    return ((position, _group(item)) for position, item in enumerate(value if isinstance(value, tuple) else ()))


def _texts(value: Any) -> dict[str, None]:
    return dict.fromkeys(map(str, value)) if isinstance(value, tuple) else {}


def _period(value: dict[str, Any], folder: Path) -> Iterator[Placed]:
    period = _group(value.get("period"))
    start, end, extract = period.get("start"), period.get("end"), period.get("extract_date")
    if _before(end, start):
        yield ("period", "end"), "period_reversed", {"start": start, "end": end}
    if _before(extract, end):
        yield ("period", "extract_date"), "extract_before_end", {"extract": extract, "end": end}
    for part, starts, ends in (("hours", "valid_from", "valid_to"), ("closures", "from", "to")):
        for position, item in _items(value.get(part)):
            first, last = item.get(starts), item.get(ends)
            if _before(last, first):
                yield (part, position, ends), "period_reversed", {"start": first, "end": last}


def _before(day: Any, other: Any) -> bool:
    """Whether both are dates, and the first is the earlier one."""
    return isinstance(day, dt.date) and isinstance(other, dt.date) and type(day) is type(other) and day < other


def _client(value: dict[str, Any], folder: Path) -> Iterator[Placed]:
    client = _group(value.get("client"))
    timezone = client.get("timezone")
    if isinstance(timezone, str):
        try:
            ZoneInfo(timezone)
        except (KeyError, ValueError, OSError):
            near = nearest(timezone, available_timezones())
            yield ("client", "timezone"), "timezone", {"name": timezone, "near": near or "Europe/Paris"}
    if client.get("languages") == ():
        yield ("client", "languages"), "empty", {}


def _sources(value: dict[str, Any], folder: Path) -> Iterator[Placed]:
    if value.get("sources") == ():
        yield ("sources",), "empty", {}
    for position, source in _items(value.get("sources")):
        place = ("sources", position)
        yield from _file(source.get("file"), (*place, "file"), folder)
        preset = source.get("preset")
        if isinstance(preset, str) and preset not in presets.tables():
            yield (*place, "preset"), *or_nearest("preset", preset, presets.tables())
        if preset is None and "columns" not in source:
            yield (*place, "columns"), "missing", {"name": "columns"}
        table = source["table"] if "table" in source else presets.tables().get(str(preset)) if preset is not None else None
        if isinstance(table, str) and table in schema.TABLES:
            yield from _columns(source, table, place)
            yield from misplaced_units(source, table, place)
            yield from _derived(source, table, place)
            yield from turned.find(source, table, place)


def _file(name: Any, place: Place, folder: Path) -> Iterator[Placed]:
    if not isinstance(name, str):
        return
    plain = name.replace("\\", "/")
    if not plain or PurePosixPath(plain).is_absolute() or PureWindowsPath(plain).drive or ".." in PurePosixPath(plain).parts:
        yield place, "file_outside", {"name": name}
    elif not is_there(folder / plain):
        here = [path.relative_to(folder).as_posix() for path in sorted((folder / "data").rglob("*")) if path.is_file()]
        by_name = {Path(path).name: path for path in here}
        near = nearest(plain, here) or by_name.get(nearest(Path(plain).name, by_name) or "")
        if near:
            yield place, "file_near", {"name": name, "near": near}
        else:
            yield place, "file_known", {"name": name, "known": here or [Word("engagement.none")]}


def _columns(source: dict[str, Any], table: str, place: Place) -> Iterator[Placed]:
    columns = schema.TABLES[table]
    for part in ("columns", "fixed", "values"):
        for name, content in _group(source.get(part)).items():
            if name not in columns:
                yield (*place, part, name), *or_nearest("column", name, columns, table=table)
                continue
            given: dict[Place, Any] = {(): as_word(content)} if part == "fixed" else {}
            if part == "values":
                given = {(word,): as_word(ours) for word, ours in _group(content).items() if as_word(ours) != ""}
            words = columns[name].values
            for inner, ours in given.items():
                if words and isinstance(ours, str) and ours not in words:
                    yield (*place, part, name, *inner), *or_nearest("value", ours, words)


def _derived(source: dict[str, Any], table: str, place: Place) -> Iterator[Placed]:
    texts = [name for name, column in schema.TABLES[table].items() if column.kind == "text"]
    for name, derivation in _group(source.get("derive")).items():
        at = (*place, "derive", name)
        if name not in texts:
            yield at, *or_nearest("column", name, texts, table=table)
        elif name in _group(source.get("columns")) or name in _group(source.get("fixed")):
            yield at, "derived_twice", {"name": name}
        yield from _rule(_group(derivation), at)


def _rule(derivation: dict[str, Any], place: Place) -> Iterator[Placed]:
    rule, values = derivation.get("rule"), _group(derivation.get("values"))
    words = DERIVED.get(rule) if isinstance(rule, str) else None
    if words is None:
        return
    if not words and values:
        yield (*place, "values"), "derived_values", {"rule": rule}
    elif rule == "digital_distance" and not values:
        yield place, "derived_no_values", {"rule": rule, "known": list(words)}
    elif words:
        for theirs, ours in ((theirs, as_word(ours)) for theirs, ours in values.items()):
            if isinstance(ours, str) and ours and ours not in words:
                yield (*place, "values", theirs), *or_nearest("value", ours, words)


def _hours(value: dict[str, Any], folder: Path) -> Iterator[Placed]:
    sites = _texts(_group(value.get("perimeter")).get("sites"))
    opened: dict[str, None] = {}
    for position, hours in _items(value.get("hours")):
        site = hours.get("site")
        opened[str(site)] = None
        if sites and isinstance(site, str) and site not in sites:
            yield ("hours", position, "site"), *or_nearest("site", site, sites)
        if ("rules" in hours) == ("week" in hours):
            yield ("hours", position), "hours_twice" if "rules" in hours else "no_hours", {}
    for position, closure in _items(value.get("closures")):
        site = closure.get("site")
        if isinstance(site, str) and site not in opened:
            yield ("closures", position, "site"), *or_nearest("closed_site", site, opened)


def _events(value: dict[str, Any], folder: Path) -> Iterator[Placed]:
    known: dict[str, None] = {}
    for _, source in _items(value.get("sources")):
        path = str(source.get("file", "")).replace("\\", "/")
        if not is_there(folder / path):
            return  # a problem already; the event may well name the file as it should be
        known |= dict.fromkeys(source_names(path, source.get("sheet")))
    for position, event in _items(value.get("events")):
        if isinstance(event.get("source"), str) and event["source"] not in known:
            yield ("events", position, "source"), *or_nearest("source", event["source"], known)


def _clock_stops(value: dict[str, Any], folder: Path) -> Iterator[Placed]:
    for position, stop in _items(value.get("clock_stops")):
        if isinstance(stop.get("from"), str) and stop["from"] == stop.get("to"):
            yield ("clock_stops", position, "to"), "stop_alone", {"name": stop["from"]}


def _targets(value: dict[str, Any], folder: Path) -> Iterator[Placed]:
    for name in _group(value.get("targets")):
        if name not in catalogue():
            yield ("targets", name), *or_nearest("indicator", name, catalogue())


def _tables(value: dict[str, Any], folder: Path) -> Iterator[Placed]:
    yield from _file(value.get("topic_groups"), ("topic_groups",), folder)
    relays = _group(value.get("relays"))
    yield from _file(relays.get("file"), ("relays", "file"), folder)
    for present, lacking in (("file", "column"), ("column", "file")):
        if present in relays and lacking not in relays:
            yield ("relays",), "missing", {"name": lacking}


def _constraints(value: dict[str, Any], folder: Path) -> Iterator[Placed]:
    constraints = _group(value.get("constraints"))
    times = {name: constraints[name] for name in ("earliest", "latest") if isinstance(constraints.get(name), str)}
    for name, time in times.items():
        if half_hour(time) is None:
            yield ("constraints", name), "half_hour", {"value": time}
    span = {name: Constraints.model_fields[name].default for name in ("earliest", "latest")} | times
    first, last = (half_hour(time) for time in span.values())
    if first is not None and last is not None and last <= first:
        yield ("constraints", "latest" if "latest" in times else "earliest"), "times_reversed", span
    counters = (hours.get("site") for _, hours in _items(value.get("hours")) if hours.get("channel", Hours.channel) == "counter")
    declared = dict.fromkeys(map(str, counters))
    sites = constraints.get("sites")
    for position, site in enumerate(sites if isinstance(sites, tuple) else ()):
        if isinstance(site, str) and site not in declared:
            yield ("constraints", "sites", position), *or_nearest("place", site, declared)


CHECKS = (_client, _period, _sources, _hours, _events, _clock_stops, _targets, _tables, _constraints)
