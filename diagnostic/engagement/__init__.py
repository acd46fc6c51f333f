"""`engagement.yml`: everything a mission declares, typed and strict."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection
from functools import cached_property
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, ValidationError

from diagnostic import calendar, refusals, wording
from diagnostic.engagement import closed, hours, problems
from diagnostic.engagement.parts import (
    MANY,
    Absent,
    Brand,
    Client,
    ClockStop,
    Closure,
    Constraints,
    Derivation,
    Event,
    Hours,
    Inside,
    Parameters,
    Perimeter,
    Period,
    Promise,
    Relays,
    Retention,
    Settings,
    Source,
    SurveyItems,
    Target,
    ToConfirm,
    listed,
)
from diagnostic.engagement.scalars import Day
from diagnostic.engagement.yaml_file import YamlFile
from diagnostic.errors import Problem, UserError, nearest

__all__ = ["Absent", "Brand", "Client", "ClockStop", "Closure", "Constraints", "Derivation", "Engagement", "Event", "Hours", "Parameters"]
__all__ += ["TOLD", "Perimeter", "Period", "Promise", "Relays", "Retention", "Source", "SurveyItems", "Target", "language"]

# the parts that change no figure and no sentence of a notebook: whose report it is, how it looks, what is still open, until when it is kept
TOLD = ("client.name", "brand", "to_confirm", "retain_until")


def parameters_but(*read: str) -> tuple[str, ...]:
    """The parts of `engagement.yml` that are parameters, but for those of these names."""
    return tuple(f"parameters.{name}" for name in Parameters.model_fields if name not in read)


class Engagement(Settings):
    """A mission's settings, with the folder that holds them."""

    client: Client
    period: Period
    retain_until: Day | None = None  # the day by which `close` has to destroy the data
    retention: Retention = Retention()
    perimeter: Perimeter = Perimeter()
    sources: tuple[Source, ...] = Field(max_length=MANY)
    hours: tuple[Hours, ...] = Field((), max_length=MANY)
    closures: tuple[Closure, ...] = Field((), max_length=MANY)
    events: tuple[Event, ...] = Field((), max_length=MANY)
    promises: tuple[Promise, ...] = Field((), max_length=MANY)
    clock_stops: tuple[ClockStop, ...] = Field((), max_length=MANY)
    topic_groups: Inside | None = None  # a table of words and the topics that they become, applied to topics and procedures
    relays: Annotated[Relays, BeforeValidator(listed)] = Relays()
    survey_items: SurveyItems = SurveyItems()
    constraints: Constraints = Constraints()
    targets: dict[str, Target] = Field(default_factory=dict)
    parameters: Parameters = Parameters()
    brand: Brand = Brand()
    to_confirm: tuple[ToConfirm, ...] = Field((), max_length=10_000)
    folder: Path = Field(exclude=True)

    @classmethod
    def load(cls, folder: Path | str) -> Engagement:
        """The engagement of a folder. UserError with every problem of its `engagement.yml`, in the order of the lines, hours last; or
        that it is closed."""
        folder = Path(folder).resolve()
        refusals.check_name(folder)
        closed.refuse(folder)
        file = YamlFile.read(_file(folder))
        error = None
        try:
            made = cls.model_validate({**file.value, "folder": folder} if isinstance(file.value, dict) else file.value)
        except ValidationError as raised:
            error = raised
        wrong = problems.find(file, error, cls)
        wrong += hours.find_unreadable(file) if wrong else hours.find(file, made.opening, made.period.end)
        if wrong:
            raise UserError(wrong)
        return made

    @property
    def unnamed(self) -> Problem | None:
        """What is wrong where the client's name is still the words that `new` put in its place: no report goes out under them."""
        placeholders = {wording.text("proposal.to_complete", language).casefold() for language in wording.LANGUAGES}
        if self.client.name.strip().casefold() not in placeholders:
            return None
        line = YamlFile.read(self.folder / "engagement.yml").line(("client", "name"))
        values = {"line": line, "place": "client > name", "name": self.client.name, "folder": str(self.folder)}
        return Problem("engagement.unnamed", values)

    def parts(self, without: Collection[str] = ()) -> dict[str, str]:
        """What each part of the file says, by its key, and by their own those of `client` and `parameters` (`client.name`), but for those
        named."""
        held = self.model_dump(mode="json")
        apart = {f"{part}.{name}": value for part in ("client", "parameters") for name, value in held.pop(part).items()}
        held = apart | held
        unknown = [name for name in without if name not in held]
        if unknown:
            raise KeyError(*unknown)
        return {name: json.dumps(value) for name, value in held.items() if name not in without}

    @property
    def words(self) -> dict[str, list[str]]:
        """The names that the file gives beside those of its perimeter and of its sources, by its key."""
        return {
            "hours": [place.site for place in self.hours],
            "closures": [closure.site for closure in self.closures if closure.site],
            "constraints": list(self.constraints.sites),
            "promises": [promise.procedure for promise in self.promises],
            "clock_stops": [word for stop in self.clock_stops for word in (stop.starts, stop.ends)],
            "survey_items": [word for word in self.survey_items.model_dump().values() if word],
        }

    @property
    def store(self) -> Path:
        return self.folder / "work" / "store"

    @property
    def executed(self) -> Path:
        return self.folder / "work" / "notebooks"

    @property
    def output(self) -> Path:
        return self.folder / "output"

    @property
    def extract_day(self) -> dt.date:
        """The day the data were taken: as declared, else that of the latest stamp that intake saw, else the end of the period."""
        if self.period.extract_date:
            return self.period.extract_date
        try:
            seen = json.loads((self.folder / "work" / "intake.json").read_text(encoding="utf-8"))["latest_stamp"]
        except (OSError, ValueError, LookupError, TypeError):  # not there yet, or damaged and about to be made anew
            seen = None
        return dt.date.fromisoformat(seen[:10]) if seen else self.period.end

    @property
    def tables(self) -> tuple[str, ...]:
        """The files that are no source and that intake reads all the same."""
        return tuple(file for file in (self.topic_groups, self.relays.file) if file)

    @property
    def kinds(self) -> dict[tuple[str, str], Promise]:
        """The promise of each kind that holds for each procedure, by its name in small letters and the kind; the last of two alike."""
        return {(promise.procedure.lower(), promise.kind): promise for promise in self.promises}

    @property
    def binding(self) -> dict[str, Promise]:
        """The one promise that binds for each procedure, by its name in small letters: announced, else legal, else target."""
        order = ("announced", "legal", "target")
        return {name: promise for kind in reversed(order) for (name, held), promise in self.kinds.items() if held == kind}

    @property
    def set_against(self) -> dict[str, float]:
        """The days that the times of each procedure are told beside, by its name in small letters: those of the promise that binds, and of
        a legal one once the service has confirmed it."""
        return {name: promise.days for name, promise in self.binding.items() if promise.told}

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.client.timezone)

    @property
    def opening(self) -> calendar.Opening:
        """When its places open, as a calendar takes it."""
        closures = (calendar.Closure(closure.first, closure.last, closure.site, closure.channel) for closure in self.closures)
        holidays = calendar.Holidays(self.client.holidays, self.client.school_zone)
        return calendar.Opening(tuple(entry.plain for entry in self.hours), tuple(closures), holidays, self.client.timezone)


def language(folder: Path | None = None) -> str:
    """The language to speak (`wording.spoken`) of a mission: it declares the client's first language, where it can be read."""
    try:
        first = YamlFile.read(folder / "engagement.yml").value["client"]["languages"][0] if folder else None
    except (UserError, OSError, LookupError, TypeError):
        first = None
    return wording.spoken(first)


def _file(folder: Path) -> Path:
    """The engagement file of a folder."""
    path = folder / "engagement.yml"
    if path.is_file():
        return path
    if folder.is_dir():
        near = nearest("engagement.yml", [inside.name for inside in folder.iterdir() if inside.suffix in (".yml", ".yaml", ".txt")])
        raise UserError(Problem(f"engagement.no_file{'_near' if near else ''}", {"folder": str(folder), "near": near}))
    near = nearest(folder.name, [beside.name for beside in folder.parent.iterdir() if beside.is_dir()]) if folder.parent.is_dir() else None
    raise UserError(Problem(f"engagement.no_folder{'_near' if near else ''}", {"folder": str(folder), "near": near}))
