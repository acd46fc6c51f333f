"""Findings on repeated contacts."""

from __future__ import annotations

import pandas as pd

from diagnostic.blocks import Chart, Finding, Message, Note, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.judgement import Row, absent, annual, measured, parameter, quantity, reliability, row, source
from diagnostic.wording import Quantity

RARE = 0.05
MOST, LITTLE = 2 / 3, 1 / 3


def come_back(rows: pd.DataFrame, engagement: Engagement, chart: Chart | None, window: int | None = None) -> Finding | Note:
    """How many handled contacts come from somebody who had already made contact on the same matter within the window.

    `window` is the one shown first, where another than the parameter suits the times announced.
    """
    usual = engagement.parameters.repeat_window_days
    scope = f"window={window}" if window and window != usual else "all"
    figure, identified, beyond = (
        row(rows, "repeat.rate", scope),
        row(rows, "repeat.identified_share"),
        row(rows, "repeat.excess_rate", scope),
    )
    if not measured(figure):
        return absent(figure)
    level = reliability(figure)
    return Finding(
        key="findings.come_back",
        values={
            "share": quantity(figure),
            "window": parameter("repeat_window_days", window or usual, "day"),
            "chance": _chance(figure, beyond),
            "known": Message("findings.come_back_known", {"identified": quantity(identified)}) if measured(identified) else "",
        },
        reliability=level,
        users=annual(figure, engagement),
        gap=figure["value"],
        strength=figure["value"] < RARE,
        chart=chart,
        source=source(figure, "eligible", engagement, level),
        section="repeats",
    )


def _chance(figure: Row, beyond: Row) -> Message | str:
    """What chance alone would leave of the repeats: little, a part, most or all of them; nothing where it is not known."""
    if not (measured(beyond) and figure["value"]):
        return ""
    part = beyond["value"] / figure["value"]
    kind = "little" if part >= MOST else "part" if part > LITTLE else "most" if part > 0 else "all"
    return Message(f"findings.come_back_by_chance.{kind}", {"beyond": quantity(beyond)})


def kinds(found: pd.DataFrame, engagement: Engagement) -> Finding | None:
    """Whether people come back before an answer, and to another team: `measures.paths.kinds`; None where neither is known."""
    asked = found.set_index(["question", "kind"])
    known = [question for question in ("answer", "handler") if question in set(found["question"])]
    if not known:
        return None
    shares = {
        kind: Quantity(
            float(asked.loc[(question, kind), "repeats"] / asked.loc[(question, kind), "known"]), "share", source="table:findings.kinds"
        )
        for question, kind in (("answer", "before"), ("handler", "referral"))
        if question in known
    }
    basis = float(asked.loc[(known[0], {"answer": "before", "handler": "referral"}[known[0]]), "known"])
    counted = {"denominator": basis, "indicator": "table:findings.kinds", "scope": "all"}
    concerned = float(asked.loc[("answer", "before"), "repeats"]) if "answer" in known else 0.0
    return Finding(
        key=f"findings.kinds_{'_and_'.join(known)}",
        values=shares,
        reliability="to_confirm",
        users=annual({"numerator": concerned}, engagement),
        gap=0.0,
        source=source(counted, "repeats", engagement, "to_confirm"),
        section="repeats",
    )


def every_kind(found: pd.DataFrame) -> Table | None:
    """The kinds of repeats, for the annex."""
    rows = [[f"findings.kinds.names.{row.kind}", float(row.repeats), float(row.known)] for row in found.itertuples()]
    return Table("findings.kinds", {"kind": "word", "repeats": "count", "known": "count"}, rows, annex=True) if rows else None


def apart(parties: pd.DataFrame, least: int) -> Note | None:
    """Contacts of relays and internal lines, which the figures about users leave out: `measures.paths.parties`."""
    counts = {
        row.party: Quantity(float(row.contacts), "count", source="table:findings.apart")
        for row in parties.itertuples()
        if row.contacts >= least
    }
    if not counts:
        return None
    key = "both" if len(counts) == 2 else next(iter(counts))
    return Note(Message(f"findings.apart.{key}", counts), kind="caveat")
