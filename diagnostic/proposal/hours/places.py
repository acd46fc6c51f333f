"""Places whose opening hours a file gives: entries of `hours:`, and what somebody has to read before they are right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from diagnostic.calendar import Hours, week


@dataclass(frozen=True)
class Place:
    """A place: its name, its rules, those of its appointments, and what the rules cannot say.

    `comments` are the source's own, which may contradict its hours; `unread` what is not understood, `untimed` appointments without
    hours, `unknown` days whose hours are not known: each with its day.
    """

    site: str
    rules: str
    appointment: str = ""
    channel: str = Hours.channel
    comments: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    untimed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def entries(self) -> list[dict[str, Any]]:
        """The entries of `hours:` in engagement.yml, none where no hours are known."""
        said = {"site": self.site, "channel": self.channel}
        made = [said | {"rules": self.rules}] if self.rules else []
        return made + ([said | {"rules": self.appointment, "appointment_only": True}] if self.appointment else [])


def of_week(site: str, texts: Mapping[str, str]) -> Place:
    """The place whose hours are a text per day."""
    said = week.read(texts)
    unread, untimed = (tuple(f"{day} : {words}" for day, words in said.named(what)) for what in ("unread", "untimed"))
    return Place(site, said.rules, said.appointment, Hours.channel, (), unread, untimed, tuple(said.unknown))


def to_read(places: Iterable[Place]) -> dict[str, list[str]]:
    """What to read, by kind, each with the name of its place."""
    remarks: dict[str, list[str]] = {}
    for place in places:
        for kind in ("comments", "unread", "untimed", "unknown"):
            items = getattr(place, kind)
            if items:
                remarks.setdefault(kind, []).append(f"{place.site} ({', '.join(items)})")
    return remarks
