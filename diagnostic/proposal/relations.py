"""How the columns of a sheet relate from row to row: which stamp of a row comes first, and which last."""

from __future__ import annotations

from collections.abc import Sequence

from diagnostic.intake.cells import instants
from diagnostic.proposal.sample import Field, Sample

# rows that are enough to see which of two stamps comes first
ROWS = 2_000


def order(sample: Sample, stamped: Sequence[Field]) -> dict[str, tuple[float, float]]:
    """For each of the stamped fields how often its stamp is the earliest, and how often the latest, of the rows that have two or more."""
    if len(stamped) < 2:
        return {}
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
        f"select {shares} from (select {told} from cells {joins}) where {filled} > 1 and {first} < {last}"
    ).fetchall()[0]
    return {one.name: (float(counted[2 * at] or 0), float(counted[2 * at + 1] or 0)) for at, one in enumerate(stamped)}
