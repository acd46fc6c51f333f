"""What comes in, what goes out and what waits: day by day, by week and month, and when the stock would be gone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from diagnostic import statistics
from diagnostic.measuring.cohort import case_period, ended, groups, since_break
from diagnostic.measuring.disclosure import Disclosed, kept, least_size, masked
from diagnostic.measuring.disclosure.cells import quarter
from diagnostic.measuring.rows import Row, draws, measures, percentile, ratio, sql, value
from diagnostic.store.engine import Store

DAY = 86_400
AGE_SHARES = {"p50": 0.5, "p90": 0.9}
OPENED_SINCE, NOTHING_OPENED_SINCE = "opened_since", "nothing_opened_since"
PACE_WEEKS, HORIZON = 13, 3650
AGES = (0, 7, 30, 90, 180, 365)


@measures("processing.open_stock", "processing.open_age_p50", "processing.open_age_p90")
def stock(store: Store) -> Iterator[Row]:
    """Cases open at the extract date, whenever they were opened, and their age in days on the clock of `times`; in all and by procedure.

    Where the extract comes after the period, the stock's note says whether the cases opened in between are in the export.
    """
    cases, (since,) = sql(store, __file__, "stock"), sql(store, __file__, "since").itertuples()
    note = "" if not since.later else OPENED_SINCE if since.opened else NOTHING_OPENED_SINCE
    if cases.empty:
        yield value("processing.open_stock", 0.0, numerator=0)
    for dimensions, part in groups(cases, "procedure"):
        waiting = part["cases"].sum()
        yield value("processing.open_stock", float(waiting), dimensions, numerator=waiting, parts=(waiting,), note=note)
        open_ages = ended(part)
        for name in AGE_SHARES:
            yield percentile(
                f"processing.open_age_{name}", open_ages.percentile(AGE_SHARES[name]), dimensions, DAY, denominator=waiting, group=waiting
            )


@measures("processing.net_flow")
def net_flow(store: Store) -> Iterator[Row]:
    """Cases opened in the period ÷ cases closed in it. Interval by week."""
    rows = ratio("processing.net_flow", sql(store, __file__, "net_flow"), store, by=[(), ("procedure",)])
    yield from since_break(store, rows)


def measure(store: Store) -> pd.DataFrame:
    """Every indicator of what waits."""
    return pd.concat([stock(store), net_flow(store)], ignore_index=True)


def backlog(store: Store) -> Disclosed:
    """The open stock at the end of each day of the period, from the least size on: `day, backlog`."""
    stock = daily(store)[["day", "backlog"]].astype({"backlog": float})
    return Disclosed(stock.assign(backlog=stock["backlog"].where(stock["backlog"] >= least_size(store.settings))))


def daily(store: Store) -> pd.DataFrame:
    """One row per day of the period, up to the extract: `day, opened, ended, by_tool, backlog`; small counts too, for other measures.

    The backlog of a day is what was open when it ended, rebuilt from every case whose dates are known. After the period nothing is said: an
    export need not hold what was opened since. Empty where it holds a part of the cases only, or none that is open: no stock
    can be rebuilt from it.
    """
    moves = sql(store, __file__, "moves")
    none_open = moves["opened"].sum() == moves["ended"].sum()
    if none_open or len(sql(store, __file__, "partial")):
        return pd.DataFrame(columns=["day", "opened", "ended", "by_tool", "backlog"]).astype({"day": "datetime64[us]"})
    first, end, extract = (pd.Timestamp(store.settings[edge]) for edge in ("period_start", "period_end", "extract_date"))
    last = min(end, extract)
    each = moves.set_index(pd.to_datetime(moves.pop("day")))
    each = each.reindex(pd.date_range(min(first, each.index.min()), max(last, each.index.max())), fill_value=0)
    each["backlog"] = (each["opened"] - each["ended"]).cumsum()
    return each[first:last].rename_axis("day").reset_index()


def weekly(store: Store) -> Disclosed:
    """The same by whole week, Monday to Sunday: `week, opened, ended, by_tool, backlog` (at its end)."""
    weeks = _weeks(store)
    return _without_small(store, weeks, pd.Series(0, weeks.index))


def monthly(store: Store) -> Disclosed:
    """The season: `month, opened, ended, by_tool, backlog` (at its end) of each month of the period."""
    days = daily(store)
    months = _summed(days, days["day"].dt.strftime("%Y-%m").rename("month"))
    return _without_small(store, months, months["month"].map(quarter))


def clearing(store: Store) -> Disclosed:
    """When the stock would be gone at the pace of the last `PACE_WEEKS` whole weeks: one row, none without arrivals or a stock
    large enough to be shown.

    `stock` at the end of the period, `weeks`, what one of them brings and takes (`opened`, `ended`), and the `day`, with `early` and
    `late`: these weeks drawn again. A day is missing where as much comes in as goes out or more, or beyond `HORIZON` days: never. What a
    tool closed in bulk or by itself left the stock, but is no pace.
    """
    days, weeks = daily(store), _since_break(store, _weeks(store)).tail(PACE_WEEKS)
    columns = ["stock", "weeks", "opened", "ended", "day", "early", "late"]
    least = least_size(store.settings)
    if days.empty or weeks["opened"].sum() < least or len(weeks) < statistics.LEAST_CLUSTERS:
        return Disclosed(columns=columns)
    moves = np.column_stack([weeks["opened"], weeks["ended"] - weeks["by_tool"]]).astype(float)
    sums = statistics.resample(moves, *draws(store))
    slow, quick = statistics.interval((sums[:, 1] - sums[:, 0]) / len(weeks), len(weeks))
    opened, ended = moves.mean(axis=0)
    waiting, last = float(days["backlog"].iloc[-1]), pd.Timestamp(days["day"].iloc[-1])
    gone = [_gone(last, waiting, pace) for pace in (ended - opened, quick, slow)]
    return kept(pd.DataFrame([[waiting, len(weeks), opened, ended, *gone]], columns=columns), least, "stock")


def ages(store: Store) -> Disclosed:
    """The open stock by age: `since, until, cases, late` (days, the last `until` missing; late: older than what was promised).

    A band with too few cases to be shown joins the younger one beside it, the youngest the next one; `late` is missing where it, or the
    rest of its band, is too few.
    """
    waiting = sql(store, __file__, "stock")
    bands = np.searchsorted(AGES, waiting["duration_s"] / DAY, side="right") - 1
    late = waiting["cases"].where(waiting["duration_s"] > waiting["promise_days"] * DAY, 0)
    counted = pd.DataFrame({"cases": waiting["cases"], "late": late}).groupby(bands).sum().reindex(range(len(AGES)), fill_value=0)
    rows = [[since, *counted.loc[band]] for band, since in enumerate(AGES)]
    small = least_size(store.settings)
    for band in range(len(rows) - 1, 0, -1):
        if rows[band][1] < small:
            _, cases, late_ones = rows.pop(band)
            rows[band - 1][1:] = [rows[band - 1][1] + cases, rows[band - 1][2] + late_ones]
    if len(rows) > 1 and rows[0][1] < small:
        first = rows.pop(0)
        rows[0] = [first[0], rows[0][1] + first[1], rows[0][2] + first[2]]
    by_age = pd.DataFrame(rows, columns=["since", "cases", "late"])
    by_age.insert(1, "until", by_age["since"].shift(-1))
    shown = masked(kept(by_age.assign(rest=by_age["cases"] - by_age["late"]), small, "cases"), small, {"late": [], "rest": ["late"]})
    return shown.drop(columns="rest")


def _weeks(store: Store) -> pd.DataFrame:
    days = daily(store)
    week = days["day"] - pd.to_timedelta(days["day"].dt.day_of_week, unit="D")
    whole = days.groupby(week)["day"].transform("size") == 7
    return _summed(days[whole], week[whole].rename("week"))


def _without_small(store: Store, moves: pd.DataFrame, told: pd.Series) -> Disclosed:
    """Moves by week or month without the small ones, nor those that would give them back.

    What came in and went out over each of the parts that `told` names may be read elsewhere, and the stock tells the difference of the two
    in any week. Hidden are both, in so many weeks of a part that the lesser of the two add up to the least size: by so much may each
    be more or less than it is.
    """
    least, both = least_size(store.settings), ["opened", "ended"]
    small = moves[both].apply(lambda count: count.between(1, least - 1))
    hidden, lesser = small.any(axis=1), moves[both].min(axis=1)
    for part in moves.groupby(told).groups.values():
        for row in lesser[part][lesser[part] > 0].sort_values(kind="stable").index:
            there = hidden[part]
            if not there.any() or (there.sum() > 1 and lesser[part][there].sum() >= least):
                break
            hidden[row] = True
    emptied = moves.astype({name: float for name in (*both, "by_tool")})
    emptied.loc[hidden, [*both, "by_tool"]] = np.nan
    return masked(emptied, least, {"by_tool": [], "backlog": []})


def _since_break(store: Store, weeks: pd.DataFrame) -> pd.DataFrame:
    first = pd.Timestamp(case_period(store)["first_day"])
    return weeks[weeks["week"] >= first]


def _summed(days: pd.DataFrame, by: pd.Series) -> pd.DataFrame:
    grouped = days.groupby(by)
    return grouped[["opened", "ended", "by_tool"]].sum().join(grouped["backlog"].last()).reset_index()


def _gone(last: pd.Timestamp, stock: float, pace: float | None) -> pd.Timestamp | None:
    days = stock / pace * 7 if pace is not None and pace > 0 else HORIZON + 1
    return last + pd.Timedelta(days=round(days)) if days <= HORIZON else None
