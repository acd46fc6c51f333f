"""What the services found on reading a sample of repeats."""

from __future__ import annotations

import pandas as pd

from diagnostic.blocks import Chart, Finding, Message, Note
from diagnostic.engagement import Engagement
from diagnostic.findings.evidence import absent, annual, measured, quantity, row
from diagnostic.findings.reliability import reliability
from diagnostic.wording import Quantity, Word


def share_of_value(rows: pd.DataFrame) -> float | None:
    """The share of requests of value in the sample: what could not be avoided."""
    figure = row(rows, "repeat.avoidable_share")
    return 1 - figure["value"] if measured(figure) else None


def avoidable(
    rows: pd.DataFrame, repeats: pd.DataFrame, sample: pd.Series, engagement: Engagement, chart: Chart | None
) -> Finding | Note | None:
    """The repeats that could be avoided and the hours they take; None where no sheet was coded.

    `sample` is `measures.causes.sample`, `repeats` the rows of the repeat rate.
    """
    share, hours = row(rows, "repeat.avoidable_share"), row(rows, "repeat.avoidable_hours")
    if not sample["coded"]:
        return None
    if not measured(share):
        return absent(share)
    level = reliability(share)
    counts = {
        name: Quantity(float(sample[name]), "count", source="table:coding") for name in ("drawn", "coded", "undetermined", "population")
    }
    return Finding(
        key="findings.avoidable" if measured(hours) else "findings.avoidable_alone",
        values={"share": quantity(share), "hours": quantity(hours), **counts},
        reliability=level,
        users=annual(row(repeats, "repeat.rate"), engagement) * share["value"],
        gap=share["value"],
        chart=chart,
        source=Message("findings.coded_by", {**counts, "reliability": Word(f"words.reliability.{level}")}),
        section="repeats",
    )
