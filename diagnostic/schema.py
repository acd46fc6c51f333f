"""The canonical tables: what each holds, and what kind of value each column takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CHANNELS = ("phone", "counter", "email", "web_form", "letter", "app", "chat", "social", "video", "other")
DIGITAL = ("email", "web_form", "app", "chat", "social")
WRITTEN = ("letter", "email", "web_form")
# somebody has to be there: no contact comes while closed
ATTENDED = ("counter", "video")
# when they come says when people ask, whatever is open
ASKING_AT_WILL = ("phone", "email", "web_form")
# where people help themselves at any hour: a booking there says when they asked, any other when somebody was there to take it
SELF_SERVICE = ("web_form", "app")
# the schedule of the calendar within which a contact comes while open
SCHEDULES = {"phone": "phone", "counter": "counter", "video": "staffed"} | dict.fromkeys(DIGITAL, "staffed")
OUTCOMES = ("answered", "abandoned", "deflected", "voice_server", "out_of_hours", "unanswered")
FOR_AGENTS = ("answered", "abandoned", "deflected", "unanswered")
ENDS = ("closed", "withdrawn", "transferred", "incomplete")
# what a status says of a case that goes on: it wins over a closing stamp
OPEN = "open"
PARTIES = ("user", "relay", "internal", "unknown")
CAUSES = ("chaser", "clarification", "redial", "error", "misdirected", "document", "value", "undetermined")
NOT_AVOIDABLE, UNDETERMINED = "value", "undetermined"
# what a number, or a clock of two parts, counts in a column of durations
UNITS = ("seconds", "milliseconds", "minutes", "hours", "days", "hh:mm", "mm:ss")
IDENTIFIERS = ("phone", "email", "user_id")
# closings that say what a tool or a person at a keyboard did, not when the request was dealt with
ARTEFACTS = ("typed_afterwards", "bulk_closing", "automatic_closing", "midnight_stamp")
# columns that intake derives: no file of a client holds them
DERIVED = {"cases": {"artefact": "VARCHAR"}}


# those of the kinds that are no text
SQL_TYPES = {"date": "DATE", "seconds": "DOUBLE", "number": "DOUBLE", "integer": "BIGINT", "boolean": "BOOLEAN"} | dict.fromkeys(
    ("weekday", "slot"), "INTEGER"
)


@dataclass(frozen=True)
class Column:
    """A column of a canonical table.

    Kinds: `instant` (kept in UTC, in local time and with its precision), `date`, `seconds`, `number`, `integer`, `boolean`,
    `text`, `month`, `weekday`, `slot` (a half-hour of the day, 0 to 47), `choice` (one of `values`), `choices` (several, in one
    cell), `identifier` (hashed, then resolved to a person), `key` (hashed).
    """

    name: str
    kind: str
    values: tuple[str, ...] = ()

    @property
    def local(self) -> str:
        """The column that holds a stamp or a day as the zone's clocks say it."""
        return f"{self.name.removesuffix('at')}local" if self.kind == "instant" else self.name

    @property
    def precision(self) -> str:
        """The column that says how precise an instant is."""
        return f"{self.name.removesuffix('at')}precision"

    @property
    def stored(self) -> dict[str, str]:
        """The columns that hold what it says, with their SQL types."""
        if self.kind == "instant":
            return {self.name: "TIMESTAMP", self.local: "TIMESTAMP", self.precision: "VARCHAR"}
        return {self.name: SQL_TYPES.get(self.kind, "VARCHAR")}


def _columns(**kinds: str | Sequence[str]) -> dict[str, Column]:
    made = {}
    for name, kind in kinds.items():
        made[name] = Column(name, kind) if isinstance(kind, str) else Column(name, "choice", tuple(kind))
    return made


_PERSON = {"phone": "identifier", "email": "identifier", "user_id": "identifier", "party": PARTIES}

TABLES: dict[str, dict[str, Column]] = {
    "contacts": _columns(
        source_id="key",
        occurred_at="instant",
        month="month",
        weekday="weekday",
        hour="integer",
        direction=("in", "out"),
        outcome=OUTCOMES,
        wait_s="seconds",
        handle_s="seconds",
        transferred="boolean",
        final_outcome=OUTCOMES,
        topic="text",
        service="text",
        site="text",
        team="text",
        queue="text",
        profile="text",
        case_id="key",
        is_complaint="boolean",
        resolved="boolean",
        **_PERSON,
    )
    | {"channel": Column("channel", "choices", CHANNELS)},
    "call_counts": _columns(
        day="date",
        month="month",
        hour="integer",
        slot="slot",
        queue="text",
        service="text",
        offered="integer",
        answered="integer",
        answered_in_time="integer",
        abandoned="integer",
        deflected="integer",
        voice_server="integer",
        wait_s="seconds",
        handle_s="seconds",
    ),
    "cases": _columns(
        case_id="key",
        procedure="text",
        channel=CHANNELS,
        service="text",
        site="text",
        profile="text",
        opened_at="instant",
        complete_at="instant",
        acknowledged_at="instant",
        first_response_at="instant",
        resolved_at="instant",
        closed_at="instant",
        due_at="instant",
        promised_days="number",
        end=(*ENDS, OPEN),
        status="text",
        team="text",
        reopen_count="integer",
        **_PERSON,
    ),
    "case_events": _columns(case_id="key", activity="text", at="instant", team="text"),
    "tickets": _columns(
        site="text",
        topic="text",
        service="text",
        taken_at="instant",
        called_at="instant",
        done_at="instant",
        status=("served", "left"),
        topics="integer",
    ),
    "appointments": _columns(
        booked_at="instant",
        starts_at="instant",
        arrived_at="instant",
        duration_s="seconds",
        service="text",
        site="text",
        booked_via=CHANNELS,
        status=("held", "missed", "cancelled", "planned", "unknown"),
        **_PERSON,
    ),
    "survey": _columns(
        at="instant",
        channel=CHANNELS,
        service="text",
        site="text",
        topic="text",
        question="text",
        score="number",
        scale_min="number",
        scale_max="number",
        high_is=("good", "bad"),
        profile="text",
    ),
    "staff": _columns(site="text", team="text", channel=CHANNELS, fte="number", schedule="text"),
    "offer": _columns(topic="text", channel=CHANNELS, served="boolean"),
    "counts": _columns(day="date", month="month", channel=CHANNELS, service="text", site="text", topic="text", contacts="integer"),
}

REQUIRED: dict[str, tuple[str, ...]] = {
    "call_counts": ("offered",),
    "cases": ("opened_at",),
    "case_events": ("case_id", "activity", "at"),
    "tickets": ("taken_at",),
    "appointments": ("starts_at",),
    "survey": ("question", "score"),
    "staff": ("fte",),
    "offer": ("topic", "channel", "served"),
    "counts": ("contacts",),
}


def stored_columns(table: str) -> dict[str, str]:
    """The columns of a table in the store with their SQL types, `id` and `source` first."""
    stored = {"id": "BIGINT", "source": "VARCHAR"}
    for column in TABLES[table].values():
        stored |= {"person": "BIGINT"} if column.kind == "identifier" else column.stored
    return stored | DERIVED.get(table, {})
