"""Topics that are sensitive (social aid, housing ...): no profile of a user is kept on their rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from diagnostic import schema
from diagnostic.engagement import Engagement, Source
from diagnostic.errors import Problem, nearest, written
from diagnostic.intake import stage
from diagnostic.intake.cells.words import folded, literal
from diagnostic.intake.identity.personal_columns import may_identify
from diagnostic.intake.topic_groups import TopicGroups

# the columns that tell what a row is about, or who deals with such matters
ABOUT = ("topic", "procedure", "service", "team", "queue")
PROFILE = "profile"


@dataclass(frozen=True)
class Emptied:
    """What was done of it: per source, by its number, the rows that lost a profile, by column; and the names that no row bears."""

    rows: dict[int, dict[str, int]] = field(default_factory=dict)
    unknown: list[dict[str, Any]] = field(default_factory=list)


def empty(connection: duckdb.DuckDBPyConnection, engagement: Engagement, groups: TopicGroups, sources: Sequence[Source]) -> Emptied:
    """Empty the profiles, mapped or derived, of the staged rows about a sensitive topic, and of those about a case that is; `sources` are
    those taken, in their order."""
    names = engagement.perimeter.sensitive
    if not names:
        return Emptied()
    tables = list(dict.fromkeys(source.table for source in sources))
    known = {word: folded(word) for table in tables for word in _words(connection, table)}
    wanted = {folded(name) for name in names} | {folded(groups.topics[folded(name)]) for name in names if folded(name) in groups.topics}
    tests = {table: _is_about(table, [word for word, key in known.items() if key in wanted]) for table in tables}
    _find_cases(connection, tests)
    made: dict[int, dict[str, int]] = {}
    for number, source in enumerate(sources):
        given = stage.given(connection, source.table)
        by_case = " or case_id in (select case_id from sensitive_cases)" if "case_id" in schema.TABLES[source.table] else ""
        for column in dict.fromkeys((PROFILE, *source.derive)):
            about = f'delivery = {number} and "{column}" is not null and ({tests[source.table]}{by_case})'
            rows = stage.change(connection, source.table, column, "null", about) if column in given else 0
            if rows:
                made.setdefault(number, {})[column] = rows
    lost = [place for place, name in enumerate(names) if not {folded(name)} & {*known.values(), *groups.topics}]
    shown = [word for word in known if not may_identify(word)]
    return Emptied(made, [{"place": place, "name": names[place], "near": nearest(names[place], shown)} for place in lost])


def unknown(account: dict[str, Any]) -> list[Problem]:
    """Each sensitive topic declared that no row bears, by the account of an intake: nothing is emptied on its behalf."""
    return [
        Problem(
            f"engagement.sensitive_{'near' if one['near'] else 'alone'}",
            {"place": written(("perimeter", "sensitive", one["place"])), "name": one["name"], "near": one["near"]},
        )
        for one in account.get("sensitive_unknown", [])
    ]


def _words(connection: duckdb.DuckDBPyConnection, table: str) -> Iterable[str]:
    for column in ABOUT:
        if column in schema.TABLES[table]:
            yield from (
                row[0] for row in connection.execute(f'select distinct "{column}" from stage_{table} where "{column}" <> \'\'').fetchall()
            )


def _is_about(table: str, words: list[str]) -> str:
    """SQL: whether a row of the table bears one of these words."""
    listed = ", ".join(map(literal, words))
    tests = [f'coalesce("{column}" in ({listed}), false)' for column in ABOUT if column in schema.TABLES[table]] if words else []
    return " or ".join(tests) or "false"


def _find_cases(connection: duckdb.DuckDBPyConnection, tests: dict[str, str]) -> None:
    """The table `sensitive_cases`: the cases of which any row, of whatever table, is about a sensitive topic."""
    parts = [f"select case_id from stage_{table} where {test}" for table, test in tests.items() if "case_id" in schema.TABLES[table]]
    united = " union ".join(parts) or "select cast(null as varchar) as case_id"
    connection.execute(f"create or replace temp table sensitive_cases as select case_id from ({united}) where case_id is not null")
