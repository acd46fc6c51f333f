"""What a user can get wrong, said in the user's words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice
from typing import Any

from diagnostic import wording

# a name is shown so far, looked for among so many, and so many are listed: nobody reads more, and no name that was meant is longer
LONGEST, COMPARED, LISTED = 200, 1000, 200
# so many problems are told at once
TOLD = 100
# controls, formats and halves of characters; but those that a name or a sentence is written with
UNSEEN, KEPT = ("Cc", "Cf", "Cs"), "\n\t\u061c\u200c\u200d\u200e\u200f"
NO_CHARACTERS = "\ufffe\uffff"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: a wording key and the values that its sentence needs."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """The sentence, with names of files, columns and keys exactly as they are written there."""
        return wording.text(self.key, language, **{name: _verbatim(value) for name, value in self.values.items()})


class UserError(Exception):
    """Problems that the user can mend, all of those found, reported together; the first ones where they are more than anyone reads."""

    def __init__(self, problems: Problem | Iterable[Problem]):
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__(self.text("en"))

    def __reduce__(self) -> tuple[type[UserError], tuple[list[Problem]]]:
        """As it goes from one process to another: with its problems."""
        return type(self), (self.problems,)

    def text(self, language: str) -> str:
        others = [Problem("engagement.more", {"told": TOLD})] if len(self.problems) > TOLD else []
        return "\n".join(problem.text(language) for problem in [*self.problems[:TOLD], *others])

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows in place of a traceback."""
        return self.text(wording.display_language.get()).split("\n")


@dataclass(frozen=True)
class Verbatim:
    """A name exactly as it stands in a file, so that it can be copied: no typography. What a terminal would obey and nobody would see
    (control characters, marks that turn the order of what is read) is written as YAML and Python write it: \\x1b."""

    written: str

    def runs(self, language: str) -> list[wording.Run]:
        return [wording.Run("".join(map(_visible, self.written)))]


def _visible(character: str) -> str:
    unseen = (unicodedata.category(character) in UNSEEN and character not in KEPT) or character in NO_CHARACTERS
    return ascii(character)[1:-1] if unseen else character


def shown(value: object) -> str:
    """A value as it is shown in a message: its beginning where it is longer than anyone reads."""
    try:
        text = str(value)
    except ValueError:  # a whole number longer than Python writes out
        text = f"{value:#x}"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


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
    """The known name most like `name`, or None when none is near, or the name is too long to be a mistake in one of them."""
    if len(name) > LONGEST:
        return None
    by_lower = {str(candidate).lower(): str(candidate) for candidate in islice(known, COMPARED) if len(candidate) <= LONGEST}
    matches = get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[matches[0]] if matches else None


def or_nearest(key: str, name: str, known: Iterable[str], **values: Any) -> tuple[str, dict[str, Any]]:
    """The key and values of the Problem of a name that is not known: with the nearest right name, with all of them where none is near."""
    known = list(known)
    near = nearest(name, known)
    if near is not None:
        return f"{key}_near", {"name": name, "near": near, **values}
    told = [shown(one) for one in known[:LISTED]] + ["…"] * (len(known) > LISTED)
    return f"{key}_known", {"name": shown(name), "known": told or [wording.Word("engagement.none")], **values}
