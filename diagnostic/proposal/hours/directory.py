"""Opening hours of the Service-Public directory (`plage_ouverture`), as the rules that `hours:` takes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from diagnostic.calendar import week
from diagnostic.engagement import Source
from diagnostic.intake.files.encodings import examine
from diagnostic.intake.files.nested_json import NestedJson
from diagnostic.proposal.hours.places import Place

SLOTS = (1, 2)


def opening_times(folder: Path, file: str) -> list[Place]:
    """The places of a directory's file that have opening hours, in its order. UserError where the file cannot be read."""
    source = Source(file=file, table="counts", columns={})
    records = NestedJson(examine(folder, file, None), source)
    return [place for place in map(_place, records.records()) if place.rules or place.unread]


def _place(record: dict[str, Any]) -> Place:
    slots = record.get("plage_ouverture") or []
    slots = json.loads(slots) if isinstance(slots, str) else slots
    opened: list[set[str]] = [set() for _ in week.NAMES]
    unread = []
    for slot in slots:
        hours = list(_hours(slot))
        try:
            for day in _days(slot):
                opened[day] |= set(hours)
        except KeyError as error:
            unread += [f"{error.args[0]} : {','.join(hours)}"] if hours else []
    rules = week.joined([f"{{day}} {','.join(sorted(hours))}" if hours else "" for hours in opened])
    comments = dict.fromkeys(" ".join(str(slot.get("commentaire") or "").split()) for slot in slots)
    return Place(str(record.get("nom", "")), rules, comments=tuple(comment for comment in comments if comment), unread=tuple(unread))


def _days(slot: dict[str, Any]) -> list[int]:
    """The weekdays of a slot, which may run over the end of the week. KeyError on a name that is no day, such as `Nord/Monday`."""
    first, last = (str(slot.get(name) or "").strip() for name in ("nom_jour_debut", "nom_jour_fin"))
    return week.days(f"{first}-{last}" if last and last != first else first)


def _hours(slot: dict[str, Any]) -> Iterable[str]:
    for rank in SLOTS:
        start, end = (str(slot.get(f"valeur_heure_{name}_{rank}") or "")[:5] for name in ("debut", "fin"))
        if start and end and start != end:
            yield f"{start}-{end}"
