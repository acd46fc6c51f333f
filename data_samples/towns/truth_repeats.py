"""Repeated contacts, counted from the contacts seen."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from .truth_contacts import Seen
from .truth_rows import Truth, scope, share, truth

DAY = 86_400
WINDOWS = (1, 3, 7, 15, 30)


def repeats(
    counted: list[Seen], last: dt.datetime, minutes: dict[str, float], nameless: int = 0, window: int = 7, days: int = 365
) -> list[Truth]:
    """Rates, minutes and hours of repeats; `nameless` handled contacts are known by their number only, `last` ends the data.

    All data begin a month before the period: every contact of it is eligible at every window.
    """
    handled = [one for one in counted if one.handled]
    eligible = told(handled)

    def again(one: Seen, within: int = window) -> bool:
        return one.gap is not None and one.gap <= within * DAY

    named = [one for one in handled if one.person]
    everyone = len(handled) + nameless
    rows = [truth("repeat.identified_share", "all", len(named) / everyone, numerator=len(named), denominator=everyone)]
    if not nameless:
        for channel in sorted({one.channel for one in handled}):
            mine = [one for one in handled if one.channel == channel]
            rows.append(share("repeat.identified_share", scope(channel=channel), mine, lambda one: bool(one.person)))
    rows.append(truth("repeat.base_share", "all", len(eligible) / everyone, numerator=len(eligible), denominator=everyone))
    rows.append(share("repeat.rate", "all", eligible, again))
    for within in WINDOWS:
        rows.append(share("repeat.rate", scope(window=within), eligible, lambda one, within=within: again(one, within)))  # type: ignore[misc]
    rows.append(share("repeat.rate", scope(topic_rule="any"), named, lambda one: one.any_gap is not None and one.any_gap <= window * DAY))
    for channel in sorted({one.channel for one in eligible}):
        rows.append(share("repeat.rate", scope(channel=channel), [one for one in eligible if one.channel == channel], again))
    for topic in sorted({str(one.topic) for one in eligible}):
        rows.append(share("repeat.rate", scope(topic=topic), [one for one in eligible if one.topic == topic], again))
    span = dt.timedelta(days=window)
    followable = [one for one in eligible if last - one.utc >= span]
    rows.append(
        share("repeat.forward_rate", "all", followable, lambda one: one.following is not None and one.following.utc - one.utc <= span)
    )
    repeated = [one for one in eligible if again(one) and one.previous]
    if repeated and len({(one.person, one.channel) for one in named}) > len(
        {one.person for one in named}
    ):  # somebody known on two channels
        rows.append(share("channel.switch_rate", "all", repeated, lambda one: one.previous.channel != one.channel))
    return rows + _workload(handled, eligible, [one for one in eligible if again(one)], minutes, days)


def told(handled: list[Seen]) -> list[Seen]:
    """The contacts of a known person on a known topic, of the channels a tenth or more of whose contacts are such."""
    found = [one for one in handled if one.person and one.topic]
    every, such = Counter(one.channel for one in handled), Counter(one.channel for one in found)
    return [one for one in found if 10 * such[one.channel] >= every[one.channel]]


def _minutes(one: Seen, assumed: dict[str, float]) -> float | None:
    """Measured on the telephone, assumed elsewhere, unknown for letters."""
    return one.handle_s / 60 if one.handle_s is not None else assumed.get(one.channel)


def _workload(handled: list[Seen], eligible: list[Seen], repeated: list[Seen], assumed: dict[str, float], days: int) -> list[Truth]:
    def total(rows: list[Seen]) -> float:
        return sum(_minutes(one, assumed) or 0.0 for one in rows)

    # the share of minutes rests on measured time alone, hours on assumed time too
    timed, again = ([one for one in group if one.handle_s is not None] for group in (eligible, repeated))
    rows = []
    if timed:
        rows = [truth("repeat.minutes_share", "all", total(again) / total(timed), numerator=total(again), denominator=total(timed))]
    hours = seen = 0.0
    for channel in sorted({one.channel for one in repeated}):
        mine = [one for one in repeated if one.channel == channel and _minutes(one, assumed) is not None]
        if not mine:
            continue
        rate = len([one for one in repeated if one.channel == channel]) / len([one for one in eligible if one.channel == channel])
        mean_hours = total(mine) / len(mine) / 60
        here = rate * len([one for one in handled if one.channel == channel]) * mean_hours * 365 / days
        hours, seen = hours + here, seen + total(mine) / 60
    return [*rows, truth("repeat.hours", "all", hours, numerator=seen)]
