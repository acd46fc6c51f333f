"""A YAML file as plain values, with the line of every key: what messages to its author need."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from diagnostic.errors import Problem, UserError, shown

Place = tuple[str | int, ...]  # keys and list positions from the top of the file
# no mission's file comes near: an alias that repeats what repeats others would give values without end
LARGEST, MOST = 500_000, {"deep": 20, "values": 50_000}
KINDS = ("null", "bool", "int", "float", "timestamp", "str", "seq", "map")
AS_WRITTEN = ("merge", "value")  # `<<` and `=`, which mean no more than any other text
INTEGER_BITS = 256  # a longer number is no number that anybody means, and cannot even be printed


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
        """The file's content. UserError `yaml.*`, with the line where there is one, for a file that cannot be read, is not UTF-8 or not
        YAML, or has more than values in it: other tags, several documents, more of everything than a mission can need."""
        return cls._of(path, _text(path))

    @classmethod
    @lru_cache(maxsize=2)  # a command reads one for its language, then for its settings
    def _of(cls, path: Path, text: str) -> YamlFile:
        from ruamel.yaml.error import MarkedYAMLError, YAMLError
        from ruamel.yaml.reader import ReaderError

        reader, made = _reader(), cls(path, None)
        try:
            top = reader.compose(text)
            value = made._plain(top, (), reader.constructor) if top is not None else {}
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = {"line": mark.line + 1, "column": mark.column + 1} if mark else {"line": 1, "column": 1}
            signs = {"'\\t'": "tab", "another document": "documents", "deep": "deep", "many": "values"}
            kind = next((kind for sign, kind in signs.items() if sign in (error.problem or "")), "invalid")
            raise UserError(Problem(f"yaml.{kind}", {"file": path.name, **place, "most": MOST.get(kind)})) from None
        except ReaderError as error:
            at = {"line": text.count("\n", 0, error.position) + 1, "character": f"U+{ord(text[error.position]):04X}"}
            raise UserError(Problem("yaml.character", {"file": path.name, **at})) from None
        except YAMLError:
            raise UserError(Problem("yaml.invalid", {"file": path.name, "line": 1, "column": 1})) from None
        return cls(path, value, made.lines, made.twice, made.ends, made.dashes)

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest place above it that is written."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def _plain(self, node: Any, place: Place, constructor: Any) -> Any:
        line, kind = self.lines.setdefault(place, node.start_mark.line + 1), str(node.tag).rpartition(":")[2]
        if kind not in (*KINDS, *AS_WRITTEN) or (node.id == "mapping") != (kind == "map") or (node.id == "sequence") != (kind == "seq"):
            raise self._refused("tag", line, tag=shown(node.tag))
        if len(place) > MOST["deep"]:
            raise self._refused("deep", line)
        if len(self.lines) > MOST["values"]:
            raise self._refused("values", line)
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
                if key.id != "scalar":
                    raise self._refused("key", key.start_mark.line + 1)
                inner, line = (*place, str(key.value)), key.start_mark.line + 1
                if inner[-1] in made:
                    self.twice.append((inner, self.lines[inner], line))
                    continue
                self.lines[inner] = line
                made[str(key.value)] = self._plain(item, inner, constructor)
            return made
        if kind in AS_WRITTEN:
            return node.value
        try:
            value = constructor.construct_object(node)
        except (ValueError, LookupError, ArithmeticError, TypeError):  # an impossible date or number, for the message about its type
            return node.value
        return node.value if isinstance(value, int) and value.bit_length() > INTEGER_BITS else value

    def _refused(self, key: str, line: int, **values: Any) -> UserError:
        return UserError(Problem(f"yaml.{key}", {"file": self.path.name, "line": line, "most": MOST.get(key), **values}))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise UserError(Problem("yaml.large", {"file": path.name, "most": LARGEST // 1000}))
        text = content.decode("utf-8-sig")
    except OSError:
        raise UserError(Problem("yaml.unreadable", {"file": path.name})) from None
    except UnicodeDecodeError:
        raise UserError(Problem("yaml.encoding", {"file": path.name})) from None
    if "\0" in text:  # UTF-16 without its mark
        raise UserError(Problem("yaml.encoding", {"file": path.name}))
    return text


def _reader() -> Any:
    """A reader that stops where the file passes what a mission may need, before all of it is read."""
    from ruamel.yaml import YAML
    from ruamel.yaml.composer import Composer, ComposerError

    class Bounded(Composer):
        level = count = 0

        def compose_node(self, parent: Any, index: Any) -> Any:
            self.level, self.count = self.level + 1, self.count + 1
            if self.level > MOST["deep"] + 1 or self.count > 2 * MOST["values"]:
                too = "deep" if self.level > MOST["deep"] + 1 else "many"
                raise ComposerError(None, None, f"too {too}", self.parser.peek_event().start_mark)
            node = super().compose_node(parent, index)
            self.level -= 1
            return node

    reader = YAML(typ="safe", pure=True)
    reader.Composer = Bounded
    reader.composer.warn_double_anchors = False
    return reader
