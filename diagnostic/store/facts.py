"""Facts: what every question needs, derived once from the canonical tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostic import schema, steps
from diagnostic.calendar import schedules
from diagnostic.engagement import TOLD, Engagement, parameters_but
from diagnostic.steps import Step
from diagnostic.store import declared
from diagnostic.store.engine import SETTLED, Store, canonical
from diagnostic.store.parts import Parts
from diagnostic.store.settings import settings_row

if TYPE_CHECKING:
    import pandas as pd

DAYS = {"day": "DATE", "day_number": "INTEGER", "weekday": "INTEGER", "week": "DATE", "month": "VARCHAR", "day_type": "VARCHAR"}
_KINDS_OF_CHANNELS = (schema.DIGITAL, schema.WRITTEN, schema.ATTENDED, schema.ASKING_AT_WILL, schema.SELF_SERVICE)
# What SQL asks of a word: where the lists of schema.py are read from
VOCABULARY: dict[str, tuple[dict[str, str], list[tuple[object, ...]]]] = {
    "channels": (
        {"channel": "VARCHAR", "schedule": "VARCHAR"}
        | dict.fromkeys(("digital", "written", "attended", "asks_at_will", "self_service"), "BOOLEAN"),
        [(name, schema.SCHEDULES.get(name), *(name in words for words in _KINDS_OF_CHANNELS)) for name in schema.CHANNELS],
    ),
    "outcomes": ({"outcome": "VARCHAR", "for_agent": "BOOLEAN"}, [(name, name in schema.FOR_AGENTS) for name in schema.OUTCOMES]),
}
# In the order in which they rest on each other, each by the file `facts_*.sql` of its name. Only facts outlast it
STEPS = (
    *("fact_openings", "fact_instants", "case_ends", "fact_stages", "fact_contact_period", "fact_case_period"),
    *("contact_records", "contact_told", "contact_words", "contact_days", "contact_numbers"),
    *("contact_doubles", "contact_documents", "contact_calls", "contact_judged", "contact_cases", "contact_matters"),
    *("fact_contacts", "fact_other_channels", "fact_volumes", "fact_recognition", "fact_open_logs", "fact_demand"),
    *("case_clocks", "fact_cases", "fact_case_promises", "fact_case_watch", "fact_case_contacts"),
)
# the rooms whose code decides what the facts hold
DECIDING = ("store", "calendar", "engagement", "resources.py", "schema.py")
# the parameters that their SQL knows
READ = ("chaser_after_days",)
# the parts of `engagement.yml` that no fact follows from: those that say how files are read are in the canonical tables
UNREAD = (*TOLD, "client.languages", "relays", "retention", "topic_groups", *parameters_but(*READ, "handling_minutes", "seasonal_profile"))
FACTS = tuple(step for step in STEPS if step.startswith("fact_"))
# read anew by each step that asks for it, in the columns that it asks for: kept nowhere
VIEWS = ("contact_records", "contact_judged")
# where memory does not hold all contacts: the table from whose parts each of these is derived
BY_PARTS = {
    **dict.fromkeys(("contact_doubles", "contact_calls", "contact_matters"), "contact_numbers"),
    "fact_contacts": "contact_matters",
}
# what contacts are taken from
RECORDED = ("contacts", "tickets", "cases")
# whose few words millions of rows bear
OF_WORDS = ("contact_words", "contact_days")
DERIVED = ("days", "calendar", *VOCABULARY, *declared.DECLARED, *FACTS)

# A stamp outside these years is a typing error: it stays in its table and gets no day
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_CALENDAR_YEARS = 40
# so many contacts and cases are worked on by one thread. Of more the order is anybody's, and each thread writes its rows as they come
_FEW = 200_000


def step(engagement: Engagement) -> Step:
    """The facts: from the canonical tables and the settings to the derived tables."""
    tables = [path for table in canonical() if (path := engagement.store / f"{table}.parquet").is_file()]
    outputs = dict.fromkeys([engagement.store / f"{table}.parquet" for table in DERIVED], "")
    entered = {path.stem: steps.sha256(path) for path in tables}
    entered |= steps.hashed(engagement.parts(UNREAD) | {"settings": str(settings_row(engagement, READ))})
    return Step(engagement.folder, "facts", entered, steps.code(*DECIDING), outputs)


def contents(engagement: Engagement) -> dict[str, str]:
    """The hash of each table of the store that anything is measured from: a table made anew as it was changes nothing further."""
    return {path.stem: steps.sha256(path) for path in sorted(engagement.store.glob("*.parquet")) if not path.stem.startswith(SETTLED)}


def derive(engagement: Engagement) -> None:
    """Write the tables of `DERIVED`, described in docs/architecture.md, into the store."""
    with Store.open(engagement.store, settings_row(engagement, READ)) as store:
        if few(store):
            store.one_thread()
        else:
            store.connection.execute("set preserve_insertion_order = false")
        first, last = _range(store, engagement)
        calendar = schedules.build(engagement.opening, max(first, _years_before(last, _CALENDAR_YEARS)), last)
        store.write_frame("calendar", calendar, schedules.COLUMNS)
        kinds = calendar.drop_duplicates("day").set_index("day")["day_type"]
        dates = days(first, last)
        store.write_frame("days", dates.assign(day_type=dates["day"].map(kinds)), DAYS)
        for name, (columns, rows) in VOCABULARY.items():
            store.write_rows(name, rows, columns)
        declared.write(store, engagement)
        with Parts(store, _recorded(store)) as parts:
            _steps(store, parts)


def _steps(store: Store, parts: Parts) -> None:
    """Each of `STEPS`, and none of their tables longer than one that follows asks for it."""
    asked = {name: Path(__file__).with_name(f"facts_{name.removeprefix('fact_')}.sql").read_text(encoding="utf-8") for name in STEPS}
    views = {name: asked[name] for name in VIEWS}
    held: list[str] = []
    while asked:
        name = next(iter(asked))
        sql = asked.pop(name)
        if parts.holds(BY_PARTS.get(name)) or (parts.count > 1 and name == "contact_numbers"):
            _in_parts(parts, name, sql)
        else:
            (store.write if name in FACTS else store.define if name in VIEWS else store.prepare)(name, sql)
        if name in OF_WORDS:
            store.number_words(name)
        held += [] if name in (*FACTS, *VIEWS) else [name]
        # millions of rows that no later step asks for make room
        later = " ".join(asked.values())
        later += " ".join(view for name, view in views.items() if name in later)
        for earlier in [one for one in held if one not in later]:
            held.remove(earlier)
            parts.drop(earlier)


def _in_parts(parts: Parts, name: str, sql: str) -> None:
    """A step over all contacts: those of a person are in one part, and later those that were read from rows of the same numbers."""
    if name == "contact_numbers":
        parts.cut(name, sql, f"coalesce(person, contact) % {parts.count}")
    elif name == "contact_matters":
        parts.cut(name, sql, f"record // {3 * _rows(parts)}", BY_PARTS[name])
    elif name == "fact_contacts":
        parts.write(name, sql, BY_PARTS[name], "contact_records", "row_id", _rows(parts))
    else:
        parts.collect(name, sql, BY_PARTS[name])


@dataclass(frozen=True)
class Coverage:
    """From when to when the files tell of contacts (a day, or a month), and whether anything of it falls in the period."""

    first: str
    last: str
    in_period: bool


def coverage(store: Store) -> Coverage | None:
    """What the facts cover, None where no file tells of contacts or cases."""
    ((first, last, inside, waiting),) = store.connection.execute(
        """select min(coalesce(cast(day as varchar(10)), month)), max(coalesce(cast(day as varchar(10)), month)), max(in_period),
                  (select max(at_risk) from fact_cases) from fact_volumes"""
    ).fetchall()
    return Coverage(first, last, bool(inside or waiting)) if first else None


def days(first: dt.date, last: dt.date) -> pd.DataFrame:
    """One row per date: its number (days since 1970-01-01), weekday (1 = Monday), the Monday of its week, its month (YYYY-MM)."""
    import pandas as pd

    dates = pd.date_range(first, last, unit="s")
    week = dates - pd.to_timedelta(dates.day_of_week, unit="D")
    number = (dates - pd.Timestamp("1970-01-01")).days
    return pd.DataFrame(
        {"day": dates, "day_number": number, "weekday": dates.day_of_week + 1, "week": week, "month": dates.strftime("%Y-%m")}
    )


def few(store: Store) -> bool:
    """Whether the tables that contacts are taken from hold so few rows that there is nothing to divide between threads."""
    return _recorded(store) <= _FEW


def _recorded(store: Store) -> int:
    """How many rows the tables hold that contacts are taken from."""
    rows = " union all ".join(f"select count(*) as rows from {table}" for table in RECORDED)
    ((recorded,),) = store.connection.execute(f"select sum(rows) from ({rows}) as tables").fetchall()
    return int(recorded)


def _rows(parts: Parts) -> int:
    """How many numbers of rows, of each table that contacts are taken from, a part takes."""
    last = " union all ".join(f"select max(id) as last from {table}" for table in RECORDED)
    ((last,),) = parts.store.connection.execute(f"select max(last) from ({last}) as tables").fetchall()
    return int(last) // parts.count + 1


def _range(store: Store, engagement: Engagement) -> tuple[dt.date, dt.date]:
    """The days that SQL may look up: those of every stamp, of the period with the year before it, and of the extract."""
    stamps = [
        f'select min(cast("{column}" as date)) as first, max(cast("{column}" as date)) as last from {table} '  # `at` is a keyword
        f"""where cast("{column}" as date) between date '{_FIRST_YEAR}-01-01' and date '{_LAST_YEAR}-12-31'"""
        for table in schema.TABLES
        if store.has(table)
        for column, kind in schema.stored_columns(table).items()
        if kind in ("TIMESTAMP", "DATE")
    ]
    period = engagement.period
    known = [_years_before(period.start, 1), period.end, store.settings["extract_date"], store.settings["extract_local"].date()]
    if stamps:
        known += [day for pair in store.connection.execute(" union all ".join(stamps)).fetchall() for day in pair if day]
    return min(known), max(known) + dt.timedelta(days=1)


def _years_before(day: dt.date, years: int) -> dt.date:
    return day - dt.timedelta(days=366 * years)
