"""papermill over the notebooks of an engagement: those that stand alone side by side, then those that read the others."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from diagnostic import blocks, lifeline, lock, memory, town, wording
from diagnostic.engagement import Engagement, Parameters, language
from diagnostic.errors import Problem, UserError
from diagnostic.intake import inputs
from diagnostic.run import connections, library, record
from diagnostic.run.kernel import Execution, execute
from diagnostic.run.library import Notebook
from diagnostic.run.moved import outdated

Progress = Callable[[Problem], None]


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
    progress: Progress = lambda problem: None,
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
    with lock.alone(engagement.folder), connections.cleared(engagement.folder):
        seconds = _prepare(engagement, progress)
        selected = _with_readers(engagement, available, asked)
        for notebook in selected:
            town.settle(own[notebook.name])
        for notebook in selected:
            kept = record.keep_edited(engagement, notebook.name)
            if kept:
                progress(Problem("run.edited", {"notebook": notebook.name, "kept": kept.relative_to(engagement.folder).as_posix()}))
        record.forget(engagement, selected)
        steps = []
        for step in _executed(engagement, selected, values, jobs or os.cpu_count() or 1):
            ending = {"notebook": step.name, "seconds": wording.Quantity(step.seconds, "second"), "error": step.error}
            progress(Problem("run.failed" if step.error else "run.done", ending))
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


def _prepare(engagement: Engagement, progress: Progress) -> dict[str, float]:
    """Take the files in, derive the facts and measure where needed: the seconds of each step that was."""
    started: dict[str, float] = {}

    def heard(step: str) -> None:
        started[step] = time.perf_counter()
        progress(Problem(f"run.{step}"))

    town.prepare(engagement, heard)
    town.settle(engagement, heard)
    ends = [*started.values(), time.perf_counter()][1:]
    return {step: end - start for (step, start), end in zip(started.items(), ends, strict=True)}


def _executed(engagement: Engagement, selected: list[Notebook], values: Mapping[str, Mapping[str, Any]], jobs: int) -> Iterator[Execution]:
    """The steps as they end: notebooks that stand alone in a pool of processes, the others after them and in order."""
    engagement.executed.mkdir(parents=True, exist_ok=True)
    alone = [_task(engagement, notebook, values) for notebook in selected if not notebook.last]
    jobs = min(jobs, len(alone))
    if jobs > 1:
        # spawn: the one start method that every system has, and the only safe one once an engine has started threads.
        workers = ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)
        with memory.shared(jobs), workers as pool:
            futures = {pool.submit(execute, *task): task[1] for task in alone}
            for future in as_completed(futures):
                yield _result(engagement, future, futures[future])
    else:
        yield from (execute(*task) for task in alone)
    yield from (execute(*_task(engagement, notebook, values)) for notebook in selected if notebook.last)


def _begin() -> None:
    """In each worker: an interruption ends it at once, and its kernel with it, as the end of this process does."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # there is nothing of its own to save
    lifeline.tie_worker()


Task = tuple[Path, Path, dict[str, Any], Path]


def _task(engagement: Engagement, notebook: Notebook, values: Mapping[str, Mapping[str, Any]]) -> Task:
    folder = {"engagement": str(engagement.folder)} if "engagement" in notebook.parameters else {}
    return notebook.path, engagement.executed / f"{notebook.name}.ipynb", {**folder, **values[notebook.name]}, engagement.folder


def _result(engagement: Engagement, future: Future[Execution], saved: Path) -> Execution:
    try:
        return future.result()
    except BrokenProcessPool:
        saved.unlink(missing_ok=True)  # of an earlier run: it does not stand for this one
        return Execution(saved.stem, saved, 0.0, wording.text("run.process_ended", language(engagement.folder)))


def _unmeasured(engagement: Engagement, steps: list[Execution]) -> tuple[str, ...]:
    shown = blocks.collect(engagement.executed)
    return tuple(step.name for step in steps if not step.error and any(_missing(block) for block in shown.get(step.name, [])))


def _missing(block: blocks.Block) -> bool:
    return isinstance(block, blocks.Note) and block.kind == "missing"
