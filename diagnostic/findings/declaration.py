"""What a finding declares: its name, which no variant of its wording changes, the indicators it rests on, what its chart has to show."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from itertools import chain
from typing import Any, ParamSpec, TypeVar

from diagnostic.blocks import Finding, Table
from diagnostic.indicators import notes
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed

P = ParamSpec("P")
T = TypeVar("T")
Claim = Callable[[Finding, Table], bool]
Ground = str | tuple[str, ...]
"""An indicator that a finding rests on, or several of which one is enough."""


@dataclass
class Declaration:
    """The indicators that a finding rests on, those told beside them, and whether the data of its chart bear it out."""

    rests_on: tuple[Ground, ...]
    beside: tuple[str, ...] = ()
    claim: Claim | None = None

    @property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator whose rows the finding may tell."""
        grounds = ((ground,) if isinstance(ground, str) else ground for ground in self.rests_on)
        return (*chain.from_iterable(grounds), *self.beside)

    def borne_out(self, measured: Collection[str]) -> bool:
        """Whether the indicators measured leave the finding something to stand on."""
        return all(any(name in measured for name in ([ground] if isinstance(ground, str) else ground)) for ground in self.rests_on)


DECLARED: dict[str, Declaration] = {}


def finding(*rests_on: Ground, beside: Sequence[str] = ()) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Declare a function of a question's `findings.py`: what it gives is the finding `question.function`, and its scope if it has one.

    Like all that shows figures, it takes disclosed frames alone. A finding is nothing where an indicator that it rests on is not measured
    in the rows given; those `beside` are told where they are measured.
    """

    def declare(function: Callable[P, T]) -> Callable[P, T]:
        name, gated = _name(function), takes_disclosed(function)
        declaration = DECLARED[name] = Declaration(rests_on, tuple(beside))

        @wraps(function)
        def named(*args: P.args, **kwargs: P.kwargs) -> T:
            said = _named(gated(*args, **kwargs), name)
            return said if declaration.borne_out(_measured((*args, *kwargs.values()))) else _without_findings(said)

        return named

    return declare


def claim(function: Callable[..., Any]) -> Callable[[Claim], Claim]:
    """Declare what the chart of a finding has to show, given the finding and the data drawn: cells may be hidden, figures rounded."""

    def declare(claim: Claim) -> Claim:
        DECLARED[_name(function)].claim = claim
        return claim

    return declare


def holds(finding: Finding) -> bool:
    """Whether the chart of a finding bears it out; nothing speaks against one without a chart."""
    declared = DECLARED[finding.id.partition(";")[0]]
    return finding.chart is None or declared.claim is None or declared.claim(finding, finding.chart.data)


def near(one: float | None, other: float | None) -> bool:
    """Whether two figures are both shown and the same but for rounding."""
    return one is not None and other is not None and math.isclose(one, other, rel_tol=0.005, abs_tol=1e-6)


def bars(drawn: Table, names: str, figures: str) -> dict[str, Any]:
    """The figures that a chart draws, by what the words of another column stand for."""
    return {word.rpartition(".")[2]: figure for word, figure in zip(drawn.column(names), drawn.column(figures), strict=True)}


def week_cells(drawn: Table) -> Iterator[tuple[int, int, Any]]:
    """Each cell of a week that a chart draws, with its weekday and hour."""
    for day in range(1, 8):
        if f"day{day}" in drawn.columns:
            yield from ((day, int(hour[:2]), cell) for hour, cell in zip(drawn.column("hour"), drawn.column(f"day{day}"), strict=True))


def _name(function: Callable[..., Any]) -> str:
    return f"{function.__module__.split('.')[-2]}.{function.__name__}"


def _measured(given: Iterable[Any]) -> set[str]:
    """The indicators that have a figure, or a bound in its place, for whatever part of the town, in the rows among these arguments."""
    rows = [frame for frame in given if isinstance(frame, Disclosed) and {"indicator", "status"} <= set(frame.columns)]
    columns = [
        (frame["indicator"].tolist(), frame["status"].tolist(), frame["value"].notna().tolist(), frame["note"].tolist()) for frame in rows
    ]
    return {
        name
        for of_frame in columns
        for name, status, valued, note in zip(*of_frame, strict=True)
        if (status == "measured" and valued) or (status == "suppressed" and _bounded(note))
    }


def _bounded(note: object) -> bool:
    return notes.has(note, notes.BOUNDED)


def _without_findings(shown: Any) -> Any:
    if isinstance(shown, list):
        return [one for one in shown if not isinstance(one, Finding)]
    return None if isinstance(shown, Finding) else shown


def _named(shown: Any, name: str) -> Any:
    if isinstance(shown, list):
        return [_named(one, name) for one in shown]
    if not isinstance(shown, Finding):
        return shown
    return replace(shown, id=name if shown.scope == "all" else f"{name};{shown.scope}")
