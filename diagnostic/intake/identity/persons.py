"""Who is who: identifiers seen together on a row are one person's, across all the tables."""

from __future__ import annotations

from itertools import combinations

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diagnostic import schema
from diagnostic.schema import IDENTIFIERS

Codes = NDArray[np.int32]
Pairs = list[tuple[Codes, Codes]]
# no table has so many rows
_ROWS = 10**12


def bearing(tables: list[str]) -> list[str]:
    """Those of the tables whose rows bear persons."""
    return [table for table in tables if "person" in schema.stored_columns(table)]


def resolve(connection: duckdb.DuckDBPyConnection, tables: list[str], limit: int) -> int:
    """Make the table `persons` (`tab, id, person`) from the identifiers of the `stage_<table>` tables.

    A person is a connected component of identifiers that stand together on a row. An identifier seen with more than `limit` others of one
    kind (a switchboard, a household's mailbox) is shared: it links nobody, and a row that bears no other has no person.
    Persons are numbered in the order in which their first row comes. Returns how many identifiers are shared.
    """
    _code(connection, tables)
    places = _first_places(connection)
    pairs = _together(connection)
    shared = shared_identifiers(pairs, len(places), limit)
    a, b = (np.concatenate([two_kinds[end] for two_kinds in pairs]) for end in (0, 1))
    own = np.flatnonzero(~shared).astype(np.int32)
    numbered = pd.DataFrame({"code": own, "person": _in_order(components(a, b, shared)[own], places[own])})
    connection.register("numbered", numbered)
    connection.register("shared", pd.DataFrame({"code": np.flatnonzero(shared).astype(np.int32)}))
    first = ", ".join(f"case when of_{kind}.code is null then {kind} end" for kind in IDENTIFIERS)
    looked_up = " ".join(f"left join shared as of_{kind} on of_{kind}.code = seen.{kind}" for kind in IDENTIFIERS)
    connection.execute(
        f"""create or replace temp table persons as
            select tab, id, person from (select tab, id, coalesce({first}) as code from seen {looked_up}) join numbered using (code)"""
    )
    for made in ("numbered", "shared"):
        connection.unregister(made)
    for made in ("identifiers", "seen"):
        connection.execute(f"drop table {made}")
    return int(shared.sum())


def shared_identifiers(pairs: Pairs, codes: int, limit: int) -> NDArray[np.bool_]:
    """Which of the identifiers 0..codes-1 stand with more than `limit` others of one kind, from the pairs of each two kinds."""
    shared = np.zeros(codes, dtype=bool)
    for two_kinds in pairs:
        for ends in two_kinds:
            shared |= np.bincount(ends, minlength=codes) > limit
    return shared


def components(a: Codes, b: Codes, shared: NDArray[np.bool_]) -> Codes:
    """The component of each identifier, from the pairs that stand together; shared ones link nobody."""
    linking = ~(shared[a] | shared[b])
    size = len(shared)
    if not linking.any():
        return np.arange(size, dtype=np.int32)
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(int(linking.sum()), dtype=np.int8), (a[linking], b[linking])), shape=(size, size))
    graph.has_canonical_format = True  # each pair is there once: they need not be sorted to be added up
    return connected_components(graph, directed=False)[1]


def _in_order(labels: Codes, places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Labels numbered from 1 in the order of the first places of those that bear them."""
    first = np.full(int(labels.max(initial=-1)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, labels, places)
    numbers = np.empty_like(first)
    numbers[np.argsort(first)] = np.arange(1, len(first) + 1)
    return numbers[labels]


def _code(connection: duckdb.DuckDBPyConnection, tables: list[str]) -> None:
    """Make `identifiers` (`kind, hash, place`: the row where it first comes), and `seen` (`tab, id` and the code of each kind: which of the
    rows of `identifiers` it is)."""
    columns = ", ".join(IDENTIFIERS)
    parts = [
        f"select {number * _ROWS} + id as place, '{table}' as tab, id, {columns} from stage_{table}" for number, table in enumerate(tables)
    ]
    none = ", ".join(f"'' as {kind}" for kind in IDENTIFIERS)
    nothing = f"select 0 as place, '' as tab, cast(0 as bigint) as id, {none} where false"
    connection.execute(f"create or replace temp view bearing as {' union all '.join([nothing, *parts])}")
    connection.execute("create or replace temp table identifiers (kind VARCHAR, hash VARCHAR, place BIGINT)")
    for kind in IDENTIFIERS:
        connection.execute(f"insert into identifiers select '{kind}', {kind}, min(place) from bearing where {kind} is not null group by 2")
    chosen = ", ".join(f"cast(of_{kind}.rowid as int) as {kind}" for kind in IDENTIFIERS)
    joined = " ".join(
        f"left join identifiers as of_{kind} on of_{kind}.kind = '{kind}' and of_{kind}.hash = {kind}" for kind in IDENTIFIERS
    )
    connection.execute(f"create or replace temp table seen as select tab, id, {chosen} from bearing {joined}")
    connection.execute("drop view bearing")


def _first_places(connection: duckdb.DuckDBPyConnection) -> NDArray[np.int64]:
    """The place of the row where each identifier first comes, by code."""
    read = connection.execute("select rowid as code, place from identifiers").fetchnumpy()
    places = np.empty(len(read["code"]), dtype=np.int64)
    places[read["code"]] = read["place"]
    return places


def _together(connection: duckdb.DuckDBPyConnection) -> Pairs:
    """The codes of the identifiers that stand together on a row: of each two kinds, each pair once."""
    pairs = []
    for one, other in combinations(IDENTIFIERS, 2):
        found = connection.execute(
            f"select distinct {one} as a, {other} as b from seen where {one} is not null and {other} is not null"
        ).fetchnumpy()
        pairs.append((np.asarray(found["a"], dtype=np.int32), np.asarray(found["b"], dtype=np.int32)))
    return pairs
