"""Findings on processing times."""

from __future__ import annotations

import math

import pandas as pd

from diagnostic.blocks import Chart, Finding, Message, Note, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.declaration import claim, finding, near
from diagnostic.findings.evidence import absent, annual, apart, by_value, conclude, counted, measured, parts, quantity, row
from diagnostic.indicators import notes
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed

NOTHING = Message("findings.nothing")
SHOWN = 0.1  # days: a smaller difference reads as none


@finding("processing.p80", beside=("processing.p50",))
def slowest(rows: Disclosed, engagement: Engagement, chart: Chart | None) -> Finding | Note | None:
    """The procedure that takes longest; None where none stands apart, or the time is known of all requests together alone."""
    eighth, whole = parts(rows, "processing.p80", "procedure"), row(rows, "processing.p80")
    if not eighth:
        return None if measured(whole) else absent(whole)
    figure = max(eighth, key=by_value)
    if not apart(figure, whole, len(eighth)):
        return None
    median = row(rows, "processing.p50", figure["scope"])
    half = Message("findings.half_closed", {"median": quantity(median)}) if measured(median) else NOTHING
    values = {"procedure": figure["procedure"], "eighth": quantity(figure), "median": quantity(median), "half": half}
    users = annual(figure, engagement, figure["denominator"]) * 0.2
    unpromised = "promises" in notes.names(row(rows, "processing.within_announced")["note"], notes.MISSING)
    key = "findings.slowest" if unpromised else "findings.slowest_promised"
    return conclude(key, figure, "cases", engagement, values, users=users, gap=0.3, chart=chart)


@finding("processing.p50", "processing.closed_only_p50")
def flattering(rows: Disclosed, engagement: Engagement) -> Finding | Note | None:
    """How far the usual figure, on closed requests alone, flatters, and why: requests that wait, and requests that are never closed.

    None where the two agree within a day, where requests that wait are no part of it, or nothing is closed.
    """
    whole, closed = row(rows, "processing.p50"), row(rows, "processing.closed_only_p50")
    if not measured(whole):
        return absent(whole)
    if not measured(closed) or whole["value"] - closed["value"] < 1:
        return None
    among = row(rows, "processing.p50", "estimate=closed")
    values: dict[str, object] = {"whole": quantity(whole), "closed": quantity(closed)}
    if not measured(among):
        return conclude("findings.flattering_together", whole, "cases", engagement, values, users=0.0, annex=True)
    if among["value"] - closed["value"] < SHOWN:
        return None
    hypothetical = row(rows, "processing.p50", "estimate=cause_specific")
    hypothesis = Message("findings.were_none_so", {"hypothetical": quantity(hypothetical)}) if measured(hypothetical) else NOTHING
    never = Message("findings.never_closed", {"whole": quantity(whole), "hypothesis": hypothesis})
    values |= {"among": quantity(among), "never": never if whole["value"] - among["value"] >= SHOWN else NOTHING}
    return conclude("findings.flattering", whole, "cases", engagement, values, users=0.0, annex=True)


@takes_disclosed
def at_most(rows: Disclosed) -> Note | None:
    """What closings made by a tool, in bulk or by itself, make of the times: the most that they can be, and the least."""
    half, eighth = row(rows, "processing.p50"), row(rows, "processing.p80")
    bounded = [figure for figure in (half, eighth) if measured(figure) and notes.has(figure["note"], notes.AT_MOST)]
    if not any(figure["value"] - (figure["low_definition"] or 0.0) >= SHOWN for figure in bounded):
        return None
    told = [
        Message(f"findings.at_most_{name}", {"most": quantity(figure), "least": quantity(figure, "low_definition")})
        for name, figure in (("half", half), ("eighth", eighth))
        if figure in bounded
    ]
    return Note(Message("findings.at_most", {"times": told}), kind="caveat")


@takes_disclosed
def typed_afterwards(found: Disclosed) -> Note | None:
    """How many requests were opened and closed in one instant, whose time nobody knows: `typed_afterwards`."""
    sizes = [{"cases": each.cases, "closed": each.closed} for each in found.itertuples()]
    return Note(Message("findings.typed_afterwards.text", counted("findings.typed_afterwards", sizes[0])), kind="caveat") if sizes else None


@claim(slowest)
def _no_bar_is_longer(stated: Finding, drawn: Table) -> bool:
    """The procedure is drawn with its times, and none that takes longer."""
    procedure, eighth, median = (stated.values[name] for name in ("procedure", "eighth", "median"))
    times = dict(zip(drawn.column("procedure"), zip(drawn.column("eighth"), drawn.column("median"), strict=True), strict=True))
    longest = max((time for time, _ in times.values() if time is not None and not pd.isna(time)), default=math.inf)
    shown = times.get(procedure, (None, None))
    return eighth.value >= longest and all(near(drawn_at, figure.value) for drawn_at, figure in zip(shown, (eighth, median), strict=True))
