"""Opening hours of the Service-Public directory (`plage_ouverture`), as the rules that `hours:` takes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from diagnostic.engagement import Source
from diagnostic.intake.encodings import examine
from diagnostic.intake.nested_json import NestedJson
from diagnostic.intake.words import WEEKDAYS, folded

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
SLOTS = (1, 2)


@dataclass(frozen=True)
class Place:
    """A place of the directory: its name, its rules, and the comments that the rules cannot say and somebody has to read."""

    site: str
    rules: str
    comments: tuple[str, ...] = ()

    def entry(self) -> dict[str, str]:
        """The entry of `hours:` in engagement.yml."""
        return {"site": self.site, "channel": "counter", "rules": self.rules}


def opening_times(folder: Path, file: str) -> list[Place]:
    """The places of a directory's file that have opening hours, in its order. UserError where the file cannot be read."""
    source = Source(file=file, table="counts", columns={})
    records = NestedJson(examine(folder, file, None), source)
    return [place for place in map(_place, records.records()) if place is not None]


def _place(record: dict[str, Any]) -> Place | None:
    slots = record.get("plage_ouverture") or []
    slots = json.loads(slots) if isinstance(slots, str) else slots
    week: list[set[str]] = [set() for _ in DAYS]
    for slot in slots:
        for day in _days(slot):
            week[day] |= set(_hours(slot))
    rules = _rules([",".join(sorted(hours)) for hours in week])
    comments = dict.fromkeys(" ".join(str(slot.get("commentaire") or "").split()) for slot in slots)
    return Place(str(record.get("nom", "")), rules, tuple(comment for comment in comments if comment)) if rules else None


def _days(slot: dict[str, Any]) -> Iterable[int]:
    """The weekdays of a slot, which may run over the end of the week."""
    names = [folded(str(slot.get(name) or "")) for name in ("nom_jour_debut", "nom_jour_fin")]
    first, last = (WEEKDAYS.index(name) if name in WEEKDAYS[:7] else -1 for name in (names[0], names[1] or names[0]))
    return [] if -1 in (first, last) else [(first + step) % 7 for step in range((last - first) % 7 + 1)]


def _hours(slot: dict[str, Any]) -> Iterable[str]:
    for rank in SLOTS:
        start, end = (str(slot.get(f"valeur_heure_{name}_{rank}") or "")[:5] for name in ("debut", "fin"))
        if start and end and start != end:
            yield f"{start}-{end}"


def _rules(week: list[str]) -> str:
    """The rules of a week: days that follow each other with the same hours are written together."""
    runs: list[list[int]] = []
    for day, hours in enumerate(week):
        if hours and runs and runs[-1][-1] == day - 1 and week[day - 1] == hours:
            runs[-1].append(day)
        elif hours:
            runs.append([day])
    return "; ".join(f"{DAYS[run[0]]}{f'-{DAYS[run[-1]]}' if len(run) > 1 else ''} {week[run[0]]}" for run in runs)
