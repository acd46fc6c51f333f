"""Findings on channels."""

from __future__ import annotations

from diagnostic.blocks import Chart, Finding, Message, Note, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.declaration import bars, claim, finding, near
from diagnostic.findings.evidence import absent, by_value, conclude, measured, parts, quantity, row
from diagnostic.indicators import notes
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.schema import DIGITAL
from diagnostic.wording import Word


@finding("channel.share")
def mix(rows: Disclosed, engagement: Engagement, chart: Chart | None) -> Finding | Note:
    """Which channel carries the load, of what is recorded; nothing can be said of it where one channel alone is."""
    shares = [one for one in parts(rows, "channel.share", "channel") if one["channel"] != "unknown"]
    if not shares:
        return absent(row(rows, "channel.share"))
    if len(shares) == 1:
        return Note(Message("findings.one_channel", {"channel": Word(f"words.channel_the.{shares[0]['channel']}")}), kind="caveat")
    first = max(shares, key=by_value)
    several = row(rows, "channel.multichannel_requests")
    listed = Message("findings.mix_several") if measured(several) and several["value"] else ""
    values = {"channel": Word(f"words.channel_the.{first['channel']}"), "share": quantity(first), "several": listed}
    return conclude("findings.mix", first, "handled", engagement, values, chart=chart)


@finding("channel.digital_share")
def digital(rows: Disclosed, engagement: Engagement, chart: Chart | None) -> Finding | Note | Chart | None:
    """The part of handled contacts that come in writing through a digital channel; where none does, or all, the chart speaks alone."""
    figure = row(rows, "channel.digital_share")
    if not measured(figure):
        return absent(figure)
    if figure["value"] in (0.0, 1.0):
        return chart
    channels = [one["channel"] for one in parts(rows, "channel.share", "channel") if one["channel"] in DIGITAL and one["value"]]
    values = {"share": quantity(figure), "channels": [Word(f"words.channel_the.{channel}") for channel in channels]}
    return conclude("findings.digital", figure, "handled", engagement, values, chart=chart)


@finding(("channel.multichannel_share", "channel.multichannel_requests"))
def multichannel(rows: Disclosed, engagement: Engagement, chart: Chart | None = None) -> Finding | Note:
    """People who need several channels for one matter: seen on persons where they are known, else on requests that list their channels."""
    persons, requests = row(rows, "channel.multichannel_share"), row(rows, "channel.multichannel_requests")
    figure, what = (persons, "persons") if measured(persons) else (requests, "requests")
    if not measured(figure):
        apart = notes.has(persons["note"], notes.ONE_CHANNEL_EACH)
        return Note(Message("findings.one_channel_each"), "missing", ["channel.multichannel_share"]) if apart else absent(persons)
    values = {"share": quantity(figure), "concerned": quantity(figure, "numerator")}
    return conclude(
        f"findings.multichannel_{what}",
        figure,
        what,
        engagement,
        values,
        gap=figure["value"] * 0.5,
        strength=figure["value"] < 0.05,
        chart=chart,
    )


@claim(mix)
def _first_channel_is_drawn_longest(stated: Finding, drawn: Table) -> bool:
    shares = bars(drawn, "channel", "share")
    shares.pop("unknown", None)
    first = max(shares, key=lambda channel: shares[channel])
    return stated.values["channel"].key.endswith(f".{first}") and near(shares[first], stated.values["share"].value)


@claim(digital)
def _digital_lines_make_the_share(stated: Finding, drawn: Table) -> bool:
    """Within five points: months with few contacts of a channel are not drawn."""
    lines = [(word.rpartition(".")[2], count) for word, count in zip(drawn.column("channel"), drawn.column("contacts"), strict=True)]
    counts = [(channel in DIGITAL, count or 0.0) for channel, count in lines if channel != "unknown"]
    part, whole = sum(count for through, count in counts if through), sum(count for _, count in counts)
    return not whole or abs(part / whole - stated.values["share"].value) <= 0.05


@claim(multichannel)
def _a_change_of_channel_is_drawn(stated: Finding, drawn: Table) -> bool:
    """Who changes is counted over a month, and on requests too: a matrix of repeats within a week shows that some do, not how many."""
    steps = zip(drawn.column("before"), drawn.column("now"), drawn.column("repeats"), strict=True)
    return any(repeats is None or repeats > 0 for before, now, repeats in steps if before != now)
