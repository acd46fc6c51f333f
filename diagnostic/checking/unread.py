"""What the sources of a mission leave aside: files of `data/` that none of them reads, and columns that look useful."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from diagnostic import schema
from diagnostic.engagement import Engagement
from diagnostic.intake.identity.personal_columns import names_people
from diagnostic.proposal import deliveries, vocabulary

# a header that names a column so well is worth a look, unless it is of people, who are left out on purpose
NAMES = 0.8


def told(engagement: Engagement, ledger: dict[str, Any]) -> dict[str, Any]:
    """The ledger with the files of `data/` that no source reads (`unread`) and, per source, `useful`: the canonical column that each
    header left aside looks like."""
    sources = [source | {"useful": dict(useful(source["table"], source["dropped"], _mapped(source)))} for source in ledger["sources"]]
    return ledger | {"unread": files(engagement), "sources": sources}


def files(engagement: Engagement) -> list[str]:
    """The files of `data/` that no source reads, but for earlier or later deliveries of one that is read."""
    data = engagement.folder / deliveries.DATA
    named = {*(source.file for source in engagement.sources), *engagement.tables}
    read = {path.resolve() for name in named for path in [engagement.folder / name, *deliveries.all_versions(data, Path(name).name)]}
    there = [path for path in sorted(data.rglob("*")) if path.is_file() and not path.name.startswith((".", "~$"))]
    return [path.relative_to(engagement.folder).as_posix() for path in there if path.resolve() not in read]


def useful(table: str, headers: list[str], mapped: set[str]) -> Iterator[tuple[str, str]]:
    """Headers that name a canonical column of the table which nothing feeds, each with that column."""
    for header in headers:
        near = {name: vocabulary.named(table, name, header) for name in schema.TABLES[table] if name not in mapped}
        best = max(near, key=lambda name: near[name], default=None)
        if best and near[best] >= NAMES and not names_people(header):
            yield header, best


def _mapped(source: dict[str, Any]) -> set[str]:
    return {*source["columns"], *source["fixed"], *source["derived"]}
