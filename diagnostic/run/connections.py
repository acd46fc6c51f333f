"""How this process and the kernels of a mission reach each other: by files in a folder that is theirs, cleared before and after a run."""

from __future__ import annotations

import os
import shutil
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostic import steps

if TYPE_CHECKING:
    from traitlets.config import Config

SOCKETS = "-ipc-1"  # what the name of a kernel's first socket adds to its own


@contextmanager
def cleared(mission: Path) -> Iterator[None]:
    """Without what the kernels of a killed run left; what those of this one leave is removed in the end."""
    shutil.rmtree(_folder(mission), ignore_errors=True)
    try:
        yield
    finally:
        shutil.rmtree(_folder(mission), ignore_errors=True)


def new(mission: Path) -> Config:
    """The settings of one more kernel: its connection file, and sockets of the file system where it has them. OSError where the folder
    cannot be made.

    Ports are the way everywhere else: each is chosen before the kernel takes it, and two kernels that start at once may want the same.
    """
    from traitlets.config import Config

    folder = _folder(mission)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kernel = folder / uuid.uuid4().hex[:12]
    transport = "ipc" if _holds_sockets(kernel) else "tcp"
    return Config({"KernelManager": {"connection_file": f"{kernel}.json", "transport": transport}})


def _folder(mission: Path) -> Path:
    """In the user's own folder of such files, and not in the mission: not every file system keeps what is in them from other users."""
    from jupyter_client.connect import jupyter_runtime_dir

    return Path(jupyter_runtime_dir()) / f"diagnostic-{steps.digest(str(mission))[:12]}"


def _holds_sockets(kernel: Path) -> bool:
    """Whether a socket may stand there: not on Windows, not under a long name, not in every file system."""
    if os.name == "nt":
        return False
    path = f"{kernel}{SOCKETS}"
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.bind(path)
        except OSError:
            return False
    Path(path).unlink()
    return True
