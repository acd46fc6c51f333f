"""So many kernels at work side by side, each driven by a thread of this process, on the notebooks of a run."""

from __future__ import annotations

import asyncio
import contextvars
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType

from diagnostic import memory
from diagnostic.progress import Cell, Waited, tell
from diagnostic.run.kernel import Execution, Kernel, Task, load_papermill

# seconds between two looks at whether the user interrupts: some systems do not interrupt a wait
GLANCE = 0.2


class Pool:
    """`size` threads that start a kernel each once they `begin`, while this one goes on; the end of the `with` ends them all.

    A kernel executes one notebook after the other as long as each leaves nothing behind: one that is not `shared`, that is stopped by
    an error, or after which not everything could be put back, has the next one executed in another kernel.
    """

    def __init__(self, folder: Path, size: int):
        self.size = size
        self._folder, self._environment, self._begun = folder, memory.shared(size), False
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()
        self._told: SimpleQueue[Cell | Execution] = SimpleQueue()
        self._lock, self._over = threading.Lock(), False
        self._kernels: set[Kernel] = set()
        self._threads = [threading.Thread(target=contextvars.Context().run, args=(self._work,), daemon=True) for _ in range(size)]

    def __enter__(self) -> Pool:
        return self

    def begin(self) -> None:
        """Have the kernels start, while this process does something else; nothing where they have."""
        if self._begun:
            return
        self._begun = True
        if sys.platform == "win32":
            asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())  # as papermill does: sockets want it
        load_papermill()
        for thread in self._threads:
            thread.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._lock:
            self._over = True
            for kernel in self._kernels:
                kernel.kill()
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def execute(self, tasks: Sequence[Task]) -> Iterator[Execution]:
        """Execute notebooks in this order, as kernels are free: each as it ends. What cell each is at is told meanwhile."""
        self.begin()
        for task in tasks:
            self._tasks.put(task)
        left = len(tasks)
        while left:
            try:
                told = self._told.get(timeout=GLANCE)
            except Empty:
                tell(Waited())
                continue
            if isinstance(told, Cell):
                tell(told)
            else:
                left -= 1
                yield told

    def _work(self) -> None:
        kernel: Kernel | None = None
        with suppress(Exception):  # what is wrong is told by the notebook that wants it
            kernel = self._started()
        fit = True  # the last notebook of this kernel lets another one follow
        while (task := self._tasks.get()) is not None and not self._over:
            try:
                if kernel and kernel.used and not (fit and task.shared and self._wiped(kernel)):
                    self._end(kernel)
                    kernel = None
                kernel = kernel or self._started()
                done = kernel.execute(task, self._told.put)
            except Exception as raised:  # a kernel that does not start is this notebook's failure, not the run's
                task.saved.unlink(missing_ok=True)  # of an earlier run: it does not stand for this one
                done = Execution(task.name, task.saved, 0.0, f"{type(raised).__name__}: {raised}")
            fit = task.shared and not done.error
            self._told.put(done)
        self._end(kernel)

    def _started(self) -> Kernel:
        with self._lock:  # so that none starts once they are ended
            if self._over:
                raise RuntimeError("the run is over")
            kernel = Kernel(self._folder, self._environment)
            self._kernels.add(kernel)
        return kernel

    def _end(self, kernel: Kernel | None) -> None:
        if kernel is not None:
            with suppress(Exception):  # it is gone already
                kernel.close()
            with self._lock:
                self._kernels.discard(kernel)

    @staticmethod
    def _wiped(kernel: Kernel) -> bool:
        try:
            return kernel.wipe()
        except Exception:  # it does not answer any more
            return False
