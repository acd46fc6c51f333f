"""What the saved notebooks were made with, for readers in `work/run.json`, and whether someone changed one of them since."""

from __future__ import annotations

import itertools
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from diagnostic import __version__, blocks, ipynb, steps
from diagnostic.disk import copy, put_json
from diagnostic.engagement import Engagement
from diagnostic.intake import inputs
from diagnostic.run.kernel import Execution
from diagnostic.run.library import Notebook
from diagnostic.steps import Step

LIBRARIES = ("duckdb", "matplotlib", "numpy", "pandas", "papermill", "scipy", "seaborn")


def executed(made_from: Step, execution: Execution) -> None:
    """Record a notebook that was executed, with what it was made from. One that failed is not done, whatever that was."""
    recipe = "" if execution.error else made_from.recipe
    steps.record(replace(made_from, recipe=recipe, outputs={execution.path: fingerprint(execution.path)}))


def write(
    engagement: Engagement,
    notebooks: Sequence[Notebook],
    parameters: Mapping[str, Any],
    seconds: Mapping[str, float],
    executions: Sequence[Execution],
) -> None:
    """Record a run, of which these notebooks were executed; others keep what was recorded of them."""
    earlier, hashes = _read(engagement), inputs.hashes(engagement)
    made = {name: entry for name, entry in earlier.get("notebooks", {}).items() if steps.recorded(step(engagement, name))}
    done = {execution.name: execution for execution in executions}
    for notebook in notebooks:
        execution = done[notebook.name]
        chosen = {name: str(parameters[name]) for name in notebook.parameters if name in parameters}
        source, saved = steps.sha256(notebook.path), fingerprint(execution.path)
        entry = {"source": source, "saved": saved, "inputs": steps.digest(hashes), "parameters": chosen}
        made[notebook.name] = entry | {"seconds": round(execution.seconds, 3), "error": execution.error}
    content = {
        "versions": {"diagnostic": __version__, "python": platform.python_version()} | {name: version(name) for name in LIBRARIES},
        "inputs": hashes,
        "seconds": earlier.get("seconds", {}) | {name: round(taken, 3) for name, taken in seconds.items()},
        "notebooks": made,
    }
    put_json(_path(engagement), content)


def as_left(engagement: Engagement, names: Sequence[str]) -> bool:
    """Whether these saved notebooks are as their run left them."""
    made = [steps.recorded(step(engagement, name)) for name in names]
    return all(one and all(of == fingerprint(path) for path, of in one.outputs.items()) for one in made)


def forget(engagement: Engagement, notebooks: Sequence[Notebook]) -> None:
    """Before notebooks are executed: what an interrupted run leaves is nobody's edit. One that reads the others is removed: it would read
    itself as it was."""
    for notebook in notebooks:
        steps.forget(step(engagement, notebook.name))
        if notebook.last:
            (engagement.executed / f"{notebook.name}.ipynb").unlink(missing_ok=True)


def took(engagement: Engagement) -> dict[str, float]:
    """The seconds that each notebook took when it was last executed to its end."""
    entries = _read(engagement).get("notebooks", {})
    return {name: float(entry["seconds"]) for name, entry in entries.items() if entry.get("seconds") and not entry.get("error")}


def known(engagement: Engagement) -> set[str]:
    """The notebooks that the last run to come to its end had executed, itself or an earlier one."""
    return set(_read(engagement).get("notebooks", {}))


def keep_edited(engagement: Engagement, name: str) -> Path | None:
    """Keep beside it a saved notebook that someone changed since its run, before it is replaced: the copy, None where nobody did.

    A damaged one, which no report could show, is put aside.
    """
    saved = engagement.executed / f"{name}.ipynb"
    left = _left(engagement, name, saved)
    if left is None or not saved.is_file() or left == fingerprint(saved):
        return None
    if not _legible(saved):
        _put_aside(saved)
        return None
    kept = saved.with_name(f"{name}.edited.ipynb")
    if kept.exists():
        _put_aside(kept)
    copy(saved, kept)
    return kept


def _left(engagement: Engagement, name: str, saved: Path) -> str | None:
    """The fingerprint of a saved notebook as its run left it; that of `run.json` where no run has recorded its steps yet."""
    made = steps.recorded(step(engagement, name))
    if made or (engagement.folder / "work" / "steps" / "notebooks").is_dir():
        return made.outputs.get(saved) if made else None
    return _read(engagement).get("notebooks", {}).get(name, {}).get("saved")


def _put_aside(kept: Path) -> None:
    """What gives way is not lost."""
    folder = kept.parent / "earlier"
    folder.mkdir(exist_ok=True)
    free = next(number for number in itertools.count(1) if not (folder / f"{kept.stem}-{number}.ipynb").exists())
    kept.rename(folder / f"{kept.stem}-{free}.ipynb")


def _legible(saved: Path) -> bool:
    try:
        ipynb.read(saved)
    except ValueError:
        return False
    return True


def fingerprint(saved: Path) -> str:
    """A hash of a notebook's cells, tags and outputs: opening and saving it in JupyterLab does not change it, editing does."""
    try:
        cells = json.loads(saved.read_text(encoding="utf-8"))["cells"]
        parts = [(cell["cell_type"], _joined(cell["source"]), cell["metadata"].get("tags", []), _shown(cell)) for cell in cells]
    except FileNotFoundError:
        return ""
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return steps.sha256(saved)
    return steps.digest(parts)


def bundles(saved: Path) -> list[Any]:
    """The bundles of blocks that a saved notebook holds, in their order and unchecked. ValueError or OSError where it cannot be read."""
    try:
        cells = json.loads(saved.read_text(encoding="utf-8"))["cells"]
        shown = [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
        return [data[blocks.MIME] for data in shown if blocks.MIME in data]
    except (LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{saved.name} is not a notebook") from error


def _shown(cell: Mapping[str, Any]) -> list[dict[str, Any]]:
    shown = [output.get("data") or {"text": output.get("text", "")} for output in cell.get("outputs", [])]
    return [{name: _joined(value) for name, value in data.items()} for data in shown]


def _joined(text: Any) -> Any:
    return "".join(text) if isinstance(text, list) and all(isinstance(line, str) for line in text) else text


def step(engagement: Engagement, name: str) -> Step:
    """The step of a notebook, by its name."""
    return Step(engagement.folder, f"notebooks/{name}")


def _read(engagement: Engagement) -> dict[str, Any]:
    try:
        recorded = json.loads(_path(engagement).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return recorded if isinstance(recorded, dict) else {}


def _path(engagement: Engagement) -> Path:
    return engagement.folder / "work" / "run.json"
