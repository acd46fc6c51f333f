"""What can be wrong in the `unit` of a source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from diagnostic import schema
from diagnostic.engagement.yaml_file import Place
from diagnostic.errors import or_nearest

# how units are written elsewhere, where the nearest name would be another one
MEANT = {
    "seconds": ("s", "sec", "secs", "secondes", "seconde", "second"),
    "milliseconds": ("ms", "msec", "millisecondes", "milliseconde", "millis"),
    "minutes": ("m", "mn", "min", "mins", "minute"),
    "hours": ("h", "hr", "hrs", "heures", "heure", "hour"),
    "days": ("d", "j", "jour", "jours", "day"),
    "hh:mm": ("h:mm", "h:m", "hhmm", "heures:minutes"),
    "mm:ss": ("m:ss", "m:s", "mmss", "minutes:secondes"),
}


def unit_problem(written: str) -> tuple[str, dict[str, Any]]:
    """The key and values of the Problem of a unit that is not known: the one that was meant, else all of them."""
    meant = next((unit for unit, ways in MEANT.items() if written.strip().lower() in ways), None)
    if meant is not None:
        return "value_near", {"name": written, "near": meant}
    return or_nearest("value", written, schema.UNITS)


def misplaced_units(source: dict[str, Any], table: str, place: Place) -> Iterator[tuple[Place, str, dict[str, Any]]]:
    """The units given to what is no column of durations of the table."""
    unit, columns = source.get("unit"), schema.TABLES[table]
    durations = [name for name, column in columns.items() if column.kind == "seconds"]
    for name in unit if isinstance(unit, dict) else ():
        if name not in columns:
            yield (*place, "unit", name), *or_nearest("column", name, durations or columns, table=table)
        elif name not in durations:
            yield (*place, "unit", name), "unit_column", {"name": name, "known": durations or ["-"]}
