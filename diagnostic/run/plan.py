"""Which notebooks a run executes, and why: those of which something that they are made from is not as it was, or that are not as left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from diagnostic import blocks, steps
from diagnostic.engagement import TOLD, Engagement
from diagnostic.errors import Problem
from diagnostic.intake import inputs
from diagnostic.run import record
from diagnostic.run.library import Notebook
from diagnostic.run.record import fingerprint
from diagnostic.steps import Step
from diagnostic.store import facts

# what a notebook is made from beside the parts of `engagement.yml`, by the name under which a change of it is told
NOTEBOOK, GIVEN, BESIDE, DATA, OTHERS = "notebook", "given", "beside", "data", "others"
# rooms of a mission whose files a notebook of its own does not read from under this program
ROOMS = ("work", "output", "request")


@dataclass(frozen=True)
class Due:
    """A notebook and what it is made from today; why it has to be executed, None where it is kept."""

    notebook: Notebook
    made_from: Step
    why: Problem | None


@dataclass(frozen=True)
class Plan:
    """What is to be done with the notebooks of an engagement that is prepared, each given `values`; `fresh` keeps none."""

    engagement: Engagement
    available: Sequence[Notebook]
    values: Mapping[str, Mapping[str, Any]]
    fresh: bool = False

    def due(self, notebook: Notebook) -> Due:
        """What is to be done with one of them: with one that reads the others, once these are as they will be."""
        step = self._made_from(notebook)
        return Due(notebook, step, Problem("run.why.fresh") if self.fresh else _why(step))

    def _made_from(self, notebook: Notebook) -> Step:
        """Itself, its parameters, what `engagement.yml` says, the tables and, where it reads them, the other notebooks."""
        engagement = self.engagement
        chosen = {name: str(value) for name, value in self.values[notebook.name].items()}
        entered = {NOTEBOOK: steps.sha256(notebook.path), GIVEN: steps.digest(chosen), BESIDE: _files(engagement, notebook, chosen)}
        entered |= self._data
        if notebook.last:
            entered[OTHERS] = steps.digest(list(self._others(notebook)))
        return replace(record.step(engagement, notebook.name), inputs=entered, recipe=steps.kit())

    @cached_property
    def _data(self) -> dict[str, str]:
        return _data(self.engagement)

    def _others(self, notebook: Notebook) -> Iterator[Any]:
        """What one that reads the others finds in them: the blocks that they hold; all, where it is the mission's own."""
        own = notebook.path.parent == self.engagement.folder / "notebooks"
        removed = {f"{other.name}.ipynb" for other in self.available if other.last and other.name >= notebook.name}
        for name, path in blocks.saved(self.engagement.executed).items():
            if path.name not in removed:
                yield name, fingerprint(path) if own else _shown(path)


def stale(engagement: Engagement) -> list[str]:
    """The saved notebooks that were executed on other data, or another `engagement.yml`, than those of today, and those that a run which
    was stopped has not replaced."""
    executed, today, intake = record.known(engagement), _data(engagement), inputs.step(engagement)
    behind = bool(steps.changed(intake))
    made = {path.stem: steps.recorded(record.step(engagement, path.stem)) for path in sorted(engagement.executed.glob("*.ipynb"))}
    return [name for name, step in made.items() if (behind or not today.items() <= step.inputs.items() if step else name in executed)]


def why(step: Step) -> Problem | None:
    """Why a step of the preparation is done again, None where nothing is known of an earlier time, or where a file of it is gone."""
    made = steps.recorded(step)
    if made is None:
        return None
    if made.recipe != step.recipe:
        return Problem("run.why.kit")
    changed = steps.changed(step)
    files = [name for name in changed if "/" in name]
    if files:
        return Problem("run.why.files", {"files": files})
    return _of_the_engagement(changed) or (Problem("run.why.data") if changed else Problem("run.why.damaged"))


def _data(engagement: Engagement) -> dict[str, str]:
    """What every notebook may read: the tables, the account of the intake, the parts of `engagement.yml`."""
    account = inputs.account(engagement)
    held = [facts.contents(engagement), steps.sha256(account) if account.is_file() else ""]
    return {DATA: steps.digest(held)} | steps.hashed(engagement.parts(TOLD))


def _files(engagement: Engagement, notebook: Notebook, chosen: Mapping[str, str]) -> str:
    """The files of the mission that the parameters of a notebook name; for a notebook of the mission's own, which may read any, all but
    those that the kit takes in or writes, and other notebooks."""
    folder = engagement.folder
    read = [path for value in chosen.values() if (path := _named(folder, value))]
    if notebook.path.parent == folder / "notebooks":
        taken = {folder / name for name in inputs.hashes(engagement)}
        rooms = [path for path in sorted(folder.iterdir()) if not path.name.startswith(".") and path.name not in ROOMS]
        below = [path for room in rooms for path in ([room] if room.is_file() else sorted(room.rglob("*")))]
        read += [path for path in below if path.is_file() and path not in taken and not _apart(path.relative_to(folder))]
    return steps.digest({path.relative_to(folder).as_posix(): steps.sha256(path) for path in read})


def _named(folder: Path, value: str) -> Path | None:
    try:
        path = (folder / value).resolve()
        return path if path.is_file() and path.is_relative_to(folder) else None
    except (OSError, ValueError):  # a text that can be no path
        return None


def _apart(path: Path) -> bool:
    """Whether a file is another notebook, or what a program leaves beside those that people make."""
    hidden = any(part.startswith((".", "~$")) or part == "__pycache__" for part in path.parts)
    return hidden or (path.parts[0] == "notebooks" and path.suffix == ".ipynb")


def _shown(path: Path) -> Any:
    """The bundles of blocks of a saved notebook, as it holds them; all of it where it cannot be read."""
    try:
        return [steps.digest(bundle) for bundle in record.bundles(path)]
    except (ValueError, OSError):
        return fingerprint(path)


def _why(step: Step) -> Problem | None:
    """Why a notebook is executed, None where it is kept."""
    made = steps.recorded(step)
    if made is None:
        return Problem("run.why.first")
    if not made.recipe:
        return Problem("run.why.failed")
    if made.recipe != step.recipe:
        return Problem("run.why.kit")
    changed = steps.changed(step)
    if changed:
        nearest = next((name for name in (NOTEBOOK, GIVEN, BESIDE) if name in changed), None)
        told = None if nearest else _of_the_engagement(changed)
        return told or Problem(f"run.why.{nearest or (DATA if DATA in changed else OTHERS)}")
    left = all(of == fingerprint(path) for path, of in made.outputs.items())
    return None if left else Problem("run.why.damaged")


def _of_the_engagement(changed: Sequence[str]) -> Problem | None:
    """That parts of `engagement.yml` changed, where some did."""
    parts = [name for name in changed if name.partition(".")[0] in Engagement.model_fields]
    return Problem("run.why.engagement", {"parts": parts}) if parts else None
