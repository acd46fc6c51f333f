"""From cells of text to a typed table: one row per line of the file, each canonical column with the reason of its doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd

from diagnostic import memory, schema
from diagnostic.engagement import Engagement, Source
from diagnostic.intake.cells import instants, scores
from diagnostic.intake.cells.words import Reading, literal, reader
from diagnostic.intake.cells.zone import Zone
from diagnostic.intake.files.headers import ANCHORS, JOIN, Header
from diagnostic.intake.identity import callers, derivations, personal_columns
from diagnostic.intake.identity.phones import INTERNAL_DIGITS
from diagnostic.intake.identity.pseudonyms import Pseudonyms, code_sql
from diagnostic.schema import Column

# stands in SQL for the range of lines that is at work
WITHIN = "/* within */"
# different cells that tell whether a column names people
LOOKED_AT = 1_000


@dataclass
class Casting:
    """What the casts of a source had to decide or to count; `emptied` names the columns that held sentences or people."""

    notes: list[dict[str, Any]] = field(default_factory=list)
    emptied: dict[str, str] = field(default_factory=dict)
    ambiguous_hours: int = 0
    skipped_hours: int = 0


class Quick(NamedTuple):
    """A column whose stamps are read with their cells: the zone that they are in, how precise they are, and whether they are all of them
    (`alone`): no other is left to be looked at."""

    zone: Zone
    precision: str
    alone: bool

    def local(self, stamp: str) -> str:
        """SQL: a stamp as clocks show it; days are no instants."""
        return stamp if self.precision == "day" else self.zone.settled(stamp)


def constants(source: Source) -> dict[str, str]:
    """The canonical columns that a source fills with one word."""
    return dict(source.fixed) | ({"channel": source.channel} if source.channel else {})


def lay_out(connection: duckdb.DuckDBPyConnection, source: Source, header: Header) -> list[Column]:
    """Make the table `cells`: the lines with one text per canonical column that the source maps or fixes, and `<column>!`, the stamp of
    those that are quickly read; returns these columns."""
    fixed = constants(source)
    columns = [column for column in schema.TABLES[source.table].values() if column.name in header.columns or column.name in fixed]
    whole = _needs_every_part(source, columns, header)
    parts = []
    for column in columns:
        read = [_trimmed(f"c{position}") for position in header.columns.get(column.name, ())]
        between = JOIN if column.kind == "integer" and column.name != "hour" else " "
        text = read[0] if len(read) == 1 else f"nullif(concat_ws('{between}', {', '.join(read)}), '')" if read else "cast(null as varchar)"
        if column.name in whole:
            text = f"case when {' and '.join(f'{part} is not null' for part in read)} then {text} end"
        constant = fixed.get(column.name, source.values.get(column.name, {}).get("") if read else None)
        text = text if constant is None else f"coalesce({text}, {literal(constant)})"
        parts.append(f'{text} as "{column.name}"')
        if source.dates and _is_quick(source, column):
            parts.append(f'{instants.quick_sql(text, source.dates, _silent(source, column))} as "{column.name}!"')
    connection.execute(f"create or replace temp table cells as select line, {', '.join(parts)} from raw")
    return _with_scales(connection, source, columns)


def _trimmed(cell: str) -> str:
    """SQL: a cell without the spaces at its ends, NULL where nothing is left. Most cells begin and end with a sign of ASCII, and to see so
    takes a fraction of the time."""
    return f"case when {cell} between '!' and '~' and {cell}[-1] between '!' and '~' then {cell} else nullif(trim({cell}), '') end"


def _is_quick(source: Source, column: Column) -> bool:
    """Whether the stamps of a column are read with their cells: what is derived from a date asks for all of them together."""
    return column.kind in ("instant", "date") and not source.derive and instants.is_quick(source.dates)


def _silent(source: Source, column: Column) -> list[str]:
    """The words of a column that say nothing."""
    return [word for word, ours in source.values.get(column.name, {}).items() if not ours]


def _with_scales(connection: duckdb.DuckDBPyConnection, source: Source, columns: list[Column]) -> list[Column]:
    """The columns with the top of the scale that scores like `4/5` tell themselves, where nothing else gives it."""
    names = {column.name for column in columns}
    if "score" not in names or "scale_max" in names:
        return columns
    told = scores.scale_sql("score")
    if not connection.execute(f"select 1 from cells where {told} is not null limit 1").fetchall():
        return columns
    connection.execute(f"create or replace temp table cells as select *, {told} as scale_max from cells")
    table = schema.TABLES[source.table]
    return [column for column in table.values() if column.name in names | {"scale_max"}]


def _needs_every_part(source: Source, columns: list[Column], header: Header) -> set[str]:
    """The instants that borrow a day from another one (`Jour + Heure d'appel` beside `Jour + Heure d'arrivée`): without an hour of
    their own nothing happened, whatever the day says. The one that dates the row keeps its day."""
    places = {column.name: header.columns.get(column.name, ()) for column in columns if column.kind == "instant"}
    used = Counter(position for positions in places.values() for position in positions)
    borrowing = {name for name, positions in places.items() if len(positions) > 1 and any(used[position] > 1 for position in positions)}
    return borrowing - set(ANCHORS.get(source.table, ()))


def cast(
    connection: duckdb.DuckDBPyConnection, source: Source, columns: list[Column], engagement: Engagement, pseudonyms: Pseudonyms
) -> Casting:
    """Make the table `typed` from `cells`: each canonical column (three for an instant) and `<column>?`, the reason of a doubt."""
    casting = Casting()
    chosen, joins = ["c.line"], []
    stamps = [column for column in columns if column.kind in ("instant", "date")]
    quick = _read_stamps(connection, source, stamps, engagement.zone, casting)
    for column in columns:
        name = column.name
        if column in stamps:
            if not (name in quick and quick[name].alone):
                joins += [_by_line(f"{kind}_{name}", f"{kind[0]}_{name}") for kind in ("at", "text")]
            chosen += _stamp_columns(column, quick.get(name))
        elif name in source.derive and source.derive[name].rule == "age_band":
            derivations.age_bands(connection, source, name, engagement.period.end, [stamp.name for stamp in stamps])
            joins.append(_by_line(f"derived_{name}", f"j_{name}"))
            chosen += [f'"j_{name}".value as "{name}"', f'"j_{name}".reason as "{name}?"']
        elif column.kind == "key" or name == "user_id":
            chosen += [f"""{pseudonyms.hashed(name, code_sql(f'c."{name}"'))} as "{name}" """, f'cast(null as varchar) as "{name}?"']
        else:
            _look_up(connection, source, column, pseudonyms, casting)
            joins.append(_by_cell(connection, name))
            chosen += [f'"j_{name}".value as "{name}"', f'"j_{name}".reason as "{name}?"']
    _put_together(connection, f"select {', '.join(chosen)} from", f"as c {' '.join(joins)}")
    for column in columns:
        made = ("at", "text", "read") if column in stamps else ("map", "found", "derived")
        drops = [f'drop view if exists "stamps_{column.name}"'] if column in stamps else []
        connection.execute("; ".join([*drops, *(f'drop table if exists "{kind}_{column.name}"' for kind in made)]))
    return casting


def _by_line(table: str, name: str) -> str:
    """SQL: a table of lines beside the cells, in the range of lines that is at work."""
    return f'left join (from "{table}" {WITHIN}) as "{name}" on c.line = "{name}".line'


def _by_cell(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """SQL: the readings of `map_<column>` beside the cells.

    Where a join with so many of them does not fit in memory, it leaves its rows in the order of what they are joined by, and no range of
    lines stands together any more. Then the readings alone are looked up first and put in the order of lines (`found_<column>`)."""
    ((readings,),) = connection.execute(f'select count(*) from "map_{name}"').fetchall()
    if len(memory.ranges(0, readings, readings)) == 1:
        return f'left join "map_{name}" as "j_{name}" on c."{name}" = "j_{name}".raw'
    connection.execute(
        f"""create or replace temp table "found_{name}" as
            select c.line, m.value, m.reason from cells as c join "map_{name}" as m on c."{name}" = m.raw order by c.line"""
    )
    connection.execute(f'drop table "map_{name}"')
    return _by_line(f"found_{name}", f"j_{name}")


def _put_together(connection: duckdb.DuckDBPyConnection, chosen: str, joined: str) -> None:
    """Make the table `typed` in the order of lines, so many at a time as fit in memory."""
    ((first, last, rows),) = connection.execute("select coalesce(min(line), 0), coalesce(max(line), 0), count(*) from cells").fetchall()
    made = "create or replace temp table typed as"
    for begins, ends in memory.ranges(first, last, rows):
        within = f"where line >= {begins} and line < {ends}"
        connection.execute(f"{made} {chosen} (from cells {within}) {joined.replace(WITHIN, within)}")
        made = "insert into typed"


def _read_stamps(
    connection: duckdb.DuckDBPyConnection, source: Source, stamps: list[Column], zone: ZoneInfo, casting: Casting
) -> dict[str, Quick]:
    """The columns whose stamps are read with their cells."""
    quick: dict[str, Quick] = {}
    for column in stamps:
        may_lack = column.name not in ANCHORS.get(source.table, ())
        not_yet = instants.prepare(connection, column.name, _silent(source, column), may_lack, _is_quick(source, column))
        casting.notes += [{"note": "not_yet", "column": column.name, "rows": not_yet}] if not_yet else []
    orders = instants.settle({column.name: instants.order(connection, column.name, source.dates) for column in stamps})
    for name, order in orders.items():
        if order.why in ("assumed", "sibling", "mixed", "years"):
            casting.notes.append({"note": f"day_order_{order.why}", "column": name, "day_first": order.day_first})
        column = schema.TABLES[source.table][name]
        is_quick = _is_quick(source, column)
        instants.read(connection, name, order, source.dates, is_quick)
        days = column.kind == "instant" and instants.midnight_only(connection, name, is_quick)
        if days:
            casting.notes.append({"note": "midnight_only", "column": name})
        first, last = instants.years(connection, name)
        here = Zone.of(zone, first - 1, last + 1)
        double, never = instants.to_zone(connection, name, here)
        if source.dates and is_quick:
            quick[name] = Quick(here, "day" if days else instants.precision(source.dates), not instants.left(connection, name))
        casting.ambiguous_hours += double
        casting.skipped_hours += never
    return quick


def _stamp_columns(column: Column, quick: Quick | None) -> list[str]:
    name, join = column.name, f'"a_{column.name}"'
    if quick and quick.alone:
        return _quick_columns(column, quick)
    reason = f"""case when "t_{name}".line is not null and {join}.utc is null then 'unreadable' end as "{name}?" """
    if column.kind == "date":
        stamp = f'coalesce(c."{name}!", {join}.stamp)' if quick else f"{join}.stamp"
        return [f'cast({stamp} as date) as "{name}"', reason]
    utc, local, precision = f"{join}.utc", f"{join}.local_time", f"case when {join}.utc is not null then {join}.precision end"
    if quick:
        already = f'c."{name}!"'
        local = f"coalesce({quick.local(already)}, {local})"
        precision = f"case when {already} is not null then '{quick.precision}' when {utc} is not null then {join}.precision end"
        utc = f"coalesce({quick.zone.to_utc(already)}, {utc})"
    return [f'{utc} as "{name}"', f'{local} as "{column.local}"', f'{precision} as "{column.precision}"', reason]


def _quick_columns(column: Column, quick: Quick) -> list[str]:
    """The stamps of a column all of which are read with their cells."""
    already, reason = f'c."{column.name}!"', f'cast(null as varchar) as "{column.name}?"'
    if column.kind == "date":
        return [f'cast({already} as date) as "{column.name}"', reason]
    precision = f"case when {already} is not null then '{quick.precision}' end"
    stamps = (f'{quick.zone.to_utc(already)} as "{column.name}"', f'{quick.local(already)} as "{column.local}"')
    return [*stamps, f'{precision} as "{column.precision}"', reason]


def _reader(source: Source, column: Column, pseudonyms: Pseudonyms, cells: list[str]) -> Callable[[str], Reading]:
    if column.name in source.derive:
        return derivations.reader(source.derive[column.name])
    if column.kind == "identifier":
        return pseudonyms.reader(column, INTERNAL_DIGITS if source.internal_digits is None else source.internal_digits)
    return reader(column, source.values.get(column.name, {}), source.list_separator, cells, source.unit.get(column.name))


def _emptied(connection: duckdb.DuckDBPyConnection, source: Source, column: Column, cells: list[str]) -> str | None:
    """Why a text column is not kept: it names people or holds sentences. One whose words `values` declares is known to hold neither."""
    header = source.columns.get(column.name)
    if column.kind != "text" or header is None or source.values.get(column.name):
        return None
    filled = connection.execute(f'select count("{column.name}") from cells').fetchall()[0][0]
    counted = connection.execute(
        f'select "{column.name}", count(*) from cells where "{column.name}" is not null group by 1 order by 2 desc, 1 limit {LOOKED_AT}'
    ).fetchall()
    if personal_columns.names_people(header, dict(counted)):
        return "people"
    return "free_text" if personal_columns.is_free_text(cells, filled) else None


def _look_up(connection: duckdb.DuckDBPyConnection, source: Source, column: Column, pseudonyms: Pseudonyms, casting: Casting) -> None:
    """The table `map_<column>` (`raw, value, reason`): each distinct cell is read once, however many lines hold it; identifiers hashed."""
    name, identifies = column.name, column.kind == "identifier"
    told = f'(select distinct "{name}" from cells where "{name}" is not null)'
    if identifies:
        connection.execute(f'create or replace temp table quick as select "{name}" as raw, {pseudonyms.quick(column)} as value from {told}')
    asked = "select raw from quick where value is null" if identifies else f"from {told}"
    cells = [cell for (cell,) in connection.execute(asked).fetchall()]
    read = _reader(source, column, pseudonyms, cells)
    emptied = _emptied(connection, source, column, cells)
    if emptied:
        casting.emptied[name] = emptied
        casting.notes.append({"note": emptied, "column": name, "header": source.columns[name]})
    readings = [(None, emptied) if emptied else read(cell) for cell in cells]
    frame = pd.DataFrame(
        {
            "raw": pd.Series(cells, dtype=object),
            "value": pd.Series([None if value is None else str(value) for value, _ in readings], dtype=object),
            "reason": pd.Series([reason for _, reason in readings], dtype=object),
        }
    )
    connection.register("readings", frame)
    looked_at = f"""select cast(raw as varchar) as raw, cast(cast(value as varchar) as {column.stored[name]}) as value,
                           cast(reason as varchar) as reason from readings"""
    if identifies:
        _map_identifiers(connection, name, looked_at, pseudonyms)
    else:
        connection.execute(f'create or replace temp table "map_{name}" as {looked_at}')
    connection.unregister("readings")


def _map_identifiers(connection: duckdb.DuckDBPyConnection, name: str, looked_at: str, pseudonyms: Pseudonyms) -> None:
    """The table `map_<column>` of identifiers, hashed, from those of `quick` and the others, which were looked at."""
    connection.execute(
        f"""create or replace temp table normal as
            select raw, value, cast(null as varchar) as reason from quick where value is not null union all {looked_at}"""
    )
    if name == "phone":
        callers.forget_written_over(connection, "normal")
    connection.execute(
        f"""create or replace temp table "map_{name}" as select raw, {pseudonyms.hashed(name, "value")} as value, reason from normal"""
    )
    connection.execute("drop table normal; drop table quick")


def unknown_words(connection: duckdb.DuckDBPyConnection, columns: list[Column]) -> dict[str, dict[str, int]]:
    """Per column of a vocabulary, how many different `words` nothing maps, on how many accepted `rows`."""
    unknown = {}
    for column in columns:
        if column.kind not in ("choice", "choices", "boolean"):
            continue
        words, rows = connection.execute(
            f"""select count(distinct c."{column.name}"), count(*) from accepted as a join cells as c on a.line = c.line
                where a."{column.name}?" = 'unknown_value'"""
        ).fetchall()[0]
        if rows:
            unknown[column.name] = {"words": words, "rows": rows}
    return unknown
