"""The stages of the journey: at each, how many there are, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from diagnostic.measuring.disclosure import Disclosed

COLUMNS = ["stage", "base", "part", "share"]
SHARES = {
    "calls": "reach.answer_rate_agent",
    "wait": "reach.service_level",
    "chased": "repeat.chased_share",
    "kept": "processing.within_announced",
}
"""The stages that are what an indicator counts, with its share."""


def stages(rows: Disclosed) -> Disclosed:
    """One row per stage that the rows hold, in the order in which people go through them: `stage, base, part, share`.

    Contacts that are handled out of those received; requests that are closed, and that wait at the end, out of all those open at some time
    of the period. `part` is missing where the share is an estimate that counts nobody.
    """
    told = [
        *_out_of("received", _count(rows, "channel.share", "denominator"), _count(rows, "volume.contacts", "value")),
        *_shares(rows, "calls", "wait", "chased"),
        *_out_of("closed", _count(rows, "processing.net_flow", "denominator"), _requests(rows)),
        *_shares(rows, "kept"),
        *_out_of("waiting", _count(rows, "processing.open_stock", "value"), _requests(rows)),
    ]
    return Disclosed(told, columns=COLUMNS)


def _shares(rows: Disclosed, *names: str) -> Iterator[list[Any]]:
    for name in names:
        row = _row(rows, SHARES[name])
        if row is not None:
            counts = float(row["numerator"]).is_integer()
            yield [name, float(row["denominator"]), float(row["numerator"]) if counts else None, float(row["value"])]


def _out_of(name: str, part: pd.Series | None, base: pd.Series | None) -> Iterator[list[Any]]:
    """A stage that two counts make, of the same days."""
    if part is not None and base is not None and base["count"] and list(part["days"]) == list(base["days"]):
        yield [name, float(base["count"]), float(part["count"]), float(part["count"] / base["count"])]


def _requests(rows: Disclosed) -> pd.Series | None:
    """The requests open at some time of the period: those that waited when it began, and those that came."""
    start, opened = _count(rows, "processing.open_stock", "value", "moment=start"), _count(rows, "processing.net_flow", "numerator")
    if start is None or opened is None or list(start["days"]) != list(opened["days"]):
        return None
    return pd.Series({"count": start["count"] + opened["count"], "days": opened["days"]})


def _count(rows: Disclosed, indicator: str, column: str, scope: str = "all") -> pd.Series | None:
    row = _row(rows, indicator, scope)
    return None if row is None else pd.Series({"count": row[column], "days": [row["period_start"], row["period_end"]]})


def _row(rows: Disclosed, indicator: str, scope: str = "all") -> pd.Series | None:
    """The row of an indicator that is measured."""
    found = rows[(rows["indicator"] == indicator) & (rows["scope"] == scope) & (rows["status"] == "measured")].dropna(subset=["value"])
    return None if found.empty else found.iloc[0]
