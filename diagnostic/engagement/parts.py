"""The parts of `engagement.yml`, each with its keys, their types and limits."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from diagnostic import calendar, schema
from diagnostic.calendar.half_hours import DAYS
from diagnostic.engagement import presets
from diagnostic.engagement.scalars import Colour, Day, Encoding, Inside, Name, Prose, Region, Text, Word

# what a file is; found from its content where it is not declared
FORMATS = ("csv", "workbook", "json", "ndjson", "parquet", "xes", "queue_log", "asterisk_cdr")
Channel = Literal[schema.CHANNELS]  # type: ignore[valid-type]
Weekday = Literal[DAYS]  # type: ignore[valid-type]
Unit = Literal[schema.UNITS]  # type: ignore[valid-type]
Table = Literal[tuple(schema.TABLES)]  # type: ignore[valid-type]
ONE_EXPORT = 0.75  # headers of two files of one export: so many of them in common
MANY = 1000  # entries of a list: more of them than any mission has
Month = Annotated[int, BeforeValidator(lambda key: int(key) if isinstance(key, str) and key.isdigit() else key), Field(ge=1, le=12)]


def source_names(file: str, sheet: str | None) -> tuple[str, ...]:
    """The names that a source of this file and sheet may bear, the shortest first."""
    stem = PurePosixPath(file).stem
    return (stem, f"{stem}#{sheet}") if sheet else (stem,)


class Settings(BaseModel):
    """A part of the file: an unknown key is an error, a value is never converted silently."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Client(Settings):
    """Whose diagnostic this is."""

    name: Name
    population: int | None = Field(None, ge=1, le=100_000_000)
    languages: tuple[Literal["fr", "en"], ...] = ("fr",)
    timezone: Name = calendar.Opening.timezone
    school_zone: Literal["A", "B", "C"] | None = None
    holidays: Region = calendar.Holidays.region  # ISO country, with a subdivision after a dash: FR, FR-GES, CA-QC


class Period(Settings):
    """Local dates, both included. Without `extract_date` the latest stamp of the sources stands for it, printed as assumed."""

    start: Day
    end: Day
    extract_date: Day | None = None


class Absent(Settings):
    """A part of the perimeter that is known not to be recorded."""

    channel: Channel
    service: Name | None = None
    why: Prose


class Perimeter(Settings):
    """What the mission declares to cover. `sensitive` names the topics, procedures, services or teams (social aid, housing) whose rows keep
    no profile of the user."""

    services: tuple[Name, ...] = Field((), max_length=MANY)
    sites: tuple[Name, ...] = Field((), max_length=MANY)
    channels: tuple[Channel, ...] = Field((), max_length=MANY)
    absent: tuple[Absent, ...] = Field((), max_length=MANY)
    sensitive: tuple[Name, ...] = Field((), max_length=MANY)


class Retention(Settings):
    """How long the client keeps its records. Calls that are older at the extract are refused, unless `older_calls` says who agreed that
    they are read."""

    calls_months: int | None = Field(None, ge=1, le=1200)
    older_calls: Prose | None = None


class Derivation(Settings):
    """What stands for a personal column of the file, `from`, which is not kept.

    `age_band`: the age band, from a birth date, at the date of the row. `activity`: `private` or `professional`, from an e-mail address
    or through `values`. `digital_distance`: `distant` from digital tools or `autonomous`, through `values`.
    """

    header: Text = Field(alias="from")
    rule: Literal["age_band", "activity", "digital_distance"]
    values: dict[Text, Word] = {}
    dates: Name | None = None


class Measures(Settings):
    """A long file: the column `names` says what the column `values` holds. `columns` gives, per canonical column, the word of `names`
    whose value it is (several joined by " + " are added up, `"*"` is every word). The rows that agree in all else become one.
    Where `values` lists several columns (a month each), `across` is the canonical column whose cells their headers are.
    """

    names: Text
    values: Text
    across: str | None = None
    columns: dict[str, Text] = Field(min_length=1)

    @property
    def headers(self) -> str:
        """The two headers, as a column that needs both."""
        return f"{self.names} + {self.values}"


class Source(Settings):
    """One file of `data/` and how its columns read.

    `columns` maps a canonical column to a header of the file; `values` maps, per canonical column, the file's words to ours
    (`""` for a word that says nothing, among ends that the case goes on, `"*"` for any other word); `fixed` gives a constant to a canonical
    column; `channel` is short for a constant channel; `derive` fills a canonical column with what stands for a personal one.
    `unit` says, per canonical column of durations, what a plain number counts (`minutes`; seconds where nothing is said), or what a clock
    of two parts is: `hh:mm` or `mm:ss`.
    `preset` names the product whose export this is: it gives the table, `columns`, `values` and the rest, except what is written here.
    `headers` names the columns, in order, of a file that does not.
    `across` is for a wide file: `columns: {contacts: "Guichet + Appels"}, across: {contacts: channel}` makes a row of each of these
    columns of each line; their headers are the cells of `channel`, before what `columns` may give it too ("janvier" and "2025"), or of
    nothing (`""`).
    `measures` is for a long one.
    Telephone numbers of `internal_digits` digits or less are extensions, whose calls are internal: five, unless nearly all numbers are
    so short; 0 for none.
    `due_kind` says what the due date, or the days promised, of each case is.
    """

    file: Inside
    preset: str | None = None
    table: Table  # type: ignore[valid-type]
    sheet: Name | None = None
    format: Literal[FORMATS] | None = None  # type: ignore[valid-type]
    header_row: int | None = Field(None, ge=1, le=10_000)
    headers: tuple[Text, ...] = Field((), max_length=20_000)
    encoding: Encoding | None = None
    channel: Channel | None = None
    columns: dict[str, Text] = {}
    fixed: dict[str, Word] = {}
    dates: Name | None = None
    unit: dict[str, Unit] = {}
    values: dict[str, dict[Text, Word]] = {}
    list_separator: str | None = Field(None, min_length=1, max_length=10)
    internal_digits: int | None = Field(None, ge=0, le=8)
    extract_frame: Literal["all", "opened", "closed", "active"] = "all"
    due_kind: Literal["announced", "legal", "target"] = "announced"
    counts_as: Literal["contacts", "cases"] = "contacts"
    derive: dict[str, Derivation] = {}
    across: dict[str, str] = {}
    measures: Measures | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names that it may bear in the tables: the file's stem, and the stem with the sheet where one is declared."""
        return source_names(self.file, self.sheet)

    def name_among(self, sources: Iterable[Source]) -> str:
        """Its name in the tables: the file's stem, with the sheet where these sources read two of the file."""
        several = len({other.sheet for other in sources if other.file == self.file}) > 1
        return self.names[-1 if several else 0]

    @property
    def read_from(self) -> dict[str, str]:
        """The header that each canonical column is read from, or derived from."""
        measured = dict.fromkeys(self.measures.columns, self.measures.headers) if self.measures else {}
        return {**self.columns, **measured, **{column: derivation.header for column, derivation in self.derive.items()}}

    def may_overlap(self, other: Source) -> bool:
        """Whether nothing that is said of two sources makes them different: two sites, two channels."""
        fixed = [dict(source.fixed) | ({"channel": source.channel} if source.channel else {}) for source in (self, other)]
        return all(fixed[1].get(column, word) == word for column, word in fixed[0].items())

    def is_export_like(self, other: Source) -> bool:
        """Whether two files are exports of one kind: most columns are read from the same headers."""
        headers = [{(column, " ".join(header.casefold().split())) for column, header in one.read_from.items()} for one in (self, other)]
        return len(headers[0] & headers[1]) >= ONE_EXPORT * len(headers[0] | headers[1])

    def is_of_system(self, other: Source) -> bool:
        """Whether two files come out of one system: two months, two deliveries of one log."""
        same = (self.table, self.preset) == (other.table, other.preset)
        return same and self.is_export_like(other) and self.may_overlap(other)

    @model_validator(mode="before")
    @classmethod
    def _table_of_preset(cls, entry: Any) -> Any:
        if isinstance(entry, dict) and "table" not in entry and isinstance(entry.get("preset"), str):
            # where the preset does not exist, that alone is told
            return entry | {"table": presets.tables().get(entry["preset"], "contacts")}
        return entry


class Hours(Settings):
    """Opening rules of one place and channel: `rules` in OSM `opening_hours` syntax, or `week`, a text per day as on the door.

    `week: {lundi à jeudi: "9h-12h / 14h-17h", samedi: "1er samedi du mois : 9h-12h", jours fériés: fermé}`.
    """

    site: Name
    channel: Channel = calendar.Hours.channel
    rules: str = Field("", max_length=2000)
    week: dict[Name, Annotated[str, Field(max_length=200)]] = Field({}, max_length=50)
    valid_from: Day | None = None
    valid_to: Day | None = None
    appointment_only: bool = False

    @property
    def plain(self) -> calendar.Hours:
        """The entry as a calendar takes it."""
        return calendar.Hours(**self.model_dump())


class Closure(Settings):
    """Days when a place does not open though its rules say so, both included: `to` left out, one day; `site` or `channel` left out, all."""

    site: Name | None = None
    channel: Channel | None = None
    first: Day = Field(alias="from")
    to: Day | None = None
    why: Prose

    @property
    def last(self) -> Day:
        return self.to or self.first


class Event(Settings):
    """A dated fact that explains the figures: a mailing, an outage, a break in a series."""

    date: Day
    kind: Literal["peak", "break", "outage", "change", "other"]
    label: Name | None = None
    source: Text | None = None


class Promise(Settings):
    """The time a procedure is promised to take, in days.

    `confirmed` says of a legal time that the service has checked what the data tell of it: until then no report counts the cases beyond it.
    """

    procedure: Text
    days: float = Field(gt=0, le=3650)
    kind: Literal["announced", "legal", "target"] = "announced"
    clock_start: Literal["opened", "complete"] = "opened"
    confirmed: bool = False

    @property
    def told(self) -> bool:
        """Whether a report may say how it is kept."""
        return self.kind != "legal" or self.confirmed


class ClockStop(Settings):
    """Two steps of the event log between which the clock of a case stands still: the user owes something."""

    starts: Text = Field(alias="from")
    ends: Text = Field(alias="to")


class Target(Settings):
    """A level to compare an indicator with, and who set it."""

    value: float = Field(ge=-1e9, le=1e9)
    source: Prose


class Relays(Settings):
    """The client's list of people who make contact for others: a `column` of a `file`, or `identifiers` (telephone, e-mail, user's number).

    `relays: ["0142761234", notaire@etude.fr]` is short for the identifiers alone.
    """

    file: Inside | None = None
    column: Text | None = None
    identifiers: tuple[Name, ...] = Field((), max_length=20_000)


def listed(value: object) -> object:
    """`relays` given as a list of identifiers alone."""
    return {"identifiers": value} if isinstance(value, tuple) else value


class SurveyItems(Settings):
    """The question of the survey that stands for each item; one that is not declared is recognised by its words."""

    hours: Text | None = None  # whether opening hours suit the user
    satisfaction: Text | None = None
    effort: Text | None = None
    clarity: Text | None = None
    trust: Text | None = None
    courtesy: Text | None = None


class Constraints(Settings):
    """The limits that the client sets to a change of opening hours. Times are on the half-hour, as "08:00" or "18:30".

    A change is one opening moved: at most `changes` runs of half-hours are closed and at most as many opened, `hours_moved` in all.
    `days` are those on which a place may open, `keep` those that stay as they are, `sites` the counters whose hours may move
    (all without it). `staff` is how many agents an open hour takes on a day, 1 unless said: the week takes no more agent-hours than today.
    """

    block_hours: float = Field(2, ge=0.5, le=12)  # an opening lasts at least this
    earliest: str = "08:00"
    latest: str = "19:00"
    changes: int = Field(2, ge=1, le=14)
    hours_moved: float = Field(4, ge=0.5, le=40)
    days: tuple[Weekday, ...] = ("Mo", "Tu", "We", "Th", "Fr", "Sa")
    keep: tuple[Weekday, ...] = ()
    staff: dict[Weekday, Annotated[float, Field(ge=0, le=1000)]] = {}
    sites: tuple[Name, ...] = Field((), max_length=MANY)


class Parameters(Settings):
    """The choices behind the figures; each is printed in the annex."""

    repeat_window_days: int = Field(7, ge=1, le=365)
    # a contact about an open case is a chaser from this many days on: the first days bring ordinary returns, chased or not
    chaser_after_days: int = Field(7, ge=0, le=365)
    small_group: int = Field(11, ge=1, le=10_000)
    min_team: int = Field(5, ge=1, le=10_000)
    min_cases: int = Field(30, ge=1, le=1_000_000)
    unavailability: float = Field(0.25, ge=0, le=0.95)
    occupancy: float = Field(1, ge=0.01, le=1)
    annual_hours: float = Field(1607, ge=1, le=8784)
    repeat_effort: float = Field(1, ge=0.01, le=100)
    short_abandon_s: float = Field(5, ge=0, le=3600)
    answer_within_s: float = Field(20, ge=0, le=86_400)
    shared_identifier: int = Field(3, ge=1, le=1_000_000)
    # None: nobody is taken for a relay by their number of contacts
    relay_contacts_per_year: int | None = Field(None, ge=2, le=1_000_000)
    handling_minutes: dict[Channel, Annotated[float, Field(ge=0, le=1440)]] = {}
    # weight of a month of the year, 1 where it is not said
    seasonal_profile: dict[Month, Annotated[float, Field(ge=0, le=100)]] = {}
    service_level: float = Field(0.8, ge=0, le=0.999)
    minimum_presence: int = Field(1, ge=0, le=1000)
    counter_within_minutes: float = Field(10, ge=0, le=1440)
    patience_s: float = Field(120, ge=1, le=86_400)
    coding_sample: int = Field(200, ge=1, le=20_000)
    least_gain_points: float = Field(1, ge=0.01, le=100)  # under it, moving opening hours is not proposed
    draws: int = Field(1000, ge=100, le=10_000)
    seed: int = Field(20250101, ge=0, le=2**32 - 1)


class Brand(Settings):
    """The two colours and the consultant's name on the report."""

    primary: Colour | None = None
    accent: Colour | None = None
    consultant: Name | None = None


class ToConfirm(Settings):
    """A point that a proposal was not sure of. It changes nothing; it is removed from the file once settled."""

    question: Text
    file: Inside | None = None
    column: Text | None = None
    proposal: Text | None = None
    confidence: float | None = Field(None, ge=0, le=1)
