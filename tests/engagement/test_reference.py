"""What is published of `engagement.yml`: its schema, its reference page and their examples say what the model reads."""

from __future__ import annotations

import datetime as dt
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from diagnostic import schema, wording
from diagnostic.engagement import Engagement, json_schema, reference
from diagnostic.resources import shipped

WRITE = "docs/reference/write.py"
PUBLISHED: dict[Path, str] = runpy.run_path(str(Path(__file__).parents[2] / WRITE))["published"]()
MINIMAL = """\
client: {name: Ville}
period: {start: 2025-01-01, end: 2025-12-31}
sources: [{file: data/appels.csv, table: contacts, columns: {occurred_at: Date}}]
hours: [{site: Mairie, rules: "Mo 09:00-12:00"}, {site: Annexe, rules: "Mo 09:00-12:00"}]
"""


def plain(text: str) -> Any:
    """A YAML text as an editor sees it: days are texts, keys too."""
    return _plain(YAML(typ="safe", pure=True).load(text))


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {str(key): _plain(inner) for key, inner in node.items()}
    if isinstance(node, list):
        return [_plain(inner) for inner in node]
    return node.isoformat() if isinstance(node, dt.date) else node


def written(node: Any, model: str = "Engagement") -> Iterator[str]:
    """Every key that is written at a place where the model has it: `Client.name`."""
    parts = json_schema.models()
    for key, inner in node.items():
        yield f"{model}.{key}"
        field = json_schema.keys(parts[model])[key]
        for part in [name for name, one in parts.items() if one.__name__ in str(field.annotation) and name != model]:
            for group in groups(inner):
                if set(group) <= set(json_schema.keys(parts[part])):
                    yield from written(group, part)


def groups(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from groups(inner)


def load(folder: Path, text: str) -> Engagement:
    (folder / "data").mkdir(exist_ok=True)
    for name in (
        "appels.csv",
        "demandes.xlsx",
        "tickets.json",
        "releves.csv",
        "journal.csv",
        "frequentation.csv",
        "standard.csv",
        "synthese.csv",
    ):
        (folder / "data" / name).touch()
    for name in ("synthese.csv", "motifs.csv", "relais.csv"):
        (folder / "data" / name).touch()
    (folder / "engagement.yml").write_text(text, encoding="utf-8")
    return Engagement.load(folder)


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.name)
def test_what_is_published_says_what_the_model_reads(path):
    assert path.read_text(encoding="utf-8") == PUBLISHED[path], f"run: uv run python {WRITE}"


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_every_key_is_explained_and_nothing_else_is(language):
    explained = {name: set(words) - {"about"} for name, words in wording.catalogue("keys", language).items() if name[0].isupper()}
    assert explained == {name: set(json_schema.keys(model)) for name, model in json_schema.models().items()}


def test_every_key_has_an_example():
    every = {f"{name}.{key}" for name, model in json_schema.models().items() for key in json_schema.keys(model)}
    assert every == {key for part in reference.examples().values() for key in written(plain(part))}, "diagnostic/engagement/example.yml"


def test_the_examples_load_together(tmp_path):
    assert load(tmp_path, "".join(reference.examples().values())).parameters.relay_contacts_per_year == 60


@pytest.mark.parametrize("key", reference.examples())
def test_each_example_loads_by_itself(tmp_path, key):
    others = [part for part in MINIMAL.splitlines(keepends=True) if not part.startswith(f"{key}:")]
    assert load(tmp_path, reference.examples()[key] + "".join(others))


@pytest.mark.parametrize("text", ["".join(reference.examples().values()), MINIMAL, "relays: ['0142761234']\n" + MINIMAL])
def test_the_schema_takes_what_loads(tmp_path, text):
    load(tmp_path, text)
    jsonschema.Draft7Validator(json_schema.document("en")).validate(plain(text))


@pytest.mark.parametrize("town", ["ville-exemple", "bourg-exemple"])
def test_the_schema_takes_the_sample_towns(town):
    text = (shipped("data_samples") / town / "engagement.yml").read_text(encoding="utf-8")
    jsonschema.Draft7Validator(json_schema.document("fr")).validate(plain(text))


@pytest.mark.parametrize(
    "old, new",
    [
        ("name: Ville", "nom: Ville"),
        ("occurred_at", "occured_at"),
        ("occurred_at: Date}", "occurred_at: Date}, values: {outcome: {Oui: yes}}"),
        ("table: contacts", "table: contact"),
        ("table: contacts", "preset: zamad"),
        ("table: contacts, columns: {occurred_at", "preset: zammad, columns: {occurred_at"),
        ("{start: 2025-01-01, ", "{"),
        ("hours:", "targets: {reach.answer: {value: 1, source: x}}\nhours:"),
        ("hours:", "parameters: {seed: -1}\nhours:"),
        ("hours:", "parameters: {draws: 1000000000}\nhours:"),
        ("name: Ville", 'name: "Ville\\0"'),
        ("name: Ville", "name: ' '"),
        ("name: Ville", "name: Ville, holidays: __init__"),
    ],
)
def test_the_schema_refuses_what_does_not_load(tmp_path, old, new):
    from diagnostic.errors import UserError

    assert old in MINIMAL
    wrong = MINIMAL.replace(old, new, 1)
    with pytest.raises(UserError):
        load(tmp_path, wrong)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(json_schema.document("en")).validate(plain(wrong))


def test_an_editor_is_offered_the_columns_of_the_table():
    source = json_schema.document("fr")["$defs"]["Source"]
    offered = [set(way["then"]["properties"]["columns"]["properties"]) for way in source["allOf"]]
    assert offered == [set(columns) for columns in schema.TABLES.values()]
