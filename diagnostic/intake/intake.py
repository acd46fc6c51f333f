"""All the sources of an engagement: what can be read is taken, what cannot is reported, everything at once."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from diagnostic import memory, wording
from diagnostic.disk import rewrite
from diagnostic.engagement import Engagement
from diagnostic.errors import Problem, UserError
from diagnostic.intake import stage
from diagnostic.intake.files.readers import open_source
from diagnostic.intake.identity import labels, personal_columns, persons, relays, sensitive
from diagnostic.intake.identity.pseudonyms import Pseudonyms
from diagnostic.intake.judging import artefacts, deliveries, tools
from diagnostic.intake.ledger import Ledger, Line
from diagnostic.intake.source import Taken, declared_well, take_source
from diagnostic.intake.topic_groups import TopicGroups

# lines where to look first
SHOWN_LINES = 5
# bytes of all the files together: threads take more of the processor to share so little among them than they save
SMALL = 16 << 20
LISTED = ("file", "sheet", "line", "column", "reason")


@dataclass(frozen=True)
class Intake:
    """What an intake did: a ledger per source taken, and the problems of those that were not.

    `latest_stamp` (local) stands for the extract date where none is declared; `shared_identifiers` counts the switchboards and common
    mailboxes that link nobody, `relays` the rows of people who make contact for others, `sensitive_unknown` names the sensitive topics that
    no row bears.
    """

    sources: tuple[Ledger, ...]
    problems: tuple[Problem, ...]
    latest_stamp: str | None
    shared_identifiers: int
    relays: relays.RelayCounts
    sensitive_unknown: list[dict[str, Any]]

    def as_json(self, language: str) -> dict[str, Any]:
        return {
            "sources": [asdict(ledger) for ledger in self.sources],
            "problems": [
                {"key": problem.key, "text": problem.text(language), "texts": {each: problem.text(each) for each in wording.LANGUAGES}}
                for problem in self.problems
            ],
            "latest_stamp": self.latest_stamp,
            "shared_identifiers": self.shared_identifiers,
            "relays": asdict(self.relays),
            "sensitive_unknown": self.sensitive_unknown,
        }


def take(engagement: Engagement) -> Intake:
    """Read every source of `engagement.yml` into the canonical tables of its store, and write the ledger beside.

    Sources that cannot be read are reported in `problems`; the others are taken. UserError when none can be read.
    Writes `work/store/*.parquet`, `work/intake.json`, `work/rejects.csv` (no values), `work/rejects_values.csv` and, for rows kept with a
    doubt, `work/doubts_values.csv`; for labels that a code stands for, and words that nothing reads, `work/labels_values.csv`.
    """
    pseudonyms, groups = Pseudonyms.of(engagement), TopicGroups.of(engagement)
    taken: list[Taken] = []
    problems: list[Problem] = []
    with duckdb.connect() as connection:
        memory.bind(connection, engagement.folder / "work" / "spill")
        connection.execute("set TimeZone = 'UTC'")
        if _weight(engagement) <= SMALL:
            connection.execute("set threads = 1")
        listed = relays.read(connection, engagement, pseudonyms)
        for source in engagement.sources:
            try:
                wrong = declared_well(source)
                if wrong:
                    raise UserError(wrong)
                opened = open_source(engagement.folder, source)
                name = source.name_among(engagement.sources)
                taken.append(take_source(connection, engagement, pseudonyms, groups, opened, name, len(taken)))
            except UserError as error:
                problems += error.problems
        if not taken:
            raise UserError(problems or [Problem("intake.no_source", {})])
        taken = _counted_once(connection, taken)
        tables = list(dict.fromkeys(one.ledger.table for one in taken))
        shared = persons.resolve(connection, persons.bearing(tables), engagement.parameters.shared_identifier)
        relayed = relays.mark(connection, engagement, tables, listed)
        emptied = sensitive.empty(connection, engagement, groups, [one.source for one in taken])
        masked = labels.mask(connection, engagement, pseudonyms, [one.source for one in taken], groups.known)
        stage.write(connection, engagement.store, tables)
    taken = _with_masked(_with_emptied(_with_changes(taken), emptied), masked)
    problems += [_nothing(one.ledger) for one in taken if one.ledger.accepted + one.ledger.twice.get("delivered_twice", 0) == 0]
    stamps = [one.ledger.latest_stamp for one in taken if one.ledger.latest_stamp]
    intake = Intake(tuple(one.ledger for one in taken), tuple(problems), max(stamps, default=None), shared, relayed, emptied.unknown)
    _write(engagement.folder / "work", intake, taken, masked, engagement.client.languages[0])
    return intake


def _weight(engagement: Engagement) -> int:
    """How many bytes the files of an engagement have, those that are there."""
    paths = {engagement.folder / source.file for source in engagement.sources}
    return sum(path.stat().st_size for path in paths if path.is_file())


def _counted_once(connection: duckdb.DuckDBPyConnection, taken: list[Taken]) -> list[Taken]:
    """The sources without the rows that those of another file stand for: these are duplicates."""
    made = []
    for number, (one, once) in enumerate(zip(taken, deliveries.count_once(connection, [one.source for one in taken]), strict=True)):
        ledger = replace(one.ledger, notes=once.notes + one.ledger.notes)
        if once.rows:
            ledger = replace(
                ledger,
                accepted=ledger.accepted - once.rows,
                duplicates=ledger.duplicates + once.rows,
                twice=ledger.twice | {"delivered_twice": once.rows},
                artefacts=artefacts.staged(connection, ledger.table, number),
            )
        made.append(replace(one, ledger=ledger))
    return made


def _with_changes(taken: list[Taken]) -> list[Taken]:
    """The sources with the changes of tool that only their sequence shows, counted among the artefacts of each."""
    between = tools.between([one.series for one in taken if one.series])
    made = []
    for one in taken:
        changes = [asdict(between[one.ledger.source])] if one.ledger.source in between else one.ledger.changes
        counted = {"change_of_tool": changes[0]["rows"]} if changes else {}
        made.append(replace(one, ledger=replace(one.ledger, changes=changes, artefacts=one.ledger.artefacts | counted)))
    return made


def _with_masked(taken: list[Taken], masked: list[labels.Masked]) -> list[Taken]:
    """The sources with how many labels of each column codes stand for: to be told, and among what was removed."""
    made = []
    for number, one in enumerate(taken):
        notes, removed = [], []
        for column in dict.fromkeys(label.column for label in masked if label.delivery == number):
            there = [label for label in masked if (label.delivery, label.column) == (number, column)]
            rows = sum(label.rows for label in there)
            lines = sorted({one.header.turned.line(label.line) for label in there})[:SHOWN_LINES]
            words = len({label.code for label in there})
            notes.append({"note": "masked", "column": column, "words": words, "rows": rows, "lines": lines})
            removed.append(personal_columns.entry(_header(one, column), "personal", "code", rows))
        ledger = replace(one.ledger, notes=one.ledger.notes + notes, removed=one.ledger.removed + removed)
        made.append(replace(one, ledger=ledger))
    return made


def _with_emptied(taken: list[Taken], emptied: sensitive.Emptied) -> list[Taken]:
    """The sources with the profiles that were emptied among what was removed."""
    made = []
    for number, one in enumerate(taken):
        headers = one.source.read_from
        listed = [
            {"column": headers.get(column, column), "why": "sensitive", "instead": "cells", "rows": rows}
            for column, rows in emptied.rows.get(number, {}).items()
        ]
        made.append(replace(one, ledger=replace(one.ledger, removed=[*one.ledger.removed, *listed])))
    return made


def _nothing(ledger: Ledger) -> Problem:
    reason = max(ledger.reasons, key=lambda name: ledger.reasons[name], default="missing")
    return Problem(
        "intake.nothing_accepted", {"file": ledger.file, "read": ledger.read, "reason": wording.Word(f"intake.reasons.{reason}")}
    )


def _write(work: Path, intake: Intake, taken: list[Taken], masked: list[labels.Masked], language: str) -> None:
    rejects = [line for one in taken for line in one.rejects]
    _list(work / "rejects.csv", rejects, language, values=False)
    _list(work / "rejects_values.csv", rejects, language, values=True)
    _list(work / "doubts_values.csv", [line for one in taken for line in one.doubts], language, values=True)
    _labels(work / "labels_values.csv", taken, masked, language)
    rewrite(work / "intake.json", (json.dumps(intake.as_json(language), ensure_ascii=False, indent=1) + "\n").encode("utf-8"))


def _list(path: Path, lines: list[Line], language: str, values: bool) -> None:
    """The lines as CSV, the reasons in words; with the cells, for the consultant alone."""
    rows: list[Sequence[object]] = [[*LISTED, *(("reason_key", "value") if values else ())]]
    for line in lines:
        text = wording.text(f"intake.reasons.{line.reason}", language)
        more = (line.reason, line.value) if values else ()
        rows.append([line.file, line.sheet or "", line.line, line.column, text, *more])
    _put_csv(path, rows, private=values)


def _labels(path: Path, taken: list[Taken], masked: list[labels.Masked], language: str) -> None:
    """The labels to look at: those that a code stands for, as reports write it, and words that nothing reads."""
    rows: list[Sequence[object]] = [[*LISTED, "reason_key", "rows", "label", "value"]]
    for one in masked:
        source = taken[one.delivery]
        line, header = source.header.turned.line(one.line), _header(source, one.column)
        why = wording.text(f"intake.reads_as.{one.kind}", language)
        shown = wording.label(one.code, language)
        rows.append([source.ledger.file, source.ledger.sheet, line, header, why, one.kind, one.rows, shown, one.label])
    for source in taken:
        for reason, header, word, count in source.unread:
            why = wording.text(f"intake.reads_as.{reason}", language)
            rows.append([source.ledger.file, source.ledger.sheet, None, header, why, reason, count, None, word])
    _put_csv(path, rows, private=True)


def _put_csv(path: Path, rows: Iterable[Sequence[object]], private: bool) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    rewrite(path, buffer.getvalue().encode("utf-8"), private)


def _header(source: Taken, column: str) -> str:
    return source.source.read_from.get(column, column)
