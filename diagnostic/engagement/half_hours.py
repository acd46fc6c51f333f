"""Days and times as the limits of a change of hours write them."""

from __future__ import annotations

import re

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
HALF_HOURS = 48


def half_hour(time: object) -> int | None:
    """The half-hour of the day that begins at a time: 17 for "08:30", 48 for "24:00"; None for what is no time on the half-hour."""
    found = re.fullmatch(r"(\d\d?):([03])0", time) if isinstance(time, str) else None
    slot = int(found[1]) * 2 + (found[2] == "3") if found else HALF_HOURS + 1
    return slot if slot <= HALF_HOURS else None
