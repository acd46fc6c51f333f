"""Findings on the agents needed at once by telephone and at the counter: what a model says, beside what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from diagnostic.blocks import Chart, Finding, Message, Note, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.declaration import claim, finding, near
from diagnostic.findings.evidence import Row, measured, parameter, quantity, row, tell
from diagnostic.findings.reliability import INDICATIVE, TO_CONFIRM
from diagnostic.indicators import encode
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.wording import Quantity, Word

if TYPE_CHECKING:
    from diagnostic.questions.staffing.measures import Staffing

FIGURES = "table:charts.staffing"
APART, TWICE = 0.1, 2  # points of users, or times as long a wait: a model that is nearer than that is not contradicted
NINE_IN_TEN = 0.9
# what is said where model and measure are set side by side, and where there is only the model
LOWER, HIGHER, ENOUGH, SHORT, MODEL = "lower", "higher", "enough", "short", "model"


@finding(beside=("reach.service_level", "reach.abandon_rate", "counter.wait_p90"))
def needed(rows: Disclosed, places: Sequence[Staffing], engagement: Engagement, charts: Sequence[Chart]) -> list[Finding | Note]:
    """For the telephone, else the first counter: how many agents a model asks for, and what users wait with those declared present.

    `rows` are those of the waits by telephone and at the counter. Where users wait longer than the presence declared should make them, or
    less, that is the finding, and its question what to check, which alone stands in the body. Without a measured wait, or a known
    presence, the model is said to be one.
    """
    shown = sorted(zip(places, charts, strict=True), key=lambda pair: pair[0].channel != "phone")
    found = [_needed(place, _measured(rows, place), engagement, chart) for place, chart in shown[:1]]
    return [*found, *(Note(question) for finding in found if (question := finding.message("question")))]


def _needed(place: Staffing, waits: dict[str, Row], engagement: Engagement, chart: Chart) -> Finding:
    verdict = _verdict(place, waits, engagement.parameters.service_level)
    figures = _model(place, engagement) | {name: quantity(figure) for name, figure in waits.items()}
    known, told = "known" if place.known else "unknown", "_and_".join(waits) or "nothing"
    said = {"measured": f"measured.{told}", "told": f"told.{told}", "model": "asks", "presence": f"presence.{known}"}
    said |= {"more": f"more.{told}"} if waits else {}
    values = figures | {name: Message(f"findings.staffing_{key}", figures) for name, key in said.items()}
    users = float(engagement.client.population or 0) * 0.1
    gap = 0.3 * place.short / len(place.week) if verdict == SHORT else 0.0
    level = INDICATIVE if verdict == MODEL else TO_CONFIRM
    return tell(f"findings.staffing_{verdict}", engagement, values, level, users=users, gap=gap, chart=chart, annex=True)


def _measured(rows: Disclosed, place: Staffing) -> dict[str, Row]:
    """What was measured of the wait at a place: the shares of calls answered in time and given up, or what nine visitors in ten wait."""
    if place.channel == "phone":
        figures = {"level": row(rows, "reach.service_level"), "abandoned": row(rows, "reach.abandon_rate")}
    else:
        figures = {"wait": row(rows, "counter.wait_p90", encode(site=place.site) if place.site else "all")}
    return {name: figure for name, figure in figures.items() if measured(figure)}


def _verdict(place: Staffing, waits: dict[str, Row], aim: float) -> str:
    """Whether users wait as the model expects of the agents present and, if so, whether the aim is met."""
    if not place.known or not waits:
        return MODEL
    return _of_visits(place, 60 * waits["wait"]["value"], aim) if "wait" in waits else _of_calls(place, waits, aim)


def _of_calls(place: Staffing, waits: dict[str, Row], aim: float) -> str:
    expected = place.within(place.within_s)
    # one gives up while waiting: no more callers do than wait at all
    if "abandoned" in waits and waits["abandoned"]["value"] > 1 - place.within(0) + APART:
        return LOWER
    if "level" not in waits:
        return MODEL
    level = waits["level"]["value"]
    if level < aim and level < expected - APART:
        return LOWER
    if expected < aim and level > expected + APART:
        return HIGHER
    return SHORT if level < aim else ENOUGH


def _of_visits(place: Staffing, wait_s: float, aim: float) -> str:
    """The same of the wait that nine visitors in ten do not exceed."""
    if wait_s > place.within_s and place.within(wait_s / TWICE) >= NINE_IN_TEN:
        return LOWER
    if place.within(place.within_s) < aim and place.within(wait_s * TWICE) < NINE_IN_TEN:
        return HIGHER
    return SHORT if wait_s > place.within_s else ENOUGH


def _model(place: Staffing, engagement: Engagement) -> dict[str, Any]:
    """The figures of the model, and what it aims at."""
    options = engagement.parameters
    if place.channel == "phone":
        within = parameter("answer_within_s", options.answer_within_s, "second")
    else:
        within = parameter("counter_within_minutes", options.counter_within_minutes, "minute")
    mean, *_ = place.occupancy
    drawn = {
        "most_needed": (float(place.week["needed"].max()), "agent"),
        "busy": (mean, "share"),
        "short": (float(place.short), "half_hour"),
        "all": (float(len(place.week)), "half_hour"),
    }
    if place.known:
        drawn["expected"] = (place.within(place.within_s), "share")
    return {
        "place": place.site or Word(f"words.channel.{place.channel}"),
        "share": parameter("service_level", options.service_level, "share"),
        "within": within,
        **{name: Quantity(figure, unit, source=FIGURES) for name, (figure, unit) in drawn.items()},
    }


@claim(needed)
def _day_that_takes_most_is_drawn(stated: Finding, drawn: Table) -> bool:
    """The most agents needed are drawn; and no more half-hours short of agents than the week is said to have."""
    agents, present = drawn.column("needed"), drawn.column("present")
    short = sum(there is not None and there < need for need, there in zip(agents, present, strict=True))
    return near(max(agents), stated.values["most_needed"].value) and short <= stated.values["short"].value
