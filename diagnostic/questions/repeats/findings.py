"""Findings on repeated contacts."""

from __future__ import annotations

from diagnostic.blocks import Chart, Finding, Message, Note, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.declaration import claim, finding, near
from diagnostic.findings.evidence import Row, absent, conclude, measured, parameter, quantity, row
from diagnostic.indicators import notes
from diagnostic.measuring.disclosure import Disclosed

RARE = 0.05
MOST_SEEN, MOST_TOLD = 0.5, 0.95
MOST, LITTLE = 2 / 3, 1 / 3


@finding("repeat.rate", beside=("repeat.identified_share", "repeat.matter_share", "repeat.excess_rate"))
def come_back(rows: Disclosed, engagement: Engagement, chart: Chart | None, window: int | None = None) -> Finding | Note:
    """How many handled contacts come from somebody who had already made contact on the same matter within the window.

    `window` is the one shown first, where another than the parameter suits the times announced.
    """
    usual = engagement.parameters.repeat_window_days
    scope = f"window={window}" if window and window != usual else "all"
    figure, identified, told, beyond = (
        row(rows, "repeat.rate", scope),
        row(rows, "repeat.identified_share"),
        row(rows, "repeat.matter_share"),
        row(rows, "repeat.excess_rate", scope),
    )
    if not measured(figure):
        untold = measured(told) and notes.has(figure["note"], notes.MISSING)
        return Note(Message("findings.come_back_untold", {"matter": quantity(told)}), kind="missing") if untold else absent(figure)
    seen = identified["value"] * told["value"] if measured(identified) and measured(told) else 1.0
    values = {
        "share": quantity(figure),
        "window": parameter("repeat_window_days", window or usual, "day"),
        "chance": _chance(figure, beyond),
        "known": Message("findings.come_back_known", {"identified": quantity(identified)}) if measured(identified) else "",
        "matter": Message("findings.come_back_matter", {"matter": quantity(told)}) if measured(told) and told["value"] < MOST_TOLD else "",
    }
    # few repeats among a few contacts are no strength of the town
    rare = figure["value"] < RARE and seen >= MOST_SEEN
    return conclude("findings.come_back", figure, "eligible", engagement, values, gap=figure["value"], strength=rare, chart=chart)


def _chance(figure: Row, beyond: Row) -> Message | str:
    """What chance alone would leave of the repeats: little, a part, most or all of them; nothing where it is not known."""
    if not (measured(beyond) and figure["value"]):
        return ""
    part = beyond["value"] / figure["value"]
    kind = "little" if part >= MOST else "part" if part > LITTLE else "most" if part > 0 else "all"
    return Message(f"findings.come_back_by_chance.{kind}", {"beyond": quantity(beyond)})


@claim(come_back)
def _first_bar_is_the_share(stated: Finding, drawn: Table) -> bool:
    return near(drawn.column("repeated")[0], stated.values["share"].value)
