"""The week as half-hours: its days and the times of a day."""

from __future__ import annotations

import re

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
WEEKDAYS = len(DAYS)
SLOTS, SLOT_SECONDS = 48, 1800
DAY_SECONDS = SLOTS * SLOT_SECONDS


def half_hour(time: object) -> int | None:
    """The half-hour of the day that begins at a time: 17 for "08:30", 48 for "24:00"; None for what is no time on the half-hour."""
    parts = re.fullmatch(r"(\d\d?):([03])0", time) if isinstance(time, str) else None
    slot = int(parts[1]) * 2 + (parts[2] == "3") if parts else SLOTS + 1
    return slot if slot <= SLOTS else None
