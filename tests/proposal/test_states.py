"""A status that says open beside a date of closing is asked, and holds; a source that dates no end tells no stock."""

from __future__ import annotations

import csv
import datetime as dt

import pytest

from diagnostic import schema
from diagnostic.cli import starting
from diagnostic.engagement import Engagement, Period
from diagnostic.questions import flow
from diagnostic.store import facts
from diagnostic.store.engine import Store
from diagnostic.store.settings import settings_row
from tests import cases
from tests.intake.mission import Mission


def requests(states: dict[str, tuple[int, bool]]) -> str:
    """Requests of each state: how many, and whether a closing date stands beside it."""
    lines, number = ["N° dossier;Date de dépôt;Date de clôture;Statut"], 0
    for state, (count, dated) in states.items():
        for _ in range(count):
            number += 1
            day = number % 27 + 1
            lines.append(f"D{number};{day:02}/01/2025;{f'{day:02}/02/2025' if dated else ''};{state}")
    return "\n".join(lines)


def proposed(tmp_path, text: str) -> Engagement:
    received = tmp_path / "demandes.csv"
    received.write_text(text, encoding="utf-8")
    starting.start(tmp_path / "town", [received], "fr", None)
    return Engagement.load(tmp_path / "town")


def store_of(mission: Mission) -> Store:
    """What the files of a mission become, and the facts of it."""
    mission.take()
    facts.derive(mission.engagement)
    return Store.open(mission.engagement.store, settings_row(mission.engagement))


def asked(town: Engagement) -> list[str]:
    return [point.question for point in town.to_confirm if "pourtant remplie" in point.question]


def test_an_open_status_beside_a_closing_date_is_asked_and_read_as_open(tmp_path):
    town = proposed(tmp_path, requests({"Clôturé": (60, True), "En cours": (12, True)}))
    (source,) = town.sources
    assert source.values["end"]["En cours"] == ""
    (question,) = asked(town)
    assert "12 lignes" in question.replace("\u202f", " ").replace("\xa0", " ") and "En cours" in question
    with cases.derived(town) as store:
        states = dict(store.connection.execute("select state, count(*) from fact_cases group by 1").fetchall())
    assert states == {"closed": 60, "open": 12}


def test_an_open_status_without_a_closing_date_asks_nothing(tmp_path):
    assert asked(proposed(tmp_path, requests({"Clôturé": (60, True), "En cours": (12, False)}))) == []


@pytest.mark.parametrize(("reason", "header"), [("Travaux faits", "Statut"), ("Sans suite", "Suite donnée")])
def test_a_column_of_reasons_gives_the_ends_only_where_it_says_more_than_the_status(tmp_path, reason, header):
    rows = "".join(
        f"D{n:04};{n % 28 + 1:02}/01/2025;{n % 27 + 2:02}/02/2025;Clos;{reason if n % 2 else 'Traité'}\n"
        if n % 4
        else f"D{n:04};{n % 28 + 1:02}/01/2025;;En cours;\n"
        for n in range(80)
    )
    (source,) = proposed(tmp_path, "Dossier;Créé le;Clôturé le;Statut;Suite donnée\n" + rows).sources
    assert source.columns["end"] == header


@pytest.mark.parametrize(("ours", "kept", "reason"), [("open", 0, "declared_open"), ("", 0, "declared_open"), (None, 1, "unknown_value")])
def test_the_ledger_tells_closings_that_a_status_contradicts(tmp_path, ours, kept, reason):
    mission = Mission(tmp_path)
    columns = {"case_id": "N°", "opened_at": "Ouvert", "closed_at": "Clos", "end": "Statut"}
    text = "N°;Ouvert;Clos;Statut\n1;02/01/2025;03/01/2025;Fermé\n2;02/01/2025;03/01/2025;En cours\n3;02/01/2025;;Fermé\n"
    values = {"Fermé": "closed"} | ({} if ours is None else {"En cours": ours})
    ledger = mission.add("a.csv", text, "cases", columns, values={"end": values}).take()
    assert [(doubt["reason"], doubt["rows"]) for doubt in ledger.doubts] == [(reason, 1)]
    with store_of(mission) as store:
        dated = store.connection.execute("select count(*) from fact_cases where state = 'closed' and closed_at is not null").fetchall()[0][
            0
        ]
    assert dated == 1 + kept


def test_the_resolution_of_a_case_declared_open_is_told_as_its_closing_is(tmp_path):
    mission = Mission(tmp_path)
    columns = {"case_id": "N°", "opened_at": "Ouvert", "resolved_at": "Résolu", "end": "Statut"}
    text = "N°;Ouvert;Résolu;Statut\n1;02/01/2025;03/01/2025;Fermé\n2;02/01/2025;03/01/2025;En cours\n"
    ledger = mission.add("a.csv", text, "cases", columns, values={"end": {"Fermé": "closed", "En cours": ""}}).take()
    assert [(doubt["column"], doubt["reason"], doubt["rows"]) for doubt in ledger.doubts] == [("resolved_at", "declared_open", 1)]


def test_a_source_without_any_closing_is_told_to_give_no_stock(tmp_path):
    mission = Mission(tmp_path)
    text = "N°;Ouvert;Statut\n" + "\n".join(f"{n};{n % 28 + 1:02}/01/2025;{('Closed', 'Open')[n % 2]}" for n in range(40))
    columns = {"case_id": "N°", "opened_at": "Ouvert", "status": "Statut"}
    ledger = mission.add("a.csv", text, "cases", columns).take()
    assert {"note": "no_closing", "rows": 40} in ledger.notes


def test_what_new_proposes_for_a_status_are_words_of_its_own_table(tmp_path):
    # tickets and appointments both have a status, with words of their own
    rows = "\n".join(f"{n % 28 + 1:02}/01/2025 10:00;{n % 28 + 1:02}/01/2025;{('Closed', 'In progress')[n % 2]}" for n in range(60))
    town = proposed(tmp_path, f"Creation Date;Booked;Status\n{rows}")
    for source in town.sources:
        allowed = schema.TABLES[source.table]["status"].values if "status" in source.values else ()
        assert set(source.values.get("status", {}).values()) <= {*allowed, ""}


# The cases of towns


def test_requests_of_which_no_closing_is_dated_give_no_stock_no_flow_and_no_times(tmp_path):
    file = cases.folder("columns_toronto") / "toronto.csv"
    mission = Mission(tmp_path)
    columns = {"opened_at": "Creation Date", "status": "Status", "procedure": "Service Request Type"}
    # another tool's cases, which do tell their closing, lend Toronto's none
    text = "N°;Ouvert;Clos\n" + "\n".join(f"{n};{n % 28 + 1:02}/01/2024;{n % 28 + 1:02}/02/2024" for n in range(60))
    mission.add("toronto.csv", file.read_bytes(), "cases", columns)
    mission.add("autre.csv", text, "cases", {"case_id": "N°", "opened_at": "Ouvert", "closed_at": "Clos"})
    mission.settings["period"] = Period(start=dt.date(2024, 1, 1), end=dt.date(2024, 12, 31), extract_date=dt.date(2024, 12, 31))
    with store_of(mission) as store:
        known = store.connection.execute("select source, state, count(*) from fact_cases group by 1, 2 order by 1").fetchall()
        stock = flow.measure(store)
    rows = len(file.read_text(encoding="utf-8").splitlines()) - 1
    assert known == [("autre", "closed", 60), ("toronto", "unknown", rows)]
    pooled = stock[stock["scope"] == "all"].set_index("indicator")
    assert not pooled.loc["processing.open_stock", "value"] > 0
    assert pooled.loc["processing.net_flow", "value"] == 1.0


def test_requests_in_progress_with_a_date_of_resolution_are_open(tmp_path):
    file = cases.folder("columns_crisp_cnfs") / "crisp_cnfs.csv"
    with file.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    open_words = ("En cours", "Non traité")
    columns = {"opened_at": "Date de dépôt", "closed_at": "Date de résolution", "end": "Etat"}
    mission = Mission(tmp_path)
    ends = {row["Etat"]: "open" if row["Etat"] in open_words else "closed" for row in rows}
    mission.add("crisp.csv", file.read_bytes(), "cases", columns, values={"end": ends})
    ledger = mission.take()
    told = {doubt["reason"]: doubt["rows"] for doubt in ledger.doubts}
    assert told["declared_open"] == sum(row["Etat"] in open_words and bool(row["Date de résolution"]) for row in rows)
