"""How the stock went: rebuilt day by day from what came in and went out, since the period, or its last declared break, began."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diagnostic import statistics
from diagnostic.indicators import pick
from diagnostic.measuring.cohort import case_period
from diagnostic.measuring.disclosure import Disclosed, kept, least_size, masked
from diagnostic.measuring.disclosure.cells import quarter
from diagnostic.measuring.once import once
from diagnostic.measuring.rows import sql
from diagnostic.measuring.weeks import known
from diagnostic.statistics import Estimate
from diagnostic.store.engine import Store

MOVES = ["opened", "ended", "by_tool"]
LEVELS = ["start", "lowest", "highest", "backlog", "without"]
DAYS = ["day", *MOVES, "backlog", "without"]
PACE_WEEKS, BLOCK = 13, 4
TREND_WEEKS = statistics.LEAST_WEEKS
SURE = 0.98  # of a direction: it is printed of a stock that balances in one town in fifty, at most
BEYOND = 0.95  # of the procedures told together


def followed(store: Store) -> bool:
    """Whether any source tells of its cases when they ended, or that they have not."""
    return bool(len(sql(store, __file__, "moves")))


@once
def daily(store: Store) -> pd.DataFrame:
    """One row per day: `day, opened, ended, by_tool, backlog, without`; small counts too, for other measures.

    The backlog of a day is what was open when it ended; `without` is what it would be had no tool closed a case since the first day. It
    ends with the period, or at the extract date: an export need not hold what was opened since. Empty where no case is open: such an
    export holds the closed ones alone, and no stock can be rebuilt from it.
    """
    return _daily(store, _moves(store))


def weekly(store: Store) -> Disclosed:
    """The same by whole week, Monday to Sunday: `week, opened, ended, by_tool, start, lowest, highest, backlog, without`."""
    weeks = _weeks(daily(store))
    return _without_small(store, weeks, pd.Series(0, weeks.index))


def monthly(store: Store) -> Disclosed:
    """The same by month, from its day `since` on: the stock at the `start`, what came and went, the stock between and at its end."""
    days = daily(store)
    month = days["day"].dt.strftime("%Y-%m")
    starts = np.flatnonzero(month != month.shift())
    months = _summed(days, starts).assign(since=days["day"].iloc[starts].array)
    return _without_small(store, months, month.iloc[starts].map(quarter).reset_index(drop=True))


def backlog(store: Store) -> Disclosed:
    """The open stock at the end of each day, from the least size on, with and `without` what a tool closed: `day, backlog, without`."""
    days, least = daily(store)[["day", "backlog", "without"]], least_size(store.settings)
    stock = days.astype({"backlog": float, "without": float})
    closed = stock["without"] - stock["backlog"]
    stock["without"] = stock["without"].where(~closed.between(1, least - 1) & (stock["without"] >= least))
    return Disclosed(stock.assign(backlog=stock["backlog"].where(stock["backlog"] >= least)))


@once
def told(store: Store) -> pd.DataFrame:
    """The whole course in a row, then that of each procedure: `procedure` (missing of the whole), the days `first` and `last`, the stock
    at the `start`, what `opened`, `ended`, and ended `by_tool`, the stock at the `end`, `highest` (on `highest_day`) and `lowest`.

    `weeks` whole ones; `net`, `low` and `high`: by how much more came in a week than went out, what a tool closed left out of it, and the
    range in which another similar period would have it (none under half a year); `sure`: that the course has a direction.
    """
    moves, weeks = _moves(store), known(store)
    parts = [(None, moves), *moves.groupby("procedure", sort=True)]
    rows = [{"procedure": name} | _told(_daily(store, part), weeks) for name, part in parts if len(part)]
    columns = ["procedure", "first", "last", "start", *MOVES, "end", "without", "highest", "highest_day", "lowest"]
    return pd.DataFrame(rows, columns=[*columns, "weeks", "net", "low", "high", "sure", "beyond"])


def whole(store: Store) -> Disclosed:
    """The whole course (`told`); `mostly`, the procedure of which a tool closed most; and the pace of its last weeks: `pace_weeks`,
    `pace_opened` and `pace_ended` in one of them, what a tool closed left out.

    No row where a figure of it would be of too few cases; what a tool closed is missing where that is.
    """
    course, least = told(store), least_size(store.settings)
    parts = course[course["procedure"].notna()]
    course = course[course["procedure"].isna()]
    weeks = _weeks(daily(store)).tail(PACE_WEEKS)
    pace = (weeks["opened"].mean(), (weeks["ended"] - weeks["by_tool"]).mean())
    course = course.assign(pace_weeks=len(weeks), pace_opened=pace[0], pace_ended=pace[1])
    most = parts.loc[parts["by_tool"] > course["by_tool"].sum() / 2, "procedure"]
    course = course[~course["start"].between(1, least - 1)].assign(mostly=next(iter(most), None))
    return masked(kept(course, least, "end", "opened", "ended"), least, {"by_tool": ["without", "mostly"]})


def procedures(store: Store, rows: Disclosed) -> Disclosed:
    """The course of each procedure whose stock and flow may be read in `rows` (`told`), and `grown`: that its stock did, beyond what one of
    its size does by itself.

    No row where a figure of it would be of too few cases, and no `by_tool` that would tell few of another.
    """
    least, course = least_size(store.settings), told(store)
    course = course[course["procedure"].notna()]
    course["grown"] = _grown(course)
    closed = set(kept(course[course["by_tool"] > 0], least, "by_tool")["procedure"])
    course["by_tool"] = course["by_tool"].where((course["by_tool"] == 0) | course["procedure"].isin(closed))
    shown = [set(pick(rows, name, *of).dropna(subset=["value"])["procedure"]) for name, of in _ROWS]
    course = course[course["procedure"].isin(set.intersection(*shown))]
    return kept(course[["procedure", "first", "last", "start", *MOVES, "end", "grown"]], least, "start", "opened", "ended", "end")


_ROWS = (
    ("processing.open_stock", ("procedure",)),
    ("processing.open_stock", ("moment", "procedure")),
    ("processing.net_flow", ("procedure",)),
)


@once
def _moves(store: Store) -> pd.DataFrame:
    moves = sql(store, __file__, "moves")
    none_open = moves["opened"].sum() == moves["ended"].sum()
    return moves.iloc[:0] if none_open else moves


def _daily(store: Store, moves: pd.DataFrame) -> pd.DataFrame:
    if moves.empty:
        return pd.DataFrame(columns=DAYS).astype({"day": "datetime64[us]"})
    first = pd.Timestamp(case_period(store)["first_day"])
    last = min(pd.Timestamp(store.settings[edge]) for edge in ("period_end", "extract_date"))
    days = pd.date_range(first, last)
    place = (pd.to_datetime(moves["day"]) - first).dt.days.clip(
        -1, len(days)
    ).to_numpy() + 1  # the first for what was before, the last after
    opened, ended, by_tool = (np.bincount(place, moves[name], len(days) + 2)[:-1] for name in MOVES)
    backlog = np.cumsum(opened - ended)[1:]
    each = {"day": days, "opened": opened[1:], "ended": ended[1:], "by_tool": by_tool[1:]}
    return pd.DataFrame({**each, "backlog": backlog, "without": backlog + np.cumsum(by_tool[1:])})


def _weeks(days: pd.DataFrame) -> pd.DataFrame:
    mondays = np.flatnonzero(days["day"].dt.day_of_week == 0)
    mondays = mondays[mondays + 7 <= len(days)]
    weeks = _summed(days.iloc[: mondays[-1] + 7] if len(mondays) else days.iloc[:0], mondays)
    weeks.insert(0, "week", days["day"].iloc[mondays].array)
    return weeks


def _summed(days: pd.DataFrame, starts: NDArray[np.int64]) -> pd.DataFrame:
    """What came and went, and the stock, from each of the `starts` among the days to the next, or to the last day."""
    sums = {name: np.add.reduceat(days[name].to_numpy(float), starts) for name in MOVES}
    backlog, without = (days[name].to_numpy(float) for name in ("backlog", "without"))
    last = np.append(starts[1:], len(days))[: len(starts)] - 1
    start = backlog[last] - sums["opened"] + sums["ended"]
    # the stock when the first day begins is one of the levels that were
    lowest, highest = (edge(edge.reduceat(backlog, starts), start) for edge in (np.minimum, np.maximum))
    levels = {"start": start, "lowest": lowest, "highest": highest, "backlog": backlog[last], "without": without[last]}
    return pd.DataFrame(sums | levels)


def _told(days: pd.DataFrame, calendar: statistics.Weeks) -> dict[str, object]:
    from scipy.special import stdtrit

    sums, end = days[MOVES].sum(), days["backlog"].iloc[-1]
    start = end - sums["opened"] + sums["ended"]
    weeks = _weeks(days)
    net = (weeks["opened"] - weeks["ended"] + weeks["by_tool"]).to_numpy(float)
    pace = calendar.ratio(weeks["week"], net, np.ones(len(net))) if len(net) else Estimate(None)
    error, freedom = calendar.error(weeks["week"], (net - net.mean()) / len(net)) if len(net) else (None, 0)
    most = days["backlog"].idxmax()
    stays = days["backlog"].mean() / max((weeks["ended"] - weeks["by_tool"]).mean(), 1e-9) if len(weeks) else np.nan
    return {
        "first": days["day"].iloc[0],
        "last": days["day"].iloc[-1],
        "start": start,
        **sums,
        "end": end,
        "without": days["without"].iloc[-1],
        "highest": max(days["backlog"].iloc[most], start),
        "highest_day": days["day"].iloc[most if days["backlog"].iloc[most] > start else 0],
        "lowest": min(days["backlog"].min(), start),
        "weeks": len(weeks),
        "net": pace.value,
        "low": pace.low,
        "high": pace.high,
        "sure": error is not None and abs(net.mean()) > error * float(stdtrit(freedom, (1 + SURE) / 2)),
        "beyond": _beyond(end - start, net, stays),
    }


def _beyond(change: float, net: NDArray[np.float64], stays: float) -> float:
    """How many times its standard deviation a stock changed, if arrivals come at one rate and each case stays so many weeks (Little's law):
    such a stock comes back to its level (Ornstein and Uhlenbeck), the sooner the shorter cases stay. Missing under half a year."""
    if len(net) < TREND_WEEKS:
        return np.nan
    stays = max(stays, 1e-9)  # cases that are all ended on the day on which they came
    spread = _blocks(net).var(ddof=1) * np.expm1(-len(net) / stays) / np.expm1(-BLOCK / stays)
    return float(change / np.sqrt(spread)) if spread > 0 else np.nan


def _grown(course: pd.DataFrame) -> pd.Series:
    """Whose stock grew beyond that, looking at so many procedures (Bonferroni)."""
    from scipy.special import stdtrit

    watched = course["beyond"].notna().sum()
    blocks = course["weeks"].astype(float) // BLOCK
    return course["beyond"].astype(float) > stdtrit(blocks - 1, 1 - (1 - BEYOND) / max(watched, 1))


def _blocks(weeks: NDArray[np.float64]) -> NDArray[np.float64]:
    """The sums of the last whole blocks of weeks."""
    return weeks[len(weeks) % BLOCK :].reshape(-1, BLOCK).sum(axis=1)


def _without_small(store: Store, moves: pd.DataFrame, parts: pd.Series) -> Disclosed:
    """Moves by week or month without the small ones, nor those that would give them, or a small stock, back.

    What came in and went out over each of the parts may be read elsewhere, and the stock tells the difference of the two in any
    week. Hidden are both, in so many weeks of a part that the lesser of the two add up to the least size: by so much may each be more
    or less than it is.
    """
    least, both = least_size(store.settings), ["opened", "ended"]
    small = moves[[*both, "start", "backlog"]].apply(lambda count: count.between(1, least - 1))
    hidden, lesser = small.any(axis=1), moves[both].min(axis=1)
    for part in moves.groupby(parts).groups.values():
        for row in lesser[part][lesser[part] > 0].sort_values(kind="stable").index:
            there = hidden[part]
            if not there.any() or (there.sum() > 1 and lesser[part][there].sum() >= least):
                break
            hidden[row] = True
    emptied = moves.astype({name: float for name in (*MOVES, *LEVELS)})
    emptied.loc[hidden, MOVES] = np.nan
    if moves["by_tool"].cumsum().between(1, least - 1).any() or moves["by_tool"].between(1, least - 1).any():
        emptied["without"] = np.nan  # beside the stock it tells how many a tool closed
    return masked(emptied, least, {name: [] for name in ("by_tool", *LEVELS)})
