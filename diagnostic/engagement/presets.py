"""What `engagement.yml` has to know of the presets: their names, and the table that each fills."""

from __future__ import annotations

from functools import cache

from diagnostic import schema
from diagnostic.resources import files, listed


@cache
def tables() -> dict[str, str]:
    """The table that each preset fills, by its name; those that give something else than a table are left out."""
    folder = files("diagnostic").joinpath("intake", "presets")
    named = {path.stem: listed(path)["table"] for path in sorted(folder.glob("*.yml"))}
    return {name: table for name, table in named.items() if table in schema.TABLES}
