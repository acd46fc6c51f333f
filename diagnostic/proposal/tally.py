"""A sheet of counts, one row per hour, day or month: what is counted stands in one column, or what became of the calls in several."""

from __future__ import annotations

import re
from dataclasses import replace

from diagnostic import schema
from diagnostic.proposal import labels, periods, vocabulary
from diagnostic.proposal.crosstab import of_sheet
from diagnostic.proposal.periods import Period
from diagnostic.proposal.sample import Field, Sample
from diagnostic.proposal.shape import Shape, ask, left_out

SURE, LIKELY = 0.9, 0.75
# a tally has one row per period
ONCE = 0.9
RATES = re.compile(r"\d+([.,]\d+)? ?%?")


def read(sample: Sample) -> tuple[Shape, ...]:
    """The counts of a sheet of nothing but a period and numbers; nothing where it is something else."""
    period = periods.find(sample, [one for one in sample.fields if not labels.counts(one) or periods.is_period(one)])
    if period is None or _repeats(sample, period):
        return ()
    others = [one for one in sample.fields if one not in period.fields and one.filled]
    counted = [one for one in others if labels.counts(one)]
    if not counted or any(one.share({word: bool(RATES.fullmatch(word)) for word in one.words}) < ONCE for one in others):
        return ()
    fates = {labels.measure(one.name): one for one in counted}
    if len(counted) == 1:
        return _alone(sample, period, counted[0]) if labels.counted(counted[0].name) else ()
    if "offered" in fates and len(fates) > 1 and None not in fates and "month" in period.columns:
        columns = _of(period, "call_counts") | {str(name): one.name for name, one in fates.items()}
        return _shape(sample, Shape("call_counts", columns, SURE, dated=period.dated)) if _dateable(columns) else ()
    return ()


def _alone(sample: Sample, period: Period, one: Field) -> tuple[Shape, ...]:
    """One column of counts: of calls where it says so, else of contacts whose channel is asked."""
    said, sure = labels.channel(one.name)
    phone = said == "phone" or (said is None and vocabulary.file_channel(sample.title) == "phone")
    if phone and _dateable(_of(period, "call_counts")):
        columns = _of(period, "call_counts") | {"offered": one.name}
        points = (ask(sample, "column", one.name, "offered", LIKELY, header=one.name, column="offered"),) if sure < 1 else ()
        return _shape(sample, Shape("call_counts", columns, SURE if said else LIKELY, dated=period.dated, points=points))
    channel, point = of_sheet(sample, one.name)
    columns = _of(period, "counts") | {"contacts": one.name}
    return _shape(sample, Shape("counts", columns, LIKELY, channel=channel, dated=period.dated, points=(point,)))


def _shape(sample: Sample, shape: Shape) -> tuple[Shape, ...]:
    return (replace(shape, left_out=left_out(sample, shape.used)),)


def _of(period: Period, table: str) -> dict[str, str]:
    return {name: header for name, header in period.columns.items() if name in schema.TABLES[table]}


def _dateable(columns: dict[str, str]) -> bool:
    return "day" in columns or "month" in columns


def _repeats(sample: Sample, period: Period) -> bool:
    """Whether a period comes back on several rows: the sheet lists something else."""
    cells = ", ".join(f"coalesce({one.at}, '')" for one in period.fields)
    rows, distinct = sample.connection.execute(f"select count(*), count(distinct ({cells})) from raw").fetchall()[0]
    return bool(distinct < ONCE * rows)
