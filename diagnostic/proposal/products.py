"""The products whose exports the kit knows (`intake/presets`): which of them a sheet comes from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from diagnostic import schema
from diagnostic.calendar import Hours
from diagnostic.intake.files.headers import first_present, plain
from diagnostic.intake.presets import Preset, recognise, ways
from diagnostic.proposal import vocabulary
from diagnostic.proposal.hours import tables as hours_tables
from diagnostic.proposal.hours.directory import opening_times
from diagnostic.proposal.hours.places import Place
from diagnostic.proposal.sample import Sample

HOURS = "hours"
# no town has so many places: a longer file is no table of hours
HOURS_ROWS = 5_000
# with fewer of its headers than this, an export is read by its names and values instead
LIKELY = 0.75


@dataclass(frozen=True)
class Recognised:
    """A product that a sheet comes from: the source that reads it, and the headers that its preset finds there."""

    product: str
    table: str
    confidence: float
    entry: dict[str, Any]
    columns: dict[str, str]
    values: dict[str, dict[str, str]]
    fixed: tuple[str, ...]


def recognised(sample: Sample) -> Recognised | None:
    """The product that a sheet comes from, None where the kit knows none like it."""
    for preset, confidence in _likely(sample):
        present = {plain(header) for header in sample.headers}
        headers = {column: first_present(ways(names), present) for column, names in preset.columns.items()}
        columns = {column: header for column, header in headers.items() if header is not None}
        needed = schema.REQUIRED.get(preset.table, ())
        if preset.table in schema.TABLES and all(column in columns or column in preset.fixed for column in needed):
            fixed = (*preset.fixed, *(("channel",) if preset.channel else ()))
            entry = preset.source(sample.file)
            return Recognised(preset.product, preset.table, confidence, entry, columns, preset.values, fixed)
    return None


def hours(folder: Path, sample: Sample) -> list[Place] | None:
    """The places whose opening hours a directory's file or a table of weekdays gives; None where the file is something else."""
    if any(preset.table == HOURS for preset, _ in _likely(sample)):
        return opening_times(folder, sample.file)
    columns = ", ".join(f"coalesce({one.at}, '')" for one in sample.fields)
    rows = sample.connection.execute(f"select {columns} from raw order by line").fetchall() if sample.rows <= HOURS_ROWS else []
    places = hours_tables.places(sample.headers, rows, sample.title) if rows else None
    return places and [replace(place, channel=_answers(sample.title, place.site)) for place in places]


def _answers(*names: str) -> str:
    """By which channel a place is open, as its file or its own name says: the switchboard has its line beside the counters."""
    return "phone" if any(vocabulary.file_channel(name) == "phone" for name in names) else Hours.channel


def _likely(sample: Sample) -> list[tuple[Preset, float]]:
    return [(preset, sure) for preset, sure in recognise(sample.headers, sample.content.format) if sure >= LIKELY]
