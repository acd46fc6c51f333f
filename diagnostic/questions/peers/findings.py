"""The finding on the town's hours beside those of town halls of its size."""

from __future__ import annotations

from itertools import pairwise

from diagnostic.blocks import Chart, Finding, Message, Note, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.declaration import claim, finding
from diagnostic.findings.evidence import absent, measured, quantity, row, tell
from diagnostic.findings.reliability import TO_CONFIRM
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions.peers.measures import median
from diagnostic.wording import Quantity

FEW, HALF, MANY = 0.25, 0.5, 0.75
TABLE = "table:findings.customs"


@finding("opening.peer_percentile", "opening.weekly_hours")
def standing(
    rows: Disclosed,
    engagement: Engagement,
    bounds: tuple[int | None, int | None],
    halls: Disclosed,
    customs: Disclosed,
    chart: Chart | None,
) -> Finding | Note:
    """Whether the town opens long for its size: a strength above three quarters of its peers; under one quarter a gap, as wide as what its
    hours lack of the median's.

    `rows` hold the indicators of opening and of peers; `bounds`, `halls` (as `peers`) and `customs` come from `peers.measures`.
    """
    figure, hours = row(rows, "opening.peer_percentile"), row(rows, "opening.weekly_hours")
    if not (measured(figure) and measured(hours)):
        return absent(figure)
    half = Quantity(median(halls), "hour_week", source=TABLE)
    more = Quantity(1 - figure["value"], "share", source=TABLE)
    side, of = ("more", more) if figure["value"] < HALF else ("less", quantity(figure))
    values = {
        "standing": Message(f"findings.peers.standing.{side}", {"share": of}),
        "share": quantity(figure),
        "hours": quantity(hours),
        "median": half,
        "halls": quantity(figure, "denominator"),
        "size": _size(bounds),
    }
    users = float(engagement.client.population or 0)
    gap = 1 - hours["value"] / median(halls) if figure["value"] < FEW else 0.0
    table = Table(
        "findings.customs",
        {"habit": "word", "here": "word", "share": "share"},
        [
            ["findings.customs.habit.hours", quantity(hours), half],
            ["findings.customs.habit.more", "", more],
        ]
        + [
            [f"findings.customs.habit.{custom.habit}", f"findings.customs.{'yes' if custom.here else 'no'}", custom.share]
            for custom in customs.itertuples()
        ],
    )
    strength = figure["value"] >= MANY
    return tell("findings.peers", engagement, values, TO_CONFIRM, users=users, gap=gap, strength=strength, chart=chart, table=table)


def _size(bounds: tuple[int | None, int | None]) -> Message:
    least, most = (None if bound is None else Quantity(bound, "count_exact", source=TABLE) for bound in bounds)
    key = "under" if least is None else "over" if most is None else "between"
    return Message(f"findings.peers.size.{key}", {"least": least, "most": most})


@claim(standing)
def _town_halls_that_open_less_make_the_share(stated: Finding, drawn: Table) -> bool:
    """The share lies between the bars that end before the hours of the town and those that begin before them."""
    starts, halls, hours = drawn.column("opens"), drawn.column("town_halls"), stated.values["hours"].value
    width = min((after - before for before, after in pairwise(starts)), default=0.0)
    bars = list(zip(starts, halls, strict=True))
    least, most = (sum(size for start, size in bars if start + wide <= hours) / sum(halls) for wide in (width, 0.0))
    return least - 0.005 <= stated.values["share"].value <= most + 0.005
