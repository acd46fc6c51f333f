"""The reference page of `engagement.yml`: every key with what it says, what it takes and an example, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from diagnostic import wording
from diagnostic.engagement import json_schema
from diagnostic.resources import files

# a choice of more words than this is named, not listed
CHOICES = 12


def examples() -> dict[str, str]:
    """The text that an engagement may hold under each key of the top, all of its keys in it."""
    text = files("diagnostic").joinpath("engagement").joinpath("example.yml").read_text(encoding="utf-8")
    parts = re.split(r"(?m)^(?=\w)", text)[1:]
    return {part.partition(":")[0]: part for part in parts}


def page(language: str) -> str:
    """The page, as Markdown."""
    document = json_schema.document(language)
    lines = [f"# {_said('title', language)}", "", _said("intro", language), "", _said("editor", language)]
    for key, example in examples().items():
        lines += ["", f"## `{key}`", "", json_schema.explained("Engagement", key, language)]
        for position, name in enumerate(_parts(document, document["properties"][key])):
            lines += ["", f"### `{name}`", "", _said(f"{name}.about", language)] if position else []
            lines += ["", *_table(document["$defs"][name], language)]
        lines += ["", "```yaml", *example.rstrip().splitlines(), "```"]
    return "\n".join(lines) + "\n"


def _table(part: dict[str, Any], language: str) -> Iterator[str]:
    heads = [_said(f"head.{name}", language) for name in ("key", "meaning", "takes", "default")]
    yield f"| {' | '.join(heads)} |"
    yield "|---|---|---|---|"
    for key, said in part["properties"].items():
        cells = (f"`{key}`", said["description"], _takes(said, language), _default(key, said, part, language))
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _parts(document: dict[str, Any], node: Any) -> list[str]:
    """The parts that a key holds, and those inside them."""
    found: list[str] = []
    for inner in node if isinstance(node, list) else node.values() if isinstance(node, dict) else ():
        if isinstance(inner, str) and inner.startswith("#/$defs/"):
            name = inner.rpartition("/")[2]
            found += [name, *_parts(document, document["$defs"][name]["properties"])]
        else:
            found += _parts(document, inner)
    return list(dict.fromkeys(found))


def _takes(said: dict[str, Any], language: str) -> str:
    ways = [way for way in said.get("anyOf", [said]) if way.get("type") != "null"]
    kinds = list(dict.fromkeys(_kind(way, language) for way in ways))
    return kinds[0] if len(kinds) == 1 else _word("several", language, first=kinds[0], last=kinds[1])


def _kind(way: dict[str, Any], language: str) -> str:
    if "$ref" in way:
        name = way["$ref"].rpartition("/")[2]
        return _word("group", language, of=f"`{name}`")
    if "enum" in way:
        shown = [f"`{choice}`" for choice in way["enum"][:CHOICES]]
        return ", ".join(shown) + (", …" if len(way["enum"]) > CHOICES else "")
    if "const" in way:
        return f"`{way['const']}`"
    if way.get("type") == "array":
        return _limited(way, _word("list", language, of=_takes(way["items"], language)), language)
    if way.get("type") == "object":
        # by any key, or by keys that read as a pattern
        held = way.get("additionalProperties") or next(iter(way["patternProperties"].values()))
        return _word("by", language, of=_takes(held, language))
    kind = "date" if way.get("format") == "date" else way["type"] if way["type"] != "string" else "text"
    return _limited(way, _bounded(way, _word(kind, language), language), language)


def _limited(way: dict[str, Any], kind: str, language: str) -> str:
    """The kind with how long, how many or which days it may be."""
    sizes = [_word(size, language, limit=str(way[size])) for size in ("maxLength", "maxItems") if size in way]
    days = [_word("days", language, first=way["formatMinimum"], last=way["formatMaximum"])] if "formatMinimum" in way else []
    return ", ".join([kind, *sizes, *days])


def _bounded(way: dict[str, Any], kind: str, language: str) -> str:
    for name, bound in (("minimum", "at_least"), ("exclusiveMinimum", "above")):
        kind = _word(bound, language, kind=kind, limit=f"{way[name]:.12g}") if name in way else kind
    limits = [
        _word(bound, language, limit=f"{way[name]:.12g}")
        for name, bound in (("maximum", "at_most"), ("exclusiveMaximum", "below"))
        if name in way
    ]
    return ", ".join([kind, *limits])


def _default(key: str, said: dict[str, Any], part: dict[str, Any], language: str) -> str:
    if key in part.get("required", ()):
        return _said("required", language)
    default = said.get("default")
    if default in (None, "", [], {}) or isinstance(default, dict):
        return _said("none", language)
    shown = (
        ", ".join(map(str, default))
        if isinstance(default, (list, tuple))
        else str(default).lower()
        if isinstance(default, bool)
        else default
    )
    return f"`{shown:g}`" if isinstance(shown, float) else f"`{shown}`"


def _said(key: str, language: str) -> str:
    return wording.text(f"keys.{key}", language)


def _word(name: str, language: str, **values: str) -> str:
    return wording.text(f"keys.kinds.{name}", language, **values)
