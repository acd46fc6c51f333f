"""What the report says of the data's quality: holes and jumps in time, clocks, values that are missing, topics that say nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from diagnostic.blocks import Finding, Message, Note, Table
from diagnostic.engagement import Engagement, Event
from diagnostic.findings.declaration import finding
from diagnostic.findings.evidence import annual
from diagnostic.findings.reliability import SOLID
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Day, Quantity, Word

SHOWN = 3
NEAR = pd.Timedelta(days=7)
NONE = "findings.not_recorded"


@takes_disclosed
def gaps(stretches: Disclosed, names: Mapping[str, str]) -> Note | None:
    """The longest stretches without a record, where `stretches` (`quality.gaps`) has any."""
    if stretches.empty:
        return None
    items = [
        Message(
            f"findings.gap.{'week' if gap.weeks == 1 else 'weeks'}",
            {"file": names[gap.source], "start": _day(gap.start), "weeks": _count(gap.weeks, "gaps"), "usual": _count(gap.usual, "gaps")},
        )
        for gap in stretches.head(SHOWN).itertuples()
    ]
    return Note(Message("findings.gaps", {"items": items}))


@takes_disclosed
def jumps(changes: Disclosed, names: Mapping[str, str], engagement: Engagement) -> Note | None:
    """The largest changes of volume from one week to the next, those that no declared event explains first."""
    if changes.empty:
        return None
    explained = [(_explained(jump.week, jump.source, engagement.events), jump) for jump in changes.itertuples()]
    explained.sort(key=lambda pair: pair[0] is not None)
    items = []
    for event, jump in explained[:SHOWN]:
        figures = {"before": _count(jump.before, "jumps"), "after": _count(jump.after, "jumps")}
        values = {"file": names[jump.source], "start": _day(jump.week), "label": event.label if event else "", **figures}
        items.append(Message(f"findings.jump.{'declared' if event else 'plain'}", values))
    return Note(Message("findings.jumps", {"count": _count(len(changes), "jumps"), "items": items}))


@takes_disclosed
def clock(doubts: Disclosed, names: Mapping[str, str]) -> list[Note]:
    """What makes a source's clock doubtful, one note each."""
    return [
        Note(
            Message(
                f"findings.clock.{doubt.doubt}",
                {
                    "file": names[doubt.source],
                    "share": Quantity(doubt.share, "share", source="table:quality.clock"),
                    "hours": Quantity(abs(doubt.hours), "hour", source="table:quality.clock"),
                },
            )
        )
        for doubt in doubts.itertuples()
    ]


@takes_disclosed
def against_hours(signs: Disclosed, names: Mapping[str, str]) -> list[Note]:
    """Where the records contradict the declared hours, one note each."""
    return [
        Note(
            Message(
                f"findings.against_hours.{sign.sign}",
                {
                    "file": names[sign.source],
                    "share": Quantity(sign.share, "share", source="table:quality.against_hours"),
                    "against": _count(sign.against, "against_hours"),
                    "weekday": Word(f"words.weekday_long.{sign.weekday}"),
                    "hour": Quantity(sign.hour, "hour_of_day", source="table:quality.against_hours"),
                },
            )
        )
        for sign in signs.itertuples()
    ]


@takes_disclosed
def completeness(filled: Disclosed, names: Mapping[str, str]) -> Table:
    """Per source, the share of records that say who, what about, by which channel and for which service; what none says is not recorded."""
    shares = ("person", "topic", "channel", "service")
    known = filled.set_index("source")
    rows = []
    for source in (name for name in names if name in known.index):
        cells = known.loc[source]
        rows.append([names[source], float(cells["records"]), *(float(cells[name]) if cells[name] > 0 else NONE for name in shares)])
    return Table("findings.filled", {"file": "text", "records": "count_exact", **dict.fromkeys(shares, "share")}, rows, annex=True)


@takes_disclosed
def identified(filled: Disclosed) -> Note | None:
    """In one sentence, how many of the contacts and cases say who, what about and by which channel."""
    filled = filled.dropna(subset=["channel"])  # an appointment is made by no channel
    if filled.empty:
        return None
    weights = filled["records"]
    shares = {
        name: Quantity(
            float((filled[name].astype(float).fillna(0) * weights).sum() / weights.sum()), "share", source="table:findings.filled"
        )
        for name in ("person", "topic", "channel")
    }
    return Note(Message("findings.identified", {"records": _count(float(weights.sum()), "filled"), **shares}))


@finding()
def catch_all(sources: Disclosed, names: Mapping[str, str], engagement: Engagement) -> Finding | None:
    """A tool whose topics say nothing: the source with the largest share under "other"."""
    if sources.empty:
        return None
    worst = sources.iloc[0]
    share = Quantity(float(worst["share"]), "share", source="table:quality.topics")
    return Finding(
        key="findings.catch_all",
        values={
            "file": names.get(worst["source"], worst["source"]),
            "topic": worst["topic"],
            "share": share,
            "contacts": Quantity(float(worst["contacts"]), "count_exact", source="table:quality.topics"),
        },
        reliability=SOLID,
        users=annual({}, engagement, worst["numerator"]),
        gap=0.02,
    )


def _explained(week: pd.Timestamp, source: str, events: Sequence[Event]) -> Event | None:
    """The declared event near a change: in the three weeks before, as a peak also ends, or in the week after."""
    near = (event for event in events if event.label and event.source in (None, source))
    return next((event for event in near if -3 * NEAR <= pd.Timestamp(event.date) - week < 2 * NEAR), None)


def _day(stamp: pd.Timestamp) -> Day:
    return Day(stamp.date().isoformat())


def _count(number: float, table: str) -> Quantity:
    return Quantity(float(number), "count_exact", source=f"table:quality.{table}")
