"""The blocks that saved notebooks hold. A notebook is a file that anyone may have changed: each block is checked before it is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diagnostic import ipynb, wording
from diagnostic.blocks.kinds import MARK, MARKED, MIME, ORDER, TYPES, Block, Chart, Finding, Indicator, Message, Table, quantity_of
from diagnostic.errors import Problem
from diagnostic.indicators import decode

if TYPE_CHECKING:
    from pydantic import TypeAdapter

# several times what the largest blocks of the kit come to
CHARACTERS, VALUES, DEPTH, LARGEST = 20_000_000, 1_000_000, 32, 1e15
# a table that a reader looks at; a longer one belongs in a file
COLUMNS, CELLS = 40, 10_000
# characters, far beyond any that the kit says
SENTENCE = 10_000
_KINDS = "application/vnd.diagnostic.block."
_PLAIN = (str, int, float, type(None))
_SAID = ("title", "reading", "clause", "relation", "question")


def held(cell: Mapping[str, Any], languages: Sequence[str] = wording.LANGUAGES) -> Iterator[Block | Problem]:
    """The blocks that the outputs of a cell hold, in their order, with what is wrong in the place of one that cannot be shown in these
    languages."""
    for output in cell.get("outputs", []):
        bundles = {name: content for name, content in output.get("data", {}).items() if name.startswith(_KINDS)}
        if MIME in bundles:
            yield _checked(bundles[MIME], languages)
        elif bundles:
            yield Problem("report.unfit.version")


def read(notebook: Mapping[str, Any]) -> Iterator[Block]:
    """The blocks that an executed notebook holds, in their order; those that cannot be shown are left out."""
    for cell in notebook["cells"]:
        yield from (block for block in held(cell) if isinstance(block, Block))


def collect(folder: Path) -> dict[str, list[Block]]:
    """The blocks of every executed notebook of a folder, by the notebook's name; none of one that cannot be read."""
    return {name: _read(path) for name, path in saved(folder).items()}


def saved(folder: Path) -> dict[str, Path]:
    """The executed notebooks of a folder by name, in order; one edited since (`NN.edited.ipynb`) stands for the one it was made from."""
    paths = sorted(folder.glob("*.ipynb"), key=lambda path: path.stem.endswith(".edited"))
    return dict(sorted({path.stem.removesuffix(".edited"): path for path in paths}.items()))


def from_json(value: Any) -> Any:
    """The object that `to_json` wrote. KeyError, TypeError or ValueError where it did not."""
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, Mapping):
        names = value.get(ORDER) or [name for name in value if name not in (MARK, "type", ORDER)]
        members = {name: from_json(value[name]) for name in names}
        cls = MARKED.get(str(value.get(MARK))) or TYPES.get(str(value.get("type")))
        return _made(cls, members) if cls else members
    if isinstance(value, list):
        return [from_json(item) for item in value]
    return value


def _made(cls: type, members: dict[str, Any]) -> Any:
    """An object of the class, each of whose members is of its type. What an earlier kit saved and no class has any more is left."""
    checked = _adapter(cls).validate_python(members)
    made = cls(**{each.name: members[each.name] for each in fields(cls) if each.name in members})
    # a text that reads as a number is none
    if made != checked:
        raise ValueError(f"{cls.__name__} holds values of other types than its own")
    return made


def _read(path: Path) -> list[Block]:
    try:
        return list(read(ipynb.read(path)))
    except (ValueError, OSError):  # the report says so
        return []


class _Unfit(Exception):
    """The reason, among `report.unfit`, for which a bundle is no block that can be shown."""


def _checked(bundle: Any, languages: Sequence[str]) -> Block | Problem:
    """The block of a bundle, or what is wrong with it: it is of a size and a shape, and every sentence that it holds can be said."""
    from pydantic import ValidationError

    try:
        _bound(bundle)
        block = from_json(bundle)
        if not isinstance(block, Block):
            raise _Unfit("kind")
        _say(block, languages)
    except _Unfit as error:
        return Problem(f"report.unfit.{error}")
    except ValidationError as error:
        return Problem("report.unfit.shape", {"where": " > ".join(map(str, (error.title, *error.errors()[0]["loc"])))[:120]})
    except Exception:  # whatever an edit may have left: a word that is not there, a day that is none, rows of unequal length
        return Problem("report.unfit.words")
    return block


def _bound(bundle: Any) -> None:
    """_Unfit for a bundle beyond what is read. No recursion: it may be nested beyond what Python follows."""
    characters = values = 0
    level = [bundle]
    for _ in range(DEPTH):
        values += len(level)
        inner: list[Any] = []
        numbers = []
        for value in level:
            if isinstance(value, str):
                characters += len(value)
            elif isinstance(value, (int, float)):
                numbers.append(value)
            elif isinstance(value, dict):
                inner += value
                inner += value.values()
            elif isinstance(value, list):
                inner += value
        if values > VALUES or characters > CHARACTERS:
            raise _Unfit("size")
        # said of what is in order, so that it is not of NaN
        if not all(abs(number) <= LARGEST for number in numbers):
            raise _Unfit("number")
        level = inner
    if level:
        raise _Unfit("depth")


def _say(value: Any, languages: Sequence[str]) -> None:
    """Say in these languages what a block holds, as the report will. Some exception where it cannot be said."""
    if isinstance(value, _PLAIN):
        return
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for inner in value:
            _say(inner, languages)
    if not is_dataclass(value):
        return
    for each in fields(value):
        _say(getattr(value, each.name), languages)
    for language in languages:
        for message in _messages(value):
            if len(message.text(language)) > SENTENCE:
                raise _Unfit("size")
        if isinstance(value, Table):
            value.cells(language)
            value.title(language)
            value.legend(language)
            value.headers(language)
        elif isinstance(value, Chart) and wording.blank(value.alt.text(language)):
            raise _Unfit("mute")
        elif isinstance(value, Chart):
            value.html(language)
        elif isinstance(value, Finding):
            wording.text(f"words.reliability.{value.reliability}", language)
            title = value.message("title")
            if title is None or wording.blank(title.text(language)):
                raise _Unfit("words")
    if isinstance(value, Table) and not (0 < len(value.columns) <= COLUMNS and len(value.rows) * len(value.columns) <= CELLS):
        raise _Unfit("table")
    if isinstance(value, Indicator):
        for row in value.rows:
            _measure(row)


def _messages(value: Any) -> Iterator[Message]:
    """The sentences of an object itself: those of the objects that it holds are their own."""
    if isinstance(value, Message):
        yield value
    elif isinstance(value, Finding):
        yield from filter(None, map(value.message, _SAID))
        decided = value.decision
        yield from filter(None, (getattr(decided, part.name) for part in fields(decided)) if decided else ())


def _measure(row: Mapping[str, Any]) -> None:
    """Read an indicator row as the report will."""
    quantity_of(row)
    decode(row["scope"])
    words = [row[name] for name in ("indicator", "scope", "unit", "status")]
    counted = [row.get(name) for name in ("numerator", "denominator")]
    if not all(isinstance(word, str) for word in words) or not all(count is None or isinstance(count, (int, float)) for count in counted):
        raise TypeError("a row that is none of an indicator")


@cache
def _adapter(cls: type) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(cls)
