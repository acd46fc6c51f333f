"""Sheets of which columns are rows, or rows are not one thing each: wide and long tables, tallies, wide surveys, event logs."""

from __future__ import annotations

from diagnostic.proposal import answers, crosstab, logs, long, offers, tally
from diagnostic.proposal.sample import Sample
from diagnostic.proposal.shape import Shape


def read(sample: Sample) -> tuple[Shape, ...]:
    """The sources that such a sheet gives, none where each of its rows is one thing (a contact, a call, a case) as it stands."""
    for way in (crosstab.read, offers.read, long.read, answers.read, logs.read, tally.read):
        shapes = way(sample)
        if shapes:
            return shapes
    return ()
