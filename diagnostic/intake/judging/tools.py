"""A change of tool: where one series of cases or contacts ends, and another of the same table takes over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import pandas as pd

from diagnostic import schema
from diagnostic.engagement import Source
from diagnostic.intake.judging.rules import DATED_BY, KEY
from diagnostic.intake.judging.tallies import tally

# a series that lasts less says little; two that follow each other meet within this
LEAST = dt.timedelta(days=28)
OVERLAP, PAUSE = dt.timedelta(days=7), dt.timedelta(days=31)
# the first and last days of a series, a few strays left out
EDGES = (0.005, 0.995)
LEAST_ROWS = 50
# words of before that are never used after, and of after that never were: the share of rows that makes a change
RENEWED = 0.8
TABLES = ("contacts", "cases", "tickets")
WORDS = {"contacts": ("outcome", "topic", "queue"), "cases": ("status", "procedure", "team"), "tickets": ("topic",)}


@dataclass(frozen=True)
class Change:
    """From `day` on, rows come from another tool. `seen_in`: `sources` (this one follows `previous`), `ids` or `words`."""

    day: str
    rows: int
    seen_in: str
    previous: str = ""


@dataclass(frozen=True)
class Series:
    """The days over which the rows of a source run."""

    source: Source
    name: str
    first: dt.date
    last: dt.date
    rows: int


def series(connection: duckdb.DuckDBPyConnection, source: Source, name: str) -> Series | None:
    """The days of a source's accepted rows; None where they bear none, or are too few."""
    dated = _dated(connection, source)
    if dated is None:
        return None
    edges = ", ".join(f"min(case when upto >= {edge} * n then day end)" for edge in EDGES)
    first, last, rows = connection.execute(
        f"""with counted as (select cast({dated} as date) as day, count(*) as n from accepted where {dated} is not null group by 1),
                 ordered as (select day, sum(n) over (order by day) as upto, sum(n) over () as n from counted)
            select {edges}, cast(max(n) as bigint) from ordered"""
    ).fetchall()[0]
    return Series(source, name, first, last, rows) if rows and rows >= LEAST_ROWS else None


def within(connection: duckdb.DuckDBPyConnection, source: Source) -> Change | None:
    """A day of the source's own from which the shape of its numbers, or its words, are no longer those of before."""
    dated = _dated(connection, source)
    if dated is None:
        return None
    shape = "regexp_replace(regexp_replace(upper({}), '[0-9]+', '9', 'g'), '[[:alpha:]]+', 'A', 'g')"
    # what numbers a row is another text on each: the commonest shape is told at once, and texts are looked at once a week
    number = "case when regexp_full_match({0}, '[0-9]+') then '9' else {0} end"
    kinds = [("ids", KEY.get(source.table), number, shape), *(("words", word, "{0}", "lower(trim({}))") for word in WORDS[source.table])]
    looked_at = [(seen_in, name, text, written) for seen_in, name, text, written in kinds if name and name in source.columns]
    if not looked_at:
        return None
    keys = {"week": f"cast(date_trunc('week', a.{dated}) as date)"} | {name: text.format(f'c."{name}"') for _, name, text, _ in looked_at}
    weekly = tally(connection, keys, f"a.{dated} is not null", [("week", name) for _, name, *_ in looked_at])
    changes = (_renewed(_by_week(connection, weekly, column, written), seen_in) for seen_in, column, _, written in looked_at)
    return next(filter(None, changes), None)


def _by_week(connection: duckdb.DuckDBPyConnection, weekly: str, column: str, written: str) -> pd.DataFrame:
    """The words of a column, as `written`, with how many rows (`n`) of each `week` bear them."""
    return connection.execute(
        f"""select week, {written.format(f'"{column}"')} as word, cast(sum(n) as bigint) as n from {weekly}
            where "{column}" is not null group by 1, 2"""
    ).df()


def between(ranges: Sequence[Series]) -> dict[str, Change]:
    """By name, the sources that take over where another of the same table ends. Slices of one export, with the same headers, do not."""
    changes = {}
    for table in TABLES:
        same = [one for one in ranges if one.source.table == table]
        for before in same:
            for after in same:
                if before is not after and _takes_over(before, after, same):
                    changes[after.name] = Change(after.first.isoformat(), after.rows, "sources", before.name)
    return changes


def _takes_over(before: Series, after: Series, same: Sequence[Series]) -> bool:
    begin, end = min(one.first for one in same), max(one.last for one in same)
    lasting = before.last - begin >= LEAST and end - after.first >= LEAST
    headers = [set(one.source.columns.values()) for one in (before, after)]
    channels = before.source.channel == after.source.channel
    return lasting and channels and headers[0] != headers[1] and -OVERLAP <= after.first - before.last <= PAUSE


def _renewed(words: pd.DataFrame, seen_in: str) -> Change | None:
    """The week at which the most rows of both sides have words of their own side alone."""
    if words.empty or words["n"].sum() < LEAST_ROWS or words["word"].nunique() < 2:
        return None
    words["week"] = pd.to_datetime(words["week"])
    total = words.groupby("word")["n"].transform("sum")
    ordered = words.sort_values("week")
    passed = ordered.groupby("word")["n"].cumsum().reindex(words.index)
    kept = words[(passed > EDGES[0] * total) & (passed - words["n"] < EDGES[1] * total)]
    span = kept.groupby("word")["week"].agg(["min", "max"])
    words = words.join(span, on="word")
    begin, end = words["week"].min(), words["week"].max()
    best: tuple[float, pd.Timestamp, int] | None = None
    for week in sorted(span["min"].unique()):
        if week - begin < LEAST or end - week < LEAST:
            continue
        before, after = words[words["week"] < week], words[words["week"] >= week]
        old = before.loc[before["max"] <= week, "n"].sum() / before["n"].sum()
        new = after.loc[after["min"] >= week - OVERLAP, "n"].sum() / after["n"].sum()
        if min(old, new) >= RENEWED and (best is None or min(old, new) > best[0]):
            best = min(old, new), week, int(after["n"].sum())
    return Change(best[1].date().isoformat(), best[2], seen_in) if best else None


def _dated(connection: duckdb.DuckDBPyConnection, source: Source) -> str | None:
    """The local stamp of `accepted` that dates the rows of a table that can change tools."""
    if source.table not in TABLES:
        return None
    dated = schema.TABLES[source.table][DATED_BY[source.table]].local
    return dated if dated in {row[0] for row in connection.execute("describe accepted").fetchall()} else None
