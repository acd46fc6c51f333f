"""Small towns whose people ask after their open cases, by the hundred: how often, before and after they are due, is known exactly.

People also come back in the first days of a case, the more so the slower its procedure, and ask about its topic at any time, whether they
have a case or not: a reader who takes all that for chasers finds too many. Persons differ in how often they ask; those who ask more open
more cases.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .simulate import CASE_COLUMNS, CONTACT_COLUMNS, shaped, to_local

DAY = pd.Timedelta(days=1)
MONTH = 365.25 / 12
LEAST = pd.Timedelta(minutes=61)  # a contact within the hour is the opening itself
RETURNS = 6.0  # days within which people come back on what they have just opened


@dataclass(frozen=True)
class ChasedParameters:
    """What makes such a town: procedures with their median days, the days promised and the chance of a return in the first days.

    Chasers come at a pace up to the promised day and at another after it; `usual_a_month` is what a person asks about a topic anyway.
    """

    persons: int = 400
    cases: int = 900
    median_days: tuple[float, ...] = (6.0, 12.0, 24.0, 40.0)
    promised_days: tuple[float, ...] = (10.0, 15.0, 25.0, 40.0)
    again: tuple[float, ...] = (0.05, 0.15, 0.3, 0.5)
    spread: float = 0.7
    chasers_a_day: float = 0.02
    late_a_day: float = 0.02
    usual_a_month: float = 0.0
    alike: float = 2.0  # the shape of the gamma law of persons: the lower, the more they differ
    case_noted: float = 1.0
    closing: float = 0.9
    start: dt.date = dt.date(2025, 1, 6)
    end: dt.date = dt.date(2026, 1, 4)
    extract_date: dt.date = dt.date(2026, 1, 10)


def simulate_chased(seed: int, parameters: ChasedParameters | None = None) -> dict[str, pd.DataFrame]:
    """The tables `contacts` and `cases` of one town. Chasers bear the number of their case, or (`case_noted`) its procedure alone."""
    p = parameters or ChasedParameters()
    rng = np.random.default_rng([seed, 3])
    curious = rng.gamma(p.alike, 1 / p.alike, p.persons)
    cases = _cases(rng, p, curious)
    made = [_openings(cases), _asked(rng, p, cases), _usual(rng, p, cases, curious)]
    contacts = pd.concat(made, ignore_index=True).sort_values("occurred_at", ignore_index=True)
    contacts["id"] = np.arange(1, len(contacts) + 1)
    contacts["occurred_local"] = to_local(contacts["occurred_at"])
    contacts = contacts.assign(source="contacts", channel="phone", outcome="answered", occurred_precision="second", direction="in")
    return {"contacts": shaped(contacts.assign(party="unknown"), CONTACT_COLUMNS), "cases": shaped(cases, CASE_COLUMNS)}


def _cases(rng: np.random.Generator, p: ChasedParameters, curious: NDArray[np.float64]) -> pd.DataFrame:
    first, days = pd.Timestamp(p.start), (p.end - p.start).days
    extract = pd.Timestamp(p.extract_date) + DAY - pd.Timedelta(hours=1)
    kind = rng.integers(0, len(p.median_days), p.cases)
    opened = first + pd.to_timedelta(rng.integers(7 * 3600, days * 86_400, p.cases), unit="s").sort_values()
    took = pd.to_timedelta((rng.lognormal(np.log(np.array(p.median_days)[kind]), p.spread) * 86_400).round(), unit="s")
    closed = pd.Series(opened + took).where(opened + took < extract)
    end = np.where(rng.random(p.cases) < p.closing, "closed", rng.choice(["withdrawn", "transferred"], p.cases))
    frame = pd.DataFrame({"opened_at": opened, "closed_at": closed, "end": pd.Series(end).where(closed.notna())})
    frame["id"] = np.arange(1, p.cases + 1)
    frame["case_id"] = frame["id"].astype(str)
    # a person has one case of a procedure: one never hides behind another
    frame["person"] = rng.choice(p.persons, p.cases, p=curious / curious.sum()) + 1
    frame["kind"] = kind
    frame = frame.drop_duplicates(["person", "kind"], ignore_index=True)
    frame["procedure"] = "procedure " + frame["kind"].astype(str)
    for name in ("opened", "closed"):
        frame[f"{name}_local"] = to_local(frame[f"{name}_at"])
        frame[f"{name}_precision"] = pd.Series("second", index=frame.index).where(frame[f"{name}_at"].notna())
    return frame.assign(source="cases", channel="phone", party="unknown")


def _openings(cases: pd.DataFrame) -> pd.DataFrame:
    at = cases["opened_at"] - pd.Timedelta(minutes=5)
    return pd.DataFrame({"occurred_at": at, "person": cases["person"], "topic": cases["procedure"], "case_id": cases["case_id"]})


def _asked(rng: np.random.Generator, p: ChasedParameters, cases: pd.DataFrame) -> pd.DataFrame:
    """A return in the first days of some cases, and chasers spread evenly over the time that each case is open, on time and late."""
    recorded = pd.Timestamp(p.end) + DAY - pd.Timedelta(hours=1)
    over = cases["closed_at"].fillna(recorded).clip(upper=recorded)
    open_days = ((over - cases["opened_at"]) / DAY).to_numpy()
    due = np.minimum(np.array(p.promised_days)[cases["kind"]], open_days)
    asks = rng.gamma(p.alike, 1 / p.alike, p.persons)[cases["person"] - 1]
    again = rng.random(len(cases)) < np.array(p.again)[cases["kind"]]
    case, age = [np.flatnonzero(again)], [rng.uniform(LEAST / DAY, RETURNS, again.sum())]
    begun = np.full(len(cases), LEAST / DAY)
    for pace, since, until in ((p.chasers_a_day, begun, due), (p.late_a_day, due, open_days)):
        days = (until - since).clip(min=0)
        count = rng.poisson(asks * pace * days)
        case.append(np.repeat(np.arange(len(cases)), count))
        age.append(np.repeat(since, count) + rng.random(count.sum()) * np.repeat(days, count))
    which = np.concatenate(case)
    at = cases["opened_at"].to_numpy()[which] + pd.to_timedelta((np.concatenate(age) * 86_400).round(), unit="s")
    made = pd.DataFrame({"occurred_at": at, "person": cases["person"].to_numpy()[which], "topic": cases["procedure"].to_numpy()[which]})
    made["case_id"] = pd.Series(cases["case_id"].to_numpy()[which]).where(rng.random(len(made)) < p.case_noted)
    # a question comes while its case is open
    return made[(made["occurred_at"] < over.to_numpy()[which]).to_numpy()]


def _usual(rng: np.random.Generator, p: ChasedParameters, cases: pd.DataFrame, curious: NDArray[np.float64]) -> pd.DataFrame:
    """What the persons of cases ask about their topics over the whole period, without a number."""
    days = (p.end - p.start).days + 1
    count = rng.poisson(p.usual_a_month * days / MONTH * curious[cases["person"] - 1])
    at = pd.Timestamp(p.start) + pd.to_timedelta(rng.integers(0, days * 86_400, count.sum()), unit="s")
    return pd.DataFrame({"occurred_at": at, "person": cases["person"].repeat(count).array, "topic": cases["procedure"].repeat(count).array})


def chased_engagement(parameters: ChasedParameters) -> dict[str, Any]:
    """The settings under which such a town reads."""
    days = enumerate(parameters.promised_days)
    promises = tuple({"procedure": f"procedure {kind}", "days": promised, "kind": "announced"} for kind, promised in days)
    return {
        "client": {"name": "Petite-Ville", "population": 2_000},
        "period": {"start": parameters.start, "end": parameters.end, "extract_date": parameters.extract_date},
        "promises": promises,
        "sources": (),
    }
