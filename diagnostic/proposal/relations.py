"""How the stamps of a row relate: which comes first, which last, and how long it is between the two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from diagnostic.intake.cells import instants
from diagnostic.proposal.sample import Field, Sample

# rows that are enough to see which of two stamps comes first
ROWS = 2_000


@dataclass(frozen=True)
class Order:
    """Of the rows that have several stamps: for each field how often its stamp is the earliest and how often the latest, and the median
    of the hours between these two; None where no row has several."""

    shares: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    hours: float | None = None


def order(sample: Sample, stamped: Sequence[Field]) -> Order:
    """How the stamps of these fields follow each other in their rows."""
    if len(stamped) < 2:
        return Order()
    connection = sample.connection
    connection.execute(f"create or replace temp view cells as select * from raw order by hash(line) limit {ROWS}")
    names = [one.at for one in stamped]
    for name in names:
        instants.prepare(connection, name)
        instants.read(connection, name, instants.order(connection, name, None), None)
    told = ", ".join(f'"r_{name}".stamp as {name}' for name in names)
    joins = " ".join(f'left join "read_{name}" as "r_{name}" on cells.line = "r_{name}".line' for name in names)
    first, last = f"least({', '.join(names)})", f"greatest({', '.join(names)})"
    filled = " + ".join(f"({name} is not null)::int" for name in names)
    shares = ", ".join(f"avg(({name} = {first})::int), avg(({name} = {last})::int)" for name in names)
    counted = connection.execute(
        f"""select {shares}, median(date_diff('minute', {first}, {last})) / 60
            from (select {told} from cells {joins}) where {filled} > 1 and {first} < {last}"""
    ).fetchall()[0]
    kept = {one.name: (float(counted[2 * at] or 0), float(counted[2 * at + 1] or 0)) for at, one in enumerate(stamped)}
    return Order(kept, counted[-1])
