"""What waits when the period ends, how old it is, and what came in for what went out: with and without what a tool closed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from diagnostic.indicators import encode, notes
from diagnostic.measuring.cohort import WITHOUT_ARTEFACTS, ended, groups, since_break
from diagnostic.measuring.disclosure import Disclosed, kept, least_size, masked
from diagnostic.measuring.rows import Row, measures, not_measurable, percentile, ratio, sql, value
from diagnostic.questions.flow import course
from diagnostic.store.engine import Store

DAY = 86_400
AGE_SHARES = {"p50": 0.5, "p90": 0.9}
AGES = (0, 7, 30, 90, 180, 365)
STOCK, NET_FLOW = "processing.open_stock", "processing.net_flow"
START, PEAK = {"moment": "start"}, {"moment": "peak"}


@measures("processing.open_stock", "processing.open_age_p50", "processing.open_age_p90")
def stock(store: Store) -> Iterator[Row]:
    """Cases open when the period ends (the extract date where that is earlier), and their age in days on the clock of `times`; in all and
    by procedure.

    Rows beside it: the stock as it would be without what a tool closed in bulk or by itself since the period or its last break began
    (`artefact=excluded`); when it began (`moment=start`), and at its highest (`moment=peak`), where it can be rebuilt day by day.
    """
    cases, why = sql(store, __file__, "stock"), _left_out(store)
    if cases.empty and not course.followed(store):
        yield not_measurable(STOCK, why or notes.NOTHING_TO_COUNT)
        return
    waiting = cases[cases["by_tool"] == 0]
    if waiting.empty:
        yield value(STOCK, 0.0, numerator=0, note=why)
    for dimensions, part in groups(waiting, "procedure"):
        count = part["cases"].sum()
        yield value(STOCK, float(count), dimensions, numerator=count, parts=(count,), note=why)
        ages = ended(part)
        for name, share in AGE_SHARES.items():
            yield percentile(
                f"processing.open_age_{name}", ages.percentile(share), dimensions, DAY, denominator=count, group=count, note=why
            )
    for dimensions, part in _with_what_a_tool_closed(cases, "cases", store):
        count = part["cases"].sum()
        yield value(STOCK, float(count), dimensions, numerator=count, parts=(count,), note=why)
    for told in course.told(store).itertuples():
        of = {} if pd.isna(told.procedure) else {"procedure": told.procedure}
        yield from since_break(store, [value(STOCK, told.start, START | of, numerator=told.start, parts=(told.start,), note=why)])
        if not of:
            yield from since_break(store, [value(STOCK, told.highest, PEAK, numerator=told.highest, parts=(told.highest,), note=why)])


@measures("processing.net_flow")
def net_flow(store: Store) -> Iterator[Row]:
    """Cases opened in the period ÷ cases closed in it, and without those that a tool closed in bulk or by itself. Interval by week."""
    moves, why = sql(store, __file__, "net_flow"), _left_out(store)
    rows = ratio(NET_FLOW, moves, store, by=[(), ("procedure",)], note=why)
    for dimensions, _ in _with_what_a_tool_closed(moves, "denominator", store):
        own = moves[moves["by_tool"] == 0]
        part = own[own["procedure"] == dimensions["procedure"]] if "procedure" in dimensions else own
        rows += ratio(NET_FLOW, part, store, scope=encode(**dimensions), note=why)
    yield from since_break(store, rows)
    if not rows and why:
        yield not_measurable(NET_FLOW, why)


def measure(store: Store) -> pd.DataFrame:
    """Every indicator of what waits."""
    return pd.concat([stock(store), net_flow(store)], ignore_index=True)


def left_out(store: Store) -> dict[str, list[str]]:
    """The sources of cases of which no stock and no flow is told, by why: `without_end`, `partial_export`."""
    sources = sql(store, __file__, "left_out")
    return {str(why): sorted(part["source"]) for why, part in sources.groupby("why")}


def clocks(store: Store) -> set[str]:
    """What the clock of open requests does: it starts once a file is `complete`, is `stopped` while a user owes a document."""
    seen = sql(store, __file__, "clocks").iloc[0]
    return {name for name in ("complete", "stopped") if seen[name]}


def ages(store: Store) -> Disclosed:
    """The open stock by age: `since, until, cases, late` (days, the last `until` missing; late: older than what was promised).

    A band with too few cases to be shown joins the younger one beside it, the youngest the next one; `late` is missing where it, or the
    rest of its band, is too few.
    """
    waiting = sql(store, __file__, "stock").query("by_tool == 0")
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


def _with_what_a_tool_closed(frame: pd.DataFrame, count: str, store: Store) -> Iterator[tuple[dict[str, object], pd.DataFrame]]:
    """All rows, then those of each procedure, where a tool closed enough cases to be told; with the dimensions that say so.

    The figures with and without them tell how many they are: of the whole, of a procedure, and by difference of all others together.
    """
    least, by_tool = least_size(store.settings), frame[frame["by_tool"] == 1]
    if by_tool[count].sum() < least:
        return
    yield dict(WITHOUT_ARTEFACTS), frame
    closed = by_tool.groupby("procedure", as_index=False, dropna=False)[count].sum()
    for procedure in kept(closed, least, count)["procedure"].dropna().sort_values():
        yield WITHOUT_ARTEFACTS | {"procedure": procedure}, frame[frame["procedure"] == procedure]


def _left_out(store: Store) -> str:
    return notes.joined(notes.note(why, *sources) for why, sources in left_out(store).items())
