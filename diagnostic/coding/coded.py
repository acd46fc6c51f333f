"""A coding sheet read back: the cause of each repeat drawn, or what is wrong with the sheet and where."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from diagnostic import wording
from diagnostic.coding.causes import labels
from diagnostic.engagement import Engagement
from diagnostic.errors import Problem, UserError, or_nearest
from diagnostic.intake.cells.words import folded
from diagnostic.store.engine import Row

KEYS = ("reference", "cause")


def locate(engagement: Engagement) -> Path | None:
    """The sheet to read: the first of `data/` whose name begins with `causes`, else that of `work/`; None where there is none."""
    paths = [path for room in ("data", "work") for path in sorted((engagement.folder / room).glob("causes*.xlsx"))]
    return paths[0] if paths else None


def started(path: Path) -> bool:
    """Whether a cause is written in it; a sheet that cannot be read counts as started, so that it is reported and never replaced."""
    try:
        return any(cause for _, _, cause in _lines(path))
    except UserError:
        return True


def read(path: Path, engagement: Engagement, drawn: Mapping[str, Any]) -> list[Row]:
    """The rows drawn with their cause, None where it is not coded. UserError with every line that cannot be used."""
    contacts = {reference: (channel, topic) for reference, channel, topic in drawn.get("rows", [])}
    names = {folded(label): cause for language in wording.LANGUAGES for cause, label in labels(language).items()}
    problems: list[Problem] = []
    causes: dict[str, str | None] = {}
    for line, reference, written in _lines(path):
        place = {"file": path.name, "line": line, "reference": reference}
        cause = names.get(folded(written)) if written else None
        if reference not in contacts:
            problems.append(Problem("coding.errors.reference", place))
        elif reference in causes:
            problems.append(Problem("coding.errors.twice", place))
        elif written and cause is None:
            known = list(labels(engagement.client.languages[0]).values())
            problems.append(Problem(*or_nearest("coding.errors.cause", written, known, **place, cause=written)))
        causes.setdefault(reference, cause)
    if problems:
        raise UserError(problems)
    return [(reference, len(contacts), drawn["population"], *contact, causes.get(reference)) for reference, contact in contacts.items()]


def _lines(path: Path) -> list[tuple[int, str, str]]:
    """The lines of the sheet that bear a reference: their number, the reference and the cause as written."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        pages = CalamineWorkbook.from_path(path)
    except (CalamineError, OSError):
        raise UserError(Problem("coding.errors.unreadable", {"file": path.name})) from None
    for name in pages.sheet_names:
        cells = [[str(cell).strip() for cell in row] for row in pages.get_sheet_by_name(name).to_python(skip_empty_area=False)]
        for top, row in enumerate(cells):
            places = _places(row)
            if places:
                reference, cause = places
                return [
                    (line, cells[line - 1][reference], cells[line - 1][cause])
                    for line in range(top + 2, len(cells) + 1)
                    if cells[line - 1][reference]
                ]
    columns = [wording.text(f"coding.columns.{key}", "fr") for key in KEYS]
    raise UserError(Problem("coding.errors.columns", {"file": path.name, "columns": columns}))


def _places(row: list[str]) -> tuple[int, int] | None:
    """Where a header holds the reference and the cause, in either language."""
    for language in wording.LANGUAGES:
        named = [wording.text(f"coding.columns.{key}", language) for key in KEYS]
        if all(name in row for name in named):
            return row.index(named[0]), row.index(named[1])
    return None
