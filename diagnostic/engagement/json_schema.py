"""`engagement.yml` as a JSON schema: what an editor needs to complete, explain and check it while it is written."""

from __future__ import annotations

import json
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from diagnostic import schema, wording
from diagnostic.disk import private_folder, put
from diagnostic.engagement import Engagement, presets
from diagnostic.indicators.catalogue import catalogue
from diagnostic.schema import Column

BESIDE = "work/engagement.schema.json"
# what an editor looks for on the first line of a YAML file
NAMED = f"yaml-language-server: $schema={BESIDE}"
# a text of the file may be written without quotes
PLAIN = ["string", "number", "boolean"]


def models(model: type[BaseModel] = Engagement) -> dict[str, type[BaseModel]]:
    """Every part of the file by its name, `Engagement` first."""
    found = {model.__name__: model}
    for field in model.model_fields.values():
        for inner in _inside(field.annotation):
            found |= {name: part for name, part in models(inner).items() if name not in found}
    return found


def keys(model: type[BaseModel]) -> dict[str, Any]:
    """The keys of a part as they are written in the file, with their fields."""
    return {field.alias or name: field for name, field in model.model_fields.items() if not field.exclude}


def explained(model: str, key: str, language: str) -> str:
    """What a key says, in a sentence; nothing for one that the words do not know yet, which a test tells."""
    return wording.text_or(f"keys.{model}.{key}", language, "")


def document(language: str) -> dict[str, Any]:
    """The schema, with the explanations in a language."""
    made = Engagement.model_json_schema()
    parts = {"Engagement": made, **made["$defs"]}
    for name, model in models().items():
        parts[name]["description"] = wording.text(f"keys.{name}.about", language)
        for key in keys(model):
            parts[name]["properties"][key]["description"] = explained(name, key, language)
    del made["properties"]["folder"]
    made["required"].remove("folder")
    made["properties"]["relays"] |= {"anyOf": [made["properties"]["relays"].pop("allOf", [{"$ref": "#/$defs/Relays"}])[0], _texts()]}
    made["properties"]["relays"].pop("$ref", None)
    made["properties"]["targets"]["propertyNames"] = {"enum": list(catalogue())}
    _by_table(parts["Source"], language)
    return {"$schema": "http://json-schema.org/draft-07/schema#", "title": "engagement.yml", **_untitled(made)}


def text(language: str) -> str:
    """The schema as the file that is shipped, and put beside an engagement."""
    return json.dumps(document(language), ensure_ascii=False, indent=1, default=str) + "\n"


def shipped(language: str) -> Path:
    """Where the kit ships it."""
    return Path(__file__).with_name(f"engagement.schema.{language}.json")


def put_beside(folder: Path, language: str) -> None:
    """Put it where the first line of a proposed `engagement.yml` says that it is."""
    private_folder((folder / BESIDE).parent)
    put(folder / BESIDE, shipped(language).read_bytes())


def _inside(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in typing.get_args(annotation):
        yield from _inside(argument)


def _by_table(source: dict[str, Any], language: str) -> None:
    """What `columns`, `values` and the like may hold depends on the table, which a preset may stand for."""
    source["required"] = ["file"]
    source["properties"]["preset"] = {"enum": list(presets.tables()), "description": source["properties"]["preset"]["description"]}
    source["properties"]["table"] |= {"enum": list(schema.TABLES)}
    source["allOf"] = []
    for table, columns in schema.TABLES.items():
        filling = [name for name, filled in presets.tables().items() if filled == table]
        named = [{"properties": {"table": {"const": table}}, "required": ["table"]}]
        named += [{"properties": {"preset": {"enum": filling}}, "required": ["preset"], "not": {"required": ["table"]}}] if filling else []
        source["allOf"].append({"if": {"anyOf": named}, "then": {"properties": _columns(columns, language)}})


def _columns(columns: dict[str, Column], language: str) -> dict[str, Any]:
    def only(chosen: list[Column], inner: Any) -> dict[str, Any]:
        return {"properties": {column.name: inner(column) for column in chosen}, "additionalProperties": False}

    def said(column: Column) -> dict[str, Any]:
        return {"description": wording.text_or(f"words.column.{column.name}", language, column.name)}

    every = list(columns.values())
    return {
        "columns": only(every, said),
        "fixed": only(every, lambda column: said(column) | ({"enum": list(column.values)} if column.values else {})),
        "values": only(every, lambda column: said(column) | {"additionalProperties": _word(column)}),
        "derive": only([column for column in every if column.kind == "text"], said),
    }


def _word(column: Column) -> dict[str, Any]:
    return {"enum": [*column.values, ""]} if column.values else {"type": PLAIN}


def _texts() -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string"}}


def _untitled(node: Any) -> Any:
    """The schema without the titles that pydantic makes of names."""
    if isinstance(node, dict):
        return {name: _untitled(inner) for name, inner in node.items() if name != "title" or not isinstance(inner, str)}
    return [_untitled(inner) for inner in node] if isinstance(node, list) else node
