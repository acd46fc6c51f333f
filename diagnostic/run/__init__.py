"""papermill over the notebooks of an engagement: those that stand alone side by side, then those that read the others."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from diagnostic import blocks, lock, town
from diagnostic.engagement import Engagement, Parameters
from diagnostic.errors import Problem, UserError
from diagnostic.intake import inputs
from diagnostic.progress import Began, Ended, Planned, Said, tell
from diagnostic.run import connections, library, record
from diagnostic.run.kernel import Execution, Task
from diagnostic.run.library import Notebook
from diagnostic.run.moved import outdated
from diagnostic.run.pool import Pool


@dataclass(frozen=True)
class Outcome:
    """What a run gave: its steps in order, the notebooks that say something could not be measured, why a file was not taken in, and the
    confidential notes (`alerts`) that are to be read before the report is sent."""

    engagement: Engagement
    steps: tuple[Execution, ...]
    unmeasured: tuple[str, ...]
    untaken: tuple[str, ...] = ()
    strict: bool = False
    alerts: tuple[Path, ...] = ()

    @property
    def failed(self) -> tuple[Execution, ...]:
        return tuple(step for step in self.steps if step.error)

    @property
    def exit_code(self) -> int:
        """0 when all went through; 1 when a notebook failed, a file was not taken or, if `strict`, something could not be measured."""
        return int(bool(self.failed or self.untaken or (self.strict and self.unmeasured)))


def run(
    folder: Path | str,
    only: Iterable[str] = (),
    parameters: Mapping[str, Any] | None = None,
    jobs: int | None = None,
    strict: bool = False,
) -> Outcome:
    """Execute the notebooks of an engagement into `work/notebooks/`; one that fails stops no other.

    `only` chooses notebooks by number or name; those executed before that read the others follow them. `parameters` go to the notebooks
    that declare them. UserError, before any kernel starts, for anything wrong in these or in the folder, and where another command is at
    work there.
    """
    engagement = Engagement.load(folder)
    available = library.notebooks(engagement)
    asked = library.chosen(available, only)
    moved = outdated(notebook.path for notebook in asked)
    if moved:
        raise UserError(moved)
    values = library.read_parameters(available, parameters or {})
    own = {
        name: town.with_parameters(engagement, {key: value for key, value in given.items() if key in Parameters.model_fields})
        for name, given in values.items()
    }
    size = min(jobs or os.cpu_count() or 1, max(1, sum(not notebook.last for notebook in asked)))
    with lock.alone(engagement.folder), connections.cleared(engagement.folder), Pool(engagement.folder, size) as pool:
        seconds = _prepare(engagement)
        selected = _with_readers(engagement, available, asked)
        for notebook in selected:
            town.settle(own[notebook.name])
        for notebook in selected:
            kept = record.keep_edited(engagement, notebook.name)
            if kept:
                values_told = {"notebook": notebook.name, "kept": kept.relative_to(engagement.folder).as_posix()}
                tell(Said(Problem("run.edited", values_told)))
        record.forget(engagement, selected)
        steps = []
        for step in _executed(engagement, selected, values, pool):
            tell(Ended(step.name, step.seconds, step.error))
            steps.append(step)
        steps.sort(key=lambda step: step.name)
        record.write(engagement, selected, parameters or {}, seconds, steps)
        untaken = tuple(problem["text"] for problem in inputs.ledger(engagement)["problems"])
        return Outcome(engagement, tuple(steps), _unmeasured(engagement, steps), untaken, strict, tuple(town.alert(engagement)))


def _with_readers(engagement: Engagement, available: list[Notebook], asked: list[Notebook]) -> list[Notebook]:
    """Those asked for and, after any that stands alone, those executed before that read it: they would contradict it."""
    changed = any(not notebook.last for notebook in asked)
    executed = record.known(engagement)
    readers = [n for n in available if changed and n.last and (n.name in executed or (engagement.executed / f"{n.name}.ipynb").is_file())]
    return [notebook for notebook in available if notebook in asked or notebook in readers]


def _prepare(engagement: Engagement) -> dict[str, float]:
    """Take the files in, derive the facts and measure where needed: the seconds of each step that was."""
    started: dict[str, float] = {}

    def heard(step: str) -> None:
        started[step] = time.perf_counter()
        tell(Began(step))

    town.prepare(engagement, heard)
    town.settle(engagement, heard)
    ends = [*started.values(), time.perf_counter()][1:]
    return {step: end - start for (step, start), end in zip(started.items(), ends, strict=True)}


def _executed(engagement: Engagement, selected: list[Notebook], values: Mapping[str, Mapping[str, Any]], pool: Pool) -> Iterator[Execution]:
    """The steps as they end: notebooks that stand alone side by side, the longest first, the others after them and in order."""
    engagement.executed.mkdir(parents=True, exist_ok=True)
    took = record.took(engagement)
    tell(Began("notebooks"))
    tell(Planned({notebook.name: took.get(notebook.name) for notebook in selected}))
    alone = _longest_first([notebook for notebook in selected if not notebook.last], took)
    yield from pool.execute([_task(engagement, notebook, values) for notebook in alone])
    for notebook in selected:
        if notebook.last:
            yield from pool.execute([_task(engagement, notebook, values)])


def _longest_first(notebooks: list[Notebook], took: Mapping[str, float]) -> list[Notebook]:
    """In the order of what they should take: as last time, else as many seconds a byte as the others, since what asks more is longer."""
    sizes = {notebook.name: notebook.path.stat().st_size for notebook in notebooks}
    known = [name for name in sizes if name in took]
    pace = sum(took[name] for name in known) / sum(sizes[name] for name in known) if known else 1.0
    return sorted(notebooks, key=lambda notebook: took.get(notebook.name, sizes[notebook.name] * pace), reverse=True)


def _task(engagement: Engagement, notebook: Notebook, values: Mapping[str, Mapping[str, Any]]) -> Task:
    folder = {"engagement": str(engagement.folder)} if "engagement" in notebook.parameters else {}
    saved = engagement.executed / f"{notebook.name}.ipynb"
    return Task(notebook.path, saved, {**folder, **values[notebook.name]}, library.untouched(notebook))


def _unmeasured(engagement: Engagement, steps: list[Execution]) -> tuple[str, ...]:
    shown = blocks.collect(engagement.executed)
    return tuple(step.name for step in steps if not step.error and any(_missing(block) for block in shown.get(step.name, [])))


def _missing(block: blocks.Block) -> bool:
    return isinstance(block, blocks.Note) and block.kind == "missing"
