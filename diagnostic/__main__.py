"""`python -m diagnostic`, and the command `diagnostic`."""

from __future__ import annotations

import sys

from diagnostic import unchanged


def main() -> None:
    """Say again what a command said where nothing has changed since; else do it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    code = unchanged.repeated(sys.argv[1:])
    if code is None:
        from diagnostic.cli import main as commands

        commands()
    sys.exit(code)


if __name__ == "__main__":
    main()
