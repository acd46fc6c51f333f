"""Files that overlap: what two files of one table both hold counts once, in its later state.

- By number: rows of one number are one event where the two files number the same events: `SAME` of the numbers they share bear the
  same stamp, and the same people or, where none is known, the same labels. Two sites that each number from 1 share numbers alone.
- By rows, where a file has no number: rows that say the same of the same instant, over the days that both files cover, where nearly
  all rows of the shorter one are there twice. Rows of one day, or of nobody known, prove little one by one: all of them have to agree.
- By nature, for counts: rows of the same day, queue or topic, where the counts agree too.
- By moment, where the exports differ: most rows at one instant and of one person are told, and not joined.

Of the rows of one event the one of the file that goes on longest stands, then the one with the latest stamp, then the last in `sources`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import duckdb

from diagnostic import schema
from diagnostic.engagement import Source
from diagnostic.intake import stage
from diagnostic.intake.files.headers import ANCHORS
from diagnostic.intake.judging import twins
from diagnostic.intake.judging.rules import AHEAD, KEY
from diagnostic.intake.presets import preset

# what rows of one day, hour, queue or topic count
COUNTED = {"call_counts": "offered", "counts": "contacts"}


@dataclass
class Once:
    """Of a source: how many of its rows another file's rows stand for, and what to tell of it."""

    rows: int = 0
    notes: list[dict[str, Any]] = field(default_factory=list)


def count_once(connection: duckdb.DuckDBPyConnection, sources: Sequence[Source]) -> list[Once]:
    """Take out of the tables `stage_<table>` the rows that another file's rows stand for; what became of each source, in their order."""
    once = [Once() for _ in sources]
    for table in dict.fromkeys(source.table for source in sources):
        pairs = [
            (one, other)
            for one, other in combinations(range(len(sources)), 2)
            if {sources[one].table, sources[other].table} == {table} and sources[one].may_overlap(sources[other])
        ]
        if pairs and table in ANCHORS:
            connection.execute("create or replace temp table twins (a BIGINT, b BIGINT)")
            found = [made for pair in pairs if (made := _compare(connection, table, sources, pair))]
            for one in found:
                _tell(once, sources, one)
            if any(one.same for one in found):
                _keep_the_later(connection, table, sources, once)
    return once


def _compare(connection: duckdb.DuckDBPyConnection, table: str, sources: Sequence[Source], pair: tuple[int, int]) -> twins.Found | None:
    """What two files of a table have in common; their rows of one event are added to `twins` where the files tell of the same events."""
    one, other = (sources[number] for number in pair)
    sides = twins.Sides(connection, table, *pair)
    key = KEY.get(table)
    if key and key in one.read_from and key in other.read_from:
        found = twins.by_number(sides, key)
        if found or one.is_export_like(other):
            return found
    if not one.is_export_like(other):
        return twins.by_moment(sides)
    if table in COUNTED:
        return twins.by_nature(sides, COUNTED[table])
    return twins.by_rows(sides, several=_is_part(one) != _is_part(other))


def _is_part(source: Source) -> bool:
    """Whether the rows are parts of those of another export of the same product: those who come to an appointment."""
    return bool(source.preset and preset(source.preset).part_of)


def _tell(once: Sequence[Once], sources: Sequence[Source], found: twins.Found) -> None:
    first, second = found.pair
    for mine, other, alone in ((first, second, found.alone[0]), (second, first, found.alone[1])):
        if found.same and alone:
            once[mine].notes.append({"note": "delivered_once", "rows": alone, "file": sources[other].file})
    if not found.same and found.alike:
        once[second].notes.append({"note": f"alike_{found.by}", "rows": found.alike, "file": sources[first].file})


def _keep_the_later(connection: duckdb.DuckDBPyConnection, table: str, sources: Sequence[Source], once: Sequence[Once]) -> None:
    columns = schema.TABLES[table]
    stamps = [f'cast("{one.local}" as timestamp)' for one in columns.values() if one.kind in ("instant", "date") and one.name not in AHEAD]
    latest = f"greatest({', '.join(stamps)})" if stamps else "cast(null as timestamp)"
    seen = next(name for name in ("booked_at", *ANCHORS[table]) if name in columns)
    last_day = f'cast("{columns[seen].local}" as date)' if columns[seen].kind in ("instant", "date") else "cast(null as date)"
    parts = ", ".join(str(number) for number, source in enumerate(sources) if _is_part(source)) or "-1"
    answered = "coalesce(s.outcome = 'answered', false), " if "outcome" in columns else ""
    connection.execute(
        f"""create or replace temp table lost as
            with ends as (select delivery, max({last_day}) as until from stage_{table} group by 1),
            placed as (
                select s.id, s.delivery, row_number() over (
                    order by s.delivery not in ({parts}), e.until nulls first, {latest} nulls first, {answered} s.delivery, s.id) as rank
                from stage_{table} as s join ends as e on e.delivery = s.delivery
                where s.id in (select a from twins union all select b from twins)
            ),
            sides as (select a as id, b as other from twins union all select b, a from twins)
            select b.id, any_value(p.delivery) as delivery, arg_max(o.delivery, o.rank) as kept
            from sides as b join placed as p on p.id = b.id join placed as o on o.id = b.other
            group by 1 having max(o.rank) > any_value(p.rank)"""
    )
    stage.remove(connection, table, "id in (select id from lost)")
    for delivery, kept, rows in connection.execute("select delivery, kept, count(*) from lost group by 1, 2 order by 1, 2").fetchall():
        once[delivery].rows += rows
        once[delivery].notes.insert(0, {"note": "delivered_twice", "rows": rows, "file": sources[kept].file})
    connection.execute("drop table lost")
