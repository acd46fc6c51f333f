"""The procedures that make the load: volume, channels, times, repeats and hours of each, side by side."""

from __future__ import annotations

import unicodedata

import numpy as np
import pandas as pd

from diagnostic.indicators import pick
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.measuring.rows import sql
from diagnostic.questions.processing import measures as processing
from diagnostic.questions.repeats import measures as repeats
from diagnostic.questions.workload import handling
from diagnostic.store.engine import Store

MOST = 20
FIGURES = ["contacts", "share", "cumulative", "repeat_rate", "hours", "repeat_hours", "p50", "p90", "announced", "cases"]


def portfolio(store: Store) -> Disclosed:
    """One row per procedure, the most asked for first: `procedure, service` and `FIGURES`.

    A topic of contacts and a procedure of cases are one where they bear the same name, whatever case and accents. `share` and `cumulative`
    are of the handled contacts that have a topic. Every figure of a small group is empty.
    """
    asked = handling.hours(store, "topic").dropna(subset=["topic", "contacts"])
    procedures = asked[["topic", "contacts", "hours", "repeat_hours"]].rename(columns={"topic": "procedure"})
    procedures = procedures.sort_values(["contacts", "procedure"], ascending=[False, True]).reset_index(drop=True)
    with_topic, _ = known(store)
    procedures["share"] = procedures["contacts"] / with_topic
    procedures["cumulative"] = procedures["share"].cumsum()
    key = procedures["procedure"].map(named)
    times = processing.times(store)
    procedures["repeat_rate"] = key.map(_by_name(pick(repeats.rate(store), "repeat.rate", "topic"), "topic", "value"))
    for column in ("p50", "p90"):
        procedures[column] = key.map(_by_name(pick(times, f"processing.{column}", "procedure"), "procedure", "value"))
    procedures["cases"] = key.map(_by_name(pick(times, "processing.p50", "procedure"), "procedure", "denominator"))
    procedures["announced"] = key.map(_by_name(store.query("select procedure, days from promises"), "procedure", "days"))
    procedures["service"] = key.map(_by_name(sql(store, __file__, "services").drop_duplicates("name"), "name", "service"))
    return procedures[["procedure", "service", *FIGURES]]


def quadrant(procedures: Disclosed, rate: float | None) -> Disclosed:
    """The `MOST` procedures whose volume and repeat rate are known, `heavy` where above both the median volume and the rate of all."""
    shown = procedures.dropna(subset=["contacts", "repeat_rate"]).head(MOST)
    often = shown["repeat_rate"] >= (np.inf if rate is None else rate)
    return shown.assign(heavy=(shown["contacts"] >= shown["contacts"].median()) & often)


def known(store: Store) -> tuple[int, int]:
    """The handled contacts that have a topic, and all of them."""
    contacts = handling.recorded(store)
    return int(contacts.loc[contacts["topic"].notna(), "contacts"].sum()), int(contacts["contacts"].sum())


def channels(store: Store) -> Disclosed:
    """The channels of each procedure: columns `procedure, channel, contacts, share`, the most used first; small groups left out."""
    cells = handling.hours(store, "channel", "topic").dropna(subset=["topic", "contacts"]).rename(columns={"topic": "procedure"})
    shares = cells.assign(share=cells["contacts"] / cells.groupby("procedure")["contacts"].transform("sum"))
    order = shares.sort_values(["procedure", "contacts"], ascending=[True, False], kind="stable")
    return order[["procedure", "channel", "contacts", "share"]].reset_index(drop=True)


def named(name: str) -> str:
    """A name as two exports may both write it: case, accents and spacing do not matter."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name.replace("’", "'")) if not unicodedata.combining(sign))
    return " ".join(bare.casefold().split())


def _by_name(rows: pd.DataFrame, name: str, column: str) -> dict[str, object]:
    """The values of a column by the name of their row; the first where two rows bear the same."""
    first = rows.assign(key=rows[name].map(named)).drop_duplicates("key").set_index("key")
    return first[column].to_dict()
