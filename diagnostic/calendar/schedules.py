"""The calendar: for each schedule and local day, its type, its open intervals and the open seconds before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from diagnostic.calendar import holidays, hours, week
from diagnostic.calendar.opening import Closure, Hours, Opening
from diagnostic.errors import Problem, UserError, written

if TYPE_CHECKING:
    import pandas as pd

# what is wrong is told without pandas, which is imported where days are counted

MOST_INTERVALS = 3
COLUMNS = {
    "schedule": "VARCHAR",
    "day": "DATE",
    "weekday": "INTEGER",
    "day_type": "VARCHAR",
    **{f"{edge}{n}": "INTEGER" for n in range(1, MOST_INTERVALS + 1) for edge in "oc"},
    "open_s": "INTEGER",
    "cum_s": "BIGINT",
}


def build(opening: Opening, first_day: dt.date, last_day: dt.date) -> pd.DataFrame:
    """One row per schedule and day of the range, both ends included, in the columns of the `calendar` table.

    Schedules: `phone` (all phone rules together), `counter:<site>`, `counter` (at least one counter open), `appointment:<site>`
    (hours kept for appointments, in no other schedule) and `staffed` (all rules but these). A schedule without rules has no row.
    On the days of `closures` the places and channels they name do not open. The hour that the clock skips in spring is not open, the one
    that it repeats in autumn counts once: working time is never above elapsed time.
    Intervals are seconds of the local day, `cum_s` the open seconds of all earlier days of the range. Raises UserError on hours
    that cannot be used.
    """
    import pandas as pd

    wrong = problems(opening, first_day)
    if wrong:
        raise UserError(wrong)
    spanned = [(plain, span) for rule, span in zip(opening.hours, _spans(opening.hours), strict=True) for plain in week.plain(rule)]
    if not spanned:
        # nothing asks for the types of days: the library of public holidays takes a while to load
        return pd.DataFrame({column: [] for column in COLUMNS})
    types = holidays.day_types(opening.holidays, first_day, last_day)
    days = pd.date_range(first_day, last_day)
    skipped = holidays.skipped(ZoneInfo(opening.timezone), first_day, last_day)
    entries = [plain for plain, _ in spanned]
    opened = [_closed(_within(plain, span, types, first_day), plain, opening.closures, first_day) for plain, span in spanned]
    frames = []
    for schedule, members in _schedules(entries).items():
        intervals = [hours.merged([pair for member in members for pair in opened[member][day]]) for day in range(len(days))]
        for day, hour in skipped.items():
            intervals[day] = _existing(intervals[day], hour)
        too_many = next((day for day, pieces in enumerate(intervals) if len(pieces) > MOST_INTERVALS), None)
        if too_many is None:
            frames.append(_frame(schedule, days, types, intervals))
        else:
            rules = [entries[member].rules for member in members]
            values = {
                "schedule": schedule,
                "day": days[too_many].date().isoformat(),
                "count": len(intervals[too_many]),
                "rules": " | ".join(rules),
            }
            wrong.append(Problem("calendar.too_many_intervals", values))
    if wrong:
        raise UserError(wrong)
    return pd.concat(frames, ignore_index=True)


def ordinary_year(opening: Opening, last_day: dt.date) -> pd.DataFrame:
    """The calendar of the twelve months that end on a day, under the hours in force then and without closures."""
    import pandas as pd

    first_day = (pd.Timestamp(last_day) - pd.DateOffset(years=1)).date() + dt.timedelta(days=1)
    return build(replace(opening, hours=in_force(opening.hours, last_day), closures=()), first_day, last_day)


def problems(opening: Opening, day: dt.date) -> list[Problem]:
    """What the user has to mend in `hours`, `client.holidays` and `client.school_zone`, so that a calendar may hold a day."""
    zoned = opening.holidays.school_zone is not None
    return entry_problems(dict(enumerate(opening.hours)), zoned) + holidays.problems(opening.holidays, day)


def entry_problems(entries: Mapping[int, Hours], zoned: bool) -> list[Problem]:
    """What the user has to mend in entries of `hours`, by position; `zoned` where the school holidays are known."""
    unread = [problem for position, rule in entries.items() for problem in week.problems(rule, position)]
    if unread:
        return unread
    placed = [
        (written(("hours", position, "week" if rule.week else "rules")), plain)
        for position, rule in entries.items()
        for plain in week.plain(rule)
    ]
    wrong = [hours.problem(rule.rules, place, rule.site) for place, rule in placed]
    if not zoned:
        unzoned = [(place, rule) for place, rule in placed if hours.names_school_holidays(rule.rules)]
        wrong += [Problem("calendar.no_school_zone", {"place": place, "site": rule.site, "rules": rule.rules}) for place, rule in unzoned]
    return [problem for problem in wrong if problem]


def in_force(rules: Sequence[Hours], day: dt.date) -> tuple[Hours, ...]:
    """The rules that hold on a day, with their dates of validity taken off."""
    spanned = zip(rules, _spans(rules), strict=True)
    return tuple(replace(rule, valid_from=None, valid_to=None) for rule, (first, last) in spanned if first <= day <= last)


def _spans(rules: Sequence[Hours]) -> list[tuple[dt.date, dt.date]]:
    """First and last day of each rule. Without `valid_to`, it holds until later rules of the same place and channel begin."""
    spans = []
    for rule in rules:
        first = rule.valid_from or dt.date.min
        later = [other.valid_from for other in rules if other.valid_from and other.valid_from > first and _place(other) == _place(rule)]
        last = rule.valid_to or (min(later) - dt.timedelta(days=1) if later else dt.date.max)
        spans.append((first, last))
    return spans


def _place(rule: Hours) -> tuple[str, str, bool]:
    return rule.site, rule.channel, rule.appointment_only


def _within(rule: Hours, span: tuple[dt.date, dt.date], types: Sequence[str], first_day: dt.date) -> list[hours.Intervals]:
    opened = hours.daily(rule.rules, types, first_day)
    first, last = (edge.toordinal() - first_day.toordinal() for edge in span)
    return [intervals if first <= day <= last else [] for day, intervals in enumerate(opened)]


def _closed(opened: list[hours.Intervals], rule: Hours, closures: Sequence[Closure], first_day: dt.date) -> list[hours.Intervals]:
    """The intervals without those of the days when the place is closed all the same."""
    shut = {
        day
        for closure in closures
        if closure.site in (None, rule.site) and closure.channel in (None, rule.channel)
        for day in range(closure.first.toordinal() - first_day.toordinal(), closure.last.toordinal() - first_day.toordinal() + 1)
    }
    return [[] if day in shut else intervals for day, intervals in enumerate(opened)]


def _existing(intervals: hours.Intervals, skipped: tuple[int, int]) -> hours.Intervals:
    """The intervals of a day without the hour that it does not have, as long as they are not too many for it."""
    first, last = skipped
    parts = [part for a, b in intervals for part in ((a, min(b, first)), (max(a, last), b)) if part[0] < part[1]]
    return parts if len(parts) <= MOST_INTERVALS else intervals


def _schedules(rules: Sequence[Hours]) -> dict[str, list[int]]:
    """The schedules in the order they are declared, each with the positions of its rules."""
    members: dict[str, list[int]] = {}
    for position, rule in enumerate(rules):
        if rule.appointment_only:
            names = [f"appointment:{rule.site}"]
        elif rule.channel == "counter":
            names = [f"counter:{rule.site}", "counter", "staffed"]
        else:
            names = ["phone", "staffed"] if rule.channel == "phone" else ["staffed"]
        for name in names:
            members.setdefault(name, []).append(position)
    return members


def _frame(schedule: str, days: pd.DatetimeIndex, types: Sequence[str], intervals: Sequence[hours.Intervals]) -> pd.DataFrame:
    import pandas as pd

    open_s = pd.Series([sum(end - start for start, end in day) for day in intervals], dtype="int64")
    frame = pd.DataFrame({"schedule": schedule, "day": days, "weekday": days.day_of_week + 1, "day_type": types})
    for n in range(MOST_INTERVALS):
        for edge, letter in enumerate("oc"):
            frame[f"{letter}{n + 1}"] = pd.array([day[n][edge] if n < len(day) else None for day in intervals], dtype="Int64")
    return frame.assign(open_s=open_s, cum_s=open_s.cumsum() - open_s)
