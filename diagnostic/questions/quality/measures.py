"""What the data show of themselves: gaps and jumps in time, clocks that are off, values that are missing, topics that say nothing.

No indicator: the figures are about files, and stand in the section on data.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from diagnostic.measuring.disclosure import FILES, Disclosed, exempt, kept, least_size
from diagnostic.measuring.rows import sql
from diagnostic.store.engine import Store

# with fewer a week, an empty one may be chance: 5 expected and none seen happens less than once in a hundred
USUAL_LEAST = 5
JUMP_RATIO, JUMP_SPREADS, JUMP_LEAST = 1.5, 4, 30
NEAR_WEEKS = 3
NIGHT = range(0, 10)  # half-hours from midnight to five
NIGHT_SHARE, NIGHT_LEAST = 0.10, 100
MIDNIGHT_SHARE = 0.02
SHIFT_LEAST, SHIFT_MOVED, SHIFT_LEFT = 400, 0.08, 0.6
LAGS = range(-4, 5)  # two hours either way, in half-hours
AGAINST_SHARE, AGAINST_LEAST = 0.02, 30
CATCH_ALL = (
    r"(?:un |une )?(?:autres?|divers(?:es?)?|others?|misc(?:\.|ellaneous)?|non classe|a preciser|inconnu)"
    r"(?: (?:demandes?|motifs?|sujets?|questions?|themes?|cas|demarches?|topics?|requests?|subjects?|enquir(?:y|ies)))?"
)
CATCH_ALL_SHARE = 0.20


def weekly(store: Store) -> Disclosed:
    """Records per source and week of the period: `source, week, records`; a week without records has no row."""
    weeks = sql(store, __file__, "weeks")
    return exempt(weeks.assign(week=pd.to_datetime(weeks["week"])), FILES)


def gaps(store: Store) -> Disclosed:
    """Whole weeks without a record while the source is active: `source, start, weeks, usual`, the longest first.

    A source is active from its first week of the period to its last. Only where its median week has `USUAL_LEAST` records."""
    rows = []
    for source, counts in _by_source(store):
        usual = counts.median()
        empty = counts.eq(0)
        if usual < USUAL_LEAST or not empty.any():
            continue
        for _, run in counts[empty].groupby((~empty).cumsum()[empty]):
            rows.append((source, run.index[0], len(run), usual))
    stretches = pd.DataFrame(rows, columns=["source", "start", "weeks", "usual"])
    return exempt(stretches.sort_values(["weeks", "start"], ascending=[False, True], ignore_index=True), FILES)


def jumps(store: Store) -> Disclosed:
    """Weeks whose volume leaves that of the week before further than the other weeks do: `source, week, before, after`, the largest first.

    Compared are whole weeks without a public holiday, one of the two with `JUMP_LEAST` records. A change is a jump where it is above
    `JUMP_RATIO` (or under its inverse), and further from the median change than `JUMP_SPREADS` times the spread of all the
    changes (median absolute deviation), or than chance alone would allow for such counts."""
    holidays = pd.to_datetime(store.query("select day from days where day_type = 'public_holiday'")["day"])
    away = set(holidays - pd.to_timedelta(holidays.dt.day_of_week, unit="D"))
    rows = []
    for source, counts in _by_source(store):
        ordinary = counts.iloc[1:-1]
        ordinary = ordinary[[week not in away for week in ordinary.index]]
        ordinary = ordinary[ordinary > 0]
        before, after = ordinary.shift(), ordinary
        near = after.index.to_series().diff() <= pd.Timedelta(weeks=NEAR_WEEKS)
        change = np.log(after / before).where(near & (np.maximum(before, after) >= JUMP_LEAST)).dropna()
        if len(change) < 8:
            continue
        spread = 1.4826 * (change - change.median()).abs().median()
        chance = np.sqrt(1 / before + 1 / after).reindex(change.index)
        limit = np.maximum(np.log(JUMP_RATIO), JUMP_SPREADS * np.maximum(spread, chance))
        for week in change.index[(change - change.median()).abs() > limit]:
            rows.append((source, week, before[week], after[week], abs(change[week])))
    changes = pd.DataFrame(rows, columns=["source", "week", "before", "after", "size"])
    return exempt(changes.sort_values(["size", "week"], ascending=[False, True], ignore_index=True).drop(columns="size"), FILES)


def clock(store: Store) -> Disclosed:
    """Doubts about the clock of a source: `source, doubt, share, hours, records`.

    - `night`: more than `NIGHT_SHARE` of its records fall between midnight and five, those stamped midnight sharp left out;
    - `midnight`: more than `MIDNIGHT_SHARE` are stamped midnight sharp;
    - `shift`: its day moves by an hour between winter and summer time, as that of a source recorded in UTC does;
    - `peers`: its day is an hour or two from that of the larger source of the same channel."""
    records = sql(store, __file__, "hours")
    rows = []
    for source, part in records.groupby("source"):
        total, midnight = part["records"].sum(), part.loc[part["midnight"], "records"].sum()
        awake = part[~part["midnight"]]
        night = awake.loc[awake["slot"].isin(NIGHT), "records"].sum() / max(awake["records"].sum(), 1)
        if total >= NIGHT_LEAST and night > NIGHT_SHARE:
            rows.append((source, "night", night, np.nan, total))
        if total >= NIGHT_LEAST and midnight > MIDNIGHT_SHARE * total:
            rows.append((source, "midnight", midnight / total, np.nan, total))
        seasons = [_day(season) for _, season in awake.groupby("ahead")]
        if len(seasons) == 2 and abs(hours := _shift(*seasons)) == 1:
            rows.append((source, "shift", np.nan, hours, total))
    for _, peers in records[~records["midnight"]].groupby("channel"):
        days = {source: _day(part) for source, part in peers.groupby("source")}
        largest = max(days, key=lambda source: days[source].sum())
        for source in days:
            if source != largest and abs(hours := _shift(days[largest], days[source])) >= 1:
                rows.append((source, "peers", np.nan, hours, days[source].sum()))
    doubts = pd.DataFrame(rows, columns=["source", "doubt", "share", "hours", "records"])
    return exempt(doubts.drop_duplicates(["source", "doubt"], ignore_index=True), FILES)


def against_hours(store: Store) -> Disclosed:
    """Sources that contradict the declared hours: `source, sign, share, against, weekday, hour`, the hour of the week when they do most.

    Signs: `answered_closed` (of answered calls, those arriving while closed), `counter_closed` (of contacts at the counter), `refused_open`
    (of calls told "out of hours", those arriving while open). Where they are more than `AGAINST_SHARE`, and `AGAINST_LEAST` at least."""
    rows = []
    for (source, sign), part in sql(store, __file__, "opening").groupby(["source", "sign"]):
        against = int(part["against"].sum())
        share, worst = against / part["records"].sum(), part.loc[part["against"].idxmax()]
        if against >= AGAINST_LEAST and share > AGAINST_SHARE:
            rows.append((source, sign, share, against, int(worst["weekday"]), int(worst["hour"])))
    return exempt(pd.DataFrame(rows, columns=["source", "sign", "share", "against", "weekday", "hour"]), FILES)


def filled(store: Store) -> Disclosed:
    """Per source: `records`, and the share that bears a `person`, a `topic`, a `channel`, a `service`; empty where the table has none."""
    return exempt(sql(store, __file__, "filled"), FILES)


def catch_all(store: Store) -> Disclosed:
    """Sources where topics that say nothing ("autre", "divers") hold more than `CATCH_ALL_SHARE`: `source, topic, share, contacts`."""
    topics = sql(store, __file__, "topics")
    topics["total"] = topics.groupby("source")["contacts"].transform("sum")
    plain = topics["topic"].str.normalize("NFKD").str.encode("ascii", "ignore").str.decode("ascii").str.strip().str.lower()
    vague = topics[plain.str.fullmatch(CATCH_ALL)]
    each = vague.groupby("source").agg(
        topic=("topic", "first"), numerator=("contacts", "sum"), contacts=("total", "first"), topics=("topic", "size")
    )
    each["share"] = each["numerator"] / each["contacts"]
    vague = each[each["share"] > CATCH_ALL_SHARE].sort_values("share", ascending=False).reset_index()
    return kept(vague, least_size(store.settings), "numerator")


def _by_source(store: Store) -> list[tuple[str, pd.Series]]:
    """The weekly counts of each source, empty weeks within its span included."""
    series = []
    for source, part in weekly(store).groupby("source"):
        counts = part.set_index("week")["records"]
        series.append((str(source), counts.reindex(pd.date_range(counts.index.min(), counts.index.max(), freq="7D"), fill_value=0)))
    return series


def _day(part: pd.DataFrame) -> np.ndarray:
    return part.groupby("slot")["records"].sum().reindex(range(48), fill_value=0).to_numpy(float)


def _shift(one: np.ndarray, other: np.ndarray) -> float:
    """By how many hours the second day must be moved to lie on the first; 0 where too few records, or no move helps clearly."""
    if min(one.sum(), other.sum()) < SHIFT_LEAST:
        return 0.0
    first, second = one / one.sum(), other / other.sum()
    apart = {lag: float(np.abs(first - np.roll(second, lag)).sum() / 2) for lag in LAGS}
    best = min(LAGS, key=lambda lag: (apart[lag], abs(lag)))
    clear = apart[0] - apart[best] >= SHIFT_MOVED and apart[best] <= SHIFT_LEFT * apart[0]
    return best / 2 if clear and best % 2 == 0 else 0.0
