"""What `engagement.yml` has to know of the presets: their names, and the table that each fills."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from diagnostic import schema
from diagnostic.engagement.yaml_file import YamlFile
from diagnostic.resources import files


@cache
def tables() -> dict[str, str]:
    """The table that each preset fills, by its name; those that give something else than a table are left out."""
    folder = Path(str(files("diagnostic"))) / "intake" / "presets"
    named = {path.stem: YamlFile.read(path).value["table"] for path in sorted(folder.glob("*.yml"))}
    return {name: table for name, table in named.items() if table in schema.TABLES}
