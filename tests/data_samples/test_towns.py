"""The generated towns: reproducible, messy as promised, and true to their truths."""

from __future__ import annotations

import ast
import datetime as dt
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from data_samples.make_towns import make
from data_samples.towns import bourg, truth_cases, truth_contacts
from data_samples.towns.parameters import BourgParameters, VilleParameters
from data_samples.towns.people import HOUSING_OFFICE
from data_samples.towns.truth_clock import Spell
from diagnostic.engagement import Engagement

SAMPLES = Path(__file__).parents[2] / "data_samples"
VILLE, BOURG = SAMPLES / "ville-exemple", SAMPLES / "bourg-exemple"
TOWNS = [VILLE, BOURG]


def truths(town: Path) -> dict[tuple[str, str], float]:
    document = json.loads((SAMPLES / "truths" / f"{town.name}.json").read_text(encoding="utf-8"))
    return {(row["indicator"], row["scope"]): row["realised"] for row in document["truths"]}


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("towns")
    make(folder)
    return folder


@pytest.fixture(scope="module")
def calls() -> pd.DataFrame:
    """The phone log as a careful reader sees it: repeated rows once, rows with a date only."""
    frame = pd.read_csv(VILLE / "data" / "appels.csv", sep=";", encoding="cp1252", dtype=str, skip_blank_lines=True)
    frame["at"] = pd.to_datetime(frame["Date appel"], format="%d/%m/%Y %H:%M:%S", errors="coerce")
    return frame.drop_duplicates()[lambda rows: rows["at"].notna()]


@pytest.fixture(scope="module")
def log() -> pd.DataFrame:
    """The log of steps that the new tool keeps."""
    frame = pd.read_csv(VILLE / "data" / "historique.csv", sep=";", encoding="utf-8-sig", dtype=str)
    return frame.assign(at=pd.to_datetime(frame["Date"], format="%d/%m/%Y %H:%M"))


@pytest.fixture(scope="module")
def workbook() -> dict[str, list[tuple]]:
    book = openpyxl.load_workbook(VILLE / "data" / "demandes.xlsx", read_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def content(path: Path) -> object:
    """A file's bytes; of a workbook, those of its parts, which no version of the compressor changes."""
    data = path.read_bytes()
    if path.suffix != ".xlsx":
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.long
@pytest.mark.parametrize("town", TOWNS, ids=lambda town: town.name)
def test_the_same_seed_gives_the_same_files(town: Path, again: Path) -> None:
    kept = sorted(path.name for path in (town / "data").iterdir())
    assert kept == sorted(path.name for path in (again / town.name / "data").iterdir())
    assert [name for name in kept if content(town / "data" / name) != content(again / town.name / "data" / name)] == []


@pytest.mark.long
@pytest.mark.parametrize("town", TOWNS, ids=lambda town: town.name)
def test_the_same_seed_gives_the_same_truths(town: Path, again: Path) -> None:
    name = f"{town.name}.json"
    assert json.loads((SAMPLES / "truths" / name).read_text("utf-8")) == json.loads((again / "truths" / name).read_text("utf-8"))


def test_another_seed_gives_another_town() -> None:
    one, other = (bourg.simulate(BourgParameters(seed=seed)) for seed in (1, 2))
    assert [mail.at for mail in one.contacts] != [mail.at for mail in other.contacts]


def test_both_towns_together_stay_small_enough_to_be_kept() -> None:
    assert sum(path.stat().st_size for town in TOWNS for path in (town / "data").iterdir()) < 8_000_000


@pytest.mark.parametrize("town", TOWNS, ids=lambda town: town.name)
def test_the_engagement_file_is_valid_and_names_files_that_are_there(town: Path) -> None:
    engagement = Engagement.load(town)
    assert all((town / source.file).is_file() for source in engagement.sources)
    assert {(town / source.file).name for source in engagement.sources} == {path.name for path in (town / "data").iterdir()}


def test_the_generator_knows_nothing_of_the_kit() -> None:
    imported = set()
    for path in [SAMPLES / "make_towns.py", *(SAMPLES / "towns").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imported.add(str(node.module).split(".")[0])
    assert "numpy" in imported
    assert "diagnostic" not in imported


class TestExports:
    def test_the_phone_log_is_windows_text_with_windows_lines(self) -> None:
        data = (VILLE / "data" / "appels.csv").read_bytes()
        assert "Décroché" in data.decode("cp1252")
        assert data.count(b"\r\n") == data.count(b"\n")
        with pytest.raises(UnicodeDecodeError):
            data.decode("utf-8")

    def test_the_mailbox_starts_with_a_byte_order_mark(self) -> None:
        assert (VILLE / "data" / "courriels.csv").read_bytes().startswith(b"\xef\xbb\xbfre\xc3\xa7u le;")

    def test_the_phone_log_repeats_rows_has_unreadable_dates_blank_lines_and_a_total(self) -> None:
        lines = (VILLE / "data" / "appels.csv").read_text("cp1252").splitlines()
        assert lines[-1].startswith("Total;;")
        assert lines.count("") == 4
        rows = [line for line in lines[1:-1] if line]
        assert len(rows) - len(set(rows)) == 118
        assert sum("32/13/2025" in row or "n.c." in row or "####" in row or "00/00/0000" in row for row in rows) == 9

    def test_one_caller_is_spelt_in_several_ways(self, calls: pd.DataFrame) -> None:
        digits = calls["Numéro appelant"].str.replace(r"\D", "", regex=True).str.replace(r"^(0033|33)", "0", regex=True)
        assert calls.groupby(digits)["Numéro appelant"].nunique().max() >= 4
        assert (calls["Numéro appelant"] == "Anonyme").mean() > 0.04

    def test_agents_and_users_names_are_there_to_be_dropped(self, calls: pd.DataFrame, workbook: dict[str, list[tuple]]) -> None:
        assert calls["Agent"].notna().sum() > 1_000
        assert sum(bool(row[7]) for row in workbook["Demandes"][3:-1]) > 1_000
        mapped = {header for source in Engagement.load(VILLE).sources for header in source.columns.values()}
        assert not mapped & {"Agent", "Nom", "Demandeur", "Commentaire", "objet"}

    def test_the_workbook_has_a_title_a_total_real_dates_then_text_dates_in_the_new_tool(self, workbook: dict[str, list[tuple]]) -> None:
        old, new = workbook["Demandes"], workbook["Nouvel outil"]
        assert str(old[0][0]).startswith("Suivi des demandes")
        assert old[2][0] == "N° dossier"
        assert old[-1][0] == "Total"
        assert all(isinstance(row[4], dt.datetime) for row in old[3:-1])
        assert all(isinstance(row[4], str) for row in new[1:])
        assert max(row[4] for row in old[3:-1]) < dt.datetime(2025, 7, 1) <= min(pd.to_datetime(row[4], dayfirst=True) for row in new[1:])


class TestStory:
    def test_cases_are_closed_by_the_dozen_within_one_minute(self, workbook: dict[str, list[tuple]]) -> None:
        minute = dt.datetime(2025, 12, 18, 17, 42)
        old = [row[5].replace(second=0) for row in workbook["Demandes"][3:-1] if row[5]]
        assert old.count(minute) + [row[5] for row in workbook["Nouvel outil"]].count("18/12/2025 17:42") >= 150

    def test_cases_wait_from_before_the_period(self, workbook: dict[str, list[tuple]]) -> None:
        start = dt.datetime(2025, 1, 1)
        assert sum(row[4] < start and (row[5] is None or row[5] >= start) for row in workbook["Demandes"][3:-1]) > 50

    def test_a_mailing_floods_the_phones_for_two_weeks(self, calls: pd.DataFrame) -> None:
        incoming = calls[calls["Sens"] == "Entrant"]
        weekly = incoming.groupby(incoming["at"].dt.to_period("W").dt.start_time).size()
        assert weekly[pd.Timestamp(2025, 3, 10)] > 2.5 * weekly.median()
        assert weekly[pd.Timestamp(2025, 3, 17)] > 1.5 * weekly.median()

    def test_the_log_follows_most_cases_of_the_new_tool_step_by_step(self, log: pd.DataFrame, workbook: dict[str, list[tuple]]) -> None:
        closed = {row[0]: row[5] for row in workbook["Nouvel outil"][1:]}
        logged = log.groupby("Dossier")
        assert 0.8 < logged.ngroups / len(closed) < 0.9
        assert set(log["Dossier"]) <= set(closed)
        assert (logged["at"].diff().dropna() > pd.Timedelta(0)).all()
        ends = logged.last()
        assert all(row.Étape != "Clôture" or row.Date == closed[case] for case, row in zip(ends.index, ends.itertuples(), strict=True))

    def test_cases_pass_to_another_team_or_twice_through_one_and_wait_for_documents(self, log: pd.DataFrame) -> None:
        begun = log[log["Étape"] == "Prise en charge"].groupby("Dossier")["Équipe"]
        assert 0.15 < (begun.nunique() > 1).mean() < 0.25
        assert 0.05 < ((begun.size() > 1) & (begun.nunique() == 1)).mean() < 0.2
        documents = log["Étape"].value_counts()
        assert documents["Pièce demandée"] > documents["Pièce reçue"] > 200

    def test_from_september_on_fewer_declarations_are_closed_than_opened(self, workbook: dict[str, list[tuple]]) -> None:
        rows = [row for row in workbook["Nouvel outil"] if row[1] == "Déclaration préalable"]
        opened, closed = (pd.to_datetime(pd.Series([row[at] for row in rows]), dayfirst=True) for at in (4, 5))
        autumn = pd.Timestamp(2025, 9, 1), pd.Timestamp(2025, 12, 31)
        assert closed.between(*autumn).sum() < 0.8 * opened.between(*autumn).sum()

    def test_people_ask_about_their_case_more_once_its_time_is_over(self) -> None:
        known = truths(VILLE)
        assert known["repeat.chaser_rate", "edge=after"] > 1.5 * known["repeat.chaser_rate", "edge=before"]

    def test_the_telephone_closes_when_people_call_on_thursday_and_waits_for_them_on_friday(self, calls: pd.DataFrame) -> None:
        incoming = calls[calls["Sens"] == "Entrant"]
        hours = incoming.groupby([incoming["at"].dt.day_of_week, incoming["at"].dt.hour]).size()
        assert hours[3, 17] + hours[3, 18] > 2 * (hours[4, 15] + hours[4, 16])

    def test_transferred_calls_say_what_became_of_them_and_direct_lines_know_no_queue(self, calls: pd.DataFrame) -> None:
        answered = calls[(calls["Sens"] == "Entrant") & (calls["Statut"] == "Décroché")]
        assert answered["Issue finale"].notna().all()
        assert 0.2 < (answered.loc[answered["Transféré"] == "Oui", "Issue finale"] != "Décroché").mean() < 0.35
        direct = calls[(calls["Sens"] == "Entrant") & calls["File"].isna()]
        assert set(direct["Service"]) == {"Urbanisme"}

    def test_one_number_stands_on_the_cases_of_many_persons(self, workbook: dict[str, list[tuple]]) -> None:
        rows = [(row[8], row[9]) for sheet in workbook.values() for row in sheet]
        digits = [(email, "".join(filter(str.isdigit, str(phone)))) for email, phone in rows]
        assert len({email for email, phone in digits if phone.endswith(HOUSING_OFFICE[1:])}) > truth_contacts.SHARED_ABOVE

    def test_a_fifth_of_contacts_come_back_and_a_quarter_of_calls_find_nobody(self) -> None:
        known = truths(VILLE)
        assert 0.17 < known["repeat.rate", "all"] < 0.23
        assert 0.22 < known["opening.out_of_hours_share", "channel=phone"] < 0.28

    def test_the_village_has_three_things_to_say(self) -> None:
        known = truths(BOURG)
        assert known["opening.out_of_hours_share", "channel=email"] > 0.5
        assert known["opening.hours_outside_work", "all"] == 0
        assert known["repeat.rate", "channel=email"] > 0.15
        assert 0.7 < known["reach.answer_rate_agent", "all"] < 0.8


class TestTruths:
    """Read again from the files with another tool: neither the mess nor the counting may have moved them."""

    def test_calls_counted_from_the_file_are_those_of_the_truth(self, calls: pd.DataFrame) -> None:
        year = calls[(calls["Sens"] == "Entrant") & (calls["at"].dt.year == 2025)]
        known = truths(VILLE)
        assert len(year) == known["volume.contacts", "channel=phone"]
        assert (year["Statut"] == "Fermé").mean() == pytest.approx(known["opening.out_of_hours_share", "channel=phone"], abs=1e-9)
        reachable = year[year["Statut"].isin(["Décroché", "Abandonné", "Dissuadé", "Non répondu"])]
        assert (reachable["Statut"] == "Décroché").mean() == pytest.approx(known["reach.answer_rate_agent", "all"], abs=1e-9)

    def test_cases_of_the_workbook_open_when_the_period_ends_are_the_stock(self, workbook: dict[str, list[tuple]]) -> None:
        # nothing was opened after it; dates are stamps in one sheet and text in the other
        rows = [row for sheet in workbook.values() for row in sheet]
        waiting = sum(row[6] in ("En cours", "Ouverte") or "2026" in str(row[5]) for row in rows)
        assert waiting == truths(VILLE)["processing.open_stock", "all"]

    def test_competing_ends_and_open_cases_make_the_true_median_longer_than_that_of_closed_cases(self) -> None:
        known = truths(VILLE)
        assert known["processing.p50", "all"] > known["processing.closed_only_p50", "all"] + 1

    def test_a_withdrawn_case_lowers_the_chance_to_be_closed_and_an_open_one_is_censored(self) -> None:
        spells = [Spell(0, 1, "closed"), Spell(0, 2, "withdrawn"), Spell(0, 3, "closed"), Spell(0, 4, None)]
        # incidence 1/4 at 1; free 3/4 x 2/3 = 1/2 after 2; then 1/4 + 1/2 x 1/2
        assert truth_cases.read(spells) == ([(1, 0.25, 0.75), (2, 0.25, 0.5), (3, 0.5, 0.25), (4, 0.5, 0.25)], 0.5)
        # of a hundred such towns together, a half is where the curve ends; two in five are closed by three
        assert truth_cases.percentile(*truth_cases.read(spells * 100), 0.4) == 3
        assert truth_cases.percentile(*truth_cases.read(spells * 100), 0.5) is None

    def test_a_late_entry_is_at_risk_only_once_it_has_entered(self) -> None:
        # at 1, one case of one is at risk: all the incidence is there; two where the other enters in time
        assert truth_cases.percentile(*truth_cases.read([Spell(0, 1, "closed"), Spell(2, 5, "closed")]), 0.9) == 1
        assert truth_cases.percentile(*truth_cases.read([Spell(0, 1, "closed"), Spell(1, 5, "closed")]), 0.9) == 5

    def test_identifiers_join_step_by_step_but_a_shared_one_joins_nobody(self) -> None:
        shared = [("office", f"tenant{number}") for number in range(4)]
        who = truth_contacts.persons([("a", "x"), ("b", "x"), ("b", "y"), *shared])
        assert who("a", None) == who(None, "y")
        assert who("office", "tenant0") == who(None, "tenant0") != who(None, "tenant1")
        assert who("office", None) is None
        assert who("stranger", None) == "stranger"

    def test_every_announced_time_of_the_engagement_is_the_planted_one(self) -> None:
        declared = {promise.procedure: promise.days for promise in Engagement.load(VILLE).promises}
        assert declared == {procedure.name: procedure.announced for procedure in VilleParameters().procedures if procedure.announced}
