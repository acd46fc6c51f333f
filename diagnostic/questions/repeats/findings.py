"""Findings on repeated contacts."""

from __future__ import annotations

from diagnostic.blocks import Chart, Finding, Message, Note, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.declaration import claim, finding, near
from diagnostic.findings.evidence import Row, absent, conclude, measured, parameter, quantity, row, spread
from diagnostic.indicators import notes, pick
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.wording import Word

RARE = 0.05
MOST_SEEN = 0.5
MOST, LITTLE = 2 / 3, 1 / 3
BASE = ("repeat.base_share", "all")


@finding("repeat.rate", beside=("repeat.base_share", "repeat.matter_share", "repeat.excess_rate"))
def come_back(rows: Disclosed, engagement: Engagement, chart: Chart | None, window: int | None = None) -> Finding | Note:
    """How many handled contacts come from somebody who had already made contact on the same matter within the window.

    `window` is the one shown first, where another than the parameter suits the times announced.
    """
    usual = engagement.parameters.repeat_window_days
    scope = f"window={window}" if window and window != usual else "all"
    figure, base, beyond = (row(rows, name, where) for name, where in (("repeat.rate", scope), BASE, ("repeat.excess_rate", scope)))
    if not measured(figure):
        return _untold(row(rows, "repeat.rate"), rows)
    values = {
        "share": quantity(figure),
        "window": parameter("repeat_window_days", window or usual, "day"),
        "range": spread(figure, "findings.come_back_range"),
        "chance": _chance(figure, beyond),
        "base": Message("findings.come_back_base", {"base": quantity(base)}) if measured(base) else "",
        "slivers": Message("findings.come_back_slivers", {"channels": slivers}) if (slivers := _slivers(rows)) else "",
    }
    # few repeats among a few contacts are no strength of the town, and what is told of these is not told of all
    most = measured(base) and base["value"] >= MOST_SEEN
    rare = figure["value"] < RARE and most
    return conclude(
        f"findings.come_back{'' if most else '_among'}",
        figure,
        "eligible",
        engagement,
        values,
        gap=figure["value"],
        strength=rare,
        chart=chart,
    )


def _untold(figure: Row, rows: Disclosed) -> Note:
    """Why repeats are not measured, with the share of the contacts that tell enough."""
    told, base, about = row(rows, "repeat.matter_share"), row(rows, *BASE), ["repeat.rate"]
    if notes.has(figure["note"], notes.SLIVER) and measured(base):
        return Note(Message("findings.come_back_sliver", {"base": quantity(base)}), "missing", about)
    if notes.names(figure["note"], notes.MISSING) == ["contacts.topic"] and measured(told) and told["value"]:
        return Note(Message("findings.come_back_untold", {"matter": quantity(told)}), "missing", about)
    return absent(figure)


def _slivers(rows: Disclosed) -> list[Word]:
    """The channels that have no rate of their own because it would rest on too few of their contacts."""
    rates = pick(rows, "repeat.rate", "channel")
    return [Word(f"words.channel_the.{channel}") for channel in rates.loc[rates["note"] == notes.SLIVER, "channel"]]


def _chance(figure: Row, beyond: Row) -> Message | str:
    """What chance alone would leave of the repeats: little, a part or most of them, or that nobody can tell; nothing without a range."""
    if not measured(beyond) or beyond["low"] is None or not figure["value"]:
        return ""
    if beyond["low"] <= 0:
        return Message("findings.come_back_by_chance.unsure")
    part = beyond["value"] / figure["value"]
    kind = "little" if part >= MOST else "part" if part > LITTLE else "most"
    return Message(f"findings.come_back_by_chance.{kind}", {"beyond": quantity(beyond)})


@claim(come_back)
def _first_bar_is_the_share(stated: Finding, drawn: Table) -> bool:
    return near(drawn.column("repeated")[0], stated.values["share"].value)
