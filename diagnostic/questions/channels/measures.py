"""Which channels people use, and how often they need several for one matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pandas as pd

from diagnostic.indicators.notes import ONE_CHANNEL_EACH
from diagnostic.measuring.breaks import Series
from diagnostic.measuring.cohort import contact_period, contacts_since_break, groups
from diagnostic.measuring.rows import Row, measures, not_measurable, ratio, ratio_of_persons, sql, value
from diagnostic.questions.repeats import measures as repeats
from diagnostic.questions.repeats.matters import where_known
from diagnostic.store.engine import Store

MAIN_TOPICS = 10
NO_CHANNEL_LIST, ABSENT_CHANNEL = "no_channel_list", "absent_channel"


@measures("channel.share")
@contacts_since_break
def share(store: Store) -> Iterator[Row]:
    """Handled contacts of each channel ÷ handled contacts, over the period, by month, by quarter and for the ten most frequent topics.

    A contact that names several channels counts in each, so that shares may sum above one; `channel=unknown` are those that name
    none, `all` those that name any. A channel of the perimeter without data is not measured, never zero.
    """
    named, handled, whole = sql(store, __file__, "named"), sql(store, __file__, "handled"), _undivided(store)
    yield from ratio("channel.share", _comparable(handled), store, of=("known", "contacts"))
    topics = handled.dropna(subset=["topic"]).groupby("topic")["contacts"].sum().sort_values(ascending=False, kind="stable")
    main = topics.index[:MAIN_TOPICS]
    for dimensions in ([], ["month"], ["quarter"], ["topic"]):
        together = whole[dimensions[0]] if dimensions[:1] in (["month"], ["quarter"]) else _comparable
        parts = _by_channel(together(named), together(handled), dimensions)
        if dimensions == ["topic"]:
            parts = parts[parts["topic"].isin(main)]
        yield from ratio("channel.share", parts, store, by=[(*dimensions, "channel")])
    declared = store.query("select distinct channel from perimeter order by channel")["channel"]
    for channel in declared[~declared.isin(named["channel"])]:
        yield not_measurable("channel.share", ABSENT_CHANNEL, channel=channel)


@measures("channel.digital_share")
@contacts_since_break
def digital(store: Store) -> Iterator[Row]:
    """Handled contacts through a web form, e-mail, chat, application or social network ÷ all of them; in all, by month and quarter."""
    contacts, of = sql(store, __file__, "handled"), ("digital", "contacts")
    yield from ratio("channel.digital_share", _comparable(contacts), store, of=of)
    for name, whole in _undivided(store).items():
        yield from ratio("channel.digital_share", whole(contacts), store, by=[(name,)], of=of)


@measures("channel.multichannel_share")
@contacts_since_break
@where_known("channel.multichannel_share")
def multichannel(store: Store) -> Iterator[Row]:
    """Persons who used two channels or more for one topic within 30 days ÷ persons with two contacts or more on one topic within 30 days.

    Contacts whose channel is known, but channels on a sliver of which repeats would rest. Interval: persons drawn again.
    """
    yield from _if_seen_to_change(store, ratio("channel.multichannel_share", sql(store, __file__, "persons"), store))


@measures("channel.multichannel_requests")
@contacts_since_break
def multichannel_requests(store: Store) -> Iterator[Row]:
    """Requests naming two channels or more ÷ requests naming one or more, in sources whose rows carry a list of channels."""
    rows = ratio("channel.multichannel_requests", sql(store, __file__, "requests"), store)
    yield from rows or [not_measurable("channel.multichannel_requests", NO_CHANNEL_LIST)]


@measures("channel.switch_rate")
@contacts_since_break
@where_known("channel.switch_rate")
def switches(store: Store) -> Iterator[Row]:
    """Repeated contacts through another channel than the contact before ÷ repeated contacts whose two channels are known."""
    rows = ratio_of_persons("channel.switch_rate", store, repeats.judged(store), ("switched", "switchable"))
    yield from _if_seen_to_change(store, rows)


@measures("channel.offer_gap")
def offer_gap(store: Store) -> Iterator[Row]:
    """Topics that a channel does not serve, among those that the table `offer` lists for it; `all` adds up the channels."""
    topics = sql(store, __file__, "offer")
    for dimensions, part in groups(topics, "channel"):
        gap, listed = part["numerator"].sum(), part["denominator"].sum()
        yield value("channel.offer_gap", gap, dimensions, numerator=gap, denominator=listed, origin="declared")


def measure(store: Store) -> pd.DataFrame:
    """Every indicator of channels."""
    parts = (share, digital, multichannel, multichannel_requests, switches, offer_gap)
    return pd.concat([one(store) for one in parts], ignore_index=True)


def _if_seen_to_change(store: Store, rows: Sequence[Row]) -> Iterator[Row]:
    """The rows, unless nobody at all is known on two channels: identifiers that no two channels share show no change, whoever made one."""
    blind = sql(store, __file__, "several").empty
    yield from (not_measurable(row["indicator"], ONE_CHANNEL_EACH) for row in rows) if blind else rows


def _comparable(frame: pd.DataFrame) -> pd.DataFrame:
    """What no declared break parts."""
    return frame[frame["comparable"]]


def _undivided(store: Store) -> dict[str, Callable[[pd.DataFrame], pd.DataFrame]]:
    """Rows without those of the month, or quarter, that the last break divides: the others stand by themselves, before it and after."""
    period = contact_period(store)
    series = Series((pd.Timestamp(period["first_day"]),) if period["after_break"] else ())
    return {"month": series.whole_months, "quarter": series.whole_quarters}


def _by_channel(named: pd.DataFrame, handled: pd.DataFrame, dimensions: Sequence[str]) -> pd.DataFrame:
    """For each channel seen in a group, every cluster of the group: its contacts of that channel and all its contacts."""
    keys = [*dimensions, "cluster"]
    whole = handled.groupby(keys, as_index=False)["contacts"].sum().rename(columns={"contacts": "denominator"})
    part = named.groupby([*keys, "channel"], as_index=False)["contacts"].sum().rename(columns={"contacts": "numerator"})
    seen = part[[*dimensions, "channel"]].drop_duplicates()
    grid = seen.merge(whole, on=list(dimensions)) if dimensions else seen.merge(whole, how="cross")
    return grid.merge(part, on=[*keys, "channel"], how="left").fillna({"numerator": 0})
