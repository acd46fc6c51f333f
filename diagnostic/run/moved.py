"""Where what an older notebook imports stands today, for the notebooks that a mission keeps in its own folder."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from diagnostic import ipynb
from diagnostic.errors import Problem

# the modules that `diagnostic.measures`, `.findings` and `.charts` held, by the question that holds them today
QUESTIONS = {
    "better_week": ("best_week", "best_weeks", "trial"),
    "causes": ("causes",),
    "channels": ("channels",),
    "chasers": ("chasers",),
    "counter": ("counter",),
    "flow": ("before_after", "flow"),
    "hours": ("opening", "shoulders", "week"),
    "paths": ("paths",),
    "peers": ("peers",),
    "procedures": ("portfolio",),
    "processing": ("processing",),
    "promises": ("answers", "promises"),
    "quality": ("quality",),
    "reach": ("callers", "calls", "reach", "totals", "waits"),
    "received": ("data",),
    "repeats": ("chance", "repeats"),
    "staffing": ("agents", "staffing"),
    "stages": ("stages",),
    "volume": ("coverage", "volume"),
    "workload": ("busy", "handling", "load", "positions", "sensitivity", "workload", "year"),
}
ROOMS = ("measures", "findings", "charts")
MOVED = {
    f"diagnostic.{room}.{module}": f"diagnostic.questions.{name}" for name, held in QUESTIONS.items() for module in held for room in ROOMS
}
MOVED |= {"diagnostic.charts.data": "diagnostic.questions.quality", "diagnostic.measures": "diagnostic.questions"}
MOVED |= {"diagnostic.measures.rows": "diagnostic.measuring.rows", "diagnostic.measures.cohort": "diagnostic.measuring.cohort"}


def outdated(notebooks: Iterable[Path]) -> list[Problem]:
    """Each import of these notebooks that has moved, with its cell and where it stands today."""
    return [
        Problem("run.moved", {"file": path.name, "cell": number, "name": name, "now": MOVED[name]})
        for path in notebooks
        for number, cell in enumerate(ipynb.read(path)["cells"], start=1)
        if cell["cell_type"] == "code"
        for name in dict.fromkeys(_named(cell["source"]))
        if name in MOVED
    ]


def _named(source: str) -> Iterator[str]:
    """What a cell imports, and the modules that it reaches as attributes of a room: a module alone where none of its names has moved."""
    try:
        tree = ipynb.tree(source)
    except SyntaxError:  # a magic of IPython, or what the run itself will tell
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            full = [f"{node.module}.{name.name}" for name in node.names]
            yield from [name for name in full if name in MOVED] or [node.module]
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"diagnostic.{node.value.id}.{node.attr}"
