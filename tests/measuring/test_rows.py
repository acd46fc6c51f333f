"""What every indicator row obeys: columns, hidden groups, one row per indicator, words and pages."""

import re
from pathlib import Path

import pandas as pd
import pytest

from diagnostic import wording
from diagnostic.indicators.catalogue import catalogue, missing
from diagnostic.measuring import rows
from diagnostic.measuring.readiness import present
from diagnostic.schema import TABLES
from diagnostic.wording import numbers
from tests.questions.everything import measure_all
from tests.questions.random_towns import contacts, open_town
from tests.towns import town, with_facts

HOUSE = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    with with_facts(open_town(tmp_path_factory.mktemp("town")), contacts=contacts(1)) as store:
        return measure_all(store)


def test_every_indicator_has_its_pooled_row_and_only_once(everything):
    pooled = everything[everything["scope"] == "all"]["indicator"]
    assert list(pooled) == list(catalogue())
    assert not everything.duplicated(["indicator", "scope"]).any()
    assert tuple(everything.columns) == rows.COLUMNS


def test_an_empty_town_measures_nothing_and_says_why(tmp_path):
    with with_facts(town(tmp_path)) as store:
        found = measure_all(store)
    assert list(found["indicator"]) == list(catalogue())
    assert set(found["status"]) == {"not_measurable"}
    notes = found["note"]
    assert (notes.str.startswith("missing: ") | (notes == "not_in_this_version")).all()


def test_rows_hold_figures_only_where_measured_and_confidence_only_with_bounds(everything):
    measured = everything["status"] == "measured"
    assert everything.loc[~measured, ["value", "numerator", "low", "high"]].isna().all(axis=None)
    assert set(everything.loc[everything["low"].notna(), "confidence"]) == {0.95}
    assert everything.loc[everything["low"].isna() & everything["high"].isna(), "confidence"].isna().all()
    spread = everything.dropna(subset=["value", "low", "high"])
    assert len(spread) > 20 and (spread["low"] <= spread["value"] + 1e-12).all() and (spread["value"] <= spread["high"] + 1e-12).all()
    assert set(everything["period_start"]) == {"2024-01-01"} and set(everything["period_end"]) == {"2024-03-31"}


def test_the_same_store_gives_the_same_rows_twice(tmp_path):
    with with_facts(open_town(tmp_path), contacts=contacts(3)) as store:
        pd.testing.assert_frame_equal(measure_all(store), measure_all(store))


def test_missing_names_the_shortest_list_that_would_do():
    held = {"contacts": [{"occurred_at"}], "cases": [{"opened_at"}]}
    assert missing("processing.p50", lambda table: held.get(table, [])) == ["cases.closed_at"]
    assert missing("repeat.rate", lambda table: held.get(table, [])) == ["contacts.person", "contacts.topic"]
    assert missing("volume.contacts", lambda table: held.get(table, [])) == []
    assert missing("processing.p50", lambda table: []) == ["cases.opened_at", "cases.closed_at"]


def test_what_one_source_lacks_another_does_not_lend_it():
    held = {"cases": [{"opened_at"}, {"closed_at"}], "contacts": [{"person", "occurred_at"}, {"topic", "occurred_at"}], "hours": [{""}]}
    assert missing("processing.p50", held.__getitem__) == ["cases.closed_at"]
    assert missing("processing.working_p50", lambda table: held.get(table, [])) == ["cases.closed_at"]
    assert len(missing("repeat.rate", lambda table: held.get(table, []))) == 1
    held["cases"].append({"opened_at", "closed_at"})
    assert missing("processing.p50", held.__getitem__) == []


def test_needs_of_a_store_are_judged_source_by_source(tmp_path):
    apart = [{"source": "a", "opened_local": "2024-02-01"}, {"source": "b", "closed_local": "2024-02-02"}]
    with with_facts(town(tmp_path / "apart"), cases=apart) as store:
        assert missing("processing.p50", present(store)) == ["cases.closed_at"]
    resolved = [{"source": "a", "opened_local": "2024-02-01", "resolved_local": "2024-02-02"}]
    with with_facts(town(tmp_path / "resolved"), cases=resolved) as store:
        assert missing("processing.p50", present(store)) == []


def test_needs_name_columns_of_the_canonical_tables():
    for definition in catalogue().values():
        for name in (name for needs in definition.needs for name in needs):
            table, _, column = name.partition(".")
            known = {*TABLES.get(table, {}), "person"} if table in TABLES else {column}
            assert column in known, name


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_every_indicator_note_and_need_has_its_words(language):
    for name, definition in catalogue().items():
        assert wording.text(f"indicators.{name}.label", language)
        assert wording.text(f"indicators.{name}.definition", language).endswith(".")
        for table, _, column in (need.partition(".") for needs in definition.needs for need in needs):
            assert wording.known(f"words.table.{table}", language), table
            assert not column or wording.known(f"words.column.{column}", language), column
    for note in (
        "not_in_this_version",
        "nothing_to_count",
        "few_agents",
        "not_reached",
        "scaled_to_a_year",
        "not_scaled",
        "no_working_time",
    ):
        assert wording.text(f"indicators.notes.{note}", language)
    for note in ("handling_assumed", "no_handling_time", "no_rate"):
        assert "letter" in wording.text(f"indicators.notes.{note}", language, what=["letter"])


def test_every_unit_is_written_in_both_languages():
    for unit in {definition.unit for definition in catalogue().values()} - {"count", "ratio"}:
        for language in wording.LANGUAGES:
            assert numbers.with_unit("2", unit, language) != "2", unit


def test_every_implemented_indicator_has_its_definition_in_the_folder_of_a_question(everything):
    implemented = set(everything[everything["note"] != "not_in_this_version"]["indicator"])
    assert len(implemented) > 30
    pages = [path.read_text(encoding="utf-8") for path in (HOUSE / "diagnostic" / "questions").glob("*/definition.md")]
    assert not [indicator for indicator in implemented if not any(f"- `{indicator}`\n" in page for page in pages)]
    assert all("Left out" in page and "Bias" in page for page in pages)


def test_every_page_is_in_the_index_and_every_link_of_the_documentation_leads_somewhere():
    pages = [*(HOUSE / "docs").rglob("*.md"), *(HOUSE / "diagnostic").rglob("*.md"), HOUSE / "README.md", HOUSE / "CONTRIBUTING.md"]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))]
    assert not [(page.name, link) for page, link in links if not (page.parent / link).exists()]
    index = {(page.parent / link).resolve() for page, link in links if page.name == "index.md"}
    assert index == {path.resolve() for path in (HOUSE / "diagnostic" / "questions").glob("*/definition.md")}
