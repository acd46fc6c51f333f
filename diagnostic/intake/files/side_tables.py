"""Small tables that the mission writes itself beside its sources, with headers that the kit knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from diagnostic.engagement import Source
from diagnostic.intake.files.readers import open_source


def rows(folder: Path, file: str, name: str, headers: Mapping[str, str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a table, each as `{column: text}`; `headers` names the header of each column. UserError where one is missing."""
    opened = open_source(folder, Source.model_construct(file=file, table=name, columns=dict(headers)))
    columns = opened.sheet.header.columns
    for lines, cells in opened.sheet.batches():
        for line, row in zip(lines, cells, strict=True):
            yield line, {column: row[positions[0]].strip() for column, positions in columns.items()}
