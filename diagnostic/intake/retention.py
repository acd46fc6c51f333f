"""How long data may be kept: calls that the client should hold no more are refused, and the mission's own term is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import duckdb

from diagnostic.engagement import Engagement, Source
from diagnostic.errors import Problem
from diagnostic.schema import IDENTIFIERS, Column
from diagnostic.wording import Day, Quantity

REASON = "past_retention"
Rule = tuple[str, str, str]


def rules(connection: duckdb.DuckDBPyConnection, source: Source, columns: list[Column], engagement: Engagement) -> list[Rule]:
    """The rule (column, reason, test) that refuses the calls of `typed` older than the client keeps them at the extract; where no day of
    extract is declared, at the latest stamp of the file.

    None where no retention is declared, or where `older_calls` says who agreed that they are read.
    """
    retention, names = engagement.retention, {column.name: column for column in columns}
    dated = next((name for name in ("occurred_at", "month") if name in names), None)
    if source.table != "contacts" or dated is None or retention.calls_months is None or retention.older_calls:
        return []
    last_day = f'"{names[dated].local}"' if dated == "occurred_at" else "last_day(cast(month || '-01' as date))"
    extract = engagement.period.extract_date or _latest(connection, last_day)
    if extract is None:
        return []
    too_old = f"{last_day} < date '{extract}' - interval {retention.calls_months} month"
    return [(dated, f"'{REASON}'", f"({_is_call(set(names))}) and {too_old}")]


def late(engagement: Engagement, today: dt.date) -> Iterator[Problem]:
    """That the day by which the mission's data have to go has passed."""
    if engagement.retain_until and engagement.retain_until < today:
        values = {"day": Day(engagement.retain_until.isoformat()), "folder": str(engagement.folder)}
        yield Problem("engagement.retain_until_passed", values)


def refused(engagement: Engagement, account: Mapping[str, Any]) -> Iterator[Problem]:
    """Which files held calls past their retention, by the account of their intake, and what to do."""
    for source in account["sources"]:
        if rows := source["reasons"].get(REASON):
            values = {"file": source["file"], "rows": Quantity(rows, "count"), "months": engagement.retention.calls_months}
            yield Problem("intake.past_retention", values)


def unsettled(engagement: Engagement) -> Iterator[Problem]:
    """What the mission does not say yet of how long data are kept."""
    if engagement.retain_until is None:
        yield Problem("engagement.retain_until_missing")
    files = [source.file for source in engagement.sources if _may_hold_calls(source)]
    if files and engagement.retention.calls_months is None:
        yield Problem("engagement.calls_months_missing", {"files": list(dict.fromkeys(files))})


def _may_hold_calls(source: Source) -> bool:
    fed = {*source.read_from}
    return source.table == "contacts" and bool(fed & set(IDENTIFIERS)) and (source.channel == "phone" or bool(fed & {"channel", "outcome"}))


def _is_call(names: set[str]) -> str:
    """SQL: whether a contact is one by telephone, or of no known channel with what became of it, as only a log of calls tells."""
    outcome = '"outcome" is not null' if "outcome" in names else "false"
    if "channel" not in names:
        return outcome
    return f"""list_contains(string_split("channel", ','), 'phone') or ("channel" is null and {outcome})"""


def _latest(connection: duckdb.DuckDBPyConnection, last_day: str) -> dt.date | None:
    return connection.execute(f"select cast(max({last_day}) as date) from typed").fetchall()[0][0]
