"""The truths of both towns: what a right reading of the files gives, kept in JSON and read by tests only."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from . import truth_cases, truth_contacts, truth_flows, truth_repeats
from .clock import BOURG_SCHEDULES, VILLE_SCHEDULES
from .events import Town
from .parameters import BourgParameters, VilleParameters
from .truth_contacts import Seen
from .truth_rows import Truth, order_statistic_median, share, truth

Document = dict[str, Any]


def ville(town: Town, p: VilleParameters) -> Document:
    """Ville-Exemple's truths."""
    seen = truth_contacts.seen(town)
    counted = [one for one in seen if one.counted and p.period_start <= one.local.date() <= p.period_end]
    promises = {procedure.name: procedure.announced for procedure in p.procedures if procedure.announced}
    medians = {procedure.name: procedure.median_days for procedure in p.procedures}
    rows = truth_flows.volumes(counted, 75_000)
    rows += truth_flows.channel_shares(counted) + truth_flows.multichannel(counted)
    rows += truth_flows.weekly_hours(["Hôtel de ville", "Mairie annexe"], "phone", "C", p.period_end)
    rows += truth_flows.out_of_hours(counted, "phone", VILLE_SCHEDULES, p.closed_share)
    booked = [moment.to_pydatetime() for moment in town.others["rendez_vous"]["booked_at"]]
    booked = [moment for moment in booked if p.period_start <= moment.date() <= p.period_end]
    rows += truth_flows.demand_coverage(counted, ["Hôtel de ville", "Mairie annexe"], booked)
    rows += truth_flows.reach(counted) + _counter(town) + _others(town, p)
    rows += truth_cases.processing(town.cases, promises, medians, p.period_start, p.period_end, p.extract_date, whole_days=False)
    rows += truth_repeats.repeats(counted, {"email": 6.0, "web_form": 5.0})
    return _document(p.seed, rows, seen)


def bourg(town: Town, p: BourgParameters) -> Document:
    """Bourg-Exemple's truths."""
    seen = truth_contacts.seen(town)
    counted = [one for one in seen if one.counted and p.period_start <= one.local.date() <= p.period_end]
    calls = town.others["appels_par_jour"]
    offered, answered = int(calls["offered"].sum()), int(calls["answered"].sum())
    rows = truth_flows.volumes(counted, 4_500, {"phone": offered}) + truth_flows.channel_shares(counted, answered)
    rows += truth_flows.weekly_hours(["Mairie"], "phone:bourg", "B", p.period_end)
    rows += truth_flows.out_of_hours(counted, "phone:bourg", BOURG_SCHEDULES, {"email": p.closed_share})
    rows += truth_flows.demand_coverage(counted, ["Mairie"], [])
    reached = answered + int(calls["abandoned"].sum())
    rows.append(truth("reach.answer_rate_agent", "all", answered / reached, numerator=answered, denominator=reached))
    rows += truth_cases.processing(
        town.cases, {"Acte d'état civil": 5.0}, {}, p.period_start, p.period_end, p.extract_date, whole_days=True
    )
    rows += truth_repeats.repeats(counted, {"email": 8.0}, nameless=answered)
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


def _counter(town: Town) -> list[Truth]:
    called = [ticket for ticket in town.tickets if ticket["called_at"]]
    waits = [(ticket["called_at"] - ticket["taken_at"]).total_seconds() / 60 for ticket in called]
    served = [(ticket["done_at"] - ticket["called_at"]).total_seconds() / 60 for ticket in called]
    return [
        truth("counter.wait_p50", "all", order_statistic_median(waits)),
        truth("counter.service_p50", "all", order_statistic_median(served)),
        share("counter.left_share", "all", town.tickets, lambda ticket: ticket["called_at"] is None),
    ]


def _others(town: Town, p: VilleParameters) -> list[Truth]:
    visits = [row for row in town.others["rendez_vous"].itertuples() if p.period_start <= row.starts_at.date() <= p.period_end]
    kept = [row for row in visits if row.status in ("held", "missed")]
    answers = list(town.others["enquete"].itertuples())
    suits = [row for row in answers if row.question == "Les horaires me conviennent"]
    overall = [row for row in answers if row.question == "Satisfaction globale"]
    return [
        share("appointment.no_show_share", "all", kept, lambda row: row.status == "missed", parameter=p.no_show),
        share("opening.users_satisfied_share", "all", suits, lambda row: row.score >= 4),
        share("satisfaction.csat", "all", overall, lambda row: row.score >= 4),
        share("satisfaction.dissatisfied", "all", overall, lambda row: row.score <= 2),
    ]
