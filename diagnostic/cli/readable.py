"""What `diagnostic check` answers: each file's account, and what its data allow, as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from diagnostic import wording
from diagnostic.errors import Verbatim
from diagnostic.wording import Quantity


def checked(ledger: Mapping[str, Any], language: str) -> str:
    """The account of an intake: files first, then problems, then what can be measured and what is missing for the rest."""
    parts = [_files(ledger["sources"], language), _problems(ledger["problems"], language), _measurable(ledger["readiness"], language)]
    return "\n\n".join("\n".join(lines) for lines in map(list, parts) if lines)


def _files(sources: list[dict[str, Any]], language: str) -> Iterator[str]:
    yield wording.text("cli.check.files", language)
    for source in sources:
        name = source["file"] + (f" ({source['sheet']})" if source.get("sheet") else "")
        counts = {count: Quantity(source[count], "count") for count in ("read", "accepted", "rejected", "duplicates")}
        told = {"file": Verbatim(name), "table": Verbatim(source["table"]), **counts}
        yield "  " + "".join(run.text for run in wording.runs("cli.check.file", language, **told))


def _problems(problems: list[dict[str, str]], language: str) -> Iterator[str]:
    if problems:
        yield wording.text("cli.check.problems", language)
        yield from (f"  {problem['text']}" for problem in problems)


def _measurable(readiness: list[dict[str, Any]], language: str) -> Iterator[str]:
    yield wording.text("cli.check.measurable", language)
    for family, group in groupby(readiness, key=lambda row: row["indicator"].split(".")[0]):
        rows = list(group)
        lacking = dict.fromkeys(name for row in rows for name in row["missing"])
        ready = sum(row["status"] == "measurable" for row in rows)
        key = "cli.check.family" if not lacking else "cli.check.family_missing"
        label = wording.text(f"cli.families.{family}", language)
        yield "  " + wording.text(key, language, family=label, ready=ready, all=len(rows), missing=[Verbatim(name) for name in lacking])
