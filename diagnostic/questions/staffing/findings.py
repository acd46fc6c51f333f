"""Findings on the agents needed at once by telephone and at the counter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diagnostic.blocks import Chart, Finding, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.declaration import claim, finding, near
from diagnostic.findings.evidence import parameter, tell
from diagnostic.findings.reliability import TO_CONFIRM
from diagnostic.wording import Quantity, Word

if TYPE_CHECKING:
    from diagnostic.questions.staffing.measures import Staffing

FIGURES = "table:charts.staffing"


@finding(beside=("reach.service_level", "counter.wait_p90"))
def needed(places: Sequence[Staffing], engagement: Engagement, charts: Sequence[Chart]) -> list[Finding]:
    """For the telephone, else the first counter: how many agents the service aimed at takes, and how busy they are while it does."""
    shown = sorted(zip(places, charts, strict=True), key=lambda pair: pair[0].channel != "phone")
    return [_needed(place, engagement, chart) for place, chart in shown[:1]]


def _needed(place: Staffing, engagement: Engagement, chart: Chart) -> Finding:
    mean, least, most = place.occupancy
    options = engagement.parameters
    phone = place.channel == "phone"
    within = parameter("answer_within_s", options.answer_within_s, "second")
    if not phone:
        within = parameter("counter_within_minutes", options.counter_within_minutes, "minute")
    values = {
        "place": place.site or Word("words.channel.phone"),
        "most_needed": Quantity(float(place.week["needed"].max()), "count", source=FIGURES),
        "share": parameter("service_level", options.service_level, "share"),
        "within": within,
        "busy": Quantity(mean, "share", source=FIGURES),
        "slack": Quantity(least, "share", source=FIGURES),
        "full": Quantity(most, "share", source=FIGURES),
        "short": Quantity(float(place.short), "count", source=FIGURES),
        "all": Quantity(float(len(place.week)), "count", source=FIGURES),
    }
    users = float(engagement.client.population or 0) * 0.1
    gap = 0.3 * place.short / len(place.week) if place.known else 0.0
    key = f"findings.staffing_{'unknown' if not place.known else 'short' if place.short else 'enough'}"
    return tell(key, engagement, values, TO_CONFIRM, users=users, gap=gap, chart=chart)


@claim(needed)
def _day_that_takes_most_is_drawn(stated: Finding, drawn: Table) -> bool:
    """The most agents needed are drawn; and no more half-hours short of agents than the week has."""
    agents, present = drawn.column("needed"), drawn.column("present")
    short = sum(there is not None and there <= need - 0.5 for need, there in zip(agents, present, strict=True))
    counted = stated.values["short"].value if stated.key.endswith("_short") else 0
    return near(max(agents), stated.values["most_needed"].value) and short <= counted
