"""No process that a run starts outlives the one that started it, however that one ends."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable

# seconds between two looks
GLANCE = 0.5


def tie_worker() -> None:
    """In a worker of a pool: end as soon as the process of the pool is gone."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        _watch(parent.join)


def load_ipython_extension(_: object) -> None:
    """In the kernel of a notebook: end as soon as the process that started it is gone.

    The kernel has a watch of its own, which on Windows is enough; elsewhere it misses a parent that is gone before the watch begins,
    where orphans go to another process than the first of the system.
    """
    parent = int(os.environ.get("JPY_PARENT_PID", "0"))
    if parent and os.name != "nt":
        _watch(lambda: _until_orphan(parent))


def _until_orphan(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(GLANCE)


def _watch(wait: Callable[[], object]) -> None:
    def end() -> None:
        wait()
        os._exit(1)

    threading.Thread(target=end, daemon=True).start()
