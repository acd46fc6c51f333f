"""The finding on the town's hours beside those of town halls of its size."""

from __future__ import annotations

from diagnostic.blocks import Chart, Finding, Message, Note, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.evidence import absent, measured, quantity, row, source
from diagnostic.findings.reliability import TO_CONFIRM
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Quantity

FEW, MANY = 0.25, 0.75
TABLE = "table:findings.customs"


@takes_disclosed
def standing(
    rows: Disclosed, engagement: Engagement, bounds: tuple[int | None, int | None], customs: Disclosed, chart: Chart | None
) -> Finding | Note:
    """Whether the town opens long for its size: a strength above three quarters of its peers, a gap under one quarter.

    `rows` hold the indicators of opening and of peers; `bounds` and `customs` come from `measures.peers`.
    """
    figure, hours = row(rows, "opening.peer_percentile"), row(rows, "opening.weekly_hours")
    if not (measured(figure) and measured(hours)):
        return absent(figure)
    return Finding(
        key="findings.peers",
        values={
            "share": quantity(figure),
            "hours": quantity(hours),
            "halls": quantity(figure, "denominator"),
            "size": _size(bounds),
        },
        # as declared in the directory, of a day nobody knows, and all else than size set aside
        reliability=TO_CONFIRM,
        users=float(engagement.client.population or 0),
        gap=max(0.0, FEW - figure["value"]) * 0.2,
        strength=figure["value"] >= MANY,
        chart=chart,
        table=Table(
            "findings.customs",
            {"habit": "word", "here": "word", "share": "share"},
            [
                [f"findings.customs.habit.{custom.habit}", f"findings.customs.{'yes' if custom.here else 'no'}", custom.share]
                for custom in customs.itertuples()
            ],
        ),
        source=source({}, "contacts", engagement, TO_CONFIRM),
        section="access",
    )


def _size(bounds: tuple[int | None, int | None]) -> Message:
    least, most = (None if bound is None else Quantity(bound, "count_exact", source=TABLE) for bound in bounds)
    key = "under" if least is None else "over" if most is None else "between"
    return Message(f"findings.peers.size.{key}", {"least": least, "most": most})
