"""Whether a call finds somebody: at the switchboard, and at the end of its way."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from diagnostic.indicators import pick
from diagnostic.measuring.disclosure import Disclosed, kept, least_size
from diagnostic.measuring.rows import Row, finish, measures, ratio
from diagnostic.questions.reach import callers, waits
from diagnostic.questions.reach.calls import MONTHLY, SYSTEM_TIME, Calls, pooled
from diagnostic.store.engine import Store

OF_THE_WEEK = (("weekday",), ("slot",), ("slot", "weekday"))
OUTCOMES = ("answered", "abandoned", "deflected", "unanswered", "voice_server", "out_of_hours", "unexplained")


@measures("reach.answer_rate_agent", "reach.answer_rate_open", "reach.answer_rate_all")
def answered(store: Store) -> Iterator[Row]:
    """Calls that an agent answered ÷ calls, under three denominators: those that asked for an agent, those in phone hours, all.

    Asked for an agent: answered, abandoned, deflected or unanswered (Services Publics+). In phone hours: these and the ones that the voice
    server ended. By month; the first by weekday and half-hour too, where these are told. Interval by week.
    """
    calls = Calls.of(store)
    by = (*MONTHLY, *OF_THE_WEEK) if calls.by_half_hour else MONTHLY
    yield from calls.rate("reach.answer_rate_agent", "answered", "for_agents", by, calls.remarks)
    inside = ("open_answered", "open_calls") if calls.frame["open_known"].sum() > 0 else ("answered", "in_hours")
    yield from calls.rate("reach.answer_rate_open", *inside, notes=calls.remarks)
    yield from calls.rate("reach.answer_rate_all", "answered", "calls", notes=calls.remarks)


@measures("reach.end_to_end_rate")
def end_to_end(store: Store) -> Iterator[Row]:
    """Calls whose last leg an agent answered ÷ calls that asked for an agent, in files that follow a call after its transfer.

    A transferred call whose end is not written is left out; the range over definitions counts all of these as lost, then all as answered.
    """
    calls = Calls.of(store)
    rows = list(calls.rate("reach.end_to_end_rate", "followed_answered", "followed_calls")) if calls.from_rows else []
    unseen = calls.series.current(calls.frame)["lost_from_sight"].sum() if rows else 0
    for row in rows:
        if unseen and row["scope"] == "all":
            whole = row["denominator"] + unseen
            row |= {"low_definition": row["numerator"] / whole, "high_definition": (row["numerator"] + unseen) / whole}
        yield row


@measures("reach.transfer_rate")
def transferred(store: Store) -> Iterator[Row]:
    """Answered calls that were transferred ÷ answered calls, in files that tell transfers."""
    calls = Calls.of(store)
    yield from calls.rate("reach.transfer_rate", "transferred", "answered_told") if calls.from_rows else ()


@measures("reach.abandon_rate")
def abandoned(store: Store) -> Iterator[Row]:
    """Calls abandoned ÷ calls answered or abandoned; `short=excluded` leaves out those given up in under `short_abandon_s` seconds."""
    calls = Calls.of(store)
    yield from calls.rate("reach.abandon_rate", "abandoned", "ended")
    if calls.from_rows and calls.frame["abandoned_timed"].sum() > 0:
        lasting = {name: calls.frame[name] - calls.frame["abandoned_at_once"] for name in ("abandoned", "ended")}
        frame = calls.frame.assign(**lasting, short="excluded")
        yield from pooled("reach.abandon_rate", frame, store, calls.series, ("abandoned", "ended"), (("short",),))


@measures("reach.service_level")
def service_level(store: Store) -> Iterator[Row]:
    """Calls answered within `answer_within_s` seconds ÷ calls answered or abandoned; answered calls without a wait are left out.

    Totals count those answered in time as the telephone system is set: the row says so.
    """
    calls = Calls.of(store)
    if not calls.from_rows:
        yield from calls.rate("reach.service_level", "answered_in_time", "ended_timed", notes=[SYSTEM_TIME])
    elif calls.frame["answered_timed"].sum() > 0:
        yield from calls.rate("reach.service_level", "answered_in_time", "ended_timed")


def measure(store: Store) -> pd.DataFrame:
    """Every indicator of reachability."""
    parts = (answered, end_to_end, transferred, callers.reached, abandoned, service_level, waits.waits, waits.mean, callers.redialled)
    return pd.concat([one(store) for one in parts], ignore_index=True)


def outcomes(store: Store) -> Disclosed:
    """What became of the calls since the last break: `outcome, calls`, most frequent first; one with too few calls to show is left out."""
    calls = Calls.of(store)
    totals = calls.series.current(calls.frame).reindex(columns=list(OUTCOMES)).fillna(0).sum()
    shown = totals[totals > 0].sort_values(ascending=False, kind="stable")
    return kept(pd.DataFrame({"outcome": shown.index, "calls": shown.to_numpy(float)}), least_size(store.settings), "calls")


def weekly(store: Store) -> Disclosed:
    """The answer rate by week, for a chart: rows of `reach.answer_rate_agent` picked by `stretch` (breaks before it) and `week`."""
    calls = Calls.of(store)
    frame = calls.frame[calls.frame["day"].notna()]
    weeks = frame.assign(week=frame["cluster"], stretch=calls.series.stretch(frame["day"]))
    rates = finish(store, ratio("reach.answer_rate_agent", weeks, store, (("stretch", "week"),), ("answered", "for_agents")))
    return pick(rates, "reach.answer_rate_agent", "stretch", "week")
