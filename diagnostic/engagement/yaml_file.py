"""A YAML file as plain values, with the line of every key: what messages to its author need."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from diagnostic.errors import Problem, UserError

Place = tuple[str | int, ...]  # keys and list positions from the top of the file


@dataclass(frozen=True)
class YamlFile:
    """`value` holds mappings, tuples and scalars (keys as they are written); `lines` the line of each place, `ends` the last one; `dashes`
    the column of the dashes of each list that is written with some; `twice` the repeated keys."""

    path: Path
    value: Any
    lines: dict[Place, int] = field(default_factory=dict)
    twice: list[tuple[Place, int, int]] = field(default_factory=list)
    ends: dict[Place, int] = field(default_factory=dict)
    dashes: dict[Place, int] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> YamlFile:
        """The file's content. UserError `yaml.invalid` (line, column) where it is not YAML, `yaml.encoding` where it is not UTF-8."""
        from ruamel.yaml import YAML
        from ruamel.yaml.error import MarkedYAMLError, YAMLError

        reader = YAML(typ="safe", pure=True)
        try:
            made = cls(path, None)
            top = reader.compose(path.read_text(encoding="utf-8-sig"))
            value = made._plain(top, (), reader.constructor) if top is not None else {}
        except UnicodeDecodeError:
            raise UserError(Problem("yaml.encoding", {"file": path.name})) from None
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = {"line": mark.line + 1, "column": mark.column + 1} if mark else {"line": 1, "column": 1}
            kind = "yaml.tab" if "'\\t'" in (error.problem or "") else "yaml.invalid"
            raise UserError(Problem(kind, {"file": path.name, **place})) from None
        except (YAMLError, RecursionError):
            raise UserError(Problem("yaml.invalid", {"file": path.name, "line": 1, "column": 1})) from None
        return cls(path, value, made.lines, made.twice, made.ends, made.dashes)

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest place above it that is written."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def _plain(self, node: Any, place: Place, constructor: Any) -> Any:
        self.lines.setdefault(place, node.start_mark.line + 1)
        if node.id == "scalar" or node.flow_style:
            # what ends at the start of a line ended on the one before
            last = node.end_mark.line + (node.end_mark.column > 0)
            self.ends.update((place[:depth], max(last, self.ends.get(place[:depth], 0))) for depth in range(len(place) + 1))
        elif node.id == "sequence":
            self.dashes[place] = node.start_mark.column
        if node.id == "sequence":
            return tuple(self._plain(item, (*place, position), constructor) for position, item in enumerate(node.value))
        if node.id == "mapping":
            made: dict[str, Any] = {}
            for key, item in node.value:
                inner, line = (*place, str(key.value)), key.start_mark.line + 1
                if inner[-1] in made:
                    self.twice.append((inner, self.lines[inner], line))
                    continue
                self.lines[inner] = line
                made[str(key.value)] = self._plain(item, inner, constructor)
            return made
        try:
            return constructor.construct_object(node)
        except ValueError:  # an impossible date or number stays as written, for the message about its type
            return node.value
