"""What to ask a town for where data are lacking: a file of its tools, or what somebody has to declare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

# what a town's IT can extract; all the rest comes from the services, or from the engagement itself
EXTRACTED = ("contacts", "call_counts", "cases", "case_events", "tickets", "appointments", "survey", "counts", "online")
# parts of engagement.yml that hold several things
SETTINGS = ("client", "perimeter", "parameters")
# what only a log of calls holds: to be asked of the telephone system, whatever other contacts are already there
CALLS = ("outcome", "final_outcome", "transferred", "wait_s", "queue")
CALL_LOG = "calls"


def request(name: str, sources: Iterable[Mapping[str, Any]]) -> str:
    """The request that fills this lack (`table.column`, or a part of `engagement.yml`): its table, or `CALL_LOG` where only the telephone
    system can tell it and none of the sources read, as an intake's account lists them, is a log of calls."""
    table, _, column = name.partition(".")
    if table == "contacts" and column in CALLS and not any(map(_holds_calls, feeding(table, sources))):
        return CALL_LOG
    return table


def feeding(table: str, sources: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The sources that feed a table."""
    return [source for source in sources if source["table"] == table]


def _holds_calls(source: Mapping[str, Any]) -> bool:
    return source["fixed"].get("channel") == "phone" or "channel" in source["columns"] or "outcome" in source["columns"]
