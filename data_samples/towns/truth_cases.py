"""Processing times from the cases: Aalen-Johansen by hand, with late entries and competing ends."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass

from .clock import to_utc
from .events import Case
from .truth_rows import Truth, scope, share, truth

FEWEST = 30


@dataclass
class Spell:
    """A case under observation: seconds at entry and at exit, and how it ended (None while open)."""

    entry: float
    exit: float
    end: str | None


def _start(day: dt.date) -> dt.datetime:
    return to_utc(dt.datetime.combine(day, dt.time()))


def duration(case: Case, extract: dt.date, whole_days: bool) -> float:
    """Seconds from opening to the end, or to the end of the extract date; whole local days where the file has no time."""
    if whole_days:
        return ((case.closed.date() if case.closed else extract) - case.opened.date()).days * 86_400.0
    end = to_utc(case.closed) if case.closed else _start(extract + dt.timedelta(days=1))
    return (end - to_utc(case.opened)).total_seconds()


def cohort(cases: list[Case], start: dt.date, end: dt.date, extract: dt.date, whole_days: bool) -> list[tuple[Case, Spell]]:
    """Cases opened in the period, and those open when it starts, which enter late."""
    kept = []
    for case in cases:
        opened_in = start <= case.opened.date() <= end
        open_at_start = case.opened.date() < start and (case.closed is None or case.closed >= dt.datetime.combine(start, dt.time()))
        if opened_in or open_at_start:
            entry = 0.0 if opened_in else (_start(start) - to_utc(case.opened)).total_seconds()
            kept.append((case, Spell(entry, duration(case, extract, whole_days), case.end)))
    return kept


def percentile(spells: list[Spell], level: float) -> float | None:
    """The first time at which the cumulative incidence of being closed reaches `level`; None where it never does."""
    entries, exits = sorted(spell.entry for spell in spells), sorted(spell.exit for spell in spells)
    ends: dict[float, list[str]] = defaultdict(list)
    for spell in spells:
        if spell.end:
            ends[spell.exit].append(spell.end)
    free, closed = 1.0, 0.0
    for at in sorted(ends):
        at_risk = bisect_left(entries, at) - bisect_left(exits, at)
        closed += free * sum(1 for end in ends[at] if end == "closed") / at_risk
        free *= 1 - len(ends[at]) / at_risk
        if closed >= level - 1e-12:
            return at
    return None


def processing(
    cases: list[Case],
    promises: dict[str, float],
    medians: dict[str, float],
    start: dt.date,
    end: dt.date,
    extract: dt.date,
    whole_days: bool,
) -> list[Truth]:
    """The stock; percentiles, closed-only median and share within the announced time, for all and per procedure of 30 cases or more."""
    followed = cohort(cases, start, end, extract, whole_days)
    rows = []
    procedures = sorted({case.procedure for case in cases})
    for procedure in [None, *procedures]:
        where = scope(procedure=procedure) if procedure else "all"
        here = [(case, spell) for case, spell in followed if procedure in (None, case.procedure)]
        mine = [case for case in cases if procedure in (None, case.procedure)]
        waiting = sum(1 for case in mine if case.closed is None)
        if waiting:
            rows.append(truth("processing.open_stock", where, waiting))
        if len(here) < FEWEST:
            continue
        planted = {"planted": medians[procedure]} if procedure in medians else {}
        for name, level in (("p50", 0.5), ("p80", 0.8), ("p90", 0.9)):
            at = percentile([spell for _, spell in here], level)
            more = planted if name == "p50" else {}
            rows.append(truth(f"processing.{name}", where, None if at is None else at / 86_400, cases=len(here), **more))
        # the usual figure: opened in the period, already closed; like the percentiles, the first time by which half of them are
        closed = [Spell(0.0, spell.exit, "closed") for case, spell in here if spell.end == "closed" and case.opened.date() >= start]
        half = percentile(closed, 0.5)
        rows.append(truth("processing.closed_only_p50", where, None if half is None else half / 86_400, cases=len(closed)))
        promised = [
            case
            for case in mine
            if case.procedure in promises and case.end == "closed" and case.closed and start <= case.closed.date() <= end
        ]
        if promised:
            rows.append(
                share(
                    "processing.within_announced",
                    where,
                    promised,
                    lambda case: duration(case, extract, whole_days) <= promises[case.procedure] * 86_400,
                )
            )
    return rows
