"""What the files received do not allow to measure, in one table: what lacks, and what to ask for; then what is hidden, or was not used."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from diagnostic import wording
from diagnostic.engagement import Engagement
from diagnostic.indicators import notes
from diagnostic.indicators.asking import CALL_LOG, EXTRACTED, SETTINGS, feeding, request
from diagnostic.report.annex import place, remarks
from diagnostic.report.model import Bullets, Cell, Column, Grid, Item, Run, TableItem
from diagnostic.report.parts import Parts
from diagnostic.wording import Word

Row = Mapping[str, Any]
COLUMNS = {"what": 0.34, "why": 0.33, "ask": 0.33}  # shares of the width
REASON, RECEIVED = "reason", "received"
UNUSED = "unused"  # why intake keeps nothing of a column that the diagnostic has no use for
NOTHING = "—"
MANY = 4  # indicators of one family that a line names one by one


@dataclass(frozen=True)
class Account:
    """What intake says that it read: the sources, and the indicators that their columns allow."""

    sources: Sequence[Row] = ()
    ready: frozenset[str] = frozenset()

    @classmethod
    def of(cls, engagement: Engagement | None) -> Account:
        """That of a mission; an empty one where intake left none."""
        file = engagement.folder / "work" / "intake.json" if engagement else None
        if file is None or not file.is_file():
            return cls()
        read = json.loads(file.read_text(encoding="utf-8"))
        ready = frozenset(row["indicator"] for row in read.get("readiness", ()) if row["status"] == "measurable")
        return cls(read["sources"], ready)


def unmeasured(rows: Sequence[Row], engagement: Engagement | None, parts: Parts) -> list[Item]:
    """The table and the lines under it, from the indicator rows of a report; nothing where everything is measured, shown and used."""
    account = Account.of(engagement)
    whole = sorted((row for row in rows if row["scope"] == "all"), key=lambda row: place(row["indicator"], parts.language))
    grouped = _grouped([row for row in whole if row["status"] == "not_measurable"], account)
    lines = tuple(_line(key, group, account.sources, parts) for key, group in grouped.items())
    columns = tuple(Column(parts.word(f"unmeasured.{name}"), share=share) for name, share in COLUMNS.items())
    items: list[Item] = [TableItem(Grid("", columns, lines, "unmeasured"))] if lines else []
    said = tuple((Run(line),) for line in (*_hidden(whole, parts), *_unused(account.sources, parts)))
    return [*items, Bullets(said)] if said else items


def _grouped(rows: Sequence[Row], account: Account) -> dict[tuple[str, ...], list[Row]]:
    """The rows by what one request would bring, by the reason where it is another, or as received where no one measures them yet."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        lacking = notes.names(row["note"], notes.MISSING)
        if not notes.has(row["note"], notes.NOT_IN_THIS_VERSION):
            key = _requests(lacking, account.sources) or (REASON, row["note"])
            groups.setdefault(key, []).append(row)
        elif row["indicator"] in account.ready:
            groups.setdefault((RECEIVED,), []).append(row)
    return groups


def _requests(lacking: Iterable[str], sources: Sequence[Row]) -> tuple[str, ...]:
    """The requests that these lacks call for; a log of calls holds what one of contacts would."""
    asked = tuple(dict.fromkeys(request(name, sources) for name in lacking))
    return tuple(name for name in asked if name != "contacts" or CALL_LOG not in asked or feeding(name, sources))


def _line(key: tuple[str, ...], rows: Sequence[Row], sources: Sequence[Row], parts: Parts) -> tuple[Cell, ...]:
    what = Cell(_listed(list(_named([row["indicator"] for row in rows], parts)), parts))
    if key[0] == RECEIVED:
        return what, Cell(parts.word("unmeasured.received")), Cell(NOTHING)
    if key[0] == REASON:
        asked = [wording.text_or(f"report.unmeasured.asks.{name}", parts.language, "") for name, _ in notes.parsed(rows[0]["note"])]
        return what, Cell(" ".join(remarks(rows[0], parts))), Cell(" ".join(filter(None, asked)) or NOTHING)
    lacking = list(dict.fromkeys(name for row in rows for name in notes.names(row["note"], notes.MISSING)))
    told = [_lacking(name, [one for one in lacking if request(one, sources) == name], sources, parts) for name in key]
    texts, forms = zip(*(_asked(name, sources, parts) for name in key), strict=True)
    return what, Cell(_listed(told, parts)), Cell(" ".join(texts), note=" ".join(filter(None, forms)))


def _named(indicators: Sequence[str], parts: Parts) -> Iterator[str]:
    """The names of indicators within a sentence; those of a family by its own where there are many."""
    families = Counter(name.partition(".")[0] for name in indicators)
    for name in indicators:
        family = name.partition(".")[0]
        if families[family] <= MANY:
            yield _within(parts.label(name))
        elif name == next(one for one in indicators if one.partition(".")[0] == family):
            size = wording.Quantity(families[family], "count")
            yield _within(parts.word("unmeasured.family", family=Word(f"report.families.{family}"), size=size))


def _within(name: str) -> str:
    """A name as it stands within a sentence."""
    return name[:1].lower() + name[1:]


def _lacking(asked: str, names: Sequence[str], sources: Sequence[Row], parts: Parts) -> str:
    """What of one request lacks, in the client's words: the columns of a file that is there or of a log of calls, else the file."""
    columns = [Word(f"words.column.{column}") for name in names if (column := name.partition(".")[2])]
    if asked in (CALL_LOG, *SETTINGS) and columns:
        return parts.word("unmeasured.list", items=columns)
    table = Word(f"words.table.{asked}")
    if columns and feeding(asked, sources):
        return wording.text("findings.column", parts.language, column=columns, table=table)
    return wording.text(table.key, parts.language)


def _asked(name: str, sources: Sequence[Row], parts: Parts) -> tuple[str, str]:
    """What to ask for, as the request sent to the town says it, and what the rows of a file are to be."""
    if name not in (*EXTRACTED, CALL_LOG):
        return wording.text(f"papers.declared.{name}", parts.language), ""
    table = Word(f"papers.extracts.{name}.name")
    files = list(dict.fromkeys(source["file"].rpartition("/")[2] for source in feeding(name, sources)))
    if files:
        return wording.text("papers.request.more", parts.language, table=table, files=files) + ".", ""
    rows = wording.text("papers.request.rows", parts.language, rows=Word(f"papers.extracts.{name}.rows"))
    return wording.text(table.key, parts.language) + ".", rows


def _hidden(rows: Sequence[Row], parts: Parts) -> Iterator[str]:
    """The indicators that are measured, and that too few people stand behind to be shown, even as a bound."""
    hidden = [row for row in rows if row["status"] == "suppressed" and not notes.has(row["note"], notes.BOUNDED)]
    if hidden:
        yield parts.word("unmeasured.hidden", labels=[parts.label(row["indicator"]) for row in hidden])


def _unused(sources: Sequence[Row], parts: Parts) -> Iterator[str]:
    """By file, the columns that were received and that nothing in the diagnostic uses."""
    columns: dict[str, dict[str, None]] = {}
    for source in sources:
        unused = [removed["column"] for removed in source["removed"] if removed["why"] == UNUSED]
        columns.setdefault(source["file"].rpartition("/")[2], {}).update(dict.fromkeys(unused))
    files = [
        parts.word("unmeasured.unused_in", file=file, columns=[parts.word("unmeasured.column", label=name) for name in listed])
        for file, listed in columns.items()
        if listed
    ]
    if files:
        yield parts.word("unmeasured.unused", files=files)


def _listed(texts: Sequence[str], parts: Parts) -> str:
    written = parts.word("unmeasured.list", items=list(texts))
    return written[:1].upper() + written[1:]
