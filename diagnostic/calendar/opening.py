"""What a calendar is made from, as plain values, with what holds where nothing is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Hours:
    """Opening rules of one place and channel: `rules` in OSM `opening_hours` syntax, or `week`, a text per day as on the door."""

    site: str
    channel: str = "counter"
    rules: str = ""
    week: Mapping[str, str] = field(default_factory=dict)
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    appointment_only: bool = False


@dataclass(frozen=True)
class Closure:
    """Days on which a place does not open though its rules say so, both included; without `site` or `channel`, all."""

    first: dt.date
    last: dt.date
    site: str | None = None
    channel: str | None = None


@dataclass(frozen=True)
class Holidays:
    """Public holidays of a `region` (ISO country, with a subdivision after a dash: FR, FR-GES, CA-QC), school holidays of a French zone."""

    region: str = "FR"
    school_zone: str | None = None


@dataclass(frozen=True)
class Opening:
    """When the places of a town open."""

    hours: tuple[Hours, ...] = ()
    closures: tuple[Closure, ...] = ()
    holidays: Holidays = Holidays()
    timezone: str = "Europe/Paris"
