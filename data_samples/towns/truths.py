"""The truths of both towns: what a right reading of the files gives, kept in JSON and read by tests only."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from . import truth_calls, truth_cases, truth_chasers, truth_contacts, truth_flows, truth_repeats, truth_stories, truth_visits, truth_weeks
from .clock import BOURG_SCHEDULES, VILLE_SCHEDULES
from .events import Case, Town
from .parameters import BourgParameters, VilleParameters
from .truth_clock import Frame
from .truth_contacts import Seen
from .truth_rows import Truth, truth

Document = dict[str, Any]


def ville(town: Town, p: VilleParameters) -> Document:
    """Ville-Exemple's truths."""
    promises = {procedure.name: procedure.announced for procedure in p.procedures if procedure.announced}
    medians = {procedure.name: procedure.median_days for procedure in p.procedures}
    from_complete = frozenset(procedure.name for procedure in p.procedures if procedure.from_complete)
    kinds = {name: "legal" if name in from_complete else "announced" for name in promises}
    frame = Frame(p.period_start, p.period_end, p.extract_date, promises, kinds, VILLE_SCHEDULES, from_complete)
    seen, who = truth_contacts.seen(town, frame.over)
    counted = [one for one in seen if one.counted and p.period_start <= one.local.date() <= p.period_end]
    rows = truth_flows.volumes(counted, 75_000)
    rows += truth_flows.channel_shares(counted) + truth_flows.multichannel(counted)
    rows += truth_flows.offer_gap(town.others["offre"].itertuples(index=False, name=None))
    rows += truth_flows.weekly_hours(["Hôtel de ville", "Mairie annexe"], "phone", "C", p.period_end)
    rows += truth_flows.out_of_hours(counted, "phone", VILLE_SCHEDULES, p.closed_share)
    appointments = town.others["rendez_vous"]
    booked = [moment.to_pydatetime() for moment in appointments.loc[appointments["booked_via"] == "Internet", "booked_at"]]
    booked = [moment for moment in booked if p.period_start <= moment.date() <= p.period_end]
    rows += truth_flows.demand_coverage(counted, ["Hôtel de ville", "Mairie annexe"], booked)
    rows += truth_flows.shoulder_load(counted, ["Hôtel de ville", "Mairie annexe"], "phone", p.period_start, p.period_end)
    demand = truth_weeks.signs(counted, booked)
    rows += truth_weeks.swap_gains(demand, ["Hôtel de ville", "Mairie annexe"], "C", p.period_start, p.period_end)
    rows += truth_calls.reach(counted, "phone")
    rows += truth_visits.counters(town.tickets) + truth_visits.appointments(town, p) + truth_visits.survey(town)
    in_bulk = lambda case: _closed_in_bulk(case, p)  # noqa: E731
    rows += truth_cases.processing(town.cases, frame, medians, in_bulk)
    rows += truth_cases.handling(town.cases, frame)
    rows += truth_cases.processing_apart(town.cases, frame, in_bulk)
    rows += truth_repeats.repeats(counted, max(one.utc for one in seen), {"email": 6.0, "web_form": 5.0})
    rows += truth_chasers.chasers([one for one in seen if one.counted], town.cases, who, frame)
    return _document(p.seed, rows, seen) | {"planted": truth_stories.stories(town.cases, counted, p)}


def bourg(town: Town, p: BourgParameters) -> Document:
    """Bourg-Exemple's truths."""
    acts = "Acte d'état civil"
    frame = Frame(p.period_start, p.period_end, p.extract_date, {acts: 5.0}, {acts: "announced"}, BOURG_SCHEDULES, whole_days=True)
    seen, _ = truth_contacts.seen(town, frame.over)
    counted = [one for one in seen if one.counted and p.period_start <= one.local.date() <= p.period_end]
    calls = town.others["appels_par_jour"]
    offered, answered = int(calls["offered"].sum()), int(calls["answered"].sum())
    rows = truth_flows.volumes(counted, 4_500, {"phone": offered}) + truth_flows.channel_shares(counted, answered)
    rows += truth_flows.weekly_hours(["Mairie"], "phone:bourg", "B", p.period_end)
    rows += truth_flows.out_of_hours(counted, "phone:bourg", BOURG_SCHEDULES, {"email": p.closed_share})
    rows += truth_flows.demand_coverage(counted, ["Mairie"], [])
    reached = answered + int(calls["abandoned"].sum())
    rows.append(truth("reach.answer_rate_agent", "all", answered / reached, numerator=answered, denominator=reached))
    rows += truth_cases.processing(town.cases, frame, {})
    rows += truth_repeats.repeats(counted, max(one.utc for one in seen), {"email": 8.0}, nameless=answered)
    return _document(p.seed, rows, seen)


def write(document: Document, path: Path) -> None:
    """The document as JSON, one truth a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join("    " + json.dumps(row, ensure_ascii=False) for row in document["truths"])
    head = json.dumps({key: value for key, value in document.items() if key != "truths"}, ensure_ascii=False)
    path.write_text(f'{head[:-1]},\n  "truths": [\n{lines}\n  ]\n}}\n', encoding="utf-8", newline="\n")


def _document(seed: int, rows: list[Truth], seen: list[Seen]) -> Document:
    second = sum(1 for one in seen if not one.counted and one.direction == "in" and one.party in ("user", "unknown"))
    return {"seed": seed, "contacts_seen": len(seen), "second_records": second, "truths": rows}


def _closed_in_bulk(case: Case, p: VilleParameters) -> bool:
    return case.closed is not None and case.closed.replace(second=0) == p.bulk_closing
