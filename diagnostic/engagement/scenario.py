"""A scenario: a file of opening hours to try, written as `hours:` in `engagement.yml`."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from diagnostic.engagement import Engagement, problems
from diagnostic.engagement.parts import Hours, Settings
from diagnostic.engagement.yaml_file import YamlFile
from diagnostic.errors import Problem, UserError, nearest, shown, written


class Scenario(Settings):
    """What a scenario's file holds: the hours of every place, those that do not change too."""

    hours: tuple[Hours, ...]


def tried(engagement: Engagement, file: str) -> Engagement:
    """The engagement with the hours of a scenario, a path from its folder. UserError for a file that is not there or does not read."""
    path = engagement.folder / file
    if not problems.is_there(path):
        raise UserError(_absent(engagement.folder, file))
    content = YamlFile.read(path)
    try:
        scenario = Scenario.model_validate(content.value)
    except ValidationError as error:
        places = [tuple(item["loc"]) for item in error.errors(include_url=False)]
        raise UserError([_wrong(file, content, place) for place in places]) from None
    return engagement.model_copy(update={"hours": scenario.hours})


def _absent(folder: Path, file: str) -> Problem:
    known = sorted(path.relative_to(folder).as_posix() for path in folder.glob("*/*.yml"))
    near = nearest(file, known)
    return Problem(f"engagement.scenario_{'near' if near else 'none'}", {"file": shown(file), "near": near, "folder": folder.name})


def _wrong(file: str, content: YamlFile, place: tuple[int | str, ...]) -> Problem:
    return Problem("engagement.scenario_wrong", {"file": file, "line": content.line(place), "place": shown(written(place) or "hours")})
