"""The figures that the attacks of the tests give, whatever the room they are in: all of them stand in one table at the end of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

Tell = Callable[[str, float], None]
"""Tell a figure by its name: see the fixture `tell`."""

FIGURES = (
    "inputs",
    "tracebacks",
    "crashes",
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


def tell_wrong(tell: Tell, wrong: Iterable[Sequence[str]], lost: int = 0) -> None:
    """Tell how many inputs were tried, and what was wrong with each, by the words of `harness.Ended.wrong`."""
    tried = list(wrong)
    tell("inputs", len(tried))
    for kind, name in (
        ("traceback", "tracebacks"),
        ("crash", "crashes"),
        ("hang", "hangs"),
        ("memory", "over memory"),
        ("outside", "written outside"),
    ):
        tell(name, sum(kind in one for one in tried))
    tell("lost lines", lost)
