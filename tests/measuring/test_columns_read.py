"""What measures read of the canonical tables: every column is asked of a client for a figure, or has its reason here."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import diagnostic
from diagnostic import schema
from diagnostic.measuring.rows import view
from diagnostic.questions.chasers import watched
from diagnostic.questions.repeats import measures as repeats
from diagnostic.store import facts
from diagnostic.store.engine import Store, canonical
from tests.towns import town, with_facts

PACKAGE = Path(diagnostic.__file__).parent
MEASURED_IN = ("measuring", "questions", "store/promises.py", "store/clock_stops.py", "store/survey_items.py")

NO_REASON = ("statistics_propagation", "empty_result_pullup", "filter_pushdown", "filter_pullup", "join_order")
CODED = {"reference": "VARCHAR", "drawn": "BIGINT", "population": "BIGINT", "channel": "VARCHAR", "topic": "VARCHAR", "cause": "VARCHAR"}

# Columns that no measure reads: why not
PROFILES, SATISFACTION = "who asks for what comes in a later version", "satisfaction comes in a later version"
UNREAD = {
    "contacts.source_id": "by it intake folds the lines of one call and finds what a second file delivers again",
    "contacts.profile": PROFILES,
    "contacts.is_complaint": "complaints come in a later version",
    "call_counts.hour": "answer rates are told by half-hour (slot), and an hour is two of them; by it intake finds what is delivered twice",
    "call_counts.queue": "totals of queues are added up; by it intake finds what is delivered twice",
    "call_counts.handle_s": "the time of repeats is that of calls known one by one, and totals tell of no repeat",
    "cases.profile": PROFILES,
    "cases.status": "what a status says of the end is read as end; its words show intake a change of tool",
    "survey.channel": SATISFACTION,
    "survey.topic": SATISFACTION,
}


def queries() -> Iterator[str]:
    """Every query of a measure: a file of its own, or a text in its module."""
    for place in MEASURED_IN:
        found = [PACKAGE / place] if place.endswith(".py") else sorted((PACKAGE / place).rglob("*.*"))
        for path in found:
            if path.suffix == ".sql":
                yield path.read_text(encoding="utf-8")
            elif path.suffix == ".py":
                called = (node.args for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
                texts = (args[0].value for args in called if args and isinstance(args[0], ast.Constant))
                yield from (text for text in texts if isinstance(text, str) and text.startswith("select "))


class Reading:
    """The columns that queries read of the tables of a store, and through its facts of the canonical ones."""

    def __init__(self, store: Store):
        self.connection, self.columns = store.connection, set[tuple[str, str]]()
        for table, columns in (canonical() | {"coded": CODED}).items():
            self.connection.execute(f"drop view if exists {table}")
            declared = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
            self.connection.execute(f"create table {table} ({declared})")
        self.facts = {step: recipe(step) for step in facts.STEPS}
        for step, text in self.facts.items():
            self.connection.execute(f"drop view if exists {step}")
            self.connection.execute(f"create table {step} as {text}")
        # that tables are empty is no reason to leave their columns out, nor is the order of joins of use here
        self.connection.execute(f"set disabled_optimizers = '{','.join(NO_REASON)}'")

    def read(self, query: str) -> None:
        """Take in what the answer to a query needs of each table."""
        plan = self.connection.execute(f"explain (format json) {query}").fetchall()[0][1]
        for root in json.loads(plan):
            self.columns |= set(scanned(root))

    def through_facts(self) -> None:
        """Take in what the facts need for the columns of theirs that are read, the last of them first."""
        for step, text in reversed(self.facts.items()):
            wanted = [column for table, column in self.columns if table == step]
            if wanted:
                self.read(f"select {', '.join(wanted)} from ({text})")


def recipe(step: str) -> str:
    return Path(facts.__file__).with_name(f"facts_{step.removeprefix('fact_')}.sql").read_text(encoding="utf-8").strip().rstrip(";")


def scanned(node: dict) -> Iterator[tuple[str, str]]:
    """The columns of tables that a plan reads."""
    details = node.get("extra_info", {})
    if "Table" in details:
        table = str(details["Table"]).rpartition(".")[2]
        for named in (details.get("Projections", []), *([] if "Filters" not in details else [re.findall(r"\w+", str(details["Filters"]))])):
            yield from ((table, column) for column in ([named] if isinstance(named, str) else named))
    for child in node.get("children", []):
        yield from scanned(child)


def test_every_column_of_the_canonical_tables_is_read_by_a_measure_or_its_reason_is_given(tmp_path):
    with with_facts(town(tmp_path)) as store:
        view(store, repeats.__file__, "repeats_judged")
        watched.chased(store)
        watched.by_age(store)
        reading = Reading(store)
        for query in queries():
            reading.read(query)
        reading.through_facts()
    unread = {
        f"{table}.{column.name}"
        for table, columns in schema.TABLES.items()
        for column in columns.values()
        if not reading.columns & {(table, stored) for stored in ("person",) * (column.kind == "identifier") or column.stored}
    }
    assert unread == set(UNREAD)
    assert all(UNREAD.values())
