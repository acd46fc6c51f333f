"""Agents needed at once by telephone, half-hour by half-hour, with repeats and without them."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from diagnostic import statistics
from diagnostic.indicators.notes import MISSING, NOTHING_TO_COUNT, note
from diagnostic.measuring.cohort import contacts_since_break
from diagnostic.measuring.disclosure import PLANS, Disclosed, exempt
from diagnostic.measuring.rows import Row, draws, measures, not_measurable, value
from diagnostic.questions.repeats import measures as repeats
from diagnostic.questions.staffing import measures as staffing
from diagnostic.questions.workload import load
from diagnostic.questions.workload.load import NO_HANDLING_TIME, NO_RATE, Load
from diagnostic.store.engine import Store

CHANNEL = "phone"


@measures("repeat.positions_freed")
@contacts_since_break
def freed(store: Store) -> Iterator[Row]:
    """Agents needed at once in the busiest half-hour of a term week − those needed there did nobody come back; by telephone.

    `denominator` is the first, `numerator` the second, neither under `minimum_presence`: as many as answer the share `service_level` of
    calls within `answer_within_s`, by Erlang C. Interval: that of the repeat rate, persons drawn again. Over definitions: from the repeats
    seen alone to the rate over the longest usual window.
    """
    calls, (counted, _) = _calls(store), load.measured(store)
    if lacking := _lacking(store, calls, counted):
        yield not_measurable("repeat.positions_freed", lacking)
        return
    at = counted.channels.index(CHANNEL)
    rate, seen, longest = counted.rate()[at], counted.repeated()[at] / counted.handled[at], _longest(store)
    busiest = needed(store, rate)[["with_repeats", "without"]].max()

    def fewer(share: float | None) -> float | None:
        return None if share is None else float(busiest["with_repeats"] - needed(store, share)["without"].max())

    low, high = map(fewer, _interval(store, counted, at))
    bounds = {"low": low, "high": high, "low_definition": fewer(min(seen, rate)), "high_definition": fewer(max(longest, rate))}
    agents = {"numerator": float(busiest["without"]), "denominator": float(busiest["with_repeats"])}
    size = {"group": counted.identified()[at], "parts": (counted.repeated()[at],)}
    yield value("repeat.positions_freed", fewer(rate)) | agents | bounds | size


def _lacking(store: Store, calls: pd.DataFrame, counted: Load) -> str:
    """Why positions cannot be counted, as a note; nothing where they can."""
    if CHANNEL not in counted.channels:
        return note(NO_RATE, CHANNEL)
    if calls.empty:  # term days are known with the opening hours alone
        known = store.query("select count(*) as days from days where day_type is not null")["days"].iloc[0]
        return NOTHING_TO_COUNT if known else note(MISSING, "hours")
    return "" if calls["timed"].sum() else note(NO_HANDLING_TIME, CHANNEL)


def week(store: Store) -> Disclosed:
    """`needed` at the rate measured: what a chart shows; empty without a rate or a handling time."""
    counted, _ = load.measured(store)
    if CHANNEL not in counted.channels or not _calls(store)["timed"].sum():
        return exempt(pd.DataFrame(columns=["weekday", "slot", "with_repeats", "without"]), PLANS)
    return exempt(needed(store, counted.rate()[counted.channels.index(CHANNEL)]), PLANS)


def needed(store: Store, share: float) -> pd.DataFrame:
    """By weekday and half-hour of term days, while open: `weekday, slot, with_repeats, without`, this share of handled calls being repeats.

    Half-hours in which nobody called are not there.
    """
    calls, within = _calls(store), float(store.settings["answer_within_s"])
    handling = calls["seconds"].sum() / calls["timed"].sum()
    flows = {"with_repeats": calls["asking"], "without": calls["asking"] - share * calls["handled"]}
    slots = calls[["weekday", "slot"]].reset_index(drop=True)
    for name, flow in flows.items():
        hourly = (flow / calls["days"] * staffing.PER_HOUR).to_numpy(float)
        slots[name] = staffing.at_once(store, hourly, handling, within)
    return slots


def _calls(store: Store) -> pd.DataFrame:
    arrivals = staffing.presence(store)
    return arrivals[arrivals["channel"] == CHANNEL]


def _interval(store: Store, counted: Load, at: int) -> statistics.Interval:
    """The interval of the repeat rate of a channel."""
    repeated, eligible = (counted.persons[:, place] for place in (at, len(counted.channels) + at))
    return statistics.bootstrap(repeated, eligible, *draws(store), counted.alike)


def _longest(store: Store) -> float:
    """The repeat rate of calls over the longest usual window."""
    contacts = repeats.counts(store)
    mine = contacts[contacts["channel"] == CHANNEL]
    eligible = mine["eligible_30"].sum()
    return float(mine[f"repeated_{max(repeats.USUAL_WINDOWS)}"].sum() / eligible) if eligible else 0.0
