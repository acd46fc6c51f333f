"""`work/run.json`: what the saved notebooks were made with, and whether someone changed one of them since."""

from __future__ import annotations

import hashlib
import itertools
import json
import platform
import shutil
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from diagnostic import __version__
from diagnostic.engagement import Engagement
from diagnostic.intake import inputs
from diagnostic.run.kernel import Step
from diagnostic.run.library import Notebook

LIBRARIES = ("duckdb", "matplotlib", "numpy", "pandas", "papermill", "scipy", "seaborn")


def write(
    engagement: Engagement,
    notebooks: Sequence[Notebook],
    parameters: Mapping[str, Any],
    seconds: Mapping[str, float],
    steps: Sequence[Step],
) -> None:
    """Record a run; notebooks that it did not execute keep what was recorded of them."""
    earlier, hashes = read(engagement), inputs.hashes(engagement)
    done = {step.name: step for step in steps}
    made = {
        notebook.name: {
            "source": inputs.sha256(notebook.path),
            "saved": fingerprint(done[notebook.name].path),
            "inputs": _digest(hashes),
            "parameters": {name: str(parameters[name]) for name in notebook.parameters if name in parameters},
            "seconds": round(done[notebook.name].seconds, 3),
            "error": done[notebook.name].error,
        }
        for notebook in notebooks
    }
    content = {
        "versions": {"diagnostic": __version__, "python": platform.python_version()} | {name: version(name) for name in LIBRARIES},
        "inputs": hashes,
        "seconds": earlier.get("seconds", {}) | {name: round(taken, 3) for name, taken in seconds.items()},
        "notebooks": earlier.get("notebooks", {}) | made,
    }
    _save(engagement, content)


def read(engagement: Engagement) -> dict[str, Any]:
    """The record of the last run, empty before the first."""
    try:
        return json.loads(_path(engagement).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def forget(engagement: Engagement, notebooks: Sequence[Notebook]) -> None:
    """Before notebooks are executed: what an interrupted run leaves is nobody's edit."""
    content = read(engagement)
    for notebook in notebooks:
        content.get("notebooks", {}).pop(notebook.name, None)
    _save(engagement, content)


def stale(engagement: Engagement) -> list[str]:
    """The saved notebooks that were executed on other files, or another `engagement.yml`, than those of today."""
    today = _digest(inputs.hashes(engagement))
    return [name for name, made in read(engagement).get("notebooks", {}).items() if made["inputs"] != today]


def keep_edited(engagement: Engagement, name: str) -> Path | None:
    """Keep beside it a saved notebook that someone changed since its run, before it is replaced: the copy, None where nobody did."""
    saved = engagement.executed / f"{name}.ipynb"
    known = read(engagement).get("notebooks", {}).get(name, {}).get("saved")
    if known is None or not saved.is_file() or fingerprint(saved) == known:
        return None
    kept = saved.with_name(f"{name}.edited.ipynb")
    if kept.exists():
        _put_aside(kept)
    shutil.copy2(saved, kept)
    return kept


def _put_aside(kept: Path) -> None:
    """An earlier edit gives way to a later one, and is not lost."""
    folder = kept.parent / "earlier"
    folder.mkdir(exist_ok=True)
    free = next(number for number in itertools.count(1) if not (folder / f"{kept.stem}-{number}.ipynb").exists())
    kept.rename(folder / f"{kept.stem}-{free}.ipynb")


def fingerprint(saved: Path) -> str:
    """A hash of a notebook's cells, tags and outputs: opening and saving it in JupyterLab does not change it, editing does."""
    try:
        cells = json.loads(saved.read_text(encoding="utf-8"))["cells"]
        told = [(cell["cell_type"], _joined(cell["source"]), cell["metadata"].get("tags", []), _shown(cell)) for cell in cells]
    except FileNotFoundError:
        return ""
    except (ValueError, KeyError, TypeError):
        return inputs.sha256(saved)
    return _digest(told)


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _shown(cell: Mapping[str, Any]) -> list[dict[str, Any]]:
    shown = [output.get("data") or {"text": output.get("text", "")} for output in cell.get("outputs", [])]
    return [{name: _joined(value) for name, value in data.items()} for data in shown]


def _joined(text: Any) -> Any:
    return "".join(text) if isinstance(text, list) and all(isinstance(line, str) for line in text) else text


def _save(engagement: Engagement, content: Mapping[str, Any]) -> None:
    _path(engagement).parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True)
    _path(engagement).write_text(text + "\n", encoding="utf-8", newline="\n")


def _path(engagement: Engagement) -> Path:
    return engagement.folder / "work" / "run.json"
