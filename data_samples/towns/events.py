"""The clean list of what happened in a town, before any export spoils it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pandas as pd


@dataclass
class Contact:
    """One attempt to reach the town hall, as its source can know it: a name absent from the source is absent here."""

    source: str
    at: dt.datetime  # local, at the source's precision
    channel: str
    topic: str | None = None
    service: str | None = None
    direction: str = "in"
    party: str = "unknown"
    outcome: str | None = None
    wait_s: int | None = None
    handle_s: int | None = None
    transferred: bool | None = None
    final_outcome: str | None = None
    queue: str | None = None
    team: str | None = None
    phone: str | None = None
    email: str | None = None
    case_id: str | None = None
    site: str | None = None
    answered_at: dt.datetime | None = None
    person: int | None = None  # who it really was; no export tells
    words: str = ""


@dataclass
class Step:
    """One step of a case, as the log of its tool has it."""

    activity: str
    at: dt.datetime
    team: str


@dataclass
class Case:
    """One request followed in a tool."""

    source: str
    case_id: str
    procedure: str
    channel: str
    service: str
    team: str
    opened: dt.datetime
    closed: dt.datetime | None
    end: str | None
    phone: str | None
    email: str | None
    name: str
    person: int | None = None  # who it really was; no export tells
    complete: dt.datetime | None = None
    acknowledged: dt.datetime | None = None
    answered: dt.datetime | None = None  # the first answer
    reopened: int = 0
    referred: bool = False
    steps: list[Step] = field(default_factory=list)


@dataclass
class Town:
    """A town's events. `others` holds flat tables that need no truth by rows (appointments, survey, staff)."""

    contacts: list[Contact] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    tickets: list[dict[str, Any]] = field(default_factory=list)
    others: dict[str, pd.DataFrame] = field(default_factory=dict)

    def in_order(self) -> Town:
        """The same town, each list in the order of time that its export will have."""
        self.contacts.sort(key=lambda contact: (contact.source, contact.at))
        self.cases.sort(key=lambda case: (case.source, case.opened, case.case_id))
        self.tickets.sort(key=lambda ticket: (ticket["taken_at"], ticket["site"]))
        return self
