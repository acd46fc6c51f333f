"""A wide sheet of what is offered: a procedure per row, a channel per column, yes or no under it."""

from __future__ import annotations

from dataclasses import replace

from diagnostic import schema
from diagnostic.intake.identity.personal_columns import kind
from diagnostic.proposal import labels, words
from diagnostic.proposal.sample import Field, Sample
from diagnostic.proposal.shape import Shape, ask, joined, left_out

SERVED = schema.TABLES["offer"]["served"]
SURE, LIKELY, YES_OR_NO = 0.9, 0.75, 0.95


def read(sample: Sample) -> tuple[Shape, ...]:
    """The channels offered per topic; nothing where the sheet says something else."""
    members = [one for one in sample.fields if labels.channel(one.name)[0] and _is_served(one)]
    channels = {one.name: str(labels.channel(one.name)[0]) for one in members}
    others = [one for one in sample.fields if one not in members and one.filled]
    topics = [one for one in others if one.distinct == one.filled and kind(one.name, one.words) is None]
    if len(set(channels.values())) < 2 or len(members) <= len(others) - 1 or len(topics) != 1:
        return ()
    columns = {"topic": topics[0].name, "served": joined(members)}
    said = {word for one in members for word in one.words}
    values = {"channel": channels, "served": {word: meant for word in sorted(said) if (meant := words.meaning(SERVED, word)[0])}}
    point = ask(
        sample,
        "across",
        None,
        ", ".join(f"{name} = {ours}" for name, ours in channels.items()),
        LIKELY,
        headers=list(channels),
        column="channel",
    )
    shape = Shape("offer", columns, SURE, {"served": "channel"}, values=values, points=(point,))
    return (replace(shape, left_out=left_out(sample, shape.used)),)


def _is_served(one: Field) -> bool:
    """Whether a column says yes or no."""
    return bool(one.filled) and one.share({word: words.meaning(SERVED, word)[0] in ("true", "false") for word in one.words}) >= YES_OR_NO
