"""Stamps of a column: whether it holds any, in which order and format, and from when to when."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field

from diagnostic.intake.cells import instants, unfinished
from diagnostic.intake.cells.words import reader
from diagnostic.intake.identity.personal_columns import may_identify
from diagnostic.proposal.sample import Field, Sample
from diagnostic.schema import Column

LOOK = re.compile(r"\d{1,4} ?([-/.]) ?\d{1,2} ?\1 ?\d{2,4}\b")
DIGIT = re.compile(r"\d")
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = r"\d{1,2} ?(:\d{2}(:\d{2}([.,]\d+)?)?( ?[AaPp]\.? ?[Mm]\.?)?|[hH] ?(\d{2})?|[AaPp]\.? ?[Mm]\.?)"
CLOCK = re.compile(rf" ?{_TIME}( ?(-|–|à|/|to) ?\d{{1,2}} ?([:hH] ?\d{{0,2}})?.*)?")
DATES = 0.8
FORMAT = 0.9
SEEN = 20_000
# whether a column holds dates at all shows in so many rows: where not half as many of them are as it takes, the others are not read
GLANCE, DOUBTFUL = 1_000, 0.5
OFTEN = 3
# words that stand in place of a date make a column no other thing, up to so many of them
AMONG_WORDS = 0.5


@dataclass(frozen=True)
class Stamps:
    """What the stamps of a column are. `order` is `iso` where the year comes first, else `day` or `month`; `why` says how it is known
    (see `instants.Order`); `format` is what every value follows, None where it is ISO or they follow several."""

    share: float
    order: str
    why: str
    format: str | None
    timed: bool
    months: Counter[str] = field(default_factory=Counter)
    first: dt.date | None = None
    last: dt.date | None = None


def look_like_dates(one: Field) -> bool:
    """Whether most cells of a column look like dates, whatever its header."""
    return one.share({word: bool(LOOK.match(word)) for word in one.words}) >= DATES


def look_like_times(one: Field) -> bool:
    """Whether a column holds times of day alone."""
    return one.share({word: bool(CLOCK.fullmatch(word)) for word in one.words}) >= DATES


def stamps(sample: Sample, one: Field) -> Stamps | None:
    """The stamps of a column as intake will read them, None where most of its values are none. They are read once, whoever asks."""
    if one.at not in sample.remembered:
        seen = min(sample.rows, SEEN)
        numbered = any(DIGIT.search(word) for word in one.words)
        likely = numbered and (seen <= 2 * GLANCE or _stamps(sample, one, GLANCE, DOUBTFUL))
        sample.remembered[one.at] = _stamps(sample, one, seen) if likely else None
    made: Stamps | None = sample.remembered[one.at]
    return made


def _stamps(sample: Sample, one: Field, seen: int, least: float = 1.0) -> Stamps | None:
    """The same from some rows of a column; `least` makes less of what they have to be."""
    connection, name = sample.connection, one.at
    filled = f"where trim({name}) <> ''"
    connection.execute(f"create or replace temp view cells as select * from raw {filled} order by hash(line) limit {seen}")
    instants.prepare(connection, name, may_lack=True)
    order = instants.order(connection, name, None)
    instants.read(connection, name, order, None)
    worded, written, read, timed, first, last = connection.execute(
        f"""select (select count(*) from "text_{name}"), (select count(*) from "text_{name}" where regexp_matches(x, '[0-9]')),
                   count(stamp), sum(case when precision <> 'day' then 1 else 0 end),
                   min(stamp), max(stamp) from "read_{name}" """
    ).fetchall()[0]
    if not read or read / written < least * DATES or read / worded < least * AMONG_WORDS:
        return None
    monthly = connection.execute(f"""select strftime(stamp, '%Y-%m'), count(*) from "read_{name}" where stamp is not null group by 1""")
    months = Counter(dict(monthly.fetchall()))
    iso = one.share({word: bool(ISO.match(word)) for word in one.words}) >= FORMAT
    way = "iso" if iso or order.why == "plain" or order.year_first else "day" if order.day_first else "month"
    midnights = instants.midnight_only(connection, name)
    settled = order.why == "settled"
    return Stamps(
        share=read / written,
        order=way,
        why=order.why,
        format=_format(one, order) if settled else None,
        timed=bool(timed) and not midnights,
        months=months,
        first=first.date(),
        last=last.date(),
    )


def moments(sample: Sample, one: Field) -> dict[int, dt.datetime]:
    """The stamp of each line of a column that says one, as intake will read it."""
    connection, name = sample.connection, one.at
    connection.execute("create or replace temp view cells as select * from raw")
    instants.prepare(connection, name)
    instants.read(connection, name, instants.order(connection, name, None), None)
    return dict(connection.execute(f'select line, stamp from "read_{name}" where stamp is not null').fetchall())


def words_instead(one: Field) -> list[str]:
    """The words that come back in a column of dates, and of which nobody knows whether they put the date off."""
    return [
        word
        for word, count in one.words.items()
        if count >= OFTEN and word.replace(" ", "").isalpha() and not unfinished.known_word(word) and not may_identify(word)
    ]


def months(one: Field) -> Stamps:
    """The months of a column that gives no day: rows of a month are taken to reach from its first day to its last."""
    read = reader(Column("month", "month"), {}, None)
    counted = Counter[str]()
    for word, count in one.words.items():
        month = read(word)[0]
        if month:
            counted[month] += count
    days = [dt.date(int(month[:4]), int(month[5:]), 1) for month in sorted(counted)]
    last = (days[-1] + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1) if days else None
    return Stamps(counted.total() / one.counted, "iso", "plain", None, False, counted, days[0] if days else None, last)


def _format(one: Field, order: instants.Order) -> str | None:
    """The format that nearly all values follow, in the codes of `dates:`."""
    shapes = Counter[str]()
    for word, count in one.words.items():
        shapes[_shape(word, order)] += count
    shape, count = shapes.most_common(1)[0]
    return shape if shape and count >= FORMAT * one.counted else None


def _shape(word: str, order: instants.Order) -> str:
    parts = re.fullmatch(r"\d{1,2}([-/.])\d{1,2}\1(\d{4}|\d{2})(?: (\d{1,2})([:h])\d{2}(:\d{2})?)?", word)
    if not parts:
        return ""
    separator, year, hour, between, seconds = parts.groups()
    day = ["%d", "%m"] if order.day_first else ["%m", "%d"]
    date = separator.join(["%y", "%m", "%d"] if order.year_first else [*day, "%Y" if len(year) == 4 else "%y"])
    return date + (f" %H{between}%M{':%S' if seconds else ''}" if hour else "")
