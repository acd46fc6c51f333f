"""How much of what the mission set out to cover the data show."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from diagnostic.measuring.cohort import groups
from diagnostic.measuring.disclosure import FILES, Disclosed, exempt
from diagnostic.measuring.rows import Row, measures, sql, value
from diagnostic.store.engine import Store


@measures("coverage.observed_share")
def observed(store: Store) -> Iterator[Row]:
    """Cells of service x channel x month with data ÷ cells of the declared perimeter, also by channel and by service.

    A cell declared absent stays in the denominator: it is part of what was to be covered, and it was not seen. Services count only
    where the data name services at all. The upper bound over definitions takes a contact without a service as data for every service.
    """
    perimeter, chosen = store.query("select * from perimeter order by position"), store.settings
    recorded = sql(store, __file__, "coverage")
    months = list(pd.period_range(chosen["period_start"], chosen["period_end"], freq="M").astype(str))
    services = perimeter["service"].dropna().unique() if recorded["service"].notna().any() else []
    channels = perimeter["channel"].unique()
    named = {(_same(row.service) if len(services) else None, row.channel, row.month) for row in recorded.itertuples()}
    cells = pd.DataFrame(
        [(service, channel, month) for service in (services if len(services) else [None]) for channel in channels for month in months],
        columns=["service", "channel", "month"],
    )
    cells["seen"] = [(_same(cell.service), cell.channel, cell.month) in named for cell in cells.itertuples()]
    cells["perhaps"] = [cell.seen or (None, cell.channel, cell.month) in named for cell in cells.itertuples()]
    for dimensions, part in groups(cells, "channel", "service"):
        yield _share(part, dimensions)


def months(store: Store) -> Disclosed:
    """What the data hold, cell by cell: `service, channel, months, period, declared`; `months` is None where nothing is recorded.

    Every cell of the declared perimeter in its order, then what the data name beside it; a service of None stands for records without one.
    `period` is the number of months that the period touches. Nothing recorded is not measured: it is never a zero."""
    chosen = store.settings
    names: dict[str | None, str | None] = {}
    recorded: dict[tuple[str | None, str], set[str]] = {}
    period = len(pd.period_range(chosen["period_start"], chosen["period_end"], freq="M"))
    for row in sql(store, __file__, "coverage").itertuples():
        names.setdefault(_same(row.service), None if _same(row.service) is None else row.service)
        recorded.setdefault((_same(row.service), row.channel), set()).add(row.month)
    rows = []
    for cell in store.query("select service, channel from perimeter order by position").itertuples():
        service = _same(cell.service)
        names[service] = None if service is None else cell.service
        rows.append((names[service], cell.channel, len(recorded.pop((service, cell.channel), ())) or None, period, True))
    rows += [(names[service], channel, len(months), period, False) for (service, channel), months in recorded.items()]
    frame = pd.DataFrame(rows, columns=["service", "channel", "months", "period", "declared"])
    services = pd.Series([row[0] for row in rows], dtype=object)  # None, which pandas would make NaN
    return exempt(frame.assign(months=frame["months"].astype("Int64"), service=services), FILES)


def sites(store: Store) -> list[str]:
    """The sites that the data name."""
    return list(sql(store, __file__, "sites")["site"])


def _share(cells: pd.DataFrame, dimensions: dict[str, object]) -> Row:
    low, high = cells["seen"].mean(), cells["perhaps"].mean()
    bounds = {"low_definition": low, "high_definition": high} if high > low else {}
    return value("coverage.observed_share", low, dimensions, numerator=cells["seen"].sum(), denominator=len(cells), **bounds)


def _same(service: str | None) -> str | None:
    """A service's name as compared: case and outer spaces do not matter."""
    return None if service is None or pd.isna(service) else service.strip().casefold()
