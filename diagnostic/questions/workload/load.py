"""The work that repeats make, channel by channel: how many, for how many handled contacts, and how long each takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diagnostic import statistics
from diagnostic.indicators.notes import note
from diagnostic.measuring.once import once
from diagnostic.questions.repeats import matters
from diagnostic.questions.repeats import measures as repeats
from diagnostic.store.engine import Store

HOUR, MINUTE = 3600, 60
ASSUMED, NO_HANDLING_TIME, NO_RATE = "handling_assumed", "no_handling_time", "no_rate"
SUMS = ("repeated", "eligible", "repeated_seconds", "timed_repeats")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Load:
    """The channels that can be counted: the `SUMS` of each, its handled contacts and the seconds of a repeat.

    `seconds` are recorded, or `assumed` from the engagement. Persons are looked at one by one where a range is asked for, and not before.
    """

    channels: list[str]
    sums: Floats
    handled: Floats
    seconds: Floats
    assumed: NDArray[np.bool_]
    per_person: Callable[[], tuple[Floats, NDArray[np.int64]]]

    @property
    def persons(self) -> Floats:
        """The `SUMS` of each channel, in a row per person or for several who have the same."""
        return self._rows[0]

    @property
    def alike(self) -> NDArray[np.int64]:
        """How many persons share each row of `persons`."""
        return self._rows[1]

    @cached_property
    def _rows(self) -> tuple[Floats, NDArray[np.int64]]:
        return self.per_person()

    def repeated(self) -> Floats:
        """Repeats seen, per channel."""
        return np.split(self.sums, len(SUMS))[0]

    def eligible(self) -> Floats:
        """Contacts that could be repeats, per channel."""
        return np.split(self.sums, len(SUMS))[1]

    def rate(self) -> Floats:
        """Repeats ÷ eligible contacts, per channel."""
        return self.repeated() / self.eligible()

    def identified(self) -> NDArray[np.int64]:
        """Persons with an eligible contact, per channel."""
        return self.alike @ (np.split(self.persons, len(SUMS), axis=1)[1] > 0)

    def seen(self) -> Floats:
        """Hours on the repeats seen, per channel."""
        return self.repeated() * self.seconds / HOUR

    def size(self) -> int:
        """Persons, all channels together."""
        return int(self.alike.sum())

    def drawn(self, draws: int, seed: int) -> Floats:
        """The sums of samples of as many persons, drawn again: one row each."""
        return statistics.resample(self.persons, draws, seed, self.alike)

    def hours(self, sums: Floats | None = None) -> Floats:
        """Hours per sample (rows) and channel (columns), all handled contacts of a channel taken to be like the identified ones.

        `sums` are those of the persons drawn in each sample; one row, of all the persons, where none are given.
        """
        repeated, eligible, spent, timed = np.split(self.sums[np.newaxis] if sums is None else sums, len(SUMS), axis=1)
        each = np.divide(spent, timed, out=np.broadcast_to(self.seconds, timed.shape).copy(), where=timed > 0)
        return np.divide(repeated, eligible, out=np.zeros_like(repeated), where=eligible > 0) * self.handled * each / HOUR


@once
def measured(store: Store) -> tuple[Load, list[str]]:
    """The channels whose hours can be counted, and notes on those with an assumed time, without a time or without a rate.

    None where no rate stands for all contacts, and the note says why.
    """
    contacts, why = repeats.counts(store), matters.lacking(store)
    contacts["channel"] = contacts["channel"].fillna("unknown")
    handled = repeats.handled(store).groupby("channel")["denominator"].sum()
    declared = handling_seconds(store)
    sums = contacts.groupby("channel")[list(SUMS)].sum().reindex(handled.index, fill_value=0).astype(float)
    no_rate = sums["eligible"] == 0
    untimed = (sums["timed_repeats"] == 0) & (sums["repeated"] > 0)
    known = sums.index.isin(list(declared))
    chosen = sums.iloc[:0] if why else sums[~no_rate & ~(untimed & ~known)]
    reasons = ((ASSUMED, untimed & known), (NO_HANDLING_TIME, untimed & ~known), (NO_RATE, no_rate))
    notes = [why] if why else [note(key, *sums.index[channels]) for key, channels in reasons if channels.any()]
    names = list(chosen.index)
    timed = chosen["timed_repeats"] > 0
    seconds = (chosen["repeated_seconds"] / chosen["timed_repeats"]).where(timed, pd.Series(declared).reindex(names).fillna(0.0))
    whole = chosen.to_numpy().T.reshape(-1)  # what is summed first, then the channel, as in the rows of persons
    counted = (whole, handled[names].to_numpy(float), seconds.to_numpy(float), ~timed.to_numpy())
    return Load(names, *counted, partial(_per_person, store, names)), notes


def handling_seconds(store: Store) -> dict[str, float]:
    """The handling time that the engagement declares, by channel."""
    return {row.channel: row.minutes * MINUTE for row in store.query("select * from handling_minutes").itertuples()}


def _per_person(store: Store, names: list[str]) -> tuple[Floats, NDArray[np.int64]]:
    """What persons have, for each of `SUMS` one column per channel; and how many have the same."""
    if not names:
        return np.zeros((0, 0)), np.zeros(0, np.int64)
    sums = [
        f"cast(sum(case when named = '{name}' then {what} else 0 end) as double) as {what}_{place}"
        for what in SUMS
        for place, name in enumerate(names)
    ]
    columns = ", ".join(f"{what}_{place}" for what in SUMS for place in range(len(names)))
    found = store.query(
        f"""select {columns}, count(*) as alike
            from (select {", ".join(sums)}
                  from (select *, coalesce(channel, 'unknown') as named from {repeats.judged(store)}) as naming
                  where named in ({", ".join(f"'{name}'" for name in names)})
                  group by person) as summed
            group by {columns} order by {columns}"""
    )
    return found.drop(columns="alike").to_numpy(float), found["alike"].to_numpy(np.int64)
