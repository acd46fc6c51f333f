"""Sheets whose rows are not one thing each: proposed as counts, answers, events and cases, or events of the mission; and then read."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from diagnostic import intake
from diagnostic.engagement import Engagement
from diagnostic.proposal import Proposal, draft, logs, propose_files
from tests import cases


class Tried:
    """Files proposed for, and what intake makes of the proposal as it stands."""

    def __init__(self, folder: Path, names: list[str]):
        self.folder = folder
        self.proposal: Proposal = propose_files(folder, [f"data/{name}" for name in names])
        (folder / "engagement.yml").write_text(draft.write(self.proposal, "fr"), encoding="utf-8")
        self.engagement = Engagement.load(folder) if self.proposal.sources else None

    def take(self) -> intake.Intake:
        return intake.take(self.engagement)

    def rows(self, table: str, columns: str) -> list[tuple[Any, ...]]:
        path = (self.folder / "work" / "store" / f"{table}.parquet").as_posix()
        with duckdb.connect() as connection:
            return connection.execute(f"select {columns} from read_parquet(?) order by id", [path]).fetchall()

    def asked(self, column: str) -> list[str | None]:
        return [point.proposal for point in self.engagement.to_confirm if point.column == column]


@pytest.fixture
def tried(tmp_path, monkeypatch):
    monkeypatch.setenv("DIAGNOSTIC_KEYS", str(tmp_path / "keys"))

    def make(content: str | None = None, name: str = "export.csv", case: str | None = None) -> Tried:
        (tmp_path / "keys").mkdir()
        (tmp_path / "data").mkdir()
        if case is not None:
            files = sorted(cases.folder(case).iterdir())
            for file in files:
                shutil.copy(file, tmp_path / "data")
            return Tried(tmp_path, [file.name for file in files])
        (tmp_path / "data" / name).write_text(content or "", encoding="utf-8")
        return Tried(tmp_path, [name])

    return make


def cells(case: str, separator: str) -> list[list[str]]:
    (file,) = cases.folder(case).iterdir()
    return [line.split(separator) for line in file.read_text(encoding="utf-8").splitlines()[1:]]


def test_calls_per_hour_are_counts_of_calls(tried):
    for case, separator in (("columns_hourly_call_data", ","),):
        found = tried(case=case)
        ledger = found.take().sources[0]
        assert (ledger.table, ledger.rejected) == ("call_counts", 0)
        expected = [(dt.datetime.strptime(stamp, "%m/%d/%Y %H:%M"), int(count)) for stamp, count in cells(case, separator)]
        assert found.rows("call_counts", "day, hour, offered") == [(stamp.date(), stamp.hour, count) for stamp, count in expected]


def test_appels_par_date_et_heure(tried):
    found = tried(case="columns_appels")
    assert found.take().sources[0].rejected == 0
    expected = [(dt.datetime.strptime(stamp, "%d/%m/%Y %H:%M"), int(count)) for stamp, count in cells("columns_appels", ";")]
    assert found.rows("call_counts", "day, hour, offered") == [(stamp.date(), stamp.hour, count) for stamp, count in expected]


def test_visits_per_day_are_counts_whose_channel_is_asked(tried):
    found = tried(case="columns_visitors")
    assert found.take().sources[0].rejected == 0
    expected = [(dt.datetime.strptime(day, "%m/%d/%Y").date(), int(count)) for day, count in cells("columns_visitors", ",")]
    assert found.rows("counts", "day, contacts") == expected
    assert len(found.asked("channel")) == 1


def test_months_by_channel_are_one_row_each(tried):
    found = tried(case="columns_frequentation")
    ledger = found.take().sources[0]
    expected = [
        (f"{month[3:]}-{month[:2]}", channel, int(count))
        for month, *counts in cells("columns_frequentation", ";")
        for channel, count in zip(("counter", "phone", "email"), counts, strict=True)
    ]
    assert found.rows("counts", "month, channel, contacts") == expected
    assert ledger.rejected == 0 and ledger.unknown == {}


@pytest.mark.parametrize("case", ["columns_log", "columns_log_2"])
def test_a_log_gives_its_events_and_its_cases_from_the_first_step_to_the_closing_one(tried, case):
    found = tried(case=case)
    assert all(ledger.rejected == 0 for ledger in found.take().sources)
    steps: dict[str, list[tuple[str, dt.datetime]]] = {}
    for number, activity, stamp, _ in cells(case, ","):
        steps.setdefault(number, []).append((activity, dt.datetime.strptime(stamp, "%Y/%m/%d %H:%M:%S")))
    expected = [(told[0][1], next((stamp for activity, stamp in told if activity == "Closed"), None)) for told in steps.values()]
    assert found.rows("cases", "opened_local, closed_local") == expected
    assert found.rows("case_events", "count(*) over ()")[0] == (sum(map(len, steps.values())),)
    assert found.asked("Activity") == ["Closed"]
    assert {source.table for source in found.engagement.sources} == {"cases", "case_events"}


def test_named_dates_are_events_of_the_mission_and_never_cases(tried):
    found = tried(case="columns_events").proposal
    assert found.sources == ()
    assert [event["label"].partition(" (")[0] for event in found.events] == [
        *("bills mailed", "first half due", "portal outage", "notices mailed", "protest deadline")
    ]
    assert {"events", "%d/%m/%Y"} <= {point.proposal for point in found.points}


def test_roadworks_are_no_cases(tried):
    lines = [f"Travaux rue n{place};{place + 1:02}/0{place % 3 + 3}/2025;{place + 13}/0{place % 3 + 3}/2025" for place in range(12)]
    found = tried("Libellé;Date de début;Date de fin\n" + "\n".join(lines) + "\n", "travaux_voirie.csv").proposal
    assert found.sources == () and {event["kind"] for event in found.events} == {"outage"}
    assert sorted(event["date"] for event in found.events) == sorted(dt.date(2025, place % 3 + 3, place + 1) for place in range(12))


def test_a_case_with_a_number_or_a_status_is_no_event(tried):
    lines = [f"D{place};Acte n{place};{place + 1:02}/03/2025;{place + 13}/03/2025;clos" for place in range(12)]
    found = tried("N° dossier;Objet;Date de début;Date de fin;Statut\n" + "\n".join(lines) + "\n", "dossiers.csv")
    assert found.engagement.events == () and [source.table for source in found.engagement.sources] == ["cases"]


MONTHS = ("janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc")


def test_months_across_without_a_year_take_that_of_the_name_which_is_asked(tried):
    rows = [
        (channel, [100 * place + month for month in range(1, 13)]) for place, channel in enumerate(("Guichet", "Téléphone", "Courriel"), 1)
    ]
    lines = [";".join([channel, *map(str, counts), str(sum(counts))]) for channel, counts in rows]
    lines.append(";".join(["Total", *(str(sum(column)) for column in zip(*(counts for _, counts in rows), strict=True)), "7434"]))
    found = tried("\n".join([";".join(["Canal", *MONTHS, "Total"]), *lines]) + "\n", "contacts_2024.csv")
    ledger = found.take().sources[0]
    assert found.rows("counts", "channel, month, contacts") == [
        (channel, f"2024-{month:02}", counts[month - 1])
        for channel, (_, counts) in zip(("counter", "phone", "email"), rows, strict=True)
        for month in range(1, 13)
    ]
    assert ledger.aside["footer"] == [5] and ledger.dropped == ["Total"]
    assert "2024" in [point.proposal for point in found.engagement.to_confirm]


def test_hours_across_of_the_standard_are_calls_per_hour(tried):
    days = [dt.date(2025, 3, day) for day in range(3, 28)]
    lines = [";".join([f"{day:%d/%m/%Y}", *(str(day.day + hour) for hour in range(8, 18)), str(10 * day.day + 125)]) for day in days]
    header = ";".join(["Date", *(f"{hour:02}h-{hour + 1:02}h" for hour in range(8, 18)), "Total jour"])
    found = tried("\n".join([header, *lines]) + "\n", "appels_standard.csv")
    found.take()
    assert found.rows("call_counts", "day, hour, offered") == [(day, hour, day.day + hour) for day in days for hour in range(8, 18)]


def test_a_total_column_is_seen_by_its_sums_whatever_its_name(tried):
    lines = [f"{month:02}/2025;{100 + month};{200 + month};{300 + 2 * month}" for month in range(1, 13)]
    found = tried("Mois;Visites;Appels;Tous contacts\n" + "\n".join(lines) + "\n")
    assert found.proposal.sources[0].left_out == {"total": ["Tous contacts"]}
    assert "contacts" in found.engagement.sources[0].across and found.take().sources[0].accepted == 24


def test_what_became_of_calls_beside_other_channels_is_not_counted_as_more_contacts(tried):
    lines = [f"{day:02}/03/2025;{1000 + day};{900 + day};{200 + day};{50 + day}" for day in range(1, 29)]
    found = tried("Jour;Appels reçus;Appels décrochés;Courriels;Guichet\n" + "\n".join(lines) + "\n")
    found.take()
    days = [dt.date(2025, 3, day) for day in range(1, 29)]
    assert found.rows("call_counts", "day, offered, answered") == [(day, 1000 + day.day, 900 + day.day) for day in days]
    assert found.rows("counts", "day, channel, contacts") == [
        (day, channel, base + day.day) for day in days for channel, base in (("email", 200), ("counter", 50))
    ]


def test_long_measures_become_the_calls_of_a_day(tried):
    measures = (("Appels offerts", 100), ("Appels traités", 90), ("Appels abandonnés", 10), ("Taux de décroché", 90))
    lines = [f"{day:02}/03/2025;{name};{base + day}" for day in range(1, 29) for name, base in measures]
    found = tried("Date;Indicateur;Valeur\n" + "\n".join(lines) + "\n", "stat.csv")
    ledger = found.take().sources[0]
    expected = [(dt.date(2025, 3, day), 100 + day, 90 + day, 10 + day) for day in range(1, 29)]
    assert found.rows("call_counts", "day, offered, answered, abandoned") == expected
    assert (ledger.read, ledger.accepted) == (28, 28) and len(found.asked("Indicateur")) == 1


def test_a_wide_survey_is_one_source_with_all_its_questions(tried):
    questions = ("note_accueil", "note_attente", "Recommanderiez-vous ce service ?")
    lines = [f"{day:02}/03/2025 10:00;Guichet;{day % 5 + 1};{(day + 2) % 5 + 1};{day % 11};Nom {day}" for day in range(1, 29)]
    found = tried("\n".join([";".join(["Horodatage", "Canal", *questions, "Nom"]), *lines]) + "\n", "enquete.csv")
    found.take()
    scored = found.rows("survey", "question, score, scale_max")
    expected = [(questions[0], day % 5 + 1, 5) for day in range(1, 29)] + [(questions[1], (day + 2) % 5 + 1, 5) for day in range(1, 29)]
    assert sorted(row for row in scored if row[0] != questions[2]) == sorted(expected)
    assert sorted(row for row in scored if row[0] == questions[2]) == sorted((questions[2], day % 11, 10) for day in range(1, 29))


def test_a_log_whose_cases_may_open_again_or_be_withdrawn_says_how_each_ends(tried):
    told = (("A", "Dépôt", "Instruction", "Clôture"), ("B", "Dépôt", "Retiré"), ("C", "Dépôt", "Instruction"))
    lines = [
        f"{place}{case};{step};2025-03-{day:02} 09:00:00"
        for place in range(20)
        for case, *steps in told
        for day, step in enumerate(steps, 1)
    ]
    found = tried("Dossier;Étape;Horodatage\n" + "\n".join(lines) + "\n", "journal.csv")
    found.take()
    ended = [(day and day.day, end) for day, end in found.rows("cases", 'closed_local, "end"')]
    assert sorted(set(ended), key=str) == [(2, "withdrawn"), (3, "closed"), (None, None)] and len(ended) == 60


def test_a_closing_step_is_the_first_of_those_after_which_nothing_else_comes():
    log = [["New", "Accepted", "Work", "Resolved", "Closed"]] * 8 + [["New", "Accepted", "Work"], ["New", "Work", "Cancelled"]]
    assert logs.closing(log) == ({"Resolved": "closed", "Cancelled": "withdrawn"}, logs.SURE)
    assert logs.closing([["a", "b", "z"]] * 9 + [["a", "b"]]) == ({"z": "closed"}, logs.UNSURE)
    assert logs.closing([["a", "b"], ["b", "a"]] * 9) == ({}, 0.0)


def test_a_measure_of_calls_per_row_with_months_across_is_never_a_sum_of_measures(tried):
    measures = {"Appels reçus": 900, "Appels traités": 800, "Appels abandonnés": 100}
    lines = [f"{name};" + ";".join(str(base + month) for month in range(1, 7)) for name, base in measures.items()]
    lines.append("Taux de décroché;" + ";".join(["89 %"] * 6))
    found = tried("Indicateur;" + ";".join(MONTHS[:6]) + "\n" + "\n".join(lines) + "\n", "synthese_2024.csv")
    found.take()
    expected = [(f"2024-{month:02}", 900 + month, 800 + month, 100 + month) for month in range(1, 7)]
    assert found.rows("call_counts", "month, offered, answered, abandoned") == expected
    assert [source.table for source in found.engagement.sources] == ["call_counts"]


def test_a_year_and_a_month_in_two_columns_are_read_together(tried):
    lines = [f"{year};{month};{year - 1000 + month};{month}" for year in (2023, 2024) for month in range(1, 13)]
    found = tried("Année;Mois;Accueil;Courriel\n" + "\n".join(lines) + "\n")
    found.take()
    assert found.rows("counts", "month, contacts")[::2] == [
        (f"{year}-{month:02}", year - 1000 + month) for year in (2023, 2024) for month in range(1, 13)
    ]


def test_monthly_calls_are_counts_of_calls(tried):
    found = tried(case="columns_callperf")
    assert found.take().sources[0].rejected == 0
    expected = [(f"{month[3:]}-{month[:2]}", *map(int, counts)) for month, *counts, _ in cells("columns_callperf", ",")]
    assert found.rows("call_counts", "month, offered, answered, abandoned") == expected


@pytest.mark.parametrize("header, hour", [("Date;Heure;Résultat;Poste", True), ("Date;Résultat;Poste", False)])
def test_a_log_of_calls_with_one_column_of_numbers_is_no_long_sheet(tried, header, hour):
    fates = ("Répondu", "Répondu", "Abandonné", "Dissuadé")
    lines = []
    for number in range(240):
        at = dt.datetime(2025, 1, 6, 9) + dt.timedelta(minutes=97 * number)
        lines.append(";".join([f"{at:%d/%m/%Y}", *([f"{at:%H:%M:%S}"] if hour else []), fates[number * 7 % 4], str(2100 + number % 5)]))
    found = tried("\n".join([header, *lines]))
    assert "call_counts" not in [source.table for source in found.proposal.sources]


def test_questions_in_words_stand_beside_those_in_marks_on_their_own_scale(tried):
    clear, grades = "Les explications étaient-elles claires ?", ("Tout à fait", "Plutôt oui", "Plutôt non", "Pas du tout")
    marked = "Êtes-vous satisfait de l'accueil ?"
    lines = [f"{1 + n % 28:02d}/03/2025;{1 + n % 5};{grades[n % 4]};{grades[n % 3]}" for n in range(80)]
    found = tried("\n".join([f"Date;{marked};{clear};Avez-vous trouvé le bon guichet ?", *lines]), "enquete.csv")
    found.take()
    kept = found.rows("survey", "question, score, scale_max")
    assert sorted(score for question, score, top in kept if (question, top) == (clear, 4)) == sorted(4 - n % 4 for n in range(80))
    assert sorted(score for question, score, top in kept if (question, top) == (marked, 5)) == sorted(1 + n % 5 for n in range(80))
    assert len(kept) == 3 * 80


def test_groups_above_the_headers_tell_the_channels_of_their_columns(tried):
    lines = [f"{month:02}/2025;{100 + month};{90 + month};{1000 + month};{900 + month}" for month in range(1, 13)]
    head = "Fréquentation 2025;;;;\n;Accueil;;Téléphone;\nMois;Reçus;Traités;Reçus;Traités\nmois;nb;nb;nb;nb\n"
    found = tried(head + "\n".join(lines) + "\n")
    found.take()
    months = [(f"2025-{month:02}", month) for month in range(1, 13)]
    assert found.rows("counts", "month, channel, contacts") == [(name, "counter", 100 + month) for name, month in months]
    assert found.rows("call_counts", "month, offered, answered") == [(name, 1000 + month, 900 + month) for name, month in months]


def test_channels_across_are_seen_beside_a_total_in_another_language(tried):
    lines = [f"{day:02}/03/2025;Centrale;{40 + day};{100 + day};{20 + day};{day};{160 + 4 * day};{day % 3}" for day in range(1, 29)]
    head = "Data;Sede;Allo sportello;Telefonate;E-mail;WhatsApp;Totale;Operatori presenti\n"
    found = tried(head + "\n".join(lines) + "\n")
    found.take()
    kept = found.rows("counts", "channel, contacts")
    assert {channel: sum(count for name, count in kept if name == channel) for channel in ("counter", "phone", "email", "chat")} == {
        "counter": sum(40 + day for day in range(1, 29)),
        "phone": sum(100 + day for day in range(1, 29)),
        "email": sum(20 + day for day in range(1, 29)),
        "chat": sum(range(1, 29)),
    }
    assert len(kept) == 4 * 28


def test_calls_in_abbreviations_are_no_channels_across(tried):
    lines = [
        f"{day:02}/03/2025;{hour:02}h00-{hour:02}h15;STD;{3};{20 + day};{15 + day};{day % 4};{day % 2}"
        for day in range(3, 29)
        for hour in (9, 10)
    ]
    found = tried("JOUR;TRANCHE;FILE;NB POSTES OUVERTS;APP. PRES.;APP. DECR.;PERDUS;DISSUADES\n" + "\n".join(lines) + "\n")
    (source,) = found.proposal.sources
    assert (source.table, source.entry["columns"]["offered"]) == ("call_counts", "APP. PRES.")


def test_a_register_whose_technical_numbers_come_back_is_no_log(tried):
    lines = [
        f"a91f0c0{n % 6};S-2025-{n:05};{('Voirie', 'Propreté')[n % 2]};{('mail', 'guichet')[n % 2]};2025-{n % 6 + 1:02}-{n % 28 + 1:02};"
        f"{('résolu', 'en cours', 'nouveau')[n % 3]}"
        for n in range(120)
    ]
    found = tried("recordid;num_sig;thematique;canal;date_sig;etat\n" + "\n".join(lines) + "\n")
    (source,) = found.proposal.sources
    assert (source.table, source.entry["columns"]["case_id"], source.entry["columns"]["opened_at"]) == ("cases", "num_sig", "date_sig")


def test_a_log_in_xes_closes_its_cases_at_the_closing_step_which_is_asked(tried):
    def event(step: str, day: int) -> str:
        stamp = f"2025-02-{day:02}T09:00:00+01:00"
        return f'<event><string key="concept:name" value="{step}"/><date key="time:timestamp" value="{stamp}"/></event>'

    told = [("Register", "Check", "Closed")[: 3 if case % 3 else 2] for case in range(60)]
    traces = [
        f'<trace><string key="concept:name" value="c{case}"/>{"".join(event(step, day) for day, step in enumerate(steps, 1))}</trace>'
        for case, steps in enumerate(told)
    ]
    found = tried(f'<?xml version="1.0"?><log>{"".join(traces)}</log>', "journal.xes")
    found.take()
    expected = [(1, 3 if len(steps) == 3 else None) for steps in told]
    assert [(opened.day, closed and closed.day) for opened, closed in found.rows("cases", "opened_local, closed_local")] == expected
    assert len(found.rows("case_events", "id")) == sum(map(len, told)) and found.asked("concept:name") == ["Closed"]


def test_what_is_offered_by_channel_is_one_row_each(tried):
    lines = [f"Démarche {place};{'O' if place % 2 else 'N'};{'O' if place % 3 else 'N'}" for place in range(30)]
    found = tried("Démarche;Guichet;En ligne\n" + "\n".join(lines) + "\n", "catalogue.csv")
    found.take()
    assert found.rows("offer", "topic, channel, served") == [
        (f"Démarche {place}", channel, bool(place % each)) for place in range(30) for channel, each in (("counter", 2), ("web_form", 3))
    ]


def test_the_place_of_a_wide_table_is_read_and_its_weeks_are_no_topic(tried):
    lines = "".join(
        f"S{n % 52 + 1};{n % 28 + 1:02}/{n % 12 + 1:02}/2025;{('Bords de Loire', 'Centre', 'Gare')[n % 3]};{40 + n};{n % 9};{60 + n}\n"
        for n in range(60)
    )
    town = tried("Sem.;Lundi du;Antenne;Physique;Courriels;Téléphone\n" + lines)
    (source,) = town.engagement.sources
    assert source.table == "counts" and source.columns["site"] == "Antenne" and "topic" not in source.columns


@pytest.mark.parametrize(("header", "read"), [("Dans quel cadre avez-vous contacté la mairie ?", False), ("Type", True)])
def test_what_is_unsure_of_a_wide_survey_is_asked_be_it_read_or_left(tried, header, read):
    marks = "".join(
        f"{n % 28 + 1:02}/03/2025;{n % 5 + 1};{(n + 2) % 5 + 1};{('Une démarche personnelle', 'Pour un proche')[n % 2]}\n"
        for n in range(60)
    )
    town = tried(f"Date;Q1. Accueil satisfaisant ?;Q2. Délai satisfaisant ?;{header}\n" + marks)
    (source,) = town.engagement.sources
    assert source.table == "survey" and (header in source.columns.values()) is read
    assert any(point.column == header for point in town.engagement.to_confirm)
