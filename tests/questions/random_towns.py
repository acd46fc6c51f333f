"""Random towns small enough to be counted by hand, and the rows that the measures give for them."""

from __future__ import annotations

import datetime as dt
import random

import pandas as pd

from diagnostic.engagement import Engagement, Parameters
from tests.towns import town

PERIOD = (dt.date(2024, 1, 1), dt.date(2024, 3, 31))
CHANNELS = ("phone", "counter", "email", "web_form", "letter", None)
OUTCOMES = ("answered", "abandoned", "deflected", "voice_server", "out_of_hours", "unanswered")


def open_town(folder, **settings) -> Engagement:
    """A town whose small groups are shown, so that figures can be compared."""
    return town(folder, **({"parameters": Parameters(small_group=1, min_cases=1, draws=100)} | settings))


def contacts(seed: int, count: int = 150) -> list[dict]:
    """Contacts from a month before the period to a fortnight after it, few persons and topics, gaps of exactly whole days among them."""
    rng = random.Random(seed)
    start = pd.Timestamp("2023-12-04 09:00")
    made = []
    for _ in range(count):
        stamp = start + pd.Timedelta(days=rng.randrange(132), minutes=rng.choice([0, 0, 0, 7 * 60 + 31, -240, 1]))
        channel = rng.choice(CHANNELS)
        made.append(
            {
                "occurred_local": stamp.isoformat(),
                "channel": channel,
                "outcome": rng.choice(OUTCOMES) if channel == "phone" else None,
                "topic": rng.choice(["births", "waste", None]),
                "person": rng.choice([None, *range(1, 9)]),
                "party": rng.choice(["user", "user", "unknown", "relay", "internal"]),
                "handle_s": rng.choice([None, 60.0, 300.0, 420.0]),
                "wait_s": rng.choice([None, 2.0, 5.0, 40.0]),
            }
        )
    return made


def handled(rows: list[dict]) -> list[dict]:
    """The contacts that `channel.*` and `repeat.*` count, in order, over all the data."""
    kept = [
        row | {"at": pd.Timestamp(row["occurred_local"]), "order": order}
        for order, row in enumerate(rows)
        if row["party"] in ("user", "unknown") and not (row["channel"] == "phone" and row["outcome"] not in (None, "answered"))
    ]
    return sorted(kept, key=lambda row: (row["at"], row["order"]))


def in_period(row: dict) -> bool:
    return PERIOD[0] <= pd.Timestamp(row["occurred_local"]).date() <= PERIOD[1]


def one(rows: pd.DataFrame, indicator: str, scope: str = "all") -> pd.Series:
    """The only row of an indicator and scope."""
    found = rows[(rows["indicator"] == indicator) & (rows["scope"] == scope)]
    assert len(found) == 1, f"{indicator}[{scope}]: {len(found)} rows"
    return found.iloc[0]


def counted(rows: pd.DataFrame, indicator: str, scope: str = "all") -> tuple[float, float]:
    """Numerator and denominator of a row whose value is their ratio."""
    row = one(rows, indicator, scope)
    assert abs(row["value"] - row["numerator"] / row["denominator"]) < 1e-12
    return row["numerator"], row["denominator"]
