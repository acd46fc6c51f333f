"""What closings show of a tool rather than of the work: each kind has its rule, its rows are flagged and kept.

- `typed_afterwards`: the closing stamp is the opening stamp, to the minute or better. The case was typed in once it was dealt with.
- `bulk_closing`: at least `BULK_MINUTE` closings on one minute and ten times the usual (the median of the minutes that have any), or at
  least `BULK_DAY` on one day and five times the usual day, beyond ten times the spread of the ordinary days. The busiest day after a
  holiday is two or three times the usual; a tool that closes every night on one minute has that for its usual, and is left alone.
- `automatic_closing`: at least `FIXED_CASES` closings and `FIXED_SHARE` of the source's at one and the same age in days (two or more),
  five times what the three ages before and after show; working weeks alone make an age no more than twice its neighbours. Crowded minutes
  that come back, on `BATCH_DAYS` days or more and `BATCH_SHARE` of the days with closings, are the batches of a tool that closes by itself,
  and are automatic closings too.
- `midnight_stamp`: closings or openings at 00:00:00 in a column that bears times, at least `MIDNIGHTS` and five times the minutes around.

A case that shows several bears the first of `schema.ARTEFACTS`. A stamp precise to the day says nothing of minutes: days alone judge it.
"""

from __future__ import annotations

import duckdb

from diagnostic.schema import ARTEFACTS, Column

BULK_MINUTE, BULK_MINUTE_TIMES = 20, 10
BULK_DAY, BULK_DAY_TIMES, BULK_DAY_SPREADS = 40, 5, 10
BATCH_DAYS, BATCH_SHARE = 5, 0.10
FIXED_CASES, FIXED_SHARE, FIXED_TIMES, FIXED_FROM = 20, 0.05, 5, 2
MIDNIGHTS, MIDNIGHT_TIMES = 5, 5
TIMED = "('minute', 'second')"
# days are judged without the single minutes that explain them already
APART = f"(select * from closings where closed_precision not in {TIMED} or minute not in (select minute from crowded))"


def flag(connection: duckdb.DuckDBPyConnection, table: str, columns: list[Column]) -> dict[str, int]:
    """Add the column `artefact` to the rows of `accepted` and return how many bear each; nothing for a table that is not of cases."""
    names = {column.name for column in columns}
    if table != "cases":
        return {}
    connection.execute("alter table accepted add column artefact varchar")
    if not {"opened_at", "closed_at"} <= names:
        return {}
    connection.execute(
        """create or replace temp table closings as
           select line, opened_local, closed_local, opened_precision, closed_precision, date_trunc('minute', closed_local) as minute,
                  cast(closed_local as date) as day, date_diff('day', cast(opened_local as date), cast(closed_local as date)) as age
           from accepted where closed_local is not null"""
    )
    batches, by_minute = _crowded_minutes(connection), _in_crowded_minutes()
    lines = {
        "typed_afterwards": _typed_afterwards(),
        "bulk_closing": _crowded_days("closings") if batches else f"{by_minute} union ({_crowded_days(APART)})",
        "automatic_closing": f"{by_minute} union ({_fixed_age()})" if batches else _fixed_age(),
        "midnight_stamp": _midnight(),
    }
    for name in reversed(ARTEFACTS):
        connection.execute(f"update accepted set artefact = '{name}' where line in ({lines[name]})")
    connection.execute("drop table closings")
    connection.execute("drop table crowded")
    return _counted(connection, "accepted")


def staged(connection: duckdb.DuckDBPyConnection, table: str, delivery: int) -> dict[str, int]:
    """How many rows of a delivery bear each artefact, of those that are left of it in the table `stage_<table>`."""
    return _counted(connection, f"(select * from stage_{table} where delivery = {delivery})") if table == "cases" else {}


def _counted(connection: duckdb.DuckDBPyConnection, rows: str) -> dict[str, int]:
    counted = dict(connection.execute(f"select artefact, count(*) from {rows} where artefact is not null group by 1").fetchall())
    return {name: counted[name] for name in ARTEFACTS if name in counted}


def _typed_afterwards() -> str:
    return f"""select line from closings where closed_local = opened_local
               and opened_precision in {TIMED} and closed_precision in {TIMED}"""


def _crowded_minutes(connection: duckdb.DuckDBPyConnection) -> bool:
    """Make the table `crowded` of the minutes with too many closings; returns whether they come back as a tool's batches do."""
    connection.execute(
        f"""create or replace temp table crowded as
            with per_minute as (select minute, count(*) as n from closings where closed_precision in {TIMED} group by 1)
            select minute from per_minute
            where n >= {BULK_MINUTE} and n >= {BULK_MINUTE_TIMES} * (select median(n) from per_minute)"""
    )
    crowded, days = connection.execute(
        "select (select count(distinct cast(minute as date)) from crowded), (select count(distinct day) from closings)"
    ).fetchall()[0]
    return crowded >= max(BATCH_DAYS, BATCH_SHARE * days)


def _in_crowded_minutes() -> str:
    return f"select line from closings where closed_precision in {TIMED} and minute in (select minute from crowded)"


def _crowded_days(judged: str) -> str:
    """SQL: the lines of the days with too many closings, among those judged."""
    return f"""
        with judged as (select * from {judged}), per_day as (select day, count(*) as n from judged group by 1),
        usual as (select median(n) as n, 1.4826 * mad(n) as spread from per_day),
        days as (
            select day from per_day, usual
            where per_day.n >= {BULK_DAY} and per_day.n >= {BULK_DAY_TIMES} * usual.n
              and per_day.n > usual.n + {BULK_DAY_SPREADS} * greatest(usual.spread, sqrt(usual.n))
        )
        select line from judged where day in (select day from days)"""


def _fixed_age() -> str:
    return f"""
        with ages as (select age, count(*) as n from closings where age >= 0 group by 1),
        fixed as (
            select a.age from ages as a
            where a.age >= {FIXED_FROM} and a.n >= {FIXED_CASES} and a.n >= {FIXED_SHARE} * (select sum(n) from ages)
              and a.n >= {FIXED_TIMES} * (
                  select coalesce(sum(b.n), 0) / 6.0 from ages as b where b.age <> a.age and b.age between a.age - 3 and a.age + 3
              )
        )
        select line from closings where age in (select age from fixed)"""


def _midnight() -> str:
    """SQL: lines with a midnight where the column's other stamps make it an oddity."""
    parts = []
    for stem in ("opened", "closed"):
        time = f"cast({stem}_local as time)"
        parts.append(
            f"""select line from closings where {stem}_precision in {TIMED} and {time} = time '00:00:00' and (
                    select count(*) filter ({time} = time '00:00:00') >= greatest({MIDNIGHTS}, {MIDNIGHT_TIMES} / 59.0
                           * count(*) filter ({time} <> time '00:00:00' and ({time} >= time '23:30:00' or {time} < time '00:30:00')))
                    from closings where {stem}_precision in {TIMED})"""
        )
    return " union ".join(parts)
