"""Findings on processing times."""

from __future__ import annotations

import math

import pandas as pd

from diagnostic.blocks import Chart, Finding, Note, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.declaration import claim, finding, near
from diagnostic.findings.evidence import absent, annual, by_value, conclude, measured, parts, quantity, row
from diagnostic.measuring.disclosure import Disclosed


@finding("processing.p80", beside=("processing.p50",))
def slowest(rows: Disclosed, engagement: Engagement, chart: Chart | None) -> Finding | Note | None:
    """The procedure that takes longest; None where the time is known of all requests together alone."""
    eighth, whole = parts(rows, "processing.p80", "procedure"), row(rows, "processing.p80")
    if not eighth:
        return None if measured(whole) else absent(whole)
    figure = max(eighth, key=by_value)
    median = row(rows, "processing.p50", figure["scope"])
    values = {"procedure": figure["procedure"], "eighth": quantity(figure), "median": quantity(median)}
    users = annual(figure, engagement, figure["denominator"]) * 0.2
    return conclude("findings.slowest", figure, "cases", engagement, values, users=users, gap=0.3, chart=chart)


@finding("processing.p50", "processing.closed_only_p50")
def flattering(rows: Disclosed, engagement: Engagement) -> Finding | Note | None:
    """How far the usual figure, on closed requests alone, flatters; None where the two agree within a day or nothing is closed."""
    whole, closed = row(rows, "processing.p50"), row(rows, "processing.closed_only_p50")
    if not measured(whole):
        return absent(whole)
    if not measured(closed):
        return None
    if whole["value"] - closed["value"] < 1:
        return None
    return conclude("findings.flattering", whole, "cases", engagement, {"whole": quantity(whole), "closed": quantity(closed)}, users=0.0)


@claim(slowest)
def _no_bar_is_longer(stated: Finding, drawn: Table) -> bool:
    """The procedure is drawn with its times, and none that takes longer."""
    procedure, eighth, median = (stated.values[name] for name in ("procedure", "eighth", "median"))
    times = dict(zip(drawn.column("procedure"), zip(drawn.column("eighth"), drawn.column("median"), strict=True), strict=True))
    longest = max((time for time, _ in times.values() if time is not None and not pd.isna(time)), default=math.inf)
    shown = times.get(procedure, (None, None))
    return eighth.value >= longest and all(near(drawn_at, figure.value) for drawn_at, figure in zip(shown, (eighth, median), strict=True))
