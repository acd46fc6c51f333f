"""A wide sheet of counts: months, days, hours or channels across."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from diagnostic import schema
from diagnostic.intake.identity import personal_columns
from diagnostic.proposal import labels, long, periods, sheets, vocabulary
from diagnostic.proposal.columns import Matcher
from diagnostic.proposal.dates import Stamps
from diagnostic.proposal.periods import Period
from diagnostic.proposal.points import Point
from diagnostic.proposal.sample import Field, Sample
from diagnostic.proposal.shape import Shape, ask, joined, left_out

LEAST = {"month": 3, "day": 3, "hour": 4, "channel": 2}
# bare numbers are hours where they follow one another as hours do
BARE_HOURS = 6
SURE, LIKELY, UNSURE = 0.93, 0.8, 0.55
LABELS = ("service", "site", "topic", "queue")
NAMED, GUESSED, CHANNELS = 0.6, 0.2, 0.8
SEEN, SUMS = 500, 0.9
# rates may stand on some rows of a table of measures
MIXED = 0.4


@dataclass(frozen=True)
class Across:
    """What stands across: the kind of the headers, the columns of counts that bear them, those that are their totals, and those that say
    what became of the calls."""

    kind: str
    members: tuple[Field, ...]
    totals: tuple[Field, ...]
    fates: tuple[Field, ...] = ()


def read(sample: Sample) -> tuple[Shape, ...]:
    """The counts of a wide sheet; nothing where it is none."""
    counted = [one for one in sample.fields if labels.counts(one)]
    across = _across(sample, counted)
    if across is None or _of_calls(sample, across):
        return ()
    others = [one for one in sample.fields if one not in (*across.members, *across.totals)]
    period = periods.find(sample, [one for one in others if one not in counted or periods.is_period(one)])
    if (period is None) != (across.kind in ("month", "day")):
        return ()
    words = [one for one in others if (period is None or one not in period.fields) and one not in counted and one.filled]
    if period is None and across.kind == "month" and all(len(labels.month(one.name) or "") == 2 for one in across.members):
        period = _year(others)
    if across.kind in ("month", "day"):
        for names in words:
            measured = long.measures(names)
            if "offered" in measured:
                return (_measured(sample, across, period, names, measured, [one for one in words if one is not names]),)
    fates = [one for one in across.fates if labels.channel(one.name)[0] in (None, "phone")]
    if fates and period and {"day", "month"} & period.columns.keys() & schema.TABLES["call_counts"].keys():
        return _with_calls(sample, replace(across, fates=tuple(fates)), period, words)
    return (_shape(sample, across, period, words),)


def _of_calls(sample: Sample, across: Across) -> bool:
    """Whether columns none of which names a channel for sure stand in what is surely a sheet of calls: "APP. PRES." is no app."""
    if across.kind != "channel" or any(labels.channel(one.name)[1] == 1 for one in across.members):
        return False
    matcher = Matcher.of(sample)
    return sheets.likely(matcher.seen, matcher.assigned, sample.title)["call_counts"] >= SURE


def _measured(
    sample: Sample, across: Across, period: Period | None, names: Field, measured: dict[str, str], words: Sequence[Field]
) -> Shape:
    """The calls of a sheet with a measure per row."""
    columns = dict(period.columns) if period else {}
    for one in words:
        named, near = _label(sample, one, "call_counts")
        if named and near >= NAMED and named not in columns:
            columns[named] = one.name
    values, points = _of_headers(sample, across, period)
    points.append(ask(sample, "measures", names.name, long.listed(measured), LIKELY, header=names.name))
    read = {"names": names.name, "values": joined(across.members), "across": across.kind, "columns": measured}
    dated = _dated(across, period)
    shape = Shape("call_counts", columns, SURE, measures=read, values=values, dated=dated, points=tuple(points))
    return replace(shape, left_out=left_out(sample, shape.used, across.totals))


def _with_calls(sample: Sample, across: Across, period: Period, words: Sequence[Field]) -> tuple[Shape, ...]:
    """The counts of the other channels, and those of the calls with what became of them."""
    offered = next((one for one in across.members if labels.channel(one.name)[0] == "phone"), None)
    others = tuple(one for one in across.members if one is not offered)
    if offered is None:
        return (_shape(sample, across, period, words),)
    columns = {name: header for name, header in period.columns.items() if name in schema.TABLES["call_counts"]} | {"offered": offered.name}
    columns |= {str(labels.measure(one.name)): one.name for one in across.fates}
    calls = Shape("call_counts", columns, SURE, dated=period.dated)
    shape = _shape(sample, replace(across, members=others), period, words)
    out = left_out(sample, shape.used | calls.used, across.totals)
    return (replace(shape, left_out=out), calls)


def _shape(sample: Sample, across: Across, period: Period | None, words: Sequence[Field]) -> Shape:
    phone = across.kind == "hour" and (labels.channel(sample.title)[0] or vocabulary.file_channel(sample.title)) == "phone"
    table, value = ("call_counts", "offered") if phone else ("counts", "contacts")
    columns = {name: header for name, header in (period.columns if period else {}).items() if name in schema.TABLES[table]}
    told = "" if across.kind == "hour" and not phone else across.kind
    columns[value] = joined(across.members)
    if told == "hour" and any(re.search(r"[:h]30", one.name) for one in across.members):
        told = "slot"
    values, points = _of_headers(sample, across, period)
    sure = SURE if across.kind != "channel" or len(points) == 0 else LIKELY
    for one in words:
        named, near = _label(sample, one, table)
        if named is None or named in columns or named == told:
            continue
        columns[named] = one.name
        if named == "channel":
            values["channel"] = {word: meant for word in one.words if (meant := labels.channel(word)[0])}
        if near < NAMED:
            points.append(ask(sample, "column", one.name, named, near, header=one.name, column=named))
    channel = None
    if table == "counts" and "channel" not in columns and told != "channel":
        channel, point = of_sheet(sample, "")
        points.append(point)
    dated = _dated(across, period)
    shape = Shape(table, columns, sure, {value: told}, values=values, channel=channel, dated=dated, points=tuple(points))
    if len(across.members) == 1:
        shape = replace(shape, across={}, values={}, channel=next(iter(values.pop("channel").values())))
    return replace(shape, left_out=left_out(sample, shape.used, across.totals))


def _across(sample: Sample, counted: Sequence[Field]) -> Across | None:
    """What most of the columns of counts bear as headers, where that is one kind of thing."""
    kinds: dict[str, Callable[[str], object]] = {
        "day": labels.is_day,
        "month": lambda header: labels.month(header) and not labels.is_day(header),
        "hour": labels.is_hour,
        "channel": lambda header: labels.channel(header)[0],
    }
    for kind, names in kinds.items():
        # an empty month is one that is still to come
        likely = sample.fields if kind in ("day", "month", "hour") else counted
        members = [one for one in likely if names(one.name) and (not one.filled or labels.counts(one, MIXED))]
        if kind == "hour" and not members:
            members = _bare_hours(counted)
        if kind == "channel":
            members = _apart(members)
        if len(members) < LEAST[kind]:
            continue
        totals = [one for one in counted if one not in members and labels.total(one.name)]
        totals += [one for one in counted if one not in (*members, *totals) and _is_sum(sample, one, members)]
        fates = [one for one in counted if kind == "channel" and one not in (*members, *totals) and _fate(one)]
        left = [one for one in counted if one not in (*members, *totals, *fates) and not periods.is_period(one)]
        if len(left) <= len(members) / 3 and (kind != "channel" or len({labels.channel(one.name)[0] for one in members}) > 1):
            return Across(kind, tuple(members), tuple(totals), tuple(fates))
    return None


def _apart(members: Sequence[Field]) -> list[Field]:
    """Of the columns that name channels those that count contacts once: of calls received and answered, those received; no total."""
    kept: list[Field] = []
    for one in members:
        same = [other for other in members if labels.channel(other.name)[0] == labels.channel(one.name)[0]]
        if not (len(same) > 1 and _fate(one)) and not (labels.total(one.name) and len(same) > 1):
            kept.append(one)
    return kept


def _fate(one: Field) -> bool:
    """Whether a column counts what became of contacts rather than the contacts."""
    return labels.measure(one.name) not in (None, "offered")


def _bare_hours(counted: Sequence[Field]) -> list[Field]:
    bare = [one for one in counted if re.fullmatch(r"\d{1,2}", one.name)]
    hours = [int(one.name) for one in bare]
    follow = hours == list(range(hours[0], hours[0] + len(hours))) if hours else False
    return bare if follow and len(hours) >= BARE_HOURS and hours[0] != 1 and hours[-1] < 24 else []


def _is_sum(sample: Sample, one: Field, members: Sequence[Field]) -> bool:
    """Whether a column is the sum of the others on nearly every row."""
    cells = ", ".join(f"coalesce({field.at}, '')" for field in (one, *members))
    rows = sample.connection.execute(f"select {cells} from raw order by line limit {SEEN}").fetchall()
    read = [[labels.count(cell) for cell in row] for row in rows]
    told = [row for row in read if row[0]]
    return bool(told) and sum(row[0] == sum(value or 0 for value in row[1:]) for row in told) >= SUMS * len(told)


def _of_headers(sample: Sample, across: Across, period: Period | None) -> tuple[dict[str, dict[str, str]], list[Point]]:
    """What the headers mean, for `values:`, and what is asked of it."""
    values: dict[str, dict[str, str]] = {}
    points: list[Point] = []
    if across.kind == "channel":
        meant = {one.name: labels.channel(one.name) for one in across.members}
        values["channel"] = {header: ours for header, (ours, _) in meant.items() if ours}
        unsure = [f"{header} = {ours}" for header, (ours, sure) in meant.items() if sure < 1]
        if unsure:
            points.append(ask(sample, "across", None, ", ".join(unsure), LIKELY, headers=list(meant), column="channel"))
    yearless = [one.name for one in across.members] if across.kind == "month" and period is None else []
    yearless = [header for header in yearless if len(labels.month(header) or "") == 2] or list(period.yearless if period else ())
    if yearless:
        year = re.search(r"(?:19|20)\d\d", sample.title)
        points.append(ask(sample, "year", None, year[0] if year else None, LIKELY if year else None, headers=yearless[:12]))
        if year:
            values["month"] = {header: f"{year[0]}-{labels.month(header)}" for header in yearless}
    elif across.kind == "month" and period is None:
        named = {one.name: labels.month(one.name) for one in across.members if not labels.plain_month(one.name)}
        values["month"] = {header: month for header, month in named.items() if month}
    return {column: words for column, words in values.items() if words}, points


def _year(others: Sequence[Field]) -> Period | None:
    """The year that a column gives to months without one."""
    one = next((one for one in others if periods.is_year(one)), None)
    if one is None:
        return None
    return Period({"month": one.name}, (one,), periods.months(f"{year}-{month:02}" for year in one.words for month in (1, 12)))


def _dated(across: Across, period: Period | None) -> Stamps | None:
    if period is not None:
        return period.dated
    if across.kind == "month":
        return periods.months(labels.month(one.name) or "" for one in across.members)
    return periods.months(labels.month_of_day(one.name) or "" for one in across.members)


def _label(sample: Sample, one: Field, table: str) -> tuple[str | None, float]:
    """The column that a field of words feeds, and how surely: channels by its words, else by its header, else by all that is seen of it."""
    if "channel" in schema.TABLES[table] and one.share({word: labels.channel(word)[0] is not None for word in one.words}) >= CHANNELS:
        return "channel", SURE
    if personal_columns.kind(one.name, one.words):
        return None, 0.0
    near = {name: vocabulary.named(table, name, one.name) for name in LABELS if name in schema.TABLES[table]}
    best = max(near, key=lambda name: near[name])
    if near[best] >= NAMED:
        return best, near[best]
    matcher = Matcher.of(sample)
    likely = {field.name: (name, sure) for field, name, sure in matcher.left(table, ()) if name in near}
    name, sure = likely.get(one.name, (None, 0.0))
    return (name, sure) if sure >= GUESSED else (None, 0.0)


def of_sheet(sample: Sample, header: str) -> tuple[str | None, Point]:
    """The channel of a sheet of counts whose rows name none, from a header or the name of the file; and the point that asks for it."""
    found, sure = labels.channel(header) if header else (None, 0.0)
    found, sure = (found, LIKELY) if found else (vocabulary.file_channel(sample.title), LIKELY)
    key = "channel" if found else "channel_unknown"
    return found, ask(sample, key, "channel", found, sure if found else None, channels=list(schema.CHANNELS))
