"""How people come back: by which channel, to the same team or another, before or after an answer, and what ends in a visit."""

from __future__ import annotations

import pandas as pd

from diagnostic.measuring.disclosure import Disclosed, kept, least_size, masked
from diagnostic.measuring.rows import sql
from diagnostic.store.engine import Store

MOST_PATHS = 8


def transitions(store: Store) -> Disclosed:
    """Repeats by channel of the contact before (rows) and of the repeat (columns); a cell from 1 to less than the least size is empty, and
    what with the repeats of its column would give it back."""
    pairs = sql(store, __file__, "repeats").dropna(subset=["previous_channel", "channel"])
    counts = pairs.pivot_table(index="previous_channel", columns="channel", values="repeats", aggfunc="sum", fill_value=0)
    every = sorted({*counts.index, *counts.columns}, key=lambda channel: -pairs.loc[pairs["previous_channel"] == channel, "repeats"].sum())
    square = counts.reindex(index=every, columns=every, fill_value=0).astype(float)
    return masked(square, least_size(store.settings), {channel: [] for channel in every}, summed=every)


def kinds(store: Store) -> Disclosed:
    """The kinds of repeats by `question` (channel, handler, answer): `kind`, `repeats`, and those `known` in this respect."""
    repeats = sql(store, __file__, "repeats")
    both = repeats["previous_channel"].notna() & repeats["channel"].notna()
    channel = (repeats["previous_channel"] == repeats["channel"]).map({True: "same_channel", False: "other_channel"}).where(both)
    asked = repeats.assign(channel=channel)
    shown = []
    for question, answers in ANSWERS.items():
        known = asked.dropna(subset=[question])
        parts = [known.loc[known[question] == kind, "repeats"].sum() for kind in answers]
        shown += [
            {"question": question, "kind": kind, "repeats": part, "known": sum(parts), "least": min(parts)}
            for kind, part in zip(answers, parts, strict=True)
        ]
    frame = pd.DataFrame(shown, columns=["question", "kind", "repeats", "known", "least"])
    return kept(frame, least_size(store.settings), "least").drop(columns="least")


ANSWERS = {"handler": ("redo", "referral"), "channel": ("same_channel", "other_channel"), "answer": ("before", "after")}


def visits(store: Store) -> Disclosed:
    """The most frequent paths that end in a visit: `path` (channels in order, each once in a row), `visits`; rare ones are left out."""
    counted = sql(store, __file__, "visits")
    counted = counted.assign(path=[tuple(route.split(" ")) for route in counted.pop("route")])[["path", "visits"]]
    return kept(counted, least_size(store.settings), "visits").head(MOST_PATHS)


def counter_only(store: Store) -> Disclosed:
    """Topics that people can only finish at the counter, by the table `offer`: `topic`, `visits`, `others` (contacts by other channels)."""
    return masked(sql(store, __file__, "counter_only"), least_size(store.settings), {"visits": [], "others": []})


def parties(store: Store) -> Disclosed:
    """Inbound contacts of the period from relays and internal lines, which no headline counts: `party`, `contacts`; never a handful."""
    return kept(sql(store, __file__, "parties"), least_size(store.settings), "contacts")
