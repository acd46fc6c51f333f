"""The sample of repeats: drawn at random, never drawn again under the hand that codes it, read back or told what is wrong."""

from __future__ import annotations

import json
import os
import stat

import openpyxl
import pandas as pd
import pytest

from diagnostic import coding
from diagnostic.coding import sample, sheet
from diagnostic.coding.causes import labels
from diagnostic.engagement import Parameters
from diagnostic.errors import UserError
from diagnostic.questions.causes import measures as causes
from diagnostic.questions.repeats import measures as repeats
from diagnostic.schema import CAUSES
from diagnostic.store.engine import Store
from diagnostic.store.settings import settings_row
from tests.questions.random_towns import contacts, one, open_town
from tests.questions.repeats.test_measures import naive_repeats
from tests.towns import with_facts

FRENCH = labels("fr")


@pytest.fixture
def town(tmp_path):
    """A town whose repeats are known, and its sheet drawn."""
    (tmp_path / "work").mkdir()
    made = open_town(tmp_path, parameters=Parameters(small_group=1, draws=100, coding_sample=12))
    with_facts(made, contacts=ROWS).close()
    coding.settle(made)
    return made


ROWS = contacts(1, 400)
KEPT = {(str(row["at"]), row["topic"]) for row in naive_repeats(ROWS, 7, -99)[0]}


def path(town):
    return town.folder / "work" / "causes.fr.xlsx"


def rows_of(town):
    page = openpyxl.load_workbook(path(town)).worksheets[0]
    head, *lines = page.iter_rows(values_only=True)
    return pd.DataFrame(lines, columns=head)


def code(town, edit):
    """Fill the sheet as a service would: `edit` is called with the page."""
    book = openpyxl.load_workbook(path(town))
    edit(book.worksheets[0])
    book.save(path(town))


def column(page, name):
    return next(cell.column for cell in page[1] if cell.value == name)


def fill(causes):
    def edit(page):
        for line, cause in enumerate(causes, start=2):
            page.cell(line, column(page, "Cause (à choisir)")).value = cause

    return edit


def store(town):
    return Store.open(town.store, settings_row(town))


def problems(town):
    with pytest.raises(UserError) as raised:
        coding.settle(town)
    return [problem.text("fr").replace("\u202f", " ") for problem in raised.value.problems]


def test_the_sheet_holds_as_many_repeats_as_asked_and_nothing_but_repeats(town):
    rows = rows_of(town)
    assert len(rows) == 12 == rows["Référence"].nunique()
    assert {(str(at), topic) for at, topic in zip(rows["Date et heure"], rows["Motif"], strict=True)} <= KEPT
    assert rows["Cause (à choisir)"].isna().all()


def test_the_draw_is_the_same_from_the_same_seed_and_another_from_another(town):
    with store(town) as opened:
        first, again = sample.draw(opened), sample.draw(opened)
        opened.settings |= {"seed": 1}
        other = sample.draw(opened)
    assert list(first.rows["reference"]) == list(again.rows["reference"]) == list(rows_of(town)["Référence"])
    assert set(first.rows["reference"]) != set(other.rows["reference"])


def test_every_repeat_is_drawn_as_often_as_any_other(town):
    with store(town) as opened:
        seen = pd.Series(0, index=range(10_000))
        for seed in range(300):
            opened.settings |= {"seed": seed}
            drawn = sample.draw(opened)
            seen[drawn.rows["contact"]] += 1
    chance = 300 * 12 / drawn.population
    assert drawn.population > 20
    assert (seen[seen > 0] > 0).sum() == drawn.population
    assert (abs(seen[seen > 0] - chance) < 5 * chance**0.5).all()


def test_no_person_and_no_hash_is_on_the_sheet(town):
    written = " ".join(map(str, rows_of(town).to_numpy().ravel()))
    with store(town) as opened:
        kept = opened.query("select case_id, source_id from contacts").stack().dropna()
    assert not [name for name in kept if name in written]
    assert not {"person", "Usager", "Téléphone de l'usager", "Courriel de l'usager"} & set(rows_of(town).columns)


def test_the_causes_are_chosen_from_a_list_that_the_guide_explains(town):
    book = openpyxl.load_workbook(path(town))
    page, guide = book.worksheets
    (rule,) = page.data_validations.dataValidation
    first, last = (int(part.rpartition("$")[2]) for part in rule.formula1.split("!")[1].split(":"))
    assert [guide.cell(line, 1).value for line in range(first, last + 1)] == list(FRENCH.values())
    assert all(len(guide.cell(line, 2).value) > 20 for line in range(first, last + 1))
    assert str(rule.sqref) == "L2:L13"


def test_a_sheet_that_is_being_coded_is_never_drawn_again(town):
    code(town, fill([FRENCH["chaser"]]))
    before = path(town).read_bytes()
    with_facts(town, contacts=ROWS[:200]).close()
    coding.settle(town)
    assert path(town).read_bytes() == before


def test_an_untouched_sheet_follows_the_data(town):
    before = set(rows_of(town)["Référence"])
    with_facts(town, contacts=ROWS[:200]).close()
    coding.settle(town)
    assert set(rows_of(town)["Référence"]) != before


def test_what_is_coded_gives_the_avoidable_share_with_the_interval_of_a_sample(town):
    chosen = (
        [FRENCH["chaser"]] * 4 + [FRENCH["error"].upper()] * 2 + [FRENCH["value"]] * 2 + [labels("en")["undetermined"], None, None, None]
    )
    code(town, fill(chosen))
    coding.settle(town)
    with store(town) as opened:
        found, told = causes.measure(opened), causes.sample(opened)
    row = one(found, "repeat.avoidable_share")
    assert (row["numerator"], row["denominator"], row["value"]) == (6, 8, 0.75)
    assert (row["low"], row["high"]) == (pytest.approx(0.4093, abs=1e-4), pytest.approx(0.9285, abs=1e-4))  # Wilson, 6 of 8
    assert (row["low_definition"], row["high_definition"]) == (6 / 9, 7 / 9)
    assert one(found, "repeat.avoidable_share", "cause=chaser")["value"] == 0.5
    assert "cause=value" not in set(found["scope"])
    assert told == (12, told.population, 8, 1)
    hours = one(found, "repeat.avoidable_hours")
    assert hours["low"] < hours["value"] < hours["high"]


def test_a_copy_in_the_data_folder_is_read_before_the_one_in_work(town):
    code(town, fill([FRENCH["chaser"]] * 12))
    (town.folder / "data").mkdir()
    path(town).replace(town.folder / "data" / "causes codées.xlsx")
    coding.settle(town)
    with store(town) as opened:
        assert one(causes.measure(opened), "repeat.avoidable_share")["denominator"] == 12


def test_an_unknown_cause_is_told_with_its_line_and_the_nearest_one(town):
    code(town, fill([FRENCH["chaser"], "Demande de clarificaton", "xyz"]))
    near, known = problems(town)
    assert "ligne 3" in near
    assert f"« {FRENCH['clarification']} »" in near
    assert "ligne 4" in known
    assert FRENCH["document"] in known


def test_rows_added_or_doubled_are_told_and_rows_removed_are_not_coded(town):
    def edit(page):
        fill([FRENCH["chaser"]] * 12)(page)
        page.cell(2, 1).value = "deadbeef"
        page.cell(3, 1).value = page.cell(4, 1).value

    code(town, edit)
    added, doubled = problems(town)
    assert "ligne 2" in added
    assert "ligne 4" in doubled


def test_a_sheet_cut_short_counts_what_is_left(town):
    def edit(page):
        fill([FRENCH["chaser"]] * 12)(page)
        page.delete_rows(2, 5)

    code(town, edit)
    coding.settle(town)
    with store(town) as opened:
        coded = causes.sample(opened)
        assert (coded.drawn, coded.coded) == (12, 7)


@pytest.mark.parametrize("spoiled", [b"not a workbook", None])
def test_a_sheet_that_is_none_is_told(town, spoiled):
    if spoiled:
        path(town).write_bytes(spoiled)
    else:
        code(town, lambda page: page.delete_rows(1))
    (told,) = problems(town)
    assert "causes.fr.xlsx" in told


def test_few_repeats_are_all_on_the_sheet_and_none_makes_no_sheet(tmp_path):
    (tmp_path / "work").mkdir()
    made = open_town(tmp_path, parameters=Parameters(draws=100))
    with_facts(made, contacts=ROWS[:3]).close()
    coding.settle(made)
    assert not path(made).exists()
    assert json.loads((tmp_path / "work" / "causes.json").read_text(encoding="utf-8"))["population"] == 0


def test_the_sheet_is_written_in_each_language():
    assert set(FRENCH) == set(labels("en")) == set(CAUSES)
    assert len(set(FRENCH.values()) | set(labels("en").values())) == 2 * len(CAUSES)
    assert set(sheet.WIDTHS) == set(sheet.wording.entry("coding.columns", "fr"))


def test_the_sample_is_drawn_out_of_the_repeats_that_the_rate_counts(town):
    with store(town) as opened:
        assert sample.draw(opened).population == one(repeats.rate(opened), "repeat.rate")["numerator"]


@pytest.mark.skipif(os.name != "posix", reason="this system has no such rights")
def test_the_sheet_which_bears_numbers_of_cases_is_for_its_owner_alone(town):
    assert stat.S_IMODE(path(town).stat().st_mode) == 0o600
