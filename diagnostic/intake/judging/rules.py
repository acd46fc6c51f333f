"""Which rows are kept, which are not, and why: every row of a source gets one fate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from diagnostic import schema
from diagnostic.engagement import Source
from diagnostic.intake.files.headers import ANCHORS, Header
from diagnostic.intake.judging import trials
from diagnostic.intake.retention import Rule
from diagnostic.schema import Column

# the stamp or day that dates a row: without a plausible one the row cannot be placed
# (an appointment may lie ahead of everything, and is placed all the same)
DATED_BY = {table: anchors[0] for table, anchors in ANCHORS.items() if table != "appointments"}
# one of these has to be there, where the source maps any of them
ONE_OF = {table: anchors for table, anchors in ANCHORS.items() if len(anchors) > 1}
# an end that cannot be read would make a closed case an open one
STRICT = {"cases": ("closed_at", "resolved_at")}
AHEAD = ("due_at", "starts_at")
IN_ORDER = {
    "cases": [("opened_at", later) for later in ("closed_at", "resolved_at", "complete_at", "acknowledged_at", "first_response_at")],
    "tickets": [("taken_at", "called_at"), ("called_at", "done_at")],
    "appointments": [("booked_at", "starts_at")],
}
KEY = {"contacts": "source_id", "cases": "case_id"}
# what becomes of the calls offered: an export that gives them all should add up
FATES = ("answered", "abandoned", "deflected", "voice_server")
# rows that say the same of the same day, topic or case are one row
NAMED_BY_NATURE = ("call_counts", "case_events", "offer")
NO_DOUBT = ("hidden", "internal", "short", "masked", "ruined", "free_text", "people")
# rows that tell most columns that number none
SOME = 10_000
# no stamp of an export: how programs write "none", "never" or "for ever"
OLDEST, NEVER = dt.date(1970, 1, 1), dt.date(2100, 1, 1)
GRACE = dt.timedelta(days=1)


@dataclass(frozen=True)
class RowRules:
    """The rules of a source's table, over the tables `typed`, `cells` and `raw`; `refusing` are more of them, that rest on more."""

    connection: duckdb.DuckDBPyConnection
    source: Source
    columns: list[Column]
    extract: dt.date | None
    header: Header
    refusing: Sequence[Rule] = ()

    @property
    def names(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    def judge(self) -> int:
        """Make the tables `rejected` (`line, column, reason`), `doubts` (of kept rows), `duplicates` (`line, reason`) and `accepted`.

        Returns how many identical rows were kept because nothing says that they are one event."""
        table = self.source.table
        rules = self._required()
        rules += [(column, f'"{column}?"', f'"{column}?" is not null') for column in STRICT.get(table, ()) if column in self.names]
        dated, placed = DATED_BY.get(table), next(iter(ANCHORS.get(table, ())), None)
        if placed in self.names:
            rules.append((placed, "'implausible'", self._out_of_time(placed)))
        if dated in self.names:
            rules.append((dated, "'after_extract'", self._too_late(dated)))
        rules += self.refusing
        cases = " ".join(f"when {test} then struct_pack(col := '{column}', reason := {reason})" for column, reason, test in rules)
        verdict = f"case {cases} end" if cases else "cast(null as struct(col varchar, reason varchar))"
        self.connection.execute(
            f"""create or replace temp table rejected as
                select line, v.col as "column", v.reason as reason from (select line, {verdict} as v from typed) where v is not null"""
        )
        trials.find(self.connection, self.header)
        self.connection.execute(
            """insert into rejected select line, min("column"), 'test_record' from trials
               where sure and line not in (select line from rejected) group by 1"""
        )
        self._forget_implausible(placed)
        identical = self._duplicates()
        # not a second copy of the rows: they may be millions
        self.connection.execute("delete from typed where line in (select line from rejected union all select line from duplicates)")
        self.connection.execute("drop table if exists accepted")
        self.connection.execute("alter table typed rename to accepted")
        self._doubts(dated)
        return identical

    def _required(self) -> list[Rule]:
        """The rules (column, reason, test) that refuse a row without a required value."""
        table = self.source.table
        rules = [
            (column, f"""coalesce("{column}?", 'missing')""", f'"{column}" is null')
            for column in schema.REQUIRED.get(table, ())
            if column in self.names
        ]
        dating = [column for column in ONE_OF.get(table, ()) if column in self.names]
        if dating:
            empty = " and ".join(f'"{column}" is null' for column in dating)
            rules.append((dating[0], f"""coalesce("{dating[0]}?", 'missing')""", f'({empty}) or "{dating[0]}?" is not null'))
        return rules

    def _out_of_time(self, column: str) -> str:
        local = self.names[column].local
        return f"""("{local}" < timestamp '{OLDEST}' or "{local}" >= timestamp '{NEVER}')"""

    def _too_late(self, column: str) -> str:
        if self.extract is None:
            return "false"
        return f""""{self.names[column].local}" >= timestamp '{self.extract + GRACE + dt.timedelta(days=1)}'"""

    def _forget_implausible(self, placed: str | None) -> None:
        """A stamp of no time that anybody means, where it does not place the row, says nothing, and is a doubt."""
        for column in self.columns:
            if column.kind in ("instant", "date") and column.name != placed:
                nulls = ", ".join(f'"{name}" = null' for name in column.stored)
                self.connection.execute(
                    f"""update typed set {nulls}, "{column.name}?" = 'implausible' where {self._out_of_time(column.name)}"""
                )

    def _duplicates(self) -> int:
        """Rows that another row stands for: `identical` to an earlier one, of the `same_id`, or a call `rung_again` at another desk.

        Of the rings of one call the answered one is kept, of the states of one case the latest, else the first."""
        cells = ", ".join(f'"{name}"' for name in self._raw_columns())
        self.connection.execute(
            f"""create or replace temp table identical as
                with again as materialized (select h from raw group by 1 having count(*) > 1)
                select line from (
                    select line, row_number() over (partition by h, {cells} order by line) as place from raw
                    where h in (select h from again) and line not in (select line from rejected)
                ) where place > 1"""
        )
        distinguished = "true" if self._rows_are_identified() else self._distinguished()
        reason, one_event, known = self._one_event()
        self.connection.execute(
            f"""create or replace temp table duplicates as
                with again as materialized (select hash({one_event}) as h from typed where {known} group by 1 having count(*) > 1)
                select line, min(reason) as reason from (
                    select line, '{reason}' as reason from (
                        select line, row_number() over (partition by {one_event} order by {self._first_to_stand()}line) as place
                        from typed where {known} and hash({one_event}) in (select h from again) and line not in (select line from rejected)
                    ) where place > 1
                    union all select i.line, 'identical' from identical as i join typed as t on i.line = t.line where {distinguished}
                ) group by 1"""
        )
        left = "select count(*) from identical where line not in (select line from duplicates)"
        return int(self.connection.execute(left).fetchall()[0][0])

    def _first_to_stand(self) -> str:
        """SQL: which of the rows of one event comes first. A case that several rows open on different days was opened on the first."""
        if "outcome" in self.names:
            return """coalesce("outcome" = 'answered', false) desc, """
        later = [f'"{column.local}"' for column in self.columns if column.kind == "instant" and column.name not in ("opened_at", *AHEAD)]
        if self.source.table != "cases" or not later:
            return ""
        return f'"opened_local" nulls last, greatest({", ".join(later)}) desc nulls last, '

    def _one_event(self) -> tuple[str, str, str]:
        """The name of a repetition, and in SQL what rows of one event have in common and whether a row says it.

        Rows of one number are one event. Calls that bear none are one where the same caller rings at the same second."""
        calls = self.source.table == "contacts" and ("outcome" in self.names or self.source.channel == "phone")
        key = KEY.get(self.source.table)
        if key in self.names:
            return "rung_again" if calls else "same_id", f'"{key}"', f'"{key}" is not null'
        if not calls or not {"phone", "occurred_at"} <= set(self.names):
            return "same_id", "line", "false"
        by_phone = "and channel = 'phone'" if "channel" in self.names else ""
        ways = ', "direction"' if "direction" in self.names else ""
        return "rung_again", f'"phone", "occurred_at"{ways}', f"""phone is not null and "occurred_precision" = 'second' {by_phone}"""

    def _raw_columns(self) -> list[str]:
        return [name for (name, *_) in self.connection.execute("describe raw").fetchall() if name not in ("line", "h")]

    def _rows_are_identified(self) -> bool:
        """Whether identical rows are one event because the table is so made, or because a column of the file numbers the rows."""
        if self.source.table in NAMED_BY_NATURE:
            return True
        if not self.connection.execute("select 1 from identical limit 1").fetchall():
            return True
        made = {f"c{self.header.turned.at + place}" for place in range(1 + len(self.source.across))} if self.source.across else set()
        # what numbers all rows numbers some of them too, and these rule out nearly all columns
        may = self._numbering([name for name in self._raw_columns() if name not in made], f"(select * from raw limit {SOME})")
        return bool(may and self._numbering(may, "raw"))

    def _numbering(self, columns: list[str], raw: str) -> list[str]:
        """Those of the columns with as many different cells as there are different rows."""
        distinct = "".join(f', count(distinct "{name}")' for name in columns)
        rows, *cells = self.connection.execute(f"select count(distinct h){distinct} from {raw}").fetchall()[0]
        return [name for name, count in zip(columns, cells, strict=True) if count == rows]

    def _distinguished(self) -> str:
        """SQL: whether a row's key or its stamp tells it from another like it: to the second, or to the minute where somebody is known.

        Three people may call in one minute on one topic."""
        people = [f't."{column.name}" is not null' for column in self.columns if column.kind == "identifier"]
        named = f"({' or '.join(people)})" if people else "false"
        precisions = [f't."{column.precision}"' for column in self.columns if column.kind == "instant"]
        stamps = [f"{precision} = 'second' or ({precision} = 'minute' and {named})" for precision in precisions]
        key = KEY.get(self.source.table)
        return " or ".join([*stamps, *([f't."{key}" is not null'] if key in self.names else [])]) or "false"

    def _doubts(self, dated: str | None) -> None:
        parts = [
            f"""select line, '{column.name}' as "column", "{column.name}?" as reason from accepted
                where "{column.name}?" not in {NO_DOUBT}"""
            for column in self.columns
        ]
        for column in self.columns:
            if column.kind in ("instant", "date") and column.name not in (dated, *AHEAD):
                parts.append(f"select line, '{column.name}', 'after_extract' from accepted where {self._too_late(column.name)}")
        for earlier, later in IN_ORDER.get(self.source.table, ()):
            if earlier in self.names and later in self.names:
                parts.append(f"select line, '{later}', 'out_of_order' from accepted where {self._reversed(earlier, later)}")
        parts += self._states()
        if self.source.table == "call_counts":
            parts.append(f"select line, 'offered', 'inconsistent' from accepted where {self._uneven()}")
        parts.append("""select t.line, t."column", 'test_record' from trials as t join accepted as a on t.line = a.line""")
        self.connection.execute(f"create or replace temp table doubts as {' union all '.join(parts)}")

    def _states(self) -> list[str]:
        """SQL: the closings of cases that their status declares open: they do not count."""
        closings = [name for name in STRICT.get(self.source.table, ()) if name in self.names] if "end" in self.names else []
        return [
            f"""select line, '{name}', 'declared_open' from accepted where "end" = '{schema.OPEN}' and "{name}" is not null"""
            for name in closings
        ]

    def _uneven(self) -> str:
        """SQL: whether the calls offered are fewer than their fates together, or more where the two that matter are both given."""
        counted = [name for name in FATES if name in self.names]
        together = " + ".join(f'coalesce("{name}", 0)' for name in counted) or "0"
        both = '"answered" is not null and "abandoned" is not null' if {"answered", "abandoned"} <= set(counted) else "false"
        return f'"offered" < {together} or ({both} and "offered" > {together})'

    def _reversed(self, earlier: str, later: str) -> str:
        """SQL: whether a step comes before the one it follows, by days where one of the two is a day."""
        a, b = self.names[earlier], self.names[later]
        days = f"""("{a.precision}" = 'day' or "{b.precision}" = 'day')"""
        return f"""case when {days} then cast("{b.local}" as date) < cast("{a.local}" as date) else "{later}" < "{earlier}" end"""
