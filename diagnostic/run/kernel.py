"""How a notebook is executed: papermill's engine, in a kernel of this very Python, without waiting for it to close.

papermill loads its registered engines while it is being imported: nothing here may import it before it is asked to.
"""

from __future__ import annotations

import logging
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from diagnostic import ipynb, lifeline
from diagnostic.disk import place
from diagnostic.run import connections


@dataclass(frozen=True)
class Execution:
    """One executed notebook: where it is saved, how long it took, and what stopped it (empty when nothing did)."""

    name: str
    path: Path
    seconds: float
    error: str = ""


def execute(source: Path, saved: Path, parameters: dict[str, Any], folder: Path) -> Execution:
    """Execute one notebook with papermill and save it, once it is whole; what stops it is in the step, and in the saved notebook."""
    started = time.perf_counter()
    stopped: list[str] = []
    try:
        place(saved, lambda part: stopped.extend(_executed(source, part, parameters, folder)))
    except OSError as refused:
        stopped.append(f"{type(refused).__name__}: {refused}")
        saved.unlink(missing_ok=True)  # of an earlier run: it does not stand for this one
    return Execution(saved.stem, saved, time.perf_counter() - started, "".join(stopped[:1]))


def _executed(source: Path, part: Path, parameters: dict[str, Any], folder: Path) -> Iterator[str]:
    """Execute a notebook into a file: what stopped it, nothing where nothing did."""
    ipynb.nbformat()
    import papermill

    for chatty in ("papermill", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", "The specified file", module="papermill")  # it would rather have one that ends in .ipynb
    try:
        papermill.execute_notebook(
            _unbraced(source),
            _unbraced(part),
            parameters,
            engine_name="diagnostic",
            kernel_name="python3",
            language="python",
            progress_bar=False,
            cwd=folder,
            config=connections.new(folder),
        )
    except papermill.PapermillExecutionError as raised:
        yield _user_error(part) or f"{raised.ename}: {raised.evalue}"
    except Exception as raised:  # a kernel that dies or does not start is this notebook's failure, not the run's
        yield f"{type(raised).__name__}: {raised}"


def _unbraced(path: Path) -> str:
    """papermill reads braces in a path as parameters."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _user_error(saved: Path) -> str:
    """What a UserError said in the notebook, in the notebook's language."""
    outputs = [output for cell in ipynb.read(saved)["cells"] for output in cell.get("outputs", [])]
    return next(("\n".join(output["traceback"]) for output in outputs if output.get("ename") == "UserError"), "")


@cache
def _engine() -> type:
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from papermill.engines import NBClientEngine

    class ThisPython(AsyncKernelManager):
        """Starts `python3` with the interpreter that runs the kit, whatever kernel the computer has under that name."""

        def _kernel_spec_manager_default(self) -> KernelSpecManager:
            return KernelSpecManager(kernel_dirs=[])

    class Engine(NBClientEngine):
        """papermill's own engine with four settings: this interpreter, its end, immediate shutdown, no start-up warnings."""

        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> Any:
            settings = {
                "kernel_manager_class": ThisPython,
                "shutdown_kernel": "immediate",
                "extra_arguments": ["--IPKernelApp.log_level=ERROR", f"--IPKernelApp.extra_extensions={lifeline.__name__}"],
            }
            return super().execute_managed_notebook(nb_man, "python3", **(settings | kwargs))

    return Engine


def __getattr__(name: str) -> type:
    """`Engine`, made when papermill asks for it."""
    if name == "Engine":
        return _engine()
    raise AttributeError(name)
