"""Labels that tell of somebody become keyed codes, once all the sources are there: one word has one code in a whole mission."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import chain

import duckdb
import pandas as pd

from diagnostic import schema
from diagnostic.engagement import Engagement, Source
from diagnostic.intake import stage
from diagnostic.intake.cells.tokens import tokens
from diagnostic.intake.cells.words import folded
from diagnostic.intake.identity import people, personal_columns, persons, signs
from diagnostic.intake.identity.pseudonyms import Pseudonyms
from diagnostic.wording import MASKED

PLACES = {"site"}
# what labels of a column are as a rule, and tell nobody's matter: hours are numbers, and what a list of the client's names are things
THINGS = ("number", "sentence")
MEANT = {
    ("survey", "question"): ("sentence",),
    ("staff", "schedule"): THINGS,
    ("staff", "site"): THINGS,
    ("staff", "team"): THINGS,
    ("offer", "topic"): THINGS,
}
# where as many of the rows have labels whose words all have a capital, capitals say nothing
TITLES = 0.3
DIGITS = 10


@dataclass(frozen=True)
class Masked:
    """A label of a column that a `code` stands for, in a `delivery` (a source, by its number): what it reads as (`kind`), on how many
    `rows`, the first on `line`."""

    delivery: int
    column: str
    label: str
    code: str
    kind: str
    rows: int
    line: int


def mask(
    connection: duckdb.DuckDBPyConnection, engagement: Engagement, pseudonyms: Pseudonyms, sources: Sequence[Source], grouped: Set[str]
) -> list[Masked]:
    """Put codes for the labels of the `stage_<table>` tables that read as somebody's; what was masked, source by source (`sources` in the
    order of their deliveries).

    `grouped` are the words of the table of topics; a label that they or the mission declare keeps its name. The table `persons` is there.
    """
    used = _used(connection, list(dict.fromkeys(source.table for source in sources)))
    declared = {folded(word) for word in chain(_declared(engagement, sources), grouped)}
    named = {(number, column) for number, source in enumerate(sources) for column in _of_people(source)}
    kinds = _kinds(used, declared, named, engagement.parameters.small_group)
    used = used[used["key"].isin(kinds)]
    codes = _coded(connection, used, pseudonyms)
    made = []
    for (table, column), there in used.groupby(["tab", "col"], sort=False):
        coded = f'(select c.code from codes as c where c.label = "{column}")'
        stage.change(connection, table, column, coded, f'"{column}" in (select label from codes)')
        made += [
            Masked(row.delivery, row.col, row.label, codes[row.label], kinds[row.key], row.rows, row.line) for row in there.itertuples()
        ]
    return made


def _used(connection: duckdb.DuckDBPyConnection, tables: list[str]) -> pd.DataFrame:
    """Each label of each column and delivery: its `rows`, the first `line`, by how many `people`; a row of nobody known counts for one."""
    parts = []
    for table in tables:
        persons_of = table in persons.bearing([table])
        joined = f"left join persons as p on p.tab = '{table}' and p.id = s.id" if persons_of else ""
        by = "count(distinct p.person) + count(*) - count(p.person)" if persons_of else "count(*)"
        for column in schema.TABLES[table].values():
            if column.kind == "text":
                parts.append(
                    f"""select '{table}' as tab, '{column.name}' as col, s.delivery, s."{column.name}" as label, count(*) as rows,
                               min(s.line) as line, {by} as people
                        from stage_{table} as s {joined} where s."{column.name}" is not null group by all"""
                )
    ordered = "order by tab, col, delivery, line, label"
    used = connection.execute(f"{' union all '.join(parts)} {ordered}").df() if parts else pd.DataFrame({"label": []}, dtype=object)
    return used.assign(key=[folded(label) for label in used["label"]])


def _declared(engagement: Engagement, sources: Sequence[Source]) -> Iterator[str]:
    """The labels that `engagement.yml` names, and the words of its sources."""
    perimeter = engagement.perimeter
    yield from (*perimeter.services, *perimeter.sites)
    yield from (absent.service for absent in perimeter.absent if absent.service)
    yield from chain.from_iterable(engagement.words.values())
    for source in sources:
        yield from source.fixed.values()
        for column, words in source.values.items():
            if schema.TABLES[source.table][column].kind == "text":
                yield from (*words, *words.values())


def _of_people(source: Source) -> Iterator[str]:
    """The columns of a source whose header announces people, though most of their cells are something else."""
    for column, header in source.columns.items():
        if column not in source.values and personal_columns.names_people(header):
            yield column


def _kinds(used: pd.DataFrame, declared: Set[str], named: Set[tuple[int, str]], least: int) -> dict[str, str]:
    """What the labels that are to be masked read as, by folded label."""
    judged = used[~used["key"].isin(declared)].drop_duplicates(["label", "tab", "col", "delivery"])
    places = used.groupby("key", sort=False)["col"].agg(lambda columns: set(columns) <= PLACES)
    # one label in many columns, a few times in each, is no word of any
    common = used.groupby(["key", "col"])["people"].sum().groupby("key").max() >= least
    kinds = {}
    for row in judged.itertuples():
        kind = signs.sure(row.label, places[row.key])
        if kind is None and (row.delivery, row.col) in named and people.is_person(row.label):
            kind = "person"
        if kind and kind not in MEANT.get((row.tab, row.col), ()):
            kinds[row.key] = kind
    known = declared | (set(common.index[common]) - set(kinds))
    familiar = {word for key in known for word in tokens(key)}
    titles = _titled(used[used["key"].isin(known)])
    for row in judged[~judged["key"].isin(known | set(kinds))].itertuples():
        kind = signs.likely(row.label, familiar, places[row.key], row.col in titles)
        if kind and kind not in MEANT.get((row.tab, row.col), ()):
            kinds[row.key] = kind
    return kinds


def _titled(known: pd.DataFrame) -> set[str]:
    """The columns whose labels are written with capitals throughout."""
    several = known.assign(titled=[signs.is_titled_case(label) for label in known["label"]]).dropna(subset="titled")
    rows = several.assign(rows=several["rows"] * several["titled"].astype(int)).groupby("col")["rows"].sum()
    shares = rows / several.groupby("col")["rows"].sum()
    return set(shares.index[shares >= TITLES])


def _coded(connection: duckdb.DuckDBPyConnection, used: pd.DataFrame, pseudonyms: Pseudonyms) -> dict[str, str]:
    """Make the table `codes` (`label, code`); spellings of one label have one code."""
    labels = used.drop_duplicates("label")
    connection.register("spelled", pd.DataFrame({"label": labels["label"], "key": labels["key"]}, dtype=str))
    connection.execute(
        f"""create or replace temp table codes as
            select label, '{MASKED}' || left({pseudonyms.hashed("label", "key")}, {DIGITS}) as code from spelled"""
    )
    connection.unregister("spelled")
    return dict(connection.execute("select label, code from codes").fetchall())
