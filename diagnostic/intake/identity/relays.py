"""Relays: people who make contact for others, known by the client's list or by a printed rule of frequency."""

from __future__ import annotations

import re
from dataclasses import dataclass

import duckdb
import pandas as pd

from diagnostic import schema
from diagnostic.engagement import Engagement
from diagnostic.errors import Problem, UserError
from diagnostic.intake import stage
from diagnostic.intake.files import side_tables
from diagnostic.intake.identity import persons
from diagnostic.intake.identity.phones import INTERNAL_DIGITS
from diagnostic.intake.identity.pseudonyms import Pseudonyms, code_sql
from diagnostic.schema import IDENTIFIERS

YEAR = 365
# what the file says of the caller is not overruled
MAY_BECOME = "coalesce(party, 'unknown') in ('user', 'unknown')"


@dataclass(frozen=True)
class RelayCounts:
    """How many identifiers the client lists, how many rows became a relay's by them, and by the rule of `threshold` contacts a year."""

    listed: int = 0
    listed_rows: int = 0
    threshold: int | None = None
    frequent_persons: int = 0
    frequent_rows: int = 0


def read(connection: duckdb.DuckDBPyConnection, engagement: Engagement, pseudonyms: Pseudonyms) -> int:
    """Make the table `relays` (`kind, hash`) of the client's list, hashed like the identifiers of the sources; returns how many there are.

    UserError with the place of every identifier that is none."""
    listed = [(f"relays ({place})", text) for place, text in enumerate(engagement.relays.identifiers, 1)]
    file, column = engagement.relays.file, engagement.relays.column
    if file and column:
        lines = side_tables.rows(engagement.folder, file, "relays", {"identifier": column})
        listed += [(f"{file} ({line})", row["identifier"]) for line, row in lines if row["identifier"]]
    read = [(place, *_normal(text, pseudonyms)) for place, text in listed]
    wrong = [Problem("intake.relay", {"place": place}) for place, _, normal in read if normal is None]
    if wrong:
        raise UserError(wrong)
    connection.register("listed", pd.DataFrame({"kind": [kind for _, kind, _ in read], "normal": [text for *_, text in read]}, dtype=str))
    hashes = " ".join(
        f"when kind = '{kind}' then {pseudonyms.hashed(kind, code_sql('normal') if kind == 'user_id' else 'normal')}"
        for kind in IDENTIFIERS
    )
    connection.execute(f"create or replace temp table relays as select distinct kind, case {hashes} end as hash from listed")
    connection.unregister("listed")
    return int(connection.execute("select count(*) from relays").fetchall()[0][0])


def mark(connection: duckdb.DuckDBPyConnection, engagement: Engagement, tables: list[str], listed: int) -> RelayCounts:
    """Set the party of relays in the `stage_<table>` tables, once persons are known: those of the list, then the frequent ones.

    A listed identifier makes its person a relay under every identifier. A person is frequent with `relay_contacts_per_year` contacts
    or more a year (cases where no contacts are received), counted over the period and brought to a year; nobody is without it."""
    bearing = persons.bearing(tables)
    by_list = _listed(connection, bearing) if listed else 0
    threshold = engagement.parameters.relay_contacts_per_year
    if threshold is None:
        return RelayCounts(listed, by_list)
    dated = next(((table, stem) for table, stem in (("contacts", "occurred_"), ("cases", "opened_")) if table in bearing), None)
    if dated is None:
        return RelayCounts(listed, by_list, threshold)
    table, stem = dated
    period = engagement.period
    days = (period.end - period.start).days + 1
    inbound = "and coalesce(direction, 'in') <> 'out'" if table == "contacts" else ""
    counted = f"cast({stem}local as date) between date '{period.start}' and date '{period.end}' {inbound} and {MAY_BECOME}"
    connection.execute(
        f"""create or replace temp table frequent as {_persons(table, counted)}
            group by 1 having count(*) * {YEAR} >= {threshold} * {days}"""
    )
    frequent = int(connection.execute("select count(*) from frequent").fetchall()[0][0])
    rows = sum(_set(connection, name, f"id in ({_of_persons(name, 'frequent')})") for name in bearing)
    return RelayCounts(listed, by_list, threshold, frequent, rows)


def _listed(connection: duckdb.DuckDBPyConnection, bearing: list[str]) -> int:
    borne = {table: " or ".join(f"{kind} in (select hash from relays where kind = '{kind}')" for kind in IDENTIFIERS) for table in bearing}
    rows = " union ".join(_persons(table, test) for table, test in borne.items())
    connection.execute(f"create or replace temp table named as {rows}")
    return sum(_set(connection, table, f"({test}) or id in ({_of_persons(table, 'named')})") for table, test in borne.items())


def _persons(table: str, test: str) -> str:
    return f"select p.person from persons as p join stage_{table} as s on p.tab = '{table}' and p.id = s.id where {test}"


def _of_persons(table: str, group: str) -> str:
    return f"select id from persons where tab = '{table}' and person in (select person from {group})"


def _set(connection: duckdb.DuckDBPyConnection, table: str, test: str) -> int:
    return stage.change(connection, table, "party", "'relay'", f"{MAY_BECOME} and ({test})")


def _normal(text: str, pseudonyms: Pseudonyms) -> tuple[str, str | None]:
    """The kind of an identifier and its normal form, None where it is none."""
    digits = re.sub(r"\D", "", text)
    kind = "email" if "@" in text else "phone" if len(digits) > INTERNAL_DIGITS and not re.search("[a-zA-Z]", text) else "user_id"
    if kind == "user_id":
        return kind, text.strip() or None
    return kind, pseudonyms.reader(schema.TABLES["contacts"][kind])(text)[0]
