"""The figures that the attacks of the tests give, whatever the room they are in: all of them stand in one table at the end of a run."""

from __future__ import annotations

from collections.abc import Callable

Tell = Callable[[str, float], None]
"""Tell a figure by its name: see the fixture `tell`."""

FIGURES = (
    "inputs",
    "tracebacks",
    "hangs",
    "over memory",
    "lost lines",
    "written outside",
    "kills",
    "orphans",
    "names planted",
    "names in output",
    "hidden cells",
    "narrow cells",
    "share shown in the small town",
    "share hidden in the large town",
)
