"""papermill over the notebooks of an engagement: those that stand alone side by side, then those that read the others."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from diagnostic import blocks, hashes, lock, steps, wording
from diagnostic.engagement import Engagement, Parameters
from diagnostic.errors import Problem, UserError
from diagnostic.intake import inputs
from diagnostic.progress import Began, Ended, Planned, tell
from diagnostic.run import connections, library, plan, record
from diagnostic.run.kernel import Execution, Task
from diagnostic.run.library import Notebook
from diagnostic.run.moved import outdated
from diagnostic.run.plan import Due, Plan
from diagnostic.run.pool import Pool
from diagnostic.steps import Step
from diagnostic.store import facts
from diagnostic.wording import Word

Progress = Callable[[Problem], None]


@dataclass(frozen=True)
class Outcome:
    """What a run gave: its steps in order, the notebooks that say something could not be measured, why a file was not taken in, the
    confidential notes (`alerts`) that are to be read before the report is sent, and the notebooks that are `kept` from an earlier run."""

    engagement: Engagement
    steps: tuple[Execution, ...]
    unmeasured: tuple[str, ...]
    untaken: tuple[str, ...] = ()
    strict: bool = False
    alerts: tuple[Path, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def failed(self) -> tuple[Execution, ...]:
        return tuple(step for step in self.steps if step.error)

    @property
    def exit_code(self) -> int:
        """0 when all went through; 1 when a notebook failed, a file was not taken or, if `strict`, something could not be measured."""
        return int(bool(self.failed or self.untaken or (self.strict and self.unmeasured)))


def run(
    folder: Path | str | Engagement,
    only: Iterable[str] = (),
    parameters: Mapping[str, Any] | None = None,
    jobs: int | None = None,
    strict: bool = False,
    fresh: bool = False,
    progress: Progress = lambda problem: None,
) -> Outcome:
    """Execute the notebooks of an engagement into `work/notebooks/`, where they are not yet made from what there is; one that fails stops
    no other.

    `only` chooses notebooks by number or name; those executed before that read the others follow them. `parameters` go to the notebooks
    that declare them. `fresh` keeps nothing of an earlier run. UserError, before any kernel starts, for anything wrong in these or in the
    folder, and where another command is at work there.
    """
    from diagnostic import town  # with all that measures: `report`, which asks what is stale, needs none of it

    engagement = folder if isinstance(folder, Engagement) else Engagement.load(folder)
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
        if fresh:
            steps.forget_all(engagement.folder)
        seconds = _prepare(engagement, pool, progress)
        selected = _with_readers(engagement, available, asked)
        executions = []
        for made_from, step in _made(Plan(engagement, available, values, fresh), selected, own, pool, progress):
            record.executed(made_from, step)
            tell(Ended(step.name, step.seconds, step.error))
            ending = {"notebook": step.name, "seconds": wording.Quantity(step.seconds, "second"), "error": step.error}
            progress(Problem("run.failed" if step.error else "run.done", ending))
            executions.append(step)
        executions.sort(key=lambda step: step.name)
        kept = tuple(notebook.name for notebook in selected if notebook.name not in {step.name for step in executions})
        record.write(engagement, [one for one in selected if one.name not in kept], parameters or {}, seconds, executions)
        if len(asked) == len(available):
            town.keep_measures([engagement, *own.values()])
        hashes.save(engagement.folder)
        untaken = tuple(problem["text"] for problem in inputs.ledger(engagement)["problems"])
        unmeasured = _unmeasured(engagement, [*kept, *(step.name for step in executions if not step.error)])
        return Outcome(engagement, tuple(executions), unmeasured, untaken, strict, tuple(town.alert(engagement)), kept)


def _with_readers(engagement: Engagement, available: list[Notebook], asked: list[Notebook]) -> list[Notebook]:
    """Those asked for and, after any of them, those executed before that read it: they would contradict it."""
    executed, first = record.known(engagement), min((notebook.name for notebook in asked if notebook.last), default="")
    followed = any(not notebook.last for notebook in asked)
    readers = [n for n in available if n.last and (n.name in executed or (engagement.executed / f"{n.name}.ipynb").is_file())]
    return [n for n in available if n in asked or (n in readers and (followed or n.name > first))]


def _prepare(engagement: Engagement, pool: Pool, progress: Progress) -> dict[str, float]:
    """Take the files in, derive the facts and measure where needed: the seconds of each step that was.

    The kernels begin meanwhile: after any of it there are notebooks to execute.
    """
    from diagnostic import town

    started: dict[str, float] = {}
    told = {"intake": inputs.step, "facts": facts.step, "indicators": town.measures}

    def heard(step: str) -> None:
        why = plan.why(told[step](engagement))
        if why:
            progress(_because(why, [Word(f"run.steps.{step}")]))
        started[step] = time.perf_counter()
        tell(Began(step))
        progress(Problem(f"run.{step}"))
        pool.begin()

    town.prepare(engagement, heard)
    town.settle(engagement, heard)
    kept = [Word(f"run.steps.{step}") for step in told if step not in started]
    if kept:
        progress(Problem("run.kept", {"what": kept}))
    ends = [*started.values(), time.perf_counter()][1:]
    return {step: end - start for (step, start), end in zip(started.items(), ends, strict=True)}


def _made(
    plan: Plan, selected: list[Notebook], own: Mapping[str, Engagement], pool: Pool, progress: Progress
) -> Iterator[tuple[Step, Execution]]:
    """Execute what is due of these notebooks: each with what it was made from, as they end."""
    from diagnostic import town

    begun = False
    for due, following in _in_turn(plan, selected):
        _tell(due, progress)
        chosen = {one.notebook.name: one for one in due if one.why}
        if chosen:
            if not begun:
                tell(Began("notebooks"))
                begun = True
            for name in chosen:
                town.settle(own[name])
            _clear(plan.engagement, [*(one.notebook for one in chosen.values()), *following], progress)
            hashes.save(plan.engagement.folder)  # each kernel asks for them again
            for step in _executed(plan.engagement, [one.notebook for one in chosen.values()], plan.values, pool):
                yield chosen[step.name].made_from, step


def _in_turn(plan: Plan, selected: list[Notebook]) -> Iterator[tuple[list[Due], list[Notebook]]]:
    """What is to be done with the notebooks that stand alone, then, once it is done, with each of those that read the others; beside it
    those that follow, which one that is executed must not read as they were."""
    yield [plan.due(notebook) for notebook in selected if not notebook.last], []
    readers, before = [notebook for notebook in selected if notebook.last], False
    for place, notebook in enumerate(readers, start=1):
        due = plan.due(notebook)
        due = replace(due, why=Problem("run.why.others")) if before and due.why else due
        yield [due], readers[place:]
        before = bool(due.why)


def _tell(due: list[Due], progress: Progress) -> None:
    """Which notebooks are kept and, where some of them were executed before, why the others are not."""
    kept = [one.notebook.name for one in due if not one.why]
    if kept:
        progress(Problem("run.kept", {"what": kept}))
    whys = [one.why for one in due if one.why]
    if kept or any(why.key != "run.why.first" for why in whys):
        for place, why in enumerate(whys):
            if why not in whys[:place]:
                progress(_because(why, [one.notebook.name for one in due if one.why == why]))


def _because(why: Problem, what: Sequence[str | Word]) -> Problem:
    return Problem(why.key, why.values | {"what": what})


def _clear(engagement: Engagement, notebooks: list[Notebook], progress: Progress) -> None:
    """Before notebooks are executed: what somebody changed of them is kept beside, and nothing is known of them as they were."""
    for notebook in notebooks:
        kept = record.keep_edited(engagement, notebook.name)
        if kept:
            progress(Problem("run.edited", {"notebook": notebook.name, "kept": kept.relative_to(engagement.folder).as_posix()}))
    record.forget(engagement, notebooks)


def _executed(engagement: Engagement, selected: list[Notebook], values: Mapping[str, Mapping[str, Any]], pool: Pool) -> Iterator[Execution]:
    """The steps as they end, the longest notebook first."""
    engagement.executed.mkdir(parents=True, exist_ok=True)
    took = record.took(engagement)
    tell(Planned({notebook.name: took.get(notebook.name) for notebook in selected}, pool.size))
    yield from pool.execute([_task(engagement, notebook, values) for notebook in _longest_first(selected, took)])


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


def _unmeasured(engagement: Engagement, names: list[str]) -> tuple[str, ...]:
    """Those of the notebooks whose saved version says that something could not be measured."""
    there = blocks.saved(engagement.executed)
    return tuple(name for name in sorted(names) if name in there and any(map(_missing, _bundles(there[name]))))


def _bundles(saved: Path) -> list[Any]:
    try:
        return record.bundles(saved)
    except (ValueError, OSError):  # the report says so
        return []


def _missing(bundle: Any) -> bool:
    return isinstance(bundle, Mapping) and (bundle.get("type"), bundle.get("kind")) == (blocks.Note.type, "missing")
