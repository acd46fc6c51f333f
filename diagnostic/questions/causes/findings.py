"""What the services found on reading a sample of repeats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diagnostic.blocks import Chart, Finding, Message, Note, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.declaration import bars, claim, finding, near
from diagnostic.findings.evidence import absent, annual, counted, measured, quantity, row
from diagnostic.findings.reliability import reliability
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Word

if TYPE_CHECKING:
    from diagnostic.questions.causes.measures import Sample


@takes_disclosed
def share_of_value(rows: Disclosed) -> float | None:
    """The share of requests of value in the sample: what could not be avoided."""
    figure = row(rows, "repeat.avoidable_share")
    return 1 - figure["value"] if measured(figure) else None


@finding("repeat.avoidable_share", "repeat.rate", beside=("repeat.avoidable_hours",))
def avoidable(rows: Disclosed, repeats: Disclosed, sample: Sample, engagement: Engagement, chart: Chart | None) -> Finding | Note | None:
    """The repeats that could be avoided and the hours they take; None where no sheet was coded.

    `sample` is `causes.sample`, `repeats` the rows of the repeat rate.
    """
    share, hours = row(rows, "repeat.avoidable_share"), row(rows, "repeat.avoidable_hours")
    if not sample.coded:
        return None
    if not measured(share):
        return absent(share)
    level = reliability(share)
    counts = counted("coding", sample._asdict())
    return Finding(
        key="findings.avoidable" if measured(hours) else "findings.avoidable_alone",
        values={"share": quantity(share), "hours": quantity(hours), **counts},
        reliability=level,
        users=annual(row(repeats, "repeat.rate"), engagement) * share["value"],
        gap=share["value"],
        chart=chart,
        source=Message("findings.coded_by", {**counts, "reliability": Word(f"words.reliability.{level}")}),
    )


@claim(avoidable)
def _avoidable_causes_add_up(stated: Finding, drawn: Table) -> bool:
    """To the share, but for those too few to be drawn; what could not be avoided is the rest."""
    causes = bars(drawn, "cause", "share")
    share, rest = stated.values["share"].value, causes.pop("value", None)
    return sum(causes.values()) <= share + 0.005 and (rest is None or near(rest, 1 - share))
