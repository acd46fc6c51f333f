"""How often people must come back for the same matter."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from diagnostic.indicators import encode, pick
from diagnostic.indicators.notes import SLIVER
from diagnostic.measuring.cohort import contacts_since_break
from diagnostic.measuring.disclosure import Disclosed, kept, least_size
from diagnostic.measuring.once import once
from diagnostic.measuring.rows import Row, measures, not_measurable, ratio, ratio_of_persons, sql, value, view
from diagnostic.questions.repeats import chance, matters
from diagnostic.store.engine import Store

USUAL_WINDOWS = (7, 15, 30)


@measures("repeat.identified_share")
@contacts_since_break
def identified(store: Store) -> Iterator[Row]:
    """Handled contacts whose person is known ÷ handled contacts, in all and by channel. Interval by week."""
    yield from ratio("repeat.identified_share", handled(store), store, by=[(), ("channel",)])


@measures("repeat.matter_share")
@contacts_since_break
def told(store: Store) -> Iterator[Row]:
    """Handled contacts of known users whose topic is told ÷ handled contacts of known users, in all and by channel. Persons drawn again.

    Openings of requests, which always tell one, are left out.
    """
    of = ("logged_told", "logged")
    yield from ratio_of_persons("repeat.matter_share", store, judged(store), of, by=[(), ("channel",)])


@measures("repeat.base_share")
@contacts_since_break
def base(store: Store) -> Iterator[Row]:
    """The handled contacts that repeats are counted among ÷ handled contacts: the person and the topic are known, in a channel where those
    whose are stand for the others."""
    told, handled = matters.base(store)
    if handled:
        parts = (told, handled - told)
        yield value("repeat.base_share", told / handled, numerator=told, denominator=handled, group=handled, parts=parts)


@measures("repeat.rate")
@contacts_since_break
def rate(store: Store) -> Iterator[Row]:
    """Handled contacts that follow another of the same person on the same topic within W days ÷ eligible contacts.

    Eligible: person, topic and instant known, at least W days after the first instant of data. W is `repeat_window_days`. By channel and
    topic; `window=` rows share the contacts eligible for 30 days; `topic_rule=any` ignores the topic. Interval: persons drawn again.
    Not measurable, in all or in a channel, on too small a share of its contacts (note `sliver`) or where most of their topics are untold.
    """
    contacts, why = judged(store), matters.lacking(store)
    yield from (not_measurable("repeat.rate", SLIVER, channel=channel) for channel in matters.slivers(store))
    any_topic = ("repeated_any_topic", "eligible_any_topic")
    whatever = ratio_of_persons("repeat.rate", store, contacts, any_topic, scope=encode(topic_rule="any"))
    if why:
        yield not_measurable("repeat.rate", why)
        yield from ratio_of_persons("repeat.rate", store, contacts, ("repeated", "eligible"), by=[("channel",)])
        yield from whatever if why != SLIVER else ()
        return
    pooled = ratio_of_persons("repeat.rate", store, contacts, ("repeated", "eligible"), by=[(), ("channel",), ("topic",)])
    windows = [
        row
        for days in chance.WINDOWS
        for row in ratio_of_persons("repeat.rate", store, contacts, (f"repeated_{days}", "eligible_30"), scope=encode(window=days))
    ]
    if pooled:
        pooled[0] |= _over_definitions(pooled[0], windows, *matters.base(store))
    yield from pooled
    yield from windows
    yield from whatever


@measures("repeat.forward_rate", "repeat.fcr")
@contacts_since_break
def forward(store: Store) -> Iterator[Row]:
    """Contacts followed by another of the same person and topic within W days ÷ those with W days of data after them; and one minus it.

    Not measurable where `repeat.rate` is not. What contacts themselves say of being settled is a row of the origin `declared`:
    `source=declared` beside what is measured, else the whole.
    """
    why = matters.lacking(store)
    rows = [] if why else ratio_of_persons("repeat.forward_rate", store, judged(store), ("followed", "followable"))
    scope = "source=declared" if rows else "all"
    declared = [row | {"scope": scope} for row in ratio("repeat.fcr", sql(store, __file__, "declared"), store, origin="declared")]
    yield from declared
    lacking = ["repeat.forward_rate"] + ([] if declared else ["repeat.fcr"])
    yield from (not_measurable(name, why) for name in lacking) if why else ()
    yield from rows
    for row in rows:
        low, high = (None if edge is None else 1 - edge for edge in (row["high"], row["low"]))
        settled = row["denominator"] - row["numerator"]
        yield row | {"indicator": "repeat.fcr", "value": 1 - row["value"], "numerator": settled, "low": low, "high": high}


@once
def counts(store: Store) -> pd.DataFrame:
    """By channel, topic and `redial`: the contacts that could be repeats (`eligible`), those that are by each rule, their time."""
    judged(store)
    return sql(store, __file__, "repeats")


@once
def judged(store: Store) -> str:
    """The name of the view of the store with a row per contact of a known `person`, and whether it counts in each figure of `counts`."""
    return view(store, __file__, "repeats_judged")


@once
def handled(store: Store) -> pd.DataFrame:
    """By week and channel: the handled contacts (`denominator`), and those whose person is known."""
    return sql(store, __file__, "handled")


def headline_window(store: Store) -> int:
    """The window at which the rate is shown first: W, unless half of the contacts are about topics announced in more than W days.

    Then the window nearest to that announced time: people who were told a fortnight do not ask after a week.
    """
    usual = int(store.settings["repeat_window_days"])
    announced = sql(store, __file__, "announced").fillna({"days": usual}).sort_values("days")
    reached = announced["contacts"].cumsum() >= announced["contacts"].sum() / 2
    middle = announced.loc[reached, "days"].iloc[0] if reached.any() else usual
    return min(chance.WINDOWS, key=lambda days: (abs(days - middle), days)) if middle > usual else usual


def origins(store: Store, rates: Disclosed, window: int | None = None) -> Disclosed:
    """Eligible contacts, in `all` and by channel, most frequent first: `first`, `redialled` (through after an unanswered call), `repeated`.

    As the rate counts them, or its row of this window where it is another than the parameter. A channel whose rate is hidden in `rates`
    has no row. Few redials are left among the first contacts of their channel.
    """
    small, usual = least_size(store.settings), window in (None, int(store.settings["repeat_window_days"]))
    shown = pick(rates, "repeat.rate", "channel").dropna(subset="value")["channel"]
    names = {"eligible": "eligible", "repeated": "repeated"} if usual else {"eligible_30": "eligible", f"repeated_{window}": "repeated"}
    seen = counts(store)[["channel", "redial", *names]].rename(columns=names)
    seen["redialled"] = (seen["eligible"] - seen["repeated"]).where(seen["redial"], 0)
    sums = seen.groupby("channel")[["eligible", "repeated", "redialled"]].sum().sort_values("eligible", ascending=False)
    sums = pd.concat([sums.sum().to_frame("all").T, sums]).rename_axis("channel").reset_index()
    sums = sums[sums["channel"].isin(["all", *shown])].assign(others=sums["eligible"] - sums["repeated"])
    sums["redialled"] = sums["redialled"].where(sums["redialled"] >= small, 0)
    return kept(sums.assign(first=sums["others"] - sums["redialled"]), small, "repeated", "others")


def measure(store: Store) -> pd.DataFrame:
    """Every indicator of repeated contacts."""
    return pd.concat([identified(store), told(store), base(store), rate(store), chance.excess(store), forward(store)], ignore_index=True)


def _over_definitions(row: Row, windows: list[Row], told: float, handled: float) -> dict[str, float]:
    """The range of the rate over usual windows, and down to no repeat at all among contacts that it is not counted among."""
    usual = [window["value"] for window in windows if window["scope"] in {f"window={days}" for days in USUAL_WINDOWS}]
    return {"low_definition": min([row["value"] * told / handled, *usual]), "high_definition": max([row["value"], *usual])}
