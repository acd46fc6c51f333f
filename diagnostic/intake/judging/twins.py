"""Rows of two files that are one event: by their number, by all that they say, or by what they count."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from diagnostic import schema
from diagnostic.intake.files.headers import ANCHORS
from diagnostic.schema import IDENTIFIERS, Column

# files tell of the same events where so many of the rows that may be twins are
SAME, SAME_LABELS, SAME_COUNTS = 0.8, 0.5, 0.9
# rows that prove little one by one: so many of them, and nearly all
MANY, NEARLY_ALL = 20, 0.98
# counts as large as this do not agree by chance, nor do so many of any size
LARGE, SEVERAL = 20, 3
# rows that look alike in files that tell of different events are told from this share on
TOLD = 0.05
LABELS = ("procedure", "topic", "queue", "service", "site", "channel", "direction")
# what an event keeps when its state changes or somebody codes it; a table that is not there keeps all
LASTING = {
    "cases": ("opened_at", "procedure", "channel", "service", "site", *IDENTIFIERS),
    "appointments": ("booked_at", "starts_at", "service", "site", "booked_via", *IDENTIFIERS),
    "contacts": (*("occurred_at", "direction", "outcome", "wait_s", "handle_s", "transferred", "queue", "site", "channel", *IDENTIFIERS),),
    "tickets": ("taken_at", "called_at", "done_at", "topic", "service", "site"),
    "case_events": ("case_id", "activity", "at"),
}
CHANGING = ("cases", "appointments")
NATURE = {
    "call_counts": ("day", "month", "hour", "slot", "queue", "service"),
    "counts": ("day", "month", "channel", "service", "site", "topic"),
}


@dataclass(frozen=True)
class Found:
    """Of two files: whether they tell of the same events, how many rows of the days they share are in one of them alone, and how many
    look alike although the files do not."""

    pair: tuple[int, int]
    by: str
    same: bool
    alone: tuple[int, int] = (0, 0)
    alike: int = 0


@dataclass(frozen=True)
class Sides:
    """Two deliveries of the table `stage_<table>`; twins are added to the table `twins (a, b)`."""

    connection: duckdb.DuckDBPyConnection
    table: str
    first: int
    second: int

    @property
    def columns(self) -> dict[str, Column]:
        return schema.TABLES[self.table]

    @property
    def dated(self) -> Column:
        return self.columns[ANCHORS[self.table][0]]

    @property
    def pair(self) -> tuple[int, int]:
        return self.first, self.second

    def rows(self, delivery: int) -> str:
        return f"(select * from stage_{self.table} where delivery = {delivery})"

    def count(self, sql: str) -> tuple[int, ...]:
        return tuple(int(number or 0) for number in self.connection.execute(sql).fetchall()[0])


def by_number(sides: Sides, key: str) -> Found | None:
    """Rows of one number, where most of the numbers that both files have bear the same stamp and people."""
    stamp = _same_stamp(sides.dated)
    people = [f'a."{name}" = b."{name}"' for name in IDENTIFIERS if name in sides.columns]
    labels = [f'a."{name}" = b."{name}"' for name in LABELS if name in sides.columns and _varies(sides, name)]
    joined = f'{sides.rows(sides.first)} as a join {sides.rows(sides.second)} as b on a."{key}" = b."{key}"'
    shared, stamped, known, equal, told, agreed = sides.count(
        f"""select count(*), count(*) filter ({stamp}), {_filled(people)}, {_true(people)}, {_filled(labels)}, {_true(labels)}
            from {joined}"""
    )
    if not shared:
        return None
    alike = equal >= SAME * known if known else agreed >= SAME_LABELS * told
    if stamped < SAME * shared or not alike:
        return Found(sides.pair, "numbers", False, alike=shared)
    # a number of the same series is one event, unless both its stamp and its people say otherwise
    contradicted = " or ".join(f"coalesce(not ({one}), false)" for one in people) or "false"
    sides.connection.execute(f"insert into twins select a.id, b.id from {joined} where {stamp} or not ({contradicted})")
    return Found(sides.pair, "numbers", True, _alone(sides))


def by_rows(sides: Sides, several: bool) -> Found | None:
    """Rows that say the same, over the days that both files cover; `several` where many rows of one file may be one of the other."""
    within = _shared_days(sides)
    if within is None:
        return None
    total, telling = sides.count(
        f"select count(*), count(*) filter ({_precise(sides)}) from stage_{sides.table} where delivery in {sides.pair} and {within}"
    )
    one_by_one = telling >= SAME * total
    lasting = LASTING.get(sides.table) if one_by_one or sides.table in CHANGING else None
    said = _said(sides, lasting or tuple(sides.columns))
    place = "0" if several else "row_number() over (partition by said order by id)"
    for side, delivery in (("left", sides.first), ("right", sides.second)):
        sides.connection.execute(
            f"""create or replace temp table {side}_rows as select id, said, {place} as place, day from (
                    select id, {said} as said, cast("{sides.dated.local}" as date) as day
                    from stage_{sides.table} where delivery = {delivery} and {within})"""
        )
    same, alike = _are_same(sides, one_by_one)
    if same:
        sides.connection.execute(f"insert into twins select a.id, b.id from {_JOINED}")
        return Found(sides.pair, "rows", True, _alone(sides, within))
    return Found(sides.pair, "rows", False, alike=alike)


def by_nature(sides: Sides, counted: str) -> Found | None:
    """Counts of one day, queue or topic, where most of them are the same in both files."""
    said = _said(sides, NATURE[sides.table])
    for side, delivery in (("left", sides.first), ("right", sides.second)):
        sides.connection.execute(
            f"""create or replace temp table {side}_rows as
                select id, said, row_number() over (partition by said order by id) as place, n
                from (select id, {said} as said, "{counted}" as n from stage_{sides.table} where delivery = {delivery})"""
        )
    shared, equal, large = sides.count(
        f"""select count(*), count(*) filter (a.n = b.n), count(*) filter (a.n = b.n and a.n >= {LARGE})
            from {_JOINED} where a.n > 0 or b.n > 0"""
    )
    if not shared:
        return None
    if equal < SAME_COUNTS * shared or (shared < SEVERAL and large < shared):
        return Found(sides.pair, "counts", False, alike=equal if equal >= TOLD * shared else 0)
    sides.connection.execute(f"insert into twins select a.id, b.id from {_JOINED}")
    return Found(sides.pair, "counts", True)


def by_moment(sides: Sides) -> Found | None:
    """Rows of two different exports at one instant, of one person or booked on one day: likely the same events, told and not joined."""
    within = _shared_days(sides)
    people = [f'"{name}"' for name in IDENTIFIERS if name in sides.columns]
    beside = (
        'cast("booked_local" as date)' if sides.table == "appointments" else f"coalesce({', '.join(people)}, null)" if people else "null"
    )
    if within is None or sides.dated.kind != "instant":
        return None
    at = f"date_trunc('minute', \"{sides.dated.local}\")"
    known = f"""{within} and "{sides.dated.precision}" in ('minute', 'second') and {beside} is not null"""
    rows = [
        f"(select distinct {at} as at, {beside} as who from stage_{sides.table} where delivery = {one} and {known})" for one in sides.pair
    ]
    first, second, both = sides.count(
        f"""select (select count(*) from {rows[0]}), (select count(*) from {rows[1]}),
                   (select count(*) from {rows[0]} as a join {rows[1]} as b on a.at = b.at and a.who = b.who)"""
    )
    alike = both if both >= max(SEVERAL, SAME_LABELS * min(first, second)) else 0
    return Found(sides.pair, "rows", False, alike=alike) if alike else None


_JOINED = "left_rows as a join right_rows as b on a.said = b.said and a.place = b.place"


def _are_same(sides: Sides, one_by_one: bool) -> tuple[bool, int]:
    """Whether the rows of two files over the days they share are the same, and how many look alike where they are not."""
    inner = "true"
    if not one_by_one:  # the first and the last day may be cut
        first, last = sides.connection.execute("select min(day), max(day) from left_rows").fetchall()[0]
        inside = f"a.day > date '{first}' and a.day < date '{last}'"
        inner = inside if sides.count(f"select count(*) from left_rows as a where {inside}")[0] >= MANY else "true"
    left, right = (
        sides.count(f"select count(distinct (a.said, a.place)) from {side} as a where {inner}")[0] for side in ("left_rows", "right_rows")
    )
    both = sides.count(f"select count(distinct (a.said, a.place)) from {_JOINED} where {inner}")[0]
    same = both >= max(1, SAME * min(left, right)) if one_by_one else both >= max(MANY, NEARLY_ALL * max(left, right))
    return same, both if not same and both >= TOLD * min(left, right) else 0


def _shared_days(sides: Sides) -> str | None:
    """SQL: whether a row is dated within the span that both files cover; None where there is none."""
    dated = sides.dated
    if dated.kind not in ("instant", "date"):
        return None
    first, last = sides.connection.execute(
        f"""select max(first), min(last) from (
                select min("{dated.local}") as first, max("{dated.local}") as last from stage_{sides.table}
                where delivery in {sides.pair} group by delivery)"""
    ).fetchall()[0]
    if first is None or last is None or first > last:
        return None
    at = f"date_trunc('minute', \"{dated.local}\")" if _to_the_minute(sides, dated) else f'"{dated.local}"'
    return f"""{at} between {at.replace(f'"{dated.local}"', f"timestamp '{first}'")} and timestamp '{last}'"""


def _precise(sides: Sides) -> str:
    """SQL: whether what a row says of its instant and its person tells it from others: the second, somebody known, or two minutes."""
    instants = [column for column in sides.columns.values() if column.kind == "instant"]
    if sides.table == "appointments":
        return " and ".join(f"""coalesce("{column.precision}" in ('minute', 'second'), false)""" for column in instants[:2])
    if sides.dated.kind != "instant":
        return "false"
    known = [f'"{name}" is not null' for name in (*IDENTIFIERS, "case_id") if name in sides.columns]
    return " or ".join([f"""coalesce("{sides.dated.precision}" = 'second', false)""", *known])


def _said(sides: Sides, columns: tuple[str, ...]) -> str:
    """SQL: one number for all that these columns say."""
    listed = ", ".join(part for column in columns if column in sides.columns for part in _stored(sides, sides.columns[column]))
    return f"hash({listed})"


def _stored(sides: Sides, column: Column) -> list[str]:
    """SQL: what a column says, an instant to the minute where one of the files tells no seconds: a text may lack those that a cell has."""
    if column.kind != "instant":
        return [f'"{name}"' for name in column.stored]
    return [f"date_trunc('minute', \"{column.name}\")" if _to_the_minute(sides, column) else f'"{column.name}"']


def _to_the_minute(sides: Sides, column: Column) -> bool:
    of_pair = f"from stage_{sides.table} where delivery in {sides.pair}"
    return column.kind == "instant" and sides.count(f"select count(*) {of_pair} and \"{column.precision}\" = 'minute'")[0] > 0


def _same_stamp(column: Column) -> str:
    """SQL: whether two rows bear one stamp, to the coarser of their precisions."""
    if column.kind != "instant":
        return f'coalesce(a."{column.name}" = b."{column.name}", false)'
    either = f'a."{column.precision}", b."{column.precision}"'
    steps = " ".join(
        f"when '{unit}' in ({either}) then date_trunc('{unit}', a.\"{column.local}\") = date_trunc('{unit}', b.\"{column.local}\")"
        for unit in ("day", "hour", "minute")
    )
    return f'coalesce(case {steps} else a."{column.local}" = b."{column.local}" end, false)'


def _alone(sides: Sides, within: str | None = None) -> tuple[int, int]:
    """How many rows of the days that both files cover only one of them holds."""
    within = within or _shared_days(sides) or "false"
    first, second = (
        sides.count(
            f"select count(*) from stage_{sides.table} where delivery = {delivery} and {within} and id not in (select {side} from twins)"
        )[0]
        for side, delivery in (("a", sides.first), ("b", sides.second))
    )
    return first, second


def _varies(sides: Sides, label: str) -> bool:
    """Whether a label says anything: one that all rows bear agrees by itself."""
    return sides.count(f'select count(distinct "{label}") from stage_{sides.table} where delivery in {sides.pair}')[0] > 1


def _filled(tests: list[str]) -> str:
    return " + ".join(f"count({test})" for test in tests) or "0"


def _true(tests: list[str]) -> str:
    return " + ".join(f"count(*) filter ({test})" for test in tests) or "0"
