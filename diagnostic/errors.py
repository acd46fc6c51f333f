"""What a user can get wrong, said in the user's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from diagnostic import wording


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: a wording key and the values that its sentence needs."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """The sentence, with names of files, columns and keys exactly as they are written there."""
        return wording.text(self.key, language, **{name: _verbatim(value) for name, value in self.values.items()})


class UserError(Exception):
    """Problems that the user can mend, all of those found, reported together."""

    def __init__(self, problems: Problem | Iterable[Problem]):
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        return "\n".join(problem.text(language) for problem in self.problems)

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows in place of a traceback."""
        return self.text(wording.display_language.get()).split("\n")


@dataclass(frozen=True)
class Verbatim:
    """A name exactly as it stands in a file, so that it can be copied: no typography."""

    written: str

    def runs(self, language: str) -> list[wording.Run]:
        return [wording.Run(self.written)]


def _verbatim(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_verbatim(item) for item in value]
    return Verbatim(value) if isinstance(value, str) else value


def written(place: tuple[str | int, ...]) -> str:
    """A place of `engagement.yml` as the user finds it: sources (2) > columns > topic."""
    shown = ""
    for step in place:
        shown += f" ({step + 1})" if isinstance(step, int) else f" > {step}" if shown else step
    return shown


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, or None when none is near."""
    by_lower = {str(candidate).lower(): str(candidate) for candidate in known}
    matches = get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[matches[0]] if matches else None


def or_nearest(key: str, name: str, known: Iterable[str], **values: Any) -> tuple[str, dict[str, Any]]:
    """The key and values of the Problem of a name that is not known: with the nearest right name, with all of them where none is near."""
    known = list(known)
    near = nearest(name, known)
    if near is not None:
        return f"{key}_near", {"name": name, "near": near, **values}
    return f"{key}_known", {"name": name, "known": known or [wording.Word("engagement.none")], **values}
