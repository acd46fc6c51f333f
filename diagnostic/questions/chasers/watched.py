"""How long each case is watched while it is open, and how often it is asked after beyond what its person asks on the topic anyway."""

from __future__ import annotations

import numpy as np
import pandas as pd

from diagnostic.measuring.once import once
from diagnostic.measuring.rows import sql
from diagnostic.store.engine import Store

DAY = 86_400
MONTH = 365.25 / 12
STEP = 10
BEFORE, AFTER, UNDATED = "before", "after", "undated"
LEAST_COMPARED = 0.1  # a comparison with the time before the opening that covers less of a group than this says nothing of it


@once
def open_time(store: Store) -> pd.DataFrame:
    """A row per case and side of its due date (`edge`): `months` open, its `chasers`, how many of them are `net`, what is `usual`.

    A chaser that bears the number of its case counts whole. Those known by person and topic are set against what the same person asked
    before the case opened: the Mantel-Haenszel difference of the two rates over persons, within a procedure and edge.
    """
    cases = _spent(store).merge(_asked(store), "left", ["case_key", "edge"]).merge(sql(store, __file__, "usual"), "left", "case_key")
    cases = cases.fillna({"numbered": 0, "unnumbered": 0, "quiet_s": 0, "usual": 0})
    own, quiet = cases["own_s"], cases["quiet_s"]
    both = (own + quiet).where(own > 0, 1)
    group = [cases["procedure"].fillna(""), cases["edge"]]
    scale = _scale(own, own * quiet / both, group)
    expected = scale * cases["usual"] * own / both
    return cases.assign(
        months=cases["open_s"] / DAY / MONTH,
        chasers=cases["numbered"] + cases["unnumbered"],
        net=cases["numbered"] + scale * cases["unnumbered"] * quiet / both - expected,
        usual=expected,
    )


def chased(store: Store) -> pd.DataFrame:
    """A row per case: whether it is `chased`, and the `net` of it: what is left once as many are taken off as would seem so by chance.

    A case whose chasers bear no number is set against a stretch as long as it was open, before its opening: whether its person asked then.
    """
    sums = {"open_s": "sum", "own_s": "sum", "numbered": "sum", "unnumbered": "sum", "quiet_s": "first", "last_before_s": "first"}
    kept = {"cluster": "first", "procedure": "first"}
    cases = open_time(store).groupby("case_key").agg(sums | kept).reset_index()
    numbered = cases["numbered"] > 0
    unsure = ~numbered & (cases["own_s"] > 0)
    compared = unsure & (cases["quiet_s"] >= cases["own_s"])
    scale = _scale(unsure.astype(float), compared.astype(float), [cases["procedure"].fillna("")])
    asked = (cases["unnumbered"] > 0).astype(int) - (cases["last_before_s"] <= cases["own_s"]).astype(int)
    return cases.assign(chased=numbered | (cases["unnumbered"] > 0), net=numbered + scale * compared * asked)


def by_age(store: Store) -> pd.DataFrame:
    """A row per case and ten days of its age that follow ten others: `tens` of days open compared, how many `more` chasers than before.

    The case is its own measure: the difference of the two rates, weighed by the time open in both (Mantel-Haenszel; two full stretches
    count 1). What its person asks anyway comes at any age alike and goes out, as does how often this case is asked after at all.
    """
    spells, come = sql(store, __file__, "spells"), sql(store, __file__, "chasers")
    first = int(store.settings["chaser_after_days"])
    # once its person has opened a later case of the procedure, chasers without a number are not seen
    spells["until_s"] = spells[["until_s", "last_until_s"]].min(axis=1)
    come = come[come["own"]].assign(age=_tens(come["age_s"], first))
    counts = come.groupby(["case_key", "age"]).size().rename("chasers").reset_index()
    steps = _aged(spells[spells["until_s"] > spells["since_s"]], first).merge(counts, "left", ["case_key", "age"]).fillna({"chasers": 0})
    before = steps[["case_key", "age", "tens", "chasers"]].assign(age=steps["age"] + 1)
    pairs = steps.merge(before, "inner", ["case_key", "age"], suffixes=("", "_before"))
    both = (pairs["tens"] + pairs["tens_before"]) / 2
    more = (pairs["chasers"] * pairs["tens_before"] - pairs["chasers_before"] * pairs["tens"]) / both
    return pairs.assign(more=more, tens=pairs["tens"] * pairs["tens_before"] / both, chasers=pairs["chasers"] + pairs["chasers_before"])


def _spent(store: Store) -> pd.DataFrame:
    """Seconds open on each side of the due date, and of them those during which the person has opened no later case of the procedure."""
    spells = sql(store, __file__, "spells")
    dated = spells["due_s"].notna()
    first = spells.assign(edge=np.where(dated, BEFORE, UNDATED), until_s=spells[["until_s", "due_s"]].min(axis=1))
    late = spells[dated].assign(edge=AFTER, since_s=spells[["since_s", "due_s"]].max(axis=1))
    pieces = pd.concat([first, late], ignore_index=True)
    pieces["open_s"] = (pieces["until_s"] - pieces["since_s"]).clip(lower=0)
    pieces["own_s"] = (pieces[["until_s", "last_until_s"]].min(axis=1, skipna=False) - pieces["since_s"]).clip(lower=0).fillna(0)
    sums = {"open_s": "sum", "own_s": "sum", "cluster": "first", "procedure": "first"}
    return pieces[pieces["open_s"] > 0].groupby(["case_key", "edge"]).agg(sums).reset_index()


def _asked(store: Store) -> pd.DataFrame:
    """Chasers of each case on each side of its due date, those that bear its number and those that do not."""
    come = sql(store, __file__, "chasers")
    edge = np.where(come["overdue_s"].isna(), UNDATED, np.where(come["overdue_s"] <= 0, BEFORE, AFTER))
    come = come.assign(edge=edge, unnumbered=~come["numbered"])
    return come.groupby(["case_key", "edge"])[["numbered", "unnumbered"]].sum().reset_index()


def _scale(whole: pd.Series, compared: pd.Series, group: list[pd.Series]) -> pd.Series:
    """What makes the compared part of each group stand for the whole of it; 0 where it is too small for that."""
    all_of, part_of = whole.groupby(group).transform("sum"), compared.groupby(group).transform("sum")
    return (all_of / part_of).where(part_of > LEAST_COMPARED * all_of, 0.0)


def _tens(age_s: pd.Series, first: int) -> pd.Series:
    return ((age_s - first * DAY) // (STEP * DAY)).astype(int)


def _aged(spells: pd.DataFrame, first: int) -> pd.DataFrame:
    """Time open within each ten days of age of each case."""
    begun, ended = (spells[edge] - spells["opened_s"] for edge in ("since_s", "until_s"))
    each = (_tens(ended - 1, first) - _tens(begun, first) + 1).to_numpy()
    place = np.repeat(np.arange(len(spells)), each)
    age = np.repeat(_tens(begun, first).to_numpy(), each) + np.arange(each.sum()) - np.repeat(np.cumsum(each) - each, each)
    edge = (first + age * STEP) * DAY
    spent = np.minimum(ended.to_numpy()[place], edge + STEP * DAY) - np.maximum(begun.to_numpy()[place], edge)
    steps = spells[["case_key", "cluster", "procedure"]].iloc[place].assign(age=age, tens=spent / DAY / STEP)
    return steps.groupby(["case_key", "cluster", "procedure", "age"], dropna=False)["tens"].sum().reset_index()
