"""What the data allow, question by question, and what to ask for: the content of the readiness letter, in no language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from diagnostic import schema
from diagnostic.engagement import Engagement
from diagnostic.indicators.asking import CALL_LOG, CALLS, EXTRACTED, feeding, request
from diagnostic.indicators.catalogue import catalogue

# the diagnostic's questions, in the order of the report, and the families of indicators that answer each
QUESTIONS: dict[str, tuple[str, ...]] = {
    "volume": ("volume", "coverage"),
    "hours": ("opening",),
    "channels": ("channel",),
    "reach": ("reach",),
    "counter": ("counter",),
    "appointments": ("appointment",),
    "times": ("processing", "handling"),
    "repeats": ("repeat",),
    "satisfaction": ("satisfaction", "complaints"),
    "digital": ("digital",),
    "agents": ("agents",),
}
# what a log of calls is asked to hold
OF_CALLS = ("occurred_at", "person", "topic", *CALLS, "handle_s")
# what a new file needs beside the columns that indicators rest on
BESIDE = {"cases": ("procedure", "end"), "survey": ("channel", "topic"), "tickets": ("site", "topic"), "online": ("day", "procedure")}
# a town that can give the one need not give the other
INSTEAD = {"month": "occurred_at"}
# repeated contacts are recognised against the contacts that come before the period
HISTORY = dt.timedelta(days=31)


@dataclass(frozen=True)
class Lack:
    """Indicators that lack the same things: `table.column`, tables, or parts of `engagement.yml`."""

    missing: tuple[str, ...]
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """One question of the diagnostic: the indicators that can be measured, and what the others lack."""

    name: str
    ready: tuple[str, ...]
    lacks: tuple[Lack, ...]

    @property
    def state(self) -> str:
        return "ready" if not self.lacks else "partly" if self.ready else "lacking"

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for lack in self.lacks for name in lack.missing))


@dataclass(frozen=True)
class Extract:
    """A file to ask of the town's IT, by the name of its table or `calls`: the columns to add to `files`, and those there that are `empty`;
    a new file where `files` names none."""

    name: str
    columns: tuple[str, ...]
    empty: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Letter:
    """The whole letter: the questions, what to ask of the IT and of the services, the files not read, the sensitive topics."""

    questions: tuple[Question, ...]
    extracts: tuple[Extract, ...]
    declared: tuple[str, ...]
    unread: tuple[Mapping[str, Any], ...]
    start: dt.date
    end: dt.date
    sensitive: tuple[str, ...] = ()

    @property
    def history(self) -> dt.date:
        """From when on contacts are asked for."""
        return self.start - HISTORY

    @property
    def identifies(self) -> bool:
        """Whether a file is asked for that says who the user is."""
        return any("person" in extract.columns for extract in self.extracts)


def letter(engagement: Engagement, account: Mapping[str, Any]) -> Letter:
    """The letter that follows from an intake's account (`work/intake.json`)."""
    asked = questions(account["readiness"])
    missing = dict.fromkeys(name for question in asked for name in question.missing)
    extracts = [_extracts(table, [_column(name) for name in missing if _table(name) == table], account["sources"]) for table in EXTRACTED]
    return Letter(
        asked,
        tuple(extract for of_table in extracts for extract in of_table),
        tuple(name for name in missing if _table(name) not in EXTRACTED),
        tuple(account["problems"]),
        engagement.period.start,
        engagement.period.end,
        engagement.perimeter.sensitive,
    )


def questions(readiness: Iterable[Mapping[str, Any]]) -> tuple[Question, ...]:
    """The questions that have indicators, each with what can be measured and what is missing."""
    rows = list(readiness)
    made = []
    for name, families in QUESTIONS.items():
        of_it = [row for row in rows if row["indicator"].partition(".")[0] in families]
        if of_it:
            ready = tuple(row["indicator"] for row in of_it if row["status"] == "measurable")
            made.append(Question(name, ready, _lacks(row for row in of_it if row["status"] != "measurable")))
    return tuple(made)


def _lacks(rows: Iterable[Mapping[str, Any]]) -> tuple[Lack, ...]:
    grouped: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        grouped.setdefault(tuple(row["missing"]), []).append(row["indicator"])
    return tuple(Lack(missing, tuple(indicators)) for missing, indicators in grouped.items())


def _extracts(table: str, lacking: list[str], sources: Sequence[Mapping[str, Any]]) -> Iterator[Extract]:
    """What to ask for a table: where files feed it the columns that lack there, else every column that an indicator needs."""
    fed = feeding(table, sources)
    if lacking and not fed:
        needed = [_column(name) for entry in catalogue().values() for way in entry.needs for name in way if _table(name) == table]
        columns = dict.fromkeys([*schema.REQUIRED.get(table, ()), *BESIDE.get(table, ()), *needed])
        yield Extract(table, tuple(column for column in columns if INSTEAD.get(column) not in columns))
        return
    of_calls = [column for column in lacking if request(f"{table}.{column}", sources) == CALL_LOG]
    if of_calls:
        yield Extract(CALL_LOG, OF_CALLS)
    yield from _to_add(table, [column for column in lacking if column not in of_calls], fed)


def _to_add(table: str, lacking: list[str], feeding: Iterable[Mapping[str, Any]]) -> Iterator[Extract]:
    mapped = {"person" if column in schema.IDENTIFIERS else column for source in feeding for column in source["columns"]}
    empty = tuple(column for column in lacking if column in mapped)
    files = dict.fromkeys(source["file"].rpartition("/")[2] for source in feeding)
    if lacking:
        yield Extract(table, tuple(column for column in lacking if column not in empty), empty, tuple(files))


def _table(name: str) -> str:
    return name.partition(".")[0]


def _column(name: str) -> str:
    return name.partition(".")[2]
