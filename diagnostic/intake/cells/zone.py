"""Local time and UTC: the engagement's zone as SQL over naive timestamps.

A local hour that happens twice is taken as the first, one that never happens is moved forward by the gap: what `datetime` does with
`fold=0`. Written out as the offsets in force, because the engine's own conversion chooses otherwise.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

YEARS = (1970, 2099)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Change:
    """A change of offset (in seconds), at a UTC instant."""

    at: dt.datetime
    before: int
    after: int

    @property
    def local_from(self) -> dt.datetime:
        """From this local time on, the new offset holds."""
        return self.at + dt.timedelta(seconds=max(self.before, self.after))

    @property
    def odd_from(self) -> dt.datetime:
        """The local times that happen twice, or never, start here and end at `local_from`."""
        return self.at + dt.timedelta(seconds=min(self.before, self.after))


@dataclass(frozen=True)
class Zone:
    """The offsets of a zone over some years."""

    first: int
    changes: tuple[Change, ...]

    @classmethod
    @cache
    def of(cls, zone: ZoneInfo, first_year: int, last_year: int) -> Zone:
        """The zone's offsets from a year to another, both included."""
        first_year, last_year = (min(max(year, YEARS[0]), YEARS[1]) for year in (first_year, last_year))
        day, end = dt.datetime(first_year, 1, 1) - DAY, dt.datetime(last_year, 12, 31) + DAY
        first = offset = _offset(zone, day)
        changes = []
        while day < end:
            later = _offset(zone, day + DAY)
            if later != offset:
                changes.append(Change(_moment(zone, day, day + DAY, offset), offset, later))
                offset = later
            day += DAY
        return cls(first, tuple(changes))

    def to_utc(self, local: str) -> str:
        """SQL: the UTC timestamp of a local one."""
        return f"({local} - to_seconds({self._offset_sql(local, [change.local_from for change in self.changes])}))"

    def settled(self, local: str) -> str:
        """SQL: a local timestamp as clocks show it: one that never happens is that of the same instant after the change."""
        return f"case when {self.never(local)} then {self.to_local(self.to_utc(local))} else {local} end"

    def to_local(self, utc: str) -> str:
        """SQL: the local timestamp of a UTC one."""
        return f"({utc} + to_seconds({self._offset_sql(utc, [change.at for change in self.changes])}))"

    def twice(self, local: str) -> str:
        """SQL: whether a local time happens twice."""
        return self._within(local, [change for change in self.changes if change.after < change.before])

    def never(self, local: str) -> str:
        """SQL: whether a local time never happens."""
        return self._within(local, [change for change in self.changes if change.after > change.before])

    def _offset_sql(self, stamp: str, limits: list[dt.datetime]) -> str:
        cases = [f"when {stamp} >= timestamp '{limit}' then {change.after}" for limit, change in zip(limits, self.changes, strict=True)]
        return f"case {' '.join(reversed(cases))} else {self.first} end" if cases else str(self.first)

    def _within(self, stamp: str, changes: list[Change]) -> str:
        tests = [f"({stamp} >= timestamp '{change.odd_from}' and {stamp} < timestamp '{change.local_from}')" for change in changes]
        return f"({' or '.join(tests)})" if tests else "false"


def _offset(zone: ZoneInfo, utc: dt.datetime) -> int:
    offset = utc.replace(tzinfo=dt.UTC).astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _moment(zone: ZoneInfo, low: dt.datetime, high: dt.datetime, offset: int) -> dt.datetime:
    """The first second at which the offset is no longer the one given."""
    while high - low > dt.timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        low, high = (middle, high) if _offset(zone, middle) == offset else (low, middle)
    return high
