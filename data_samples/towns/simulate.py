"""Small towns by the hundred, straight in the shape of the store: to see whether intervals cover the parameters that made the town.

Weeks differ in volume, in their channels and in their share of closed hours; persons differ in how often they come and come back. Every
parameter is known in closed form, so that a test needs no second simulation.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd

TEXT, WHOLE, REAL, TRUTH, TIME = "string", "Int64", "Float64", "boolean", "datetime64[us]"
CONTACT_COLUMNS = (
    {"id": WHOLE, "source": TEXT, "source_id": TEXT, "occurred_at": TIME, "occurred_local": TIME, "occurred_precision": TEXT, "month": TEXT}
    | {"weekday": WHOLE, "hour": WHOLE, "direction": TEXT, "outcome": TEXT, "wait_s": REAL, "handle_s": REAL, "transferred": TRUTH}
    | dict.fromkeys(("final_outcome", "topic", "service", "site", "team", "queue", "profile", "case_id"), TEXT)
    | {"is_complaint": TRUTH, "resolved": TRUTH, "person": WHOLE, "party": TEXT, "channel": TEXT}
)
CASE_COLUMNS = (
    {"id": WHOLE, "source": TEXT, "case_id": TEXT, "procedure": TEXT, "channel": TEXT, "service": TEXT, "site": TEXT, "profile": TEXT}
    | {
        f"{stem}_{part}": TEXT if part == "precision" else TIME
        for stem in ("opened", "complete", "acknowledged", "first_response", "resolved", "closed", "due")
        for part in ("at", "local", "precision")
    }
    | {
        "promised_days": REAL,
        "end": TEXT,
        "status": TEXT,
        "team": TEXT,
        "reopen_count": WHOLE,
        "person": WHOLE,
        "party": TEXT,
        "artefact": TEXT,
    }
)
CHANNELS = ("phone", "email", "web_form")
HISTORY_DAYS = 35
TOPICS = 12
OPEN, CLOSE, LAST = 9 * 3600, 17 * 3600, 22 * 3600


@dataclass(frozen=True)
class SmallParameters:
    """What makes a small town; the properties are the values that indicators estimate."""

    persons: int = 450
    episodes_mean: float = 3.0
    week_spread: float = 0.25
    closed: float = 0.25
    closed_concentration: float = 30.0
    channels: tuple[float, float, float] = (0.6, 0.25, 0.15)
    channel_concentration: float = 40.0
    repeat: float = 0.2
    repeat_concentration: float = 5.0
    opens_case: float = 0.4
    median_days: float = 10.0
    spread: float = 0.8
    closing: float = 0.9
    start: dt.date = dt.date(2025, 1, 6)
    end: dt.date = dt.date(2026, 1, 4)
    extract_date: dt.date = dt.date(2026, 1, 10)

    @property
    def out_of_hours_share(self) -> float:
        """A week's share of closed hours is independent of its volume: the mean of the weeks is the share of contacts."""
        return self.closed

    @property
    def channel_shares(self) -> dict[str, float]:
        """Likewise."""
        return dict(zip(CHANNELS, self.channels, strict=True))

    @property
    def repeat_rate(self) -> float:
        """Episodes have a geometric length with a chance q to go on, q ~ Beta(a, b): the rate is 1 − 1 / E[1 / (1 − q)]."""
        a, b = self._again
        return a / (a + b - 1)

    @property
    def processing_median(self) -> float:
        """Days: how a case ends is independent of when, so that half of all cases are closed once 0.5 ÷ `closing` have ended."""
        return float(self.median_days * np.exp(self.spread * NormalDist().inv_cdf(0.5 / self.closing)))

    @property
    def _again(self) -> tuple[float, float]:
        return self.repeat * (self.repeat_concentration - 1) / (1 - self.repeat), self.repeat_concentration


def small_engagement(parameters: SmallParameters) -> dict[str, Any]:
    """The settings under which a small town reads: open every day from 9:00 to 17:00, on the telephone as at the counter."""
    rules = "Mo-Su 09:00-17:00"
    return {
        "client": {"name": "Petite-Ville", "population": 2_000},
        "period": {"start": parameters.start, "end": parameters.end, "extract_date": parameters.extract_date},
        "sources": (),
        "hours": tuple({"site": "Mairie", "channel": channel, "rules": rules} for channel in ("counter", "phone")),
        "parameters": {"handling_minutes": {"email": 6.0, "web_form": 5.0}},
    }


def simulate_small(seed: int, parameters: SmallParameters | None = None) -> dict[str, pd.DataFrame]:
    """The tables `contacts` and `cases` of one small town. Each case is opened by a contact that carries its number."""
    p = parameters or SmallParameters()
    rng = np.random.default_rng(seed)
    contacts = _contacts(rng, p)
    opening = contacts[contacts["first"] & (rng.random(len(contacts)) < p.opens_case)]
    contacts["case_id"] = pd.Series(opening.index.astype(str), index=opening.index).reindex(contacts.index)
    return {"contacts": shaped(contacts, CONTACT_COLUMNS), "cases": shaped(_cases(rng, p, opening), CASE_COLUMNS)}


def _contacts(rng: np.random.Generator, p: SmallParameters) -> pd.DataFrame:
    days = (p.end - p.start).days + 1 + HISTORY_DAYS
    weeks = days // 7
    # each person's episodes take different topics: one never looks like the repeat of another
    episodes = np.minimum(rng.poisson(rng.gamma(1.5, p.episodes_mean / 1.5, p.persons)), TOPICS)
    person = np.repeat(np.arange(p.persons), episodes)
    topic = np.arange(len(person)) - np.repeat(np.cumsum(episodes) - episodes, episodes)
    again = rng.beta(*p._again, p.persons)[person]
    length = rng.geometric(1 - again)
    volumes = rng.lognormal(0, p.week_spread, weeks)
    begun = rng.choice(weeks, len(person), p=volumes / volumes.sum()) * 7 + rng.integers(0, 7, len(person))
    episode = np.repeat(np.arange(len(person)), length)
    first = np.r_[True, episode[1:] != episode[:-1]]
    # 1 to 6 days on, at any time of the day: more than 11 hours and less than 7 days
    steps = np.cumsum(np.where(first, 0, rng.integers(1, 7, len(episode))))
    day = begun[episode] + steps - np.repeat(steps[first], length)
    kept = day < days
    day, episode, first = day[kept], episode[kept], first[kept]
    week = day // 7
    closed_share = rng.beta(p.closed * p.closed_concentration, (1 - p.closed) * p.closed_concentration, weeks)
    closed = rng.random(len(day)) < closed_share[week]
    mixes = np.cumsum(rng.dirichlet(np.array(p.channels) * p.channel_concentration, weeks), axis=1)
    channel = np.minimum((rng.random(len(day))[:, None] > mixes[week]).sum(axis=1), len(CHANNELS) - 1)
    second = np.where(closed, rng.integers(CLOSE, LAST, len(day)), rng.integers(OPEN, CLOSE, len(day)))
    local = np.datetime64(p.start - dt.timedelta(days=HISTORY_DAYS), "us") + (day * 86_400 + second).astype("timedelta64[s]")
    order = np.argsort(local, kind="stable")
    frame = pd.DataFrame({"occurred_local": local[order], "first": first[order]})
    frame["id"] = np.arange(1, len(frame) + 1)
    frame["occurred_at"] = _utc(frame["occurred_local"])
    frame["person"] = person[episode][order] + 1
    frame["topic"] = np.array([f"topic {number}" for number in range(TOPICS)], dtype=object)[topic[episode][order]]
    frame["channel"] = np.array(CHANNELS, dtype=object)[channel[order]]
    frame["outcome"] = frame["channel"].map({"phone": "answered"})
    frame["handle_s"] = np.where(frame["channel"] == "phone", rng.lognormal(5.2, 0.5, len(frame)).round(), np.nan)
    return frame.assign(source="contacts", occurred_precision="second", direction="in", party="unknown")


def _cases(rng: np.random.Generator, p: SmallParameters, opening: pd.DataFrame) -> pd.DataFrame:
    count = len(opening)
    opened = opening["occurred_at"] + pd.Timedelta(minutes=5)
    took = (rng.lognormal(np.log(p.median_days), p.spread, count) * 86_400).astype("timedelta64[s]")
    extract = pd.Timestamp(p.extract_date + dt.timedelta(days=1)) - pd.Timedelta(hours=1)
    closed = (opened + took).where(opened + took < extract)
    ended = closed.notna()
    end = np.where(rng.random(count) < p.closing, "closed", rng.choice(["withdrawn", "transferred", "incomplete"], count))
    return pd.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "source": "cases",
            "case_id": opening.index.astype(str),
            "procedure": opening["topic"].to_numpy(),
            "channel": opening["channel"].to_numpy(),
            "person": opening["person"].to_numpy(),
            "party": "unknown",
            "opened_at": opened.to_numpy(),
            "opened_local": (opening["occurred_local"] + pd.Timedelta(minutes=5)).to_numpy(),
            "opened_precision": "second",
            "closed_at": closed.to_numpy(),
            "closed_local": to_local(closed).to_numpy(),
            "closed_precision": pd.Series("second", index=ended.index).where(ended).to_numpy(),
            "end": pd.Series(end, index=ended.index).where(ended).to_numpy(),
        }
    )


def _utc(local: pd.Series) -> pd.Series:
    return local.dt.tz_localize("Europe/Paris").dt.tz_convert("UTC").dt.tz_localize(None)


def to_local(at: pd.Series) -> pd.Series:
    return at.dt.tz_localize("UTC").dt.tz_convert("Europe/Paris").dt.tz_localize(None)


def shaped(frame: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    """The frame with exactly these columns, in order and typed; those that the town has not are empty."""
    made = {name: frame[name].astype(kind).array if name in frame else _empty(kind, len(frame)) for name, kind in columns.items()}
    return pd.DataFrame(made, copy=False)


def _empty(kind: str, count: int) -> Any:
    return np.full(count, np.datetime64("NaT", "us")) if kind == TIME else pd.array([None], dtype=kind).repeat(count)
