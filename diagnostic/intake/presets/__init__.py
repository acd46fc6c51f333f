"""The exports of known products: one data file each, recognised by its format or its headers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from diagnostic import schema
from diagnostic.engagement import Source
from diagnostic.intake.cells.words import folded
from diagnostic.resources import files, listed

# below this share of its distinctive headers, a preset is no candidate
LIKELY = 0.5
HOURS = "hours"
Names = str | tuple[str, ...]


class Recognise(BaseModel):
    """What tells the export: the formats it comes in, and headers that other products do not have (or several names of one)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    formats: tuple[str, ...] = ()
    headers: tuple[Names, ...] = ()


def _our_names(preset: dict[str, Any]) -> dict[str, Names]:
    return {column: column for column in schema.TABLES.get(preset["table"], ())}


class Preset(BaseModel):
    """How the export of a product reads. `columns` gives, per canonical column, the header or the names it has in several languages;
    a column that the export at hand lacks is left out. Without `columns`, the headers are the names of our columns. `part_of`
    names the preset whose rows have several rows here. `notes` says, per language, what such an export cannot give."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    product: str
    documentation: tuple[str, ...]
    recognise: Recognise
    table: str
    columns: dict[str, Names] = Field(default_factory=_our_names)
    values: dict[str, dict[str, str]] = {}
    dates: str | None = None
    channel: str | None = None
    fixed: dict[str, str] = {}
    list_separator: str | None = None
    part_of: str | None = None
    notes: dict[str, str]

    def confidence(self, headers: Iterable[str], format: str | None) -> float:
        """The share of the distinctive headers that are there; 1 where the format alone tells."""
        wanted = self.recognise
        if wanted.formats and format not in wanted.formats:
            return 0.0
        if not wanted.headers:
            return 1.0 if wanted.formats else 0.0
        present = {folded(header) for header in headers}
        return sum(any(folded(name) in present for name in ways(one)) for one in wanted.headers) / len(wanted.headers)

    def source(self, file: str) -> dict[str, Any]:
        """The entry of `sources:` that reads the file with this preset; nothing where it gives opening hours instead of a table."""
        return {} if self.table == HOURS else {"file": file, "table": self.table, "preset": self.name}

    def completed(self, source: Source) -> Source:
        """The source with what the preset says, except what the source itself says. Its columns stay those of the source: which of the
        preset's there are is known once the file is open."""
        values = {column: self.values.get(column, {}) | source.values.get(column, {}) for column in {**self.values, **source.values}}
        completed = {"values": values, "fixed": self.fixed | source.fixed}
        completed |= {name: getattr(source, name) or getattr(self, name) for name in ("dates", "channel", "list_separator")}
        return source.model_copy(update=completed)


def presets() -> list[Preset]:
    """The presets that the kit knows, in order of name."""
    return list(_presets().values())


def preset(name: str) -> Preset:
    """The preset of that name."""
    return _presets()[name]


def recognise(headers: Iterable[str], format: str | None = None) -> list[tuple[Preset, float]]:
    """The presets that an export may follow with the confidence of each (0.5 to 1), best first."""
    headers = list(headers)
    likely = [(one, one.confidence(headers, format)) for one in presets()]
    likely = [(one, confidence) for one, confidence in likely if confidence >= LIKELY]
    return sorted(likely, key=lambda pair: (-pair[1], -len(pair[0].recognise.headers), pair[0].name))


def ways(names: Names) -> tuple[str, ...]:
    """The names that a header has in the languages of the product."""
    return (names,) if isinstance(names, str) else names


@cache
def _presets() -> dict[str, Preset]:
    paths = sorted((path for path in files(__name__).iterdir() if path.name.endswith(".yml")), key=lambda path: path.name)
    made = (Preset.model_validate(listed(path)) for path in paths)
    return {one.name: one for one in made}
