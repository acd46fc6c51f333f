"""Small towns whose people ask after their open cases, by the hundred: how many more chasers go with ten more days is known exactly.

Slow procedures are also those about which people ask at once, whatever the delay: a reader who sets slow procedures against quick ones
finds too much. Persons differ in how often they ask.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .simulate import CASE_COLUMNS, CONTACT_COLUMNS, shaped, to_local

DAY = pd.Timedelta(days=1)
LEAST = pd.Timedelta(minutes=61)  # a contact within the hour is the opening itself


@dataclass(frozen=True)
class ChasedParameters:
    """What makes such a town: procedures with their median days and the chance of a question within a day of opening."""

    persons: int = 400
    cases: int = 900
    median_days: tuple[float, ...] = (6.0, 12.0, 24.0, 40.0)
    at_once: tuple[float, ...] = (0.05, 0.15, 0.3, 0.5)
    spread: float = 0.7
    chasers_a_day: float = 0.02
    alike: float = 2.0  # the shape of the gamma law of persons: the lower, the more they differ
    case_noted: float = 1.0
    closing: float = 0.9
    start: dt.date = dt.date(2025, 1, 6)
    end: dt.date = dt.date(2026, 1, 4)
    extract_date: dt.date = dt.date(2026, 1, 10)

    @property
    def elasticity(self) -> float:
        """Chasers per case with ten more days: they come at one rate over the life of a case, whatever the procedure."""
        return 10 * self.chasers_a_day


def simulate_chased(seed: int, parameters: ChasedParameters | None = None) -> dict[str, pd.DataFrame]:
    """The tables `contacts` and `cases` of one town. Chasers bear the number of their case, or (`case_noted`) its procedure alone."""
    p = parameters or ChasedParameters()
    rng = np.random.default_rng([seed, 3])
    cases = _cases(rng, p)
    contacts = pd.concat([_openings(cases), _asked(rng, p, cases)], ignore_index=True).sort_values("occurred_at", ignore_index=True)
    contacts["id"] = np.arange(1, len(contacts) + 1)
    contacts["occurred_local"] = to_local(contacts["occurred_at"])
    contacts = contacts.assign(source="contacts", channel="phone", outcome="answered", occurred_precision="second", direction="in")
    return {"contacts": shaped(contacts.assign(party="unknown"), CONTACT_COLUMNS), "cases": shaped(cases, CASE_COLUMNS)}


def _cases(rng: np.random.Generator, p: ChasedParameters) -> pd.DataFrame:
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
    frame["person"] = rng.integers(0, p.persons, p.cases) + 1
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
    """A question within the first day for some cases, and chasers spread evenly over the time that each case is open."""
    recorded = pd.Timestamp(p.end) + DAY - pd.Timedelta(hours=1)
    over = cases["closed_at"].fillna(recorded).clip(upper=recorded)
    open_days = ((over - cases["opened_at"] - LEAST) / DAY).clip(lower=0).to_numpy()
    asks = rng.gamma(p.alike, 1 / p.alike, p.persons + 1)[cases["person"]]
    count = rng.poisson(asks * p.chasers_a_day * open_days)
    at_once = rng.random(len(cases)) < np.array(p.at_once)[cases["kind"]]
    within = [LEAST / DAY + rng.random(len(cases)) * (1 - LEAST / DAY), LEAST / DAY + rng.random(count.sum()) * np.repeat(open_days, count)]
    case = np.r_[np.flatnonzero(at_once), np.repeat(np.arange(len(cases)), count)]
    at = cases["opened_at"].to_numpy()[case] + pd.to_timedelta((np.r_[within[0][at_once], within[1]] * 86_400).round(), unit="s")
    made = pd.DataFrame({"occurred_at": at, "person": cases["person"].to_numpy()[case], "topic": cases["procedure"].to_numpy()[case]})
    made["case_id"] = pd.Series(cases["case_id"].to_numpy()[case]).where(rng.random(len(made)) < p.case_noted)
    # a question comes while its case is open
    return made[(made["occurred_at"] < over.to_numpy()[case]).to_numpy()]


def chased_engagement(parameters: ChasedParameters) -> dict[str, Any]:
    """The settings under which such a town reads."""
    return {
        "client": {"name": "Petite-Ville", "population": 2_000},
        "period": {"start": parameters.start, "end": parameters.end, "extract_date": parameters.extract_date},
        "sources": (),
    }
