"""Processing times from the cases: Aalen-Johansen by hand, with late entries, competing ends and stopped clocks."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from .clock import open_seconds, to_utc
from .events import Case
from .truth_clock import Frame, Spell
from .truth_rows import Truth, first_reaching, scope, share, truth

FEWEST = 30
# days to acknowledge a written request; a request made by voice needs none
_ACKNOWLEDGED_WITHIN = {"web_form": 7, "email": 7, "letter": 14}


def percentile(spells: list[Spell], level: float) -> float | None:
    """The first time at which the cumulative incidence of being closed reaches `level`; None where it never does."""
    return next((at for at, reached in incidence(spells) if reached >= level - 1e-12), None)


def incidence(spells: list[Spell]) -> Iterator[tuple[float, float]]:
    """The times at which something ends, with the cumulative incidence of being closed.

    A case that enters late is at risk from its entry on: it enters at a midnight, before anything ends.
    """
    entries, exits = sorted(spell.entry for spell in spells), sorted(spell.exit for spell in spells)
    ends: dict[float, list[str]] = defaultdict(list)
    for spell in spells:
        if spell.end:
            ends[spell.exit].append(spell.end)
    free, closed = 1.0, 0.0
    for at in sorted(ends):
        at_risk = bisect_right(entries, at) - bisect_left(exits, at)
        closed += free * sum(1 for end in ends[at] if end == "closed") / at_risk
        free *= 1 - len(ends[at]) / at_risk
        yield at, closed


def processing(cases: list[Case], frame: Frame, medians: Mapping[str, float]) -> list[Truth]:
    """Stock, flow, percentiles, closed-only median and announced times, for all and per procedure of 30 cases or more."""
    rows = []
    for procedure in [None, *sorted({case.procedure for case in cases})]:
        where = scope(procedure=procedure) if procedure else "all"
        mine = [case for case in cases if procedure in (None, case.procedure)]
        planted = {"planted": medians[procedure]} if procedure in medians else {}
        rows += _stock_and_flow(mine, frame, where) + _times(mine, frame, where, planted) + _promises(mine, frame, where)
        if not frame.whole_days:
            rows += _working_times(mine, frame, where) + _answers(mine, frame, where) + _inside(mine, frame, where)
    return rows


def processing_apart(cases: list[Case], frame: Frame, in_bulk: Callable[[Case], bool]) -> list[Truth]:
    """Times by channel, team and month of opening, and without the cases that a tool closed in bulk; only a new case has a month."""
    parts = [(scope(artefact="excluded"), [case for case in cases if not in_bulk(case)])]
    parts += [(scope(channel=name), [case for case in cases if case.channel == name]) for name in sorted({case.channel for case in cases})]
    parts += [(scope(team=name), [case for case in cases if case.team == name]) for name in sorted({case.team for case in cases})]
    excluded = scope(artefact="excluded")
    waiting = sum(frame.waits_at_the_end(case) or in_bulk(case) for case in cases)
    rows = [truth("processing.open_stock", excluded, waiting)]
    rows += _net_flow(cases, frame, excluded, lambda case: frame.closed_in(case) and not in_bulk(case))
    for where, mine in parts:
        rows += _times(mine, frame, where, {}) + _working_times(mine, frame, where) + _promises(mine, frame, where)
        if where.startswith("channel="):
            rows += _answers(mine, frame, where) + _inside(mine, frame, where)
    months: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        if frame.opened_in(case):
            months[f"{case.opened:%Y-%m}"].append(case)
    for month, mine in sorted(months.items()):
        rows += _times(mine, frame, scope(month=month), {}) + _working_times(mine, frame, scope(month=month))
    return rows


def _stock_and_flow(cases: list[Case], frame: Frame, where: str) -> list[Truth]:
    waiting = [frame.age(case) for case in cases if frame.waits_at_the_end(case)]
    rows = [truth("processing.open_stock", where, len(waiting))] if waiting else []
    if len(waiting) >= FEWEST:
        for name, level in (("p50", 0.5), ("p90", 0.9)):
            rows.append(truth(f"processing.open_age_{name}", where, first_reaching(waiting, level) / 86_400, cases=len(waiting)))
    begun = sum(frame.waits_at_the_start(case) for case in cases)
    rows.append(truth("processing.open_stock", "moment=start" if where == "all" else f"moment=start;{where}", begun))
    return rows + _net_flow(cases, frame, where, frame.closed_in)


def _net_flow(cases: list[Case], frame: Frame, where: str, closed_in: Callable[[Case], bool]) -> list[Truth]:
    opened, closed = sum(map(frame.opened_in, cases)), sum(map(closed_in, cases))
    return [truth("processing.net_flow", where, opened / closed, numerator=opened, denominator=closed)] if closed else []


def _times(cases: list[Case], frame: Frame, where: str, planted: Mapping[str, float]) -> list[Truth]:
    followed = frame.cohort(cases)
    if len(followed) < FEWEST:
        return []
    rows = []
    for name, level in (("p50", 0.5), ("p80", 0.8), ("p90", 0.9)):
        at = percentile([frame.spell(case) for case in followed], level)
        more = planted if name == "p50" else {}
        rows.append(truth(f"processing.{name}", where, None if at is None else at / 86_400, cases=len(followed), **more))
    # the usual figure: opened in the period, already closed; like the percentiles, the first time by which half of them are
    closed = [frame.duration(case) for case in followed if case.end == "closed" and frame.opened_in(case)]
    half = first_reaching(closed, 0.5) / 86_400 if closed else None
    return [*rows, truth("processing.closed_only_p50", where, half, cases=len(closed))]


def _working_times(cases: list[Case], frame: Frame, where: str) -> list[Truth]:
    """The same percentiles in hours at work."""
    followed = frame.cohort(cases)
    if len(followed) < FEWEST:
        return []
    spells = [frame.spell(case, working=True) for case in followed]
    found = [(name, percentile(spells, level)) for name, level in (("p50", 0.5), ("p80", 0.8), ("p90", 0.9))]
    return [truth(f"processing.working_{name}", where, None if at is None else at / 3600, cases=len(spells)) for name, at in found]


def _answers(cases: list[Case], frame: Frame, where: str) -> list[Truth]:
    """Hours at work from the opening to the first answer, none yet counted as still waiting."""
    opened = [case for case in cases if frame.opened_in(case)]
    if len(opened) < FEWEST:
        return []
    answers = []
    for case in opened:
        until = case.answered or case.closed or frame.over
        answers.append(Spell(0.0, float(open_seconds(frame.schedules, case.opened, until)), "closed" if case.answered else None))
    at = percentile(answers, 0.5)
    return [truth("processing.first_response_p50", where, None if at is None else at / 3600, cases=len(answers))]


def _promises(cases: list[Case], frame: Frame, where: str) -> list[Truth]:
    """Cases closed within the announced time: of those closed in the period, then of all that were watched, open ones included."""
    promised = [case for case in cases if case.procedure in frame.promises]
    closed = [case for case in promised if frame.closed_in(case)]
    kept = lambda case: frame.duration(case) <= frame.promises[case.procedure] * 86_400  # noqa: E731
    rows = [share("processing.within_announced", where, closed, kept)] if closed else []
    followed = frame.cohort(promised)
    if len(followed) >= FEWEST:
        rows.append(truth("processing.within_announced_km", where, _kept_in_time(followed, frame), cases=len(followed)))
    return rows


def _kept_in_time(cases: list[Case], frame: Frame) -> float:
    spells = []
    for case in cases:
        promised, spell = frame.promises[case.procedure] * 86_400, frame.spell(case)
        spells.append(Spell(spell.entry / promised, spell.exit / promised, spell.end))
    return max((reached for at, reached in incidence(spells) if at <= 1), default=0.0)


def _inside(cases: list[Case], frame: Frame, where: str) -> list[Truth]:
    """Acknowledgements, cases opened again, and changes of team."""
    rows = []
    closed = [case for case in cases if frame.closed_in(case)]
    if len(closed) >= FEWEST:
        rows.append(share("processing.reopened_share", where, closed, lambda case: case.reopened > 0))
    written = [
        (case, _ACKNOWLEDGED_WITHIN[case.channel]) for case in cases if frame.opened_in(case) and case.channel in _ACKNOWLEDGED_WITHIN
    ]
    due = [(case, days) for case, days in written if to_utc(case.opened) + dt.timedelta(days=days) <= to_utc(frame.over)]
    if len(due) >= FEWEST:
        rows.append(share("processing.acknowledged_in_time", where, due, _acknowledged))
    logged = [case for case in cases if case.steps]
    if len(logged) >= FEWEST:
        changes = sum(before.team != after.team for case in logged for before, after in pairwise(case.steps))
        rows.append(truth("processing.handover_mean", where, changes / len(logged), numerator=changes, denominator=len(logged)))
    return rows


def _acknowledged(pair: tuple[Case, int]) -> bool:
    case, days = pair
    return case.acknowledged is not None and to_utc(case.acknowledged) - to_utc(case.opened) <= dt.timedelta(days=days)


def handling(cases: list[Case], frame: Frame) -> list[Truth]:
    """Written requests whose time has run out at the extract: those with an answer or a closing, and those without."""
    written = [
        case for case in cases if case.channel in _ACKNOWLEDGED_WITHIN and frame.opened_in(case) and case.procedure in frame.promises
    ]
    late = [case for case in written if _run_out(case, frame)]
    parts = {"all": late}
    parts |= {scope(channel=name): [case for case in late if case.channel == name] for name in _ACKNOWLEDGED_WITHIN}
    parts |= {scope(procedure=name): [case for case in late if case.procedure == name] for name in frame.promises}
    rows = []
    for where, mine in parts.items():
        rows.append(share("handling.answered_share", where, mine, _has_answer))
        rows.append(truth("handling.unanswered_stock", where, sum(not _has_answer(case) for case in mine)))
    return rows


def _run_out(case: Case, frame: Frame) -> bool:
    due = frame.due(case)
    return due is not None and due <= to_utc(frame.over)


def _has_answer(case: Case) -> bool:
    return case.answered is not None or case.end == "closed"
