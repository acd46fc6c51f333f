"""Stamps and dates as exports write them, read a whole column at a time."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from diagnostic.intake.cells.words import literal, missing_sql
from diagnostic.intake.cells.zone import Zone

# one shape for all: weekday, three numbers, time, morning or afternoon, offset
SHAPE = (
    r"^(?:[[:alpha:]]+[.,]? +)?(\d{1,4}) ?[-/. ] ?(\d{1,2}) ?[-/. ] ?(\d{1,4})"
    r"(?:(?:[ t,]|[ ,]*(?:-|à|a|at) ?)+(\d{1,2})(?:[:h](\d{2})?(?:[:m](\d{2})(?:[.,](\d{1,9}))?s?)?)?)? ?([ap]m)?"
    r" ?(z|utc|gmt|[+-]\d{2}:?\d{2}|[+-]\d{2})?$"
)
PARTS = "['a', 'b', 'c', 'h', 'm', 's', 'f', 'half', 'zone']"
NUMBERS = r"^(?:[[:alpha:]]+[.,]? +)?(\d{1,2}) ?[-/. ] ?(\d{1,2}) ?[-/. ] ?\d{2,4}"
COMPACT = r"^(19\d{2}|20\d{2})(0[1-9]|1[0-2])([0-3]\d)(?:[ t]?(\d{2})(\d{2})(\d{2})?)?()()(z|[+-]\d{2}:?\d{2})?$"
SERIAL = r"^[2-7]\d{4}(\.\d+)?$"
# seconds or milliseconds since 1970, from 2001 on
EPOCH = r"^[1-9]\d{9}(\d{3})?(\.\d+)?$"
# "mar." alone is left out: it is a Tuesday or a month of March
WEEKDAY = (
    "(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mer|jeu|ven|sam|dim"
    "|(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)"
)
MONTH_WORDS = ("jan", "f[eé]v|feb", "mar", "avr|apr", "mai|may", "juin|jun", "juil|jul", "ao[uû]|aug", "sep", "oct", "nov", "d[eé]c")
# too few midnights prove nothing
MIDNIGHTS = 5


@dataclass(frozen=True)
class Order:
    """Whether the day comes before the month in a column, and `why`: `declared`, `settled` by a value, by a `sibling` column,
    `assumed`, `mixed` (values contradict each other), or `plain` (it does not matter)."""

    day_first: bool
    why: str


def is_format(connection: duckdb.DuckDBPyConnection, declared: str) -> bool:
    """Whether `dates` is a format of dates at all."""
    try:
        connection.execute("select try_strptime('', ?)", [declared]).fetchall()
    except duckdb.Error:
        return False
    return "%" in declared


def prepare(connection: duckdb.DuckDBPyConnection, column: str) -> None:
    """Put the cells of `cells.<column>` in the table `text_<column>` (`line, raw, x`), in lower case and with months as numbers."""
    connection.execute(
        f"""create or replace temp table "text_{column}" as
            select line, raw, x from (
                select line, "{column}" as raw, lower({_spaced(f'"{column}"')}) as x from cells
            ) where x not in ({missing_sql()})"""
    )
    if connection.execute(f"""select 1 from "text_{column}" where regexp_matches(x, '[a-zéû]{{3}}') limit 1""").fetchall():
        x = f"regexp_replace(regexp_replace(x, '^{WEEKDAY}[.,]? +', ''), '1er', '1')"
        for number, words in enumerate(MONTH_WORDS, 1):
            x = rf"regexp_replace({x}, '[-/. ]*\b(?:{words})[[:alpha:]]*[-/., ]+', '/{number}/')"
        connection.execute(f'update "text_{column}" set x = {x}')


def order(connection: duckdb.DuckDBPyConnection, column: str, declared: str | None) -> Order:
    """The order of day and month in a column, from all of its values at once: never cell by cell."""
    if declared is not None:
        day, month = (min((at for at in map(declared.find, codes) if at >= 0), default=-1) for codes in (("%d", "%-d"), ("%m", "%-m")))
        return Order(not 0 <= month < day, "declared")
    numbered = connection.execute(
        f"""select sum(case when p.a > 12 and p.b <= 12 then 1 else 0 end),
                   sum(case when p.b > 12 and p.a <= 12 then 1 else 0 end), count(*)
            from (select try_cast(q.a as integer) as a, try_cast(q.b as integer) as b
                  from (select regexp_extract(x, '{NUMBERS}', ['a', 'b']) as q
                        from "text_{column}") where q.a <> '') as p"""
    ).fetchall()[0]
    day_first, month_first, all_of_them = (int(count or 0) for count in numbered)
    if all_of_them == 0:
        return Order(True, "plain")
    if day_first and month_first:
        return Order(day_first >= month_first, "mixed")
    return Order(month_first == 0, "settled" if day_first or month_first else "assumed")


def read(connection: duckdb.DuckDBPyConnection, column: str, day_first: bool, declared: str | None) -> None:
    """From `text_<column>`, the table `read_<column>` (`line, stamp, shift, precision`): what the cell says, NULL where it is unreadable.

    `shift` is the offset from UTC that it gives, in seconds, NULL without one."""
    connection.execute(f'create or replace temp table "read_{column}" (line BIGINT, stamp TIMESTAMP, shift BIGINT, precision VARCHAR)')
    if declared is not None:
        connection.execute(f'insert into "read_{column}" {_declared(column, declared)}')
    connection.execute(
        f"""create or replace temp table shaped as
            select line, x, case when regexp_matches(x, '^[0-9]{{8}}') then regexp_extract(x, '{COMPACT}', {PARTS})
                                 else regexp_extract(x, '{SHAPE}', {PARTS}) end as p
            from "text_{column}" where line not in (select line from "read_{column}")"""
    )
    connection.execute(f'insert into "read_{column}" {_assembled(day_first)}')
    connection.execute("drop table shaped")


def midnight_only(connection: duckdb.DuckDBPyConnection, column: str) -> bool:
    """Whether the times of a column are all midnight: an export wrote days as stamps. Such a column is precise to the day."""
    timed, midnights = connection.execute(
        f"""select count(*), sum(case when stamp = date_trunc('day', stamp) then 1 else 0 end) from "read_{column}"
            where precision <> 'day' and stamp is not null"""
    ).fetchall()[0]
    if timed < MIDNIGHTS or timed != midnights:
        return False
    connection.execute(f"""update "read_{column}" set precision = 'day' where stamp is not null""")
    return True


def to_zone(connection: duckdb.DuckDBPyConnection, column: str, zone: Zone) -> tuple[int, int]:
    """From `read_<column>`, the table `at_<column>` (`line, utc, local_time, precision, stamp`).

    Returns how many stamps were in an hour that happens twice, and how many in one that never does."""
    naive = "shift is null and precision <> 'day'"
    utc = f"case when shift is null then {zone.to_utc('stamp')} else stamp - to_seconds(shift) end"
    connection.execute(
        f"""create or replace temp table "at_{column}" as
            select line, utc, precision, stamp,
                   case when precision = 'day' and shift is null then stamp else {zone.to_local("utc")} end as local_time
            from (select *, {utc} as utc from "read_{column}")"""
    )
    counted = connection.execute(
        f"""select sum(case when {zone.twice("stamp")} then 1 else 0 end), sum(case when {zone.never("stamp")} then 1 else 0 end)
            from "read_{column}" where {naive}"""
    ).fetchall()[0]
    return int(counted[0] or 0), int(counted[1] or 0)


def years(connection: duckdb.DuckDBPyConnection, column: str) -> tuple[int, int]:
    """The first and last years of a column just read."""
    low, high = connection.execute(f'select min(year(stamp)), max(year(stamp)) from "read_{column}"').fetchall()[0]
    return (int(low), int(high)) if low is not None else (2000, 2000)


def _declared(column: str, declared: str) -> str:
    """SQL: the stamps of the declared format; what it does not fit is left to the general reading, in its order of day and month."""
    precision = "second" if _has(declared, "SfTXcgn") else "minute" if _has(declared, "M") else "hour" if _has(declared, "HI") else "day"
    stamp = f"try_strptime({_spaced('raw')}, {literal(declared)})"
    shift = "0" if _has(declared, "zZ") else "null"
    return f"""select line, {stamp} as stamp, {shift} as shift, '{precision}' as precision from "text_{column}" where {stamp} is not null"""


def _spaced(text: str) -> str:
    """SQL: the text with plain spaces, none at its ends."""
    return f"trim(translate({text}, '\u00a0\u202f\u2009\t\r\n', '      '))"


def _has(declared: str, codes: str) -> bool:
    return any(f"%{dash}{code}" in declared for code in codes for dash in ("", "-"))


def _assembled(day_first: bool) -> str:
    """SQL: stamps put together from the parts of `shaped`."""
    month, day = ("p.b", "p.a") if day_first else ("p.a", "p.b")
    year = "case when length(p.c) <= 2 then '20' || lpad(p.c, 2, '0') else p.c end"
    date = f"case when length(p.a) = 4 then p.a || '-' || p.b || '-' || p.c else {year} || '-' || {month} || '-' || {day} end"
    hour = (
        "case when p.h = '' then '0' when p.half = 'pm' and p.h <> '12' then cast(try_cast(p.h as integer) + 12 as varchar) "
        "when p.half = 'am' and p.h = '12' then '0' else p.h end"
    )
    fraction = "case when p.f = '' then '' else '.' || left(p.f, 6) end"
    time = f"lpad({hour}, 2, '0') || ':' || lpad(p.m, 2, '0') || ':' || lpad(p.s, 2, '0') || {fraction}"
    digits = "regexp_replace(p.zone, '[^0-9]', '', 'g')"
    shift = (
        f"case when p.zone = '' then null when {digits} = '' then 0 else (case when p.zone[1] = '-' then -1 else 1 end) * "
        f"(try_cast({digits}[1:2] as bigint) * 3600 + coalesce(try_cast({digits}[3:4] as bigint), 0) * 60) end"
    )
    is_epoch = f"regexp_matches(x, '{EPOCH}')"
    precision = "case when p.s <> '' then 'second' when p.m <> '' then 'minute' when p.h <> '' then 'hour' else 'day' end"
    serial = "timestamp '1899-12-30' + to_seconds(cast(round(try_cast(x as double) * 86400) as bigint))"
    epoch = "make_timestamp(cast(try_cast(x as double) * case when try_cast(x as double) >= 1e11 then 1000 else 1000000 end as bigint))"
    return f"""
        select line,
               case when p.a <> '' then try_cast({date} || ' ' || {time} as timestamp)
                    when regexp_matches(x, '{SERIAL}') then {serial}
                    when {is_epoch} then {epoch} end as stamp,
               case when p.a <> '' then {shift} when {is_epoch} then 0 end as shift,
               case when p.a <> '' then {precision} when contains(x, '.') or {is_epoch} then 'second' else 'day' end as precision
        from shaped"""
