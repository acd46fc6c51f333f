"""What `diagnostic check` answers: each file's account, and what the data allow to answer, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from diagnostic import wording
from diagnostic.errors import Verbatim
from diagnostic.papers.letter import questions
from diagnostic.papers.letter_text import lacking
from diagnostic.wording import Quantity, Word

SHOWN = 3


def checked(ledger: Mapping[str, Any], language: str) -> str:
    """The account of an intake: files first, then problems, then the questions that the data answer and what is missing for the others."""
    parts = [
        _files(ledger["sources"], language),
        _unread(ledger.get("unread", []), language),
        _problems(ledger["problems"], language),
        _answered(ledger["readiness"], language),
    ]
    return "\n\n".join("\n".join(lines) for lines in map(list, parts) if lines)


def _files(sources: list[dict[str, Any]], language: str) -> Iterator[str]:
    yield wording.text("cli.check.files", language)
    for source in sources:
        name = source["file"] + (f" ({source['sheet']})" if source.get("sheet") else "")
        counts = {count: Quantity(source[count], "count") for count in ("read", "accepted", "rejected", "duplicates")}
        values = {"file": Verbatim(name), "table": Word(f"words.table.{source['table']}"), **counts}
        yield "  " + wording.text("cli.check.file", language, **values)
        yield from (f"    {line}" for line in _counting(source, language))
        if source.get("useful"):
            told = [f"{header} ({column})" for header, column in source["useful"].items()]
            yield "    " + wording.text("cli.check.useful", language, headers=[Verbatim(one) for one in told])
        for note in source["notes"]:
            yield "    " + wording.text(f"intake.notes.{note['note']}", language, **_named(note, source))


def _unread(files: list[str], language: str) -> Iterator[str]:
    if files:
        yield wording.text("cli.check.unread", language, files=[Verbatim(file) for file in files])


def _counting(source: Mapping[str, Any], language: str) -> Iterator[str]:
    """How many of the rows kept count in the figures, and why the others do not; nothing where all do."""
    counting = dict(source.get("counting", {}))
    counted = counting.pop("counted", 0)
    if not counting:
        return
    why = sorted(counting, key=lambda fate: -counting[fate])
    told = [wording.text(f"cli.check.not_counted.{fate}", language, rows=Quantity(counting[fate], "count")) for fate in why]
    values = {"counted": Quantity(counted, "count"), "rows": Quantity(counted + sum(counting.values()), "count"), "why": told}
    yield wording.text("cli.check.counting" if counted else "cli.check.counting_none", language, **values)
    if not counted:
        yield wording.text(f"cli.check.to_do.{why[0]}", language)


def _named(note: Mapping[str, Any], source: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a note, its column under the header that the file gives it; names and lines to copy stay as they are."""
    told = {name: Verbatim(value) if isinstance(value, str) else value for name, value in note.items()}
    column = note.get("column")
    return told | {"column": Verbatim(source["columns"].get(column, column))} if column else told


def _problems(problems: list[dict[str, Any]], language: str) -> Iterator[str]:
    if problems:
        yield wording.text("cli.check.problems", language)
        yield from (f"  {problem['texts'][language]}" for problem in problems)


def _answered(readiness: list[dict[str, Any]], language: str) -> Iterator[str]:
    yield wording.text("cli.check.answered", language)
    for question in questions(readiness):
        title = wording.text(f"papers.questions.{question.name}.title", language)
        missing = lacking(question.missing[:SHOWN], language)
        key = f"cli.check.{question.state}{'_more' if len(question.missing) > SHOWN else ''}"
        yield "  " + wording.text(key, language, question=title, missing=Verbatim(missing))
