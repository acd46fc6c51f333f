"""The `engagement.yml` of a folder with all that is wrong in it, its opening hours too, each problem with its line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from diagnostic import calendar, wording
from diagnostic.engagement import Engagement, Hours
from diagnostic.engagement.yaml_file import YamlFile, written
from diagnostic.errors import Problem, UserError


def load(folder: Path | str) -> Engagement:
    """The engagement of a folder. UserError with every problem of its `engagement.yml`, those of its hours last."""
    path = Path(folder) / "engagement.yml"
    try:
        engagement = Engagement.load(folder)
    except UserError as error:
        raise UserError([*error.problems, *_of_hours(path)]) from None
    wrong = calendar.problems(engagement)
    if wrong:
        raise UserError(_lined(wrong, YamlFile.read(path)))
    return engagement


def _of_hours(path: Path) -> list[Problem]:
    """What is wrong in those entries of `hours` whose keys are right; nothing where the file cannot be read."""
    try:
        file = YamlFile.read(path)
    except (UserError, OSError):
        return []
    given = file.value.get("hours") if isinstance(file.value, dict) else None
    entries = {}
    for position, entry in enumerate(given if isinstance(given, tuple) else ()):
        try:
            hours = Hours.model_validate(entry)
        except ValidationError:
            continue  # told already
        if hours.rules or hours.week:
            entries[position] = hours
    return _lined(calendar.rule_problems(entries, zoned=True), file)


def _lined(problems: list[Problem], file: YamlFile) -> list[Problem]:
    lines = {written(place): line for place, line in file.lines.items()}
    return [
        replace(problem, values=problem.values | {"place": _Place(lines[problem.values["place"]], problem.values["place"])})
        if problem.values.get("place") in lines
        else problem
        for problem in problems
    ]


@dataclass(frozen=True)
class _Place:
    """A place of the file with its line."""

    line: int
    place: str

    def runs(self, language: str) -> list[wording.Run]:
        return [wording.Run(wording.text("engagement.at_line", language, line=self.line, place=self.place))]
