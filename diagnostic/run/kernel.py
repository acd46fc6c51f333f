"""How a notebook is executed: by papermill, in a kernel of this very Python that lives on for the next one.

papermill loads its registered engines while it is being imported: nothing here may import it before it is asked to.
"""

from __future__ import annotations

import logging
import os
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from queue import Empty
from typing import Any

from diagnostic import ipynb, lifeline, wording
from diagnostic.disk import place
from diagnostic.engagement import language
from diagnostic.progress import Cell
from diagnostic.run import connections, slate

EXTENSIONS = (lifeline.__name__, slate.__name__)
ARGUMENTS = ("--IPKernelApp.log_level=ERROR", *(f"--IPKernelApp.extra_extensions={name}" for name in EXTENSIONS))
WIPE = f"__import__({slate.__name__!r}, fromlist=['wipe']).wipe()"
# seconds that a kernel may take to answer at first: it imports, on a computer that may have other things to do
PATIENCE = 600


@dataclass(frozen=True)
class Task:
    """A notebook to execute, and where it is saved; `shared`: nothing is left of it that another notebook could meet in its kernel."""

    source: Path
    saved: Path
    parameters: dict[str, Any]
    shared: bool = False

    @property
    def name(self) -> str:
        return self.saved.stem


@dataclass(frozen=True)
class Execution:
    """One executed notebook: where it is saved, how long it took, and what stopped it (empty when nothing did)."""

    name: str
    path: Path
    seconds: float
    error: str = ""


class Kernel:
    """A kernel in the folder of a mission and, beside this process's own, an environment. It belongs to the thread that made it; any other
    may `kill` it.

    OSError where it cannot be started.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str]):
        from jupyter_client.utils import run_sync

        self.folder = folder
        self.environment = environment
        self.used = False
        self.manager = _manager()(config=connections.new(folder))
        self._wiped = run_sync(self._wipe)
        run_sync(self._start)()

    async def _start(self) -> None:
        arguments = [*ARGUMENTS, "--HistoryManager.hist_file=:memory:"]
        await self.manager.start_kernel(extra_arguments=arguments, cwd=str(self.folder), env={**os.environ, **self.environment})

    def execute(self, task: Task, told: Callable[[Cell], object] = lambda cell: None) -> Execution:
        """Execute a notebook and save it, once it is whole; what stops it is in the step, and in the saved notebook."""
        self.used = True
        started = time.perf_counter()
        stopped: list[str] = []
        try:
            place(task.saved, lambda part: stopped.extend(self._executed(task, part, told)))
        except OSError as refused:
            stopped.append(f"{type(refused).__name__}: {refused}")
            task.saved.unlink(missing_ok=True)  # of an earlier run: it does not stand for this one
        return Execution(task.name, task.saved, time.perf_counter() - started, "".join(stopped[:1]))

    def wipe(self) -> bool:
        """Put everything in it back as it was before its first notebook: whether it is fit for another one."""
        return self._wiped()

    async def _wipe(self) -> bool:
        client = self.manager.given
        asked = client.execute(WIPE, silent=True, store_history=False)
        while await self.manager.is_alive():
            try:
                reply = await client.get_shell_msg(timeout=1)
            except Empty:
                continue
            if reply["parent_header"].get("msg_id") == asked:
                return reply["content"]["status"] == "ok"
        return False

    def close(self) -> None:
        """End it, and remove what it was reached by."""
        from jupyter_client.utils import run_sync

        self.manager.forget_client()
        run_sync(self._end)()

    async def _end(self) -> None:
        await self.manager.shutdown_kernel(now=True)

    def alive(self) -> bool:
        from jupyter_client.utils import run_sync

        return bool(run_sync(self.manager.is_alive)())

    def kill(self) -> None:
        """End its process at once; the thread that it belongs to finds out within a second."""
        from jupyter_client.utils import run_sync

        if self.manager.provisioner is not None:
            run_sync(self.manager.provisioner.kill)()

    def _executed(self, task: Task, part: Path, told: Callable[[Cell], object]) -> Iterator[str]:
        """Execute a notebook into a file: what stopped it, nothing where nothing did."""
        import papermill

        try:
            papermill.execute_notebook(
                _unbraced(task.source),
                _unbraced(part),
                task.parameters,
                engine_name="diagnostic",
                kernel_name="python3",
                language="python",
                progress_bar=False,
                start_timeout=PATIENCE,
                km=self.manager,
                told=lambda number, of: told(Cell(task.name, number, of)),
            )
        except papermill.PapermillExecutionError as raised:
            yield _user_error(part) or f"{raised.ename}: {raised.evalue}"
        except Exception as raised:  # a kernel that does not start or dies is this notebook's failure, not the run's
            yield f"{type(raised).__name__}: {raised}" if self.alive() else wording.text("run.process_ended", language(self.folder))


def load_papermill() -> None:
    """Import papermill before threads ask for it, which would stand in each other's way; it says more than it is asked."""
    ipynb.nbformat()
    import papermill

    for chatty in (papermill.__name__, "asyncio"):
        logging.getLogger(chatty).setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", "The specified file", module="papermill")  # it would rather have one that ends in .ipynb


def _unbraced(path: Path) -> str:
    """papermill reads braces in a path as parameters."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _user_error(saved: Path) -> str:
    """What a UserError said in the notebook, in the notebook's language."""
    outputs = [output for cell in ipynb.read(saved)["cells"] for output in cell.get("outputs", [])]
    return next(("\n".join(output["traceback"]) for output in outputs if output.get("ename") == "UserError"), "")


@cache
def _manager() -> Any:
    from jupyter_client.asynchronous.client import AsyncKernelClient
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    class Client(AsyncKernelClient):
        """Knows that a kernel is ready once it has shown that it answered: nothing of an earlier notebook comes after that, and there is
        no wait to see whether anything does."""

        async def wait_for_ready(self, timeout: float | None = None) -> None:
            asked, last = set(), time.monotonic() + (timeout or PATIENCE)
            while time.monotonic() < last:
                asked.add(self.kernel_info())
                with suppress(Empty):
                    while True:
                        shown = await self.iopub_channel.get_msg(timeout=1)
                        if shown["parent_header"].get("msg_id") in asked and shown["content"].get("execution_state") == "idle":
                            return
                if self.parent is None or not await self.parent.is_alive():
                    break
            raise RuntimeError("the kernel does not answer")

    class ThisPython(AsyncKernelManager):
        """Starts `python3` with the interpreter that runs the kit, whatever kernel the computer has under that name."""

        given: Any = None

        def _client_factory_default(self) -> type[Client]:
            return Client

        def _kernel_spec_manager_default(self) -> KernelSpecManager:
            return KernelSpecManager(kernel_dirs=[])

        def client(self, **kwargs: Any) -> Any:
            """A client, in place of the one given before."""
            self.forget_client()
            self.given = super().client(**kwargs)
            return self.given

        def forget_client(self) -> None:
            if self.given is not None:
                self.given.stop_channels()
                self.given = None

    return ThisPython


@cache
def _engine() -> type:
    from papermill.engines import NBClientEngine

    class Engine(NBClientEngine):
        """papermill's own engine in this interpreter: in the kernel that a run hands in, else in one that ends at once."""

        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> Any:
            if kwargs.get("km") is None:
                settings = {
                    "kernel_manager_class": _manager(),
                    "shutdown_kernel": "immediate",
                    "extra_arguments": [*ARGUMENTS[:2]],
                }
                return super().execute_managed_notebook(nb_man, "python3", **(settings | kwargs))
            told, saved, cells = kwargs.pop("told"), nb_man.output_path, len(nb_man.nb.cells)
            nb_man.output_path = None  # it is saved once, when it is whole: nobody reads a part of it
            try:
                hook = {"on_cell_start": lambda cell, cell_index: told(cell_index + 1, cells)}
                return super().execute_managed_notebook(nb_man, "python3", **(kwargs | hook))
            finally:
                nb_man.output_path = saved

    return Engine


def __getattr__(name: str) -> type:
    """`Engine`, made when papermill asks for it."""
    if name == "Engine":
        return _engine()
    raise AttributeError(name)
