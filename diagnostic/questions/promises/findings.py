"""Findings on what was promised: the announced time, the acknowledgement, the first answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diagnostic.blocks import Chart, Finding, Message, Note, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.declaration import claim, finding, near
from diagnostic.findings.evidence import Row, absent, by_value, conclude, measured, parts, quantity, row, spread
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Quantity

KEPT, NEARLY_ALL = 0.9, 0.95
NOTHING = Message("findings.nothing")


@finding("processing.within_announced", beside=("processing.within_announced_km",))
def kept(rows: Disclosed, engagement: Engagement) -> Finding | Note:
    """The share of requests closed within the time announced, as Services Publics+ counts it, and with open ones."""
    figure, followed = row(rows, "processing.within_announced"), row(rows, "processing.within_announced_km")
    if not measured(figure):
        return absent(figure)
    open_ones = Message("findings.kept_with_open", {"followed": quantity(followed)}) if measured(followed) else NOTHING
    values = {"share": quantity(figure), "spread": spread(figure), "open_ones": open_ones}
    return _in_time("findings.kept_promise", figure, "closed_cases", engagement, values)


@finding("processing.within_announced", beside=("processing.p50",))
def least_kept(rows: Disclosed, engagement: Engagement, chart: Chart | None) -> Finding | None:
    """The procedure that keeps its announced time, or the due dates of its cases, least often; None where no procedure has any."""
    kept = parts(rows, "processing.within_announced", "procedure")
    if not kept:
        return None
    figure = min(kept, key=by_value)
    procedure, median = figure["procedure"], row(rows, "processing.p50", figure["scope"])
    values = {"share": quantity(figure), "procedure": procedure, "median": quantity(median)}
    values |= {"half": Message("findings.half_closed", {**values}) if measured(median) else NOTHING}
    days = engagement.announced.get(procedure.lower())
    if days is None:
        return _in_time("findings.least_kept_due", figure, "closed_cases", engagement, values, chart=chart)
    values["announced"] = Quantity(days, "day", source=f"promises.{procedure}")
    return _in_time("findings.least_kept", figure, "closed_cases", engagement, values, chart=chart)


@claim(least_kept)
def _its_times_are_drawn(stated: Finding, drawn: Table) -> bool:
    """The procedure is drawn with its median and the time announced; one without a median is not drawn."""
    procedure, median, announced = stated.values["procedure"], stated.values["median"], stated.values.get("announced")
    if procedure not in drawn.column("procedure"):
        return median.value is None
    at = drawn.column("procedure").index(procedure)
    return (announced is None or near(drawn.column("announced")[at], announced.value)) and near(drawn.column("median")[at], median.value)


@finding("processing.acknowledged_in_time", beside=("processing.first_response_p50",))
def acknowledged(rows: Disclosed, engagement: Engagement) -> Finding | Note:
    """The share of requests acknowledged in time, and how long the first answer takes."""
    figure, answer = row(rows, "processing.acknowledged_in_time"), row(rows, "processing.first_response_p50")
    if not measured(figure):
        return absent(figure)
    first = Message("findings.first_answer", {"hours": quantity(answer)}) if measured(answer) else NOTHING
    values = {"share": quantity(figure), "first": first}
    return _in_time("findings.acknowledged", figure, "cases", engagement, values, gap=(1 - figure["value"]) / 2)


def _in_time(key: str, figure: Row, what: str, engagement: Engagement, values: Mapping[str, Any], **more: Any) -> Finding:
    """What a share of requests dealt with in time bears out: the late ones are concerned, and the gap unless `more` says otherwise."""
    late, share = figure["denominator"] - figure["numerator"], figure["value"]
    return conclude(key, figure, what, engagement, values, concerned=late, strength=share >= KEPT, **{"gap": 1 - share} | more)


@takes_disclosed
def without_artefacts(rows: Disclosed) -> Note | None:
    """Both figures side by side where a tool closed requests in bulk or by itself and it changes the median by a tenth of a day or more."""
    whole, own = (row(rows, "processing.p50", scope) for scope in ("all", "artefact=excluded"))
    long, own_long = (row(rows, "processing.p90", scope) for scope in ("all", "artefact=excluded"))
    if not all(measured(figure) for figure in (whole, own, long, own_long)):
        return None
    if abs(whole["value"] - own["value"]) < 0.1 and abs(long["value"] - own_long["value"]) < 1:
        return None
    values = {"whole": quantity(whole), "own": quantity(own), "whole_long": quantity(long), "own_long": quantity(own_long)}
    return Note(Message("findings.without_artefacts", values), kind="caveat")


@finding("handling.answered_share", "handling.unanswered_stock")
def written(rows: Disclosed, engagement: Engagement) -> Finding | Note:
    """How many written requests whose announced time has run out got an answer, and how many still wait for one."""
    figure, stock = row(rows, "handling.answered_share"), row(rows, "handling.unanswered_stock")
    if not (measured(figure) and measured(stock)):
        return absent(figure)
    values = {"share": quantity(figure), "waiting": quantity(stock)}
    key = "findings.written" if stock["value"] else "findings.written_all"
    gap, strength = 1 - figure["value"], figure["value"] >= NEARLY_ALL
    return conclude(key, figure, "written", engagement, values, concerned=stock["value"], gap=gap, strength=strength)
