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


# of all cases: nothing finer is read off a curve
POINT = 0.01
LEVELS = (("p50", 0.5), ("p80", 0.8), ("p90", 0.9))
_Curve = list[tuple[float, float, float]]


def percentile(curve: _Curve, grain: float, level: float) -> float | None:
    """The first time at which the share ended reaches `level`; None where the curve ends less than its grain beyond."""
    if not curve or curve[-1][1] < min(level + grain, 1) - 1e-9:
        return None
    return next(at for at, reached, _ in curve if reached >= level - 1e-9)


def read(spells: list[Spell]) -> tuple[_Curve, float]:
    """The times at which a case leaves, with the cumulative incidence of being closed and the share that goes on, as far as no case stands
    for more than the grain; and the grain: a point, or two cases where there are fewer than two hundred.

    A case that enters late is at risk from its entry on: it enters at a midnight, before anything ends.
    """
    spells = [spell for spell in spells if spell.entry <= spell.exit]
    grain = max(POINT, 2 / len(spells)) if spells else 1.0
    entries, exits = sorted(spell.entry for spell in spells), sorted(spell.exit for spell in spells)
    ends: dict[float, list[str | None]] = defaultdict(list)
    for spell in spells:
        ends[spell.exit].append(spell.end)
    free, closed, curve = 1.0, 0.0, []
    for at in sorted(ends):
        at_risk = bisect_right(entries, at) - bisect_left(exits, at)
        if free > grain * at_risk + 1e-9:
            break
        closed += free * sum(end == "closed" for end in ends[at]) / at_risk
        free *= 1 - sum(end is not None for end in ends[at]) / at_risk
        curve.append((at, closed, free))
    return curve, grain


def estimates(spells: list[Spell]) -> Iterator[tuple[str, _Curve, float]]:
    """As if no case were withdrawn, transferred or incomplete; and among those that end closed, once nearly all have ended."""
    yield "cause_specific", *read([Spell(spell.entry, spell.exit, "closed" if spell.end == "closed" else None) for spell in spells])
    curve, grain = read(spells)
    if curve and curve[-1][2] <= grain + 1e-9 and curve[-1][1]:
        yield "closed", [(at, reached / curve[-1][1], left) for at, reached, left in curve], grain


def processing(
    cases: list[Case], frame: Frame, medians: Mapping[str, float], in_bulk: Callable[[Case], bool] = lambda _: False
) -> list[Truth]:
    """Stock, flow, percentiles, closed-only median and announced times, for all and per procedure of 30 cases or more."""
    rows = []
    for procedure in [None, *sorted({case.procedure for case in cases})]:
        where = scope(procedure=procedure) if procedure else "all"
        mine = [case for case in cases if procedure in (None, case.procedure)]
        planted = {"planted": medians[procedure]} if procedure in medians else {}
        rows += _stock_and_flow(mine, frame, where) + _times(mine, frame, where, planted, in_bulk) + _estimates(mine, frame, procedure)
        rows += _promises(mine, frame, where)
        if not frame.whole_days:
            rows += _working_times(mine, frame, where) + _answers(mine, frame, where) + _inside(mine, frame, where)
    return rows


def processing_apart(cases: list[Case], frame: Frame, in_bulk: Callable[[Case], bool]) -> list[Truth]:
    """Times by channel, team and month of opening, what closings in bulk leave open of them, and promises without these.

    Only a new case has a month.
    """
    own = [case for case in cases if not in_bulk(case)]
    parts = [(scope(channel=name), [case for case in cases if case.channel == name]) for name in sorted({case.channel for case in cases})]
    parts += [(scope(team=name), [case for case in cases if case.team == name]) for name in sorted({case.team for case in cases})]
    excluded = scope(artefact="excluded")
    waiting = sum(frame.waits_at_the_end(case) or in_bulk(case) for case in cases)
    rows = [_closed_in_time(own, frame, excluded), truth("processing.open_stock", excluded, waiting)]
    rows += _net_flow(cases, frame, excluded, lambda case: frame.closed_in(case) and not in_bulk(case))
    for where, mine in parts:
        rows += _times(mine, frame, where, {}, in_bulk) + _working_times(mine, frame, where) + _promises(mine, frame, where)
        if where.startswith("channel="):
            rows += _answers(mine, frame, where) + _inside(mine, frame, where)
    months: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        if frame.opened_in(case):
            months[f"{case.opened:%Y-%m}"].append(case)
    for month, mine in sorted(months.items()):
        rows += _times(mine, frame, scope(month=month), {}, in_bulk) + _working_times(mine, frame, scope(month=month))
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


def _times(cases: list[Case], frame: Frame, where: str, planted: Mapping[str, float], in_bulk: Callable[[Case], bool]) -> list[Truth]:
    """The percentiles, with the least that they can be where cases were closed in bulk; and the usual figure."""
    followed = frame.cohort(cases)
    if len(followed) < FEWEST:
        return []
    rows, curve, earliest = [], read([frame.spell(case) for case in followed]), read(_at_the_earliest(followed, frame, in_bulk))
    for name, level in LEVELS:
        at, least = percentile(*curve, level), percentile(*earliest, level)
        more = dict(planted) if name == "p50" else {}
        if least != at:
            more["least"] = None if least is None else least / 86_400
        rows.append(truth(f"processing.{name}", where, None if at is None else at / 86_400, cases=len(followed), **more))
    # the usual figure: opened in the period, already closed; like the percentiles, the first time by which half of them are
    closed = [frame.duration(case) for case in followed if case.end == "closed" and frame.opened_in(case)]
    half = first_reaching(closed, 0.5) / 86_400 if closed else None
    return [*rows, truth("processing.closed_only_p50", where, half, cases=len(closed))]


def _estimates(cases: list[Case], frame: Frame, procedure: str | None) -> list[Truth]:
    """Two other answers to how long cases take."""
    followed = frame.cohort(cases)
    rows = []
    for name, curve, grain in estimates([frame.spell(case) for case in followed]) if len(followed) >= FEWEST else ():
        where = scope(estimate=name, **({"procedure": procedure} if procedure else {}))
        for level_name, level in LEVELS:
            at = percentile(curve, grain, level)
            rows.append(truth(f"processing.{level_name}", where, None if at is None else at / 86_400, cases=len(followed)))
    return rows


def _at_the_earliest(cases: list[Case], frame: Frame, in_bulk: Callable[[Case], bool]) -> list[Spell]:
    """What was closed in bulk was over since its last step, or its opening."""
    spells = []
    for case in cases:
        spell = frame.spell(case)
        if case.closed and in_bulk(case):
            last = max((step.at for step in case.steps if frame.starts(case) <= step.at < case.closed), default=frame.starts(case))
            spell = Spell(spell.entry, frame.elapsed(case, last), spell.end)
        spells.append(spell)
    return spells


def _working_times(cases: list[Case], frame: Frame, where: str) -> list[Truth]:
    """The same percentiles in hours at work."""
    followed = frame.cohort(cases)
    if len(followed) < FEWEST:
        return []
    curve = read([frame.spell(case, working=True) for case in followed])
    found = [(name, percentile(*curve, level)) for name, level in LEVELS]
    return [truth(f"processing.working_{name}", where, None if at is None else at / 3600, cases=len(followed)) for name, at in found]


def _answers(cases: list[Case], frame: Frame, where: str) -> list[Truth]:
    """Hours at work from the opening to the first answer, none yet counted as still waiting; without one, a case given up has none ever."""
    opened = [case for case in cases if frame.opened_in(case)]
    if len(opened) < FEWEST:
        return []
    answers = []
    for case in opened:
        until = case.answered or case.closed or frame.over
        end = "closed" if case.answered else None if case.end == "closed" else case.end
        answers.append(Spell(0.0, float(open_seconds(frame.schedules, case.opened, until)), end))
    at = percentile(*read(answers), 0.5)
    return [truth("processing.first_response_p50", where, None if at is None else at / 3600, cases=len(answers))]


def _promises(cases: list[Case], frame: Frame, where: str) -> list[Truth]:
    """Cases closed within the announced time: of those closed in the period, then of all that were watched, open ones included."""
    promised = [case for case in cases if case.procedure in frame.promises]
    rows = [_closed_in_time(promised, frame, where)] if any(map(frame.closed_in, promised)) else []
    followed = frame.cohort(promised)
    if len(followed) < FEWEST:
        return rows
    spells = _against_promises(followed, frame)
    curves = {where: read(spells)[0]}
    if where == "all":
        curves |= {scope(estimate=name): curve for name, curve, _ in estimates(spells)}
        for kind in sorted(set(frame.kinds.values())):
            mine = [case for case in promised if frame.kinds[case.procedure] == kind]
            rows.append(_closed_in_time(mine, frame, scope(kind=kind)))
            curves[scope(kind=kind)] = read(_against_promises(frame.cohort(mine), frame))[0]
    for scoped, curve in curves.items():
        more = {"cases": len(followed)} if scoped == where else {}
        rows.append(
            truth("processing.within_announced_km", scoped, max((reached for at, reached, _ in curve if at <= 1), default=0.0), **more)
        )
    return rows


def _closed_in_time(cases: list[Case], frame: Frame, where: str) -> Truth:
    closed = [case for case in cases if case.procedure in frame.promises and frame.closed_in(case)]
    return share("processing.within_announced", where, closed, lambda case: frame.duration(case) <= frame.promises[case.procedure] * 86_400)


def _against_promises(cases: list[Case], frame: Frame) -> list[Spell]:
    spells = []
    for case in cases:
        promised, spell = frame.promises[case.procedure] * 86_400, frame.spell(case)
        spells.append(Spell(spell.entry / promised, spell.exit / promised, spell.end))
    return spells


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
    """Whether its time ran out by the extract while it was not withdrawn, transferred nor incomplete."""
    due = frame.due(case)
    if due is None or due > to_utc(frame.over):
        return False
    return case.end in (None, "closed") or case.closed is None or to_utc(case.closed) >= due


def _has_answer(case: Case) -> bool:
    return case.answered is not None or case.end == "closed"
