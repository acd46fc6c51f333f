"""What is wrong in the opening hours of `engagement.yml`: the calendar's own problems, each with its line."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from pydantic import ValidationError

from diagnostic import wording
from diagnostic.calendar import Opening
from diagnostic.engagement.parts import MANY, Hours
from diagnostic.engagement.yaml_file import YamlFile
from diagnostic.errors import Problem, written

# pandas is heavy: the commands must answer before it is there, so the schedules are imported where they are needed


def find(file: YamlFile, opening: Opening, last_day: dt.date) -> list[Problem]:
    """Every problem of hours and holidays, in a file that has no other; `last_day` is that of the period."""
    from diagnostic.calendar import schedules

    return _located(schedules.problems(opening, last_day), file)


def find_unreadable(file: YamlFile) -> list[Problem]:
    """What is wrong in those entries of `hours` whose keys are right, whatever else is wrong in the file."""
    from diagnostic.calendar import schedules

    entries = file.value.get("hours") if isinstance(file.value, dict) else None
    readable = {}
    for position, entry in enumerate(entries[:MANY] if isinstance(entries, tuple) else ()):
        try:
            hours = Hours.model_validate(entry)
        except ValidationError:
            continue  # a problem of its own already
        if hours.rules or hours.week:
            readable[position] = hours.plain
    return _located(schedules.entry_problems(readable, zoned=True), file)


def _located(problems: list[Problem], file: YamlFile) -> list[Problem]:
    places = {written(place): _Place(line, written(place)) for place, line in file.lines.items()}
    placed = [(problem, places.get(problem.values.get("place", ""))) for problem in problems]
    return [replace(problem, values=problem.values | {"place": place}) if place else problem for problem, place in placed]


@dataclass(frozen=True)
class _Place:
    """A place of the file with its line."""

    line: int
    place: str

    def runs(self, language: str) -> list[wording.Run]:
        return [wording.Run(wording.text("engagement.at_line", language, line=self.line, place=self.place))]
