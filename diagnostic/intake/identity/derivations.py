"""What stands for a personal column that is not kept: an age band, private or professional, at ease with digital tools or not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import duckdb

from diagnostic.engagement import Derivation, Source
from diagnostic.intake.cells import instants
from diagnostic.intake.cells.words import MISSING, NOTHING, UNREADABLE, Reading, folded
from diagnostic.intake.files.headers import ANCHORS

# an age from which the next band starts
BANDS = ((25, "<25"), (40, "25-39"), (60, "40-59"), (75, "60-74"), (121, "75+"))
# mailboxes that anybody opens; any other domain is an organisation's
PRIVATE = frozenset(
    (
        *("gmail", "googlemail", "hotmail", "outlook", "live", "msn", "yahoo", "ymail", "icloud", "me", "mac", "aol", "gmx", "mail"),
        *("proton", "protonmail", "orange", "wanadoo", "free", "aliceadsl", "sfr", "neuf", "cegetel", "club-internet", "numericable"),
        *("noos", "bbox", "laposte", "zaclys", "tutanota", "web", "sympatico", "videotron", "bell", "rogers", "shaw", "btinternet"),
    )
)
ENDINGS = ("com", "fr", "net", "ch", "be", "ca", "lu", "me", "org", "de", "co.uk", "it", "es")


def reader(derivation: Derivation) -> Callable[[str], Reading]:
    """How the cells behind a derived column are read, where a cell is enough: through `values`, else by the domain of an e-mail address."""
    ours = {folded(theirs): word for theirs, word in derivation.values.items()}

    def read(cell: str) -> Reading:
        word = folded(cell)
        if word in ours:
            return ours[word] or None, None
        if word in MISSING:
            return NOTHING
        return (None, "unknown_value") if ours else _activity(word)

    return read


def _activity(address: str) -> Reading:
    _, at, domain = address.strip("<>").rpartition("@")
    name, _, ending = domain.partition(".")
    if not at or not ending:
        return UNREADABLE
    return "private" if name in PRIVATE and ending in ENDINGS else "professional", None


def age_bands(connection: duckdb.DuckDBPyConnection, source: Source, column: str, fallback: dt.date, stamps: list[str]) -> None:
    """The table `derived_<column>` (`line, value, reason`): the age band at the date of the row, where one of `stamps` gives it, else
    at the end of the period (`fallback`)."""
    dates = source.derive[column].dates
    instants.prepare(connection, column)
    order = instants.order(connection, column, dates)
    instants.read(connection, column, order, dates)
    dated = next((anchor for anchor in ANCHORS.get(source.table, ()) if anchor in stamps), None)
    joined = f'left join "at_{dated}" as d on d.line = r.line' if dated else ""
    day = f"coalesce(d.local_time, timestamp '{fallback}')" if dated else f"timestamp '{fallback}'"
    born = f"case when r.stamp > {day} and not regexp_matches(t.x, '[0-9]{{4}}') then r.stamp - interval 100 year else r.stamp end"
    cases = " ".join(f"when age < {limit} then '{band}'" for limit, band in BANDS)
    band = f"case when age < 0 then null {cases} end"
    connection.execute(
        f"""create or replace temp table "derived_{column}" as
            select line, {band} as value, case when {band} is null then 'unreadable' end as reason
            from (select r.line, date_sub('year', cast({born} as date), cast({day} as date)) as age
                  from "read_{column}" as r join "text_{column}" as t on t.line = r.line {joined})"""
    )
