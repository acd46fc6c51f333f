"""Who is who: identifiers seen together on a row are one person's, across all the tables."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from diagnostic import schema
from diagnostic.schema import IDENTIFIERS


def bearing(tables: list[str]) -> list[str]:
    """Those of the tables whose rows bear persons."""
    return [table for table in tables if "person" in schema.stored_columns(table)]


def resolve(connection: duckdb.DuckDBPyConnection, tables: list[str], limit: int) -> int:
    """Make the table `persons` (`tab, id, person`) from the identifiers of the `stage_<table>` tables.

    A person is a connected component of identifiers that stand together on a row. An identifier seen with more than `limit` others of one
    kind (a switchboard, a household's mailbox) is shared: it links nobody, and a row that bears no other has no person.
    Persons are numbered in the order in which their first row comes. Returns how many identifiers are shared.
    """
    _seen(connection, tables)
    codes = connection.execute("select count(*) from identifiers").fetchall()[0][0]
    pairs = connection.execute(
        """select distinct l.code as a, r.code as b, k.kind as kind from seen as l join seen as r on l.place = r.place and l.code <> r.code
           join identifiers as k on k.code = r.code order by 1, 2"""
    ).df()
    shared = shared_identifiers(pairs, codes, limit)
    connection.register("labels", pd.DataFrame({"code": np.arange(codes), "shared": shared, "label": components(pairs, shared)}))
    connection.execute(
        """create or replace temp table persons as
           with own as (
               select s.place, s.tab, s.id, min(l.label) as label
               from seen as s join labels as l on s.code = l.code where not l.shared group by 1, 2, 3
           ), numbered as (select label, row_number() over (order by min(place)) as person from own group by 1)
           select o.tab, o.id, n.person from own as o join numbered as n on o.label = n.label"""
    )
    connection.unregister("labels")
    return int(shared.sum())


def shared_identifiers(pairs: pd.DataFrame, codes: int, limit: int) -> np.ndarray:
    """Which of the identifiers 0..codes-1 stand with more than `limit` others of one kind, from pairs `a, b, kind` (the kind of b)."""
    seen_with = pairs.groupby(["a", "kind"]).size()
    shared = np.zeros(codes, dtype=bool)
    shared[seen_with[seen_with > limit].index.get_level_values("a").to_numpy(dtype=np.int64)] = True
    return shared


def components(pairs: pd.DataFrame, shared: np.ndarray) -> np.ndarray:
    """The component of each identifier, shared ones linking nobody."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    a, b = pairs["a"].to_numpy(dtype=np.int64), pairs["b"].to_numpy(dtype=np.int64)
    linking = ~(shared[a] | shared[b])
    size = len(shared)
    graph = coo_array((np.ones(int(linking.sum()), dtype=np.int8), (a[linking], b[linking])), shape=(size, size))
    return connected_components(graph, directed=False)[1] if size else np.zeros(0, dtype=np.int64)


def _seen(connection: duckdb.DuckDBPyConnection, tables: list[str]) -> None:
    """Make `identifiers` (`code, kind, hash`) and `seen` (`place, tab, id, code`): which identifiers each row bears, rows in order."""
    parts = [
        f"select {number} as tab_order, '{table}' as tab, id, '{kind}' as kind, {kind} as hash from stage_{table} where {kind} is not null"
        for number, table in enumerate(tables)
        for kind in IDENTIFIERS
    ]
    nothing = "select 0 as tab_order, '' as tab, cast(0 as bigint) as id, '' as kind, '' as hash where false"
    connection.execute(
        f"""create or replace temp table bearing as
            select *, dense_rank() over (order by tab_order, id) as place from ({" union all ".join([nothing, *parts])})"""
    )
    connection.execute(
        """create or replace temp table identifiers as
           select kind, hash, row_number() over (order by min(place), kind) - 1 as code from bearing group by 1, 2"""
    )
    connection.execute(
        """create or replace temp table seen as
           select b.place, b.tab, b.id, i.code from bearing as b join identifiers as i on b.kind = i.kind and b.hash = i.hash"""
    )
    connection.execute("drop table bearing")
