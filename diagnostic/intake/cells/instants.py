"""Stamps and dates as exports write them, read a whole column at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo, available_timezones

import duckdb

from diagnostic.intake.cells import spelling, unfinished
from diagnostic.intake.cells.texts import folded, literal, missing_sql
from diagnostic.intake.cells.zone import Zone

# one shape for all: weekday, three numbers, time, morning or afternoon, offset
SHAPE = (
    r"^(?:[[:alpha:]]+[.,]* *,? +)?(\d{1,4}) ?[-/. ] ?(\d{1,2}) ?[-/. ] ?(\d{1,4})"
    r"(?:(?:[ t,]|[ ,]*(?:-|a|at) ?)+(\d{1,2})(?: ?[:h.] ?(\d{2})?(?:[:m.](\d{2})(?:[.,](\d{1,9}))?s?)?)?)? ?([ap]m)?"
    r" ?(z|utc|gmt|[+-]\d{2}:?\d{2}|[+-]\d{2})?$"
)
PARTS = "['a', 'b', 'c', 'h', 'm', 's', 'f', 'half', 'zone']"
NUMBERS = r"^(?:[[:alpha:]]+[.,]* *,? +)?(\d{1,2}) ?[-/. ] ?(\d{1,2}) ?[-/. ] ?(\d{2,4})"
COMPACT = r"^(19\d{2}|20\d{2})(0[1-9]|1[0-2])([0-3]\d)(?:[ t]?(\d{2})(\d{2})(\d{2})?)?()()(z|[+-]\d{2}:?\d{2})?$"
SERIAL = r"^[2-7]\d{4}([.,]\d+)?$"
# seconds or milliseconds since 1970, from 2001 on
EPOCH = r"^[1-9]\d{9}(\d{3})?(\.\d+)?$"
ZONE_NAME = r" ([a-z]+/[a-z_/]+)$"
# files hold fewer years than months have days
MOST_YEARS = 15
# too few midnights prove nothing
MIDNIGHTS = 5
FEW_DAYS = 5
# stamps that no tool writes for "none" lie between
SURELY = ("1901-01-01", "9998-01-01")
# the codes of the day, the month and the year
DECLARED = (("%d", "%-d"), ("%m", "%-m", "%b", "%B"), ("%y", "%-y"))


@dataclass(frozen=True)
class Order:
    """Whether the day comes before the month in a column, and `why`: `declared`, `settled` by a value, by a `sibling` column,
    `assumed`, `mixed` (values contradict each other), or `plain` (it does not matter).

    `year_first`: years of two digits come before both (`25-01-02`), and `why` may be `years` where only that is likely; `short`: all the
    years have two digits, so that they may."""

    day_first: bool
    why: str
    year_first: bool = False
    short: bool = False


def is_format(connection: duckdb.DuckDBPyConnection, declared: str) -> bool:
    """Whether `dates` is a format of dates at all."""
    try:
        connection.execute("select try_strptime('', ?)", [declared]).fetchall()
    except duckdb.Error:
        return False
    return "%" in declared


def is_quick(declared: str | None) -> bool:
    """Whether stamps of a declared format are read with their cells, as they are: where it tells no zone."""
    return declared is not None and not _has(declared, "zZ")


def quick_sql(text: str, declared: str, silent: Sequence[str]) -> str:
    """SQL: the stamp of a cell that is written as declared; NULL where it is not, or may stand for none. Those cells are looked at one by
    one."""
    stamp = f"try_strptime({text}, {literal(declared)})"
    said = f" and strip_accents(lower({text})) not in ({', '.join(literal(folded(word)) for word in silent)})" if silent else ""
    return f"case when {stamp} >= timestamp '{SURELY[0]}' and {stamp} < timestamp '{SURELY[1]}'{said} then {stamp} end"


def prepare(
    connection: duckdb.DuckDBPyConnection, column: str, silent: Iterable[str] = (), may_lack: bool = False, quick: bool = False
) -> int:
    """Put the cells of `cells.<column>` in the table `text_<column>` (`line, raw, x, zone`), in lower case, spelled in numbers; without
    those that are read already, where the column is `quick`.

    The words of `silent` say nothing. Where the stamp `may_lack`, a word or a row of zeros in its place says that nothing has happened yet;
    returns how many cells do."""
    cell = f'"{column}"'
    x = f"strip_accents(lower({_spaced(cell)}))"
    nothing = ", ".join([missing_sql(), *(literal(folded(word)) for word in silent)])
    connection.execute(
        f"""create or replace temp table "text_{column}" as
            select line, raw, x, cast(null as varchar) as zone from (
                select line, "{column}" as raw, {x} as x from cells {f'where "{column}!" is null' if quick else ""}
            ) where x not in ({nothing})"""
    )
    if not left(connection, column):
        return 0
    empty = unfinished.says_not_yet("x")
    lacking = connection.execute(f'delete from "text_{column}" where {empty}').fetchall() if may_lack else [(0,)]
    spelling.make_numbers(connection, f"text_{column}")
    if connection.execute(f"""select 1 from "text_{column}" where regexp_matches(x, '{ZONE_NAME}') limit 1""").fetchall():
        connection.execute(
            f"""update "text_{column}" set zone = regexp_extract(x, '{ZONE_NAME}', 1), x = regexp_replace(x, '{ZONE_NAME}', '')
                where regexp_matches(x, '{ZONE_NAME}')"""
        )
    return int(lacking[0][0])


def left(connection: duckdb.DuckDBPyConnection, column: str) -> bool:
    """Whether cells of a column are left to be looked at, in `text_<column>`."""
    return bool(connection.execute(f'select 1 from "text_{column}" limit 1').fetchall())


def order(connection: duckdb.DuckDBPyConnection, column: str, declared: str | None) -> Order:
    """The order of day and month in a column, from all of its values at once: never cell by cell."""
    if declared is not None:
        day, month, year = (min((at for at in map(declared.find, codes) if at >= 0), default=-1) for codes in DECLARED)
        return Order(not 0 <= month < day, "declared", 0 <= year < min(day, month))
    numbered = connection.execute(
        f"""select count(*), count(*) filter (p.a > 12 and p.b <= 12), count(*) filter (p.b > 12 and p.a <= 12),
                   max(length(p.years)), max(p.a) - min(p.a), max(p.c) - min(p.c), max(p.b), max(p.c),
                   count(distinct p.a), count(distinct p.c)
            from (select try_cast(q.a as integer) as a, try_cast(q.b as integer) as b, try_cast(q.c as integer) as c, q.c as years
                  from (select regexp_extract(x, '{NUMBERS}', ['a', 'b', 'c']) as q
                        from "text_{column}") where q.a <> '') as p"""
    ).fetchall()[0]
    rows, day_first, month_first, longest, *years = (int(count or 0) for count in numbered)
    if rows == 0:
        return Order(True, "plain")
    short = longest == 2
    told = _years_first(*years) if short else None
    if told:
        return Order(True, told, True, True)
    if day_first and month_first:
        return Order(day_first >= month_first, "mixed", short=short)
    return Order(month_first == 0, "settled" if day_first or month_first else "assumed", short=short)


def _years_first(span: int, last_span: int, most_middle: int, most_last: int, distinct: int, last_distinct: int) -> str | None:
    """Why dates of three times two digits begin with the year, from the first, the middle and the last numbers; None where they do not."""
    if most_middle > 12 or most_last > 31 or span > MOST_YEARS:
        return None
    if last_span > MOST_YEARS:
        return "settled"
    return "years" if last_distinct > distinct and span <= 1 and last_distinct >= FEW_DAYS else None


def settle(orders: dict[str, Order]) -> dict[str, Order]:
    """The orders of the columns of a file, those that nothing settles after the others."""
    days = {order.day_first for order in orders.values() if order.why == "settled" and not order.year_first}
    years = any(order.year_first and order.why == "settled" for order in orders.values())
    settled = dict(orders)
    for name, order in orders.items():
        if years and order.short and not (order.year_first and order.why == "settled"):
            settled[name] = Order(True, "sibling", True, True)
        elif order.why == "assumed" and len(days) == 1:
            settled[name] = Order(True in days, "sibling")
    return settled


def read(connection: duckdb.DuckDBPyConnection, column: str, order: Order, declared: str | None, quick: bool = False) -> None:
    """From `text_<column>`, the table `read_<column>` (`line, stamp, shift, precision`): what the cell says, NULL where it is unreadable;
    and the view `stamps_<column>` of these stamps and of those that are read already.

    `shift` is the offset from UTC that it gives, in seconds, NULL without one."""
    connection.execute(f'create or replace temp table "read_{column}" (line BIGINT, stamp TIMESTAMP, shift BIGINT, precision VARCHAR)')
    if left(connection, column):
        _look_at(connection, column, order, declared)
    _gather(connection, column, precision(declared) if quick and declared else None)
    _shift_by_zone(connection, column)


def _look_at(connection: duckdb.DuckDBPyConnection, column: str, order: Order, declared: str | None) -> None:
    """Add the stamps of `text_<column>` to `read_<column>`: those of the declared format, then the others by their shape."""
    if declared is not None:
        connection.execute(f'insert into "read_{column}" {_declared(column, declared)}')
    connection.execute(
        f"""create or replace temp table shaped as
            select line, x, case when regexp_matches(x, '^[0-9]{{8}}') then regexp_extract(x, '{COMPACT}', {PARTS})
                                 else regexp_extract(x, '{SHAPE}', {PARTS}) end as p
            from "text_{column}" where line not in (select line from "read_{column}")"""
    )
    connection.execute(f'insert into "read_{column}" {_assembled(order.day_first, order.year_first)}')
    connection.execute("drop table shaped")


def precision(declared: str) -> str:
    """How precise the stamps of a declared format are."""
    return "second" if _has(declared, "SfTXcgn") else "minute" if _has(declared, "M") else "hour" if _has(declared, "HI") else "day"


def _gather(connection: duckdb.DuckDBPyConnection, column: str, quick: str | None) -> None:
    already = f"""union all select "{column}!", null, '{quick}' from cells where "{column}!" is not null""" if quick else ""
    connection.execute(f'create or replace temp view "stamps_{column}" as select stamp, shift, precision from "read_{column}" {already}')


def _shift_by_zone(connection: duckdb.DuckDBPyConnection, column: str) -> None:
    """The offsets of the stamps that name their zone; a zone that does not exist makes its stamps unreadable."""
    named = connection.execute(f"""select distinct zone from "text_{column}" where zone is not null""").fetchall()
    if not named:
        return
    known = {name.lower(): name for name in available_timezones()}
    first, last = years(connection, column)
    for (name,) in named:
        here = f"""shift is null and line in (select line from "text_{column}" where zone = {literal(name)})"""
        if name in known:
            zone = Zone.of(ZoneInfo(known[name]), first - 1, last + 1)
            connection.execute(f"""update "read_{column}" set shift = date_diff('second', {zone.to_utc("stamp")}, stamp) where {here}""")
        else:
            connection.execute(f'update "read_{column}" set stamp = null where {here}')


def midnight_only(connection: duckdb.DuckDBPyConnection, column: str, quick: bool = False) -> bool:
    """Whether the times of a column are all midnight: an export wrote days as stamps. Such a column is precise to the day."""
    timed, midnights = connection.execute(
        f"""select count(*), sum(case when stamp = date_trunc('day', stamp) then 1 else 0 end) from "stamps_{column}"
            where precision <> 'day' and stamp is not null"""
    ).fetchall()[0]
    if timed < MIDNIGHTS or timed != midnights:
        return False
    connection.execute(f"""update "read_{column}" set precision = 'day' where stamp is not null""")
    _gather(connection, column, "day" if quick else None)
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
            from "stamps_{column}" where {naive}"""
    ).fetchall()[0]
    return int(counted[0] or 0), int(counted[1] or 0)


def years(connection: duckdb.DuckDBPyConnection, column: str) -> tuple[int, int]:
    """The first and last years of a column just read."""
    low, high = connection.execute(f'select year(min(stamp)), year(max(stamp)) from "stamps_{column}"').fetchall()[0]
    return (int(low), int(high)) if low is not None else (2000, 2000)


def _declared(column: str, declared: str) -> str:
    """SQL: the stamps of the declared format; what it does not fit is left to the general reading, in its order of day and month."""
    stamp = f"try_strptime({_spaced('raw')}, {literal(declared)})"
    shift = "0" if _has(declared, "zZ") else "null"
    return f"""select line, {stamp} as stamp, {shift} as shift, '{precision(declared)}' as precision
               from "text_{column}" where {stamp} is not null"""


def _spaced(text: str) -> str:
    """SQL: the text with plain spaces, none at its ends."""
    return f"trim(translate({text}, '\u00a0\u202f\u2009\t\r\n', '      '))"


def _has(declared: str, codes: str) -> bool:
    return any(f"%{dash}{code}" in declared for code in codes for dash in ("", "-"))


def _assembled(day_first: bool, year_first: bool) -> str:
    """SQL: stamps put together from the parts of `shaped`."""
    month, day = ("p.b", "p.a") if day_first else ("p.a", "p.b")
    year = "case when length(p.c) <= 2 then '20' || lpad(p.c, 2, '0') else p.c end"
    short = "when length(p.a) <= 2 and length(p.c) <= 2 then '20' || lpad(p.a, 2, '0') || '-' || p.b || '-' || p.c " if year_first else ""
    date = f"case {short}when length(p.a) = 4 then p.a || '-' || p.b || '-' || p.c else {year} || '-' || {month} || '-' || {day} end"
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
    serial = "timestamp '1899-12-30' + to_seconds(cast(round(try_cast(replace(x, ',', '.') as double) * 86400) as bigint))"
    epoch = "make_timestamp(cast(try_cast(x as double) * case when try_cast(x as double) >= 1e11 then 1000 else 1000000 end as bigint))"
    return f"""
        select line,
               case when p.a <> '' then try_cast({date} || ' ' || {time} as timestamp)
                    when regexp_matches(x, '{SERIAL}') then {serial}
                    when {is_epoch} then {epoch} end as stamp,
               case when p.a <> '' then {shift} when {is_epoch} then 0 end as shift,
               case when p.a <> '' then {precision} when regexp_matches(x, '[.,]') or {is_epoch} then 'second' else 'day' end as precision
        from shaped"""
