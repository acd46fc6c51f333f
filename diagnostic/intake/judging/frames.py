"""What an export of cases was asked for (`extract_frame`), against what it holds."""

from __future__ import annotations

from typing import Any

import duckdb

from diagnostic import schema
from diagnostic.engagement import Period, Source
from diagnostic.schema import Column

LEAST_CASES = 30
OPEN = f"""(closed_local is null and "end" is null) or "end" = '{schema.OPEN}'"""


def contradictions(connection: duckdb.DuckDBPyConnection, source: Source, columns: list[Column], period: Period) -> list[dict[str, Any]]:
    """Notes on the rows of `accepted` that the declared frame would not hold, or on those that it should hold and that are not there.

    `opened`: every case opened in the period. `closed`: every case closed in it, hence no open one. `active`: none closed before it
    nor opened after it. `all`: open cases among them, where there are `LEAST_CASES` or more. `no_closing`: no end is dated.
    """
    names = {column.name for column in columns}
    if source.table != "cases":
        return []
    stamps = [f'"{column.local}"' for column in columns if column.name in ("resolved_at", "closed_at")]
    closed = f"coalesce({', '.join(stamps)}, null)" if stamps else "cast(null as timestamp)"
    end = '"end"' if "end" in names else "cast(null as varchar)"
    rows, ended, still_open, opened_out, closed_out, before, after = connection.execute(
        f"""select count(*), count(closed_local), count(*) filter ({OPEN}),
                   count(*) filter (not opened_in), count(*) filter (not closed_in),
                   count(*) filter (closed_local < timestamp '{period.start}'),
                   count(*) filter (cast(opened_local as date) > date '{period.end}')
            from (select opened_local, {closed} as closed_local, {end} as "end",
                         cast(opened_local as date) between date '{period.start}' and date '{period.end}' as opened_in,
                         cast({closed} as date) between date '{period.start}' and date '{period.end}' as closed_in from accepted)"""
    ).fetchall()[0]
    doubts = {
        "opened": {"frame_opened_outside": opened_out},
        "closed": {"frame_closed_open": still_open, "frame_closed_outside": closed_out},
        "active": {"frame_active_outside": before + after},
        "all": {"frame_all_none_open": rows if rows >= LEAST_CASES and not still_open else 0},
    }[source.extract_frame]
    if not ended:
        doubts["no_closing"] = rows
    return [{"note": name, "rows": count} for name, count in doubts.items() if count]
