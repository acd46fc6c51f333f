"""The exports of other towns go in by the door: what `new` proposes for each, taken in as it stands, against a naive reading of the file.

Those whose rows are not one thing each are in `test_turned.py`, ways of writing dates in `test_dates.py`, and durations in `test_units.py`.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import openpyxl
import pytest

from diagnostic import town
from diagnostic.questions import flow
from diagnostic.store import counting
from diagnostic.store.engine import Store
from diagnostic.store.settings import settings_row
from tests import cases
from tests.proposal.entered import Entered

Row = Mapping[str, str]
Reading = Callable[[Row], Any]


def at(headers: str, form: str) -> Reading:
    return lambda row: dt.datetime.strptime(" ".join(row[header] for header in headers.split(" + ")), form)


def said(header: str, meant: Mapping[str, Any] | None = None) -> Reading:
    return lambda row: (row[header] if meant is None else meant[row[header]]) or None


def seconds(header: str) -> Reading:
    """A number of seconds, or h:m:s."""
    return lambda row: sum(float(part) * 60**place for place, part in enumerate(reversed(row[header].split(":"))))


def always(value: Any) -> Reading:
    return lambda row: value


@dataclass(frozen=True)
class Expected:
    """What a file is: its table, the header of each column that is proposed, what each row comes to, and the headers asked about."""

    table: str
    columns: Mapping[str, str]
    rows: Mapping[str, Reading]
    asked: Mapping[str, str] = field(default_factory=dict)
    unasked: tuple[str, ...] = ()


CLOSED = {"Closed": "closed"}
YES = {"Y": "answered", "N": "unanswered", "O": "answered"}

EXPECTED = {
    "columns_agency": Expected(
        "cases",
        {
            **{"case_id": "unique_key", "opened_at": "created_date", "closed_at": "closed_date", "end": "status", "status": "status"},
            **{"procedure": "category", "channel": "source", "service": "agency_name"},
        },
        {
            "opened_local": at("created_date", "%Y-%m-%d %H:%M:%S"),
            "closed_local": at("closed_date", "%Y-%m-%d %H:%M:%S"),
            "procedure": said("category"),
            "service": said("agency_name"),
            "channel": said("source", {"Web": "web_form", "Phone": "phone"}),
            '"end"': said("status", CLOSED),
        },
    ),
    "columns_answered": Expected(
        "contacts",
        {
            **{"source_id": "Call Id", "occurred_at": "Date + Time", "outcome": "Answered (Y/N)", "topic": "Topic"},
            **{"wait_s": "Speed of answer in seconds", "handle_s": "AvgTalkDuration", "resolved": "Resolved"},
        },
        {
            "occurred_local": at("Date + Time", "%Y-%m-%d %H:%M:%S"),
            "outcome": said("Answered (Y/N)", YES),
            "wait_s": seconds("Speed of answer in seconds"),
            "handle_s": seconds("AvgTalkDuration"),
            "topic": said("Topic"),
            "channel": always("phone"),
        },
    ),
    "columns_boston": Expected(
        "cases",
        {
            **{"case_id": "CASE_ENQUIRY_ID", "opened_at": "OPEN_DT", "closed_at": "CLOSED_DT", "procedure": "REASON", "channel": "Source"},
            **{"end": "CASE_STATUS", "status": "CASE_STATUS"},
        },
        {
            "opened_local": at("OPEN_DT", "%Y-%m-%d %H:%M:%S"),
            "closed_local": at("CLOSED_DT", "%Y-%m-%d %H:%M:%S"),
            "procedure": said("REASON"),
            "channel": said("Source", {"Self Service": "web_form", "Constituent Call": "phone"}),
            '"end"': said("CASE_STATUS", CLOSED),
        },
    ),
    "columns_calls": Expected(
        "contacts",
        {"source_id": "call_id", "occurred_at": "date + call_started", "wait_s": "wait_length", "handle_s": "service_length"},
        {
            "occurred_local": at("date + call_started", "%d/%m/%Y %I:%M:%S %p"),
            "wait_s": seconds("wait_length"),
            "handle_s": seconds("service_length"),
            "channel": always("phone"),
            "person": always(None),
        },
    ),
    "columns_crisp_cnfs": Expected(
        "cases",
        {
            **{"opened_at": "Date de dépôt", "closed_at": "Date de résolution", "end": "Etat", "status": "Etat"},
            **{"procedure": "Thématique", "channel": "Source", "email": "Mail contact"},
        },
        {
            "cast(opened_local as date)": lambda row: at("Date de dépôt", "%d/%m/%Y")(row).date(),
            "cast(closed_local as date)": lambda row: at("Date de résolution", "%d/%m/%Y")(row).date(),
            '"end"': said("Etat", {"Fermé": "closed", "En cours": "open", "Non traité": "open"}),
            "procedure": said("Thématique"),
            "channel": said("Source", {"crisp/ chat": "chat", "crisp/ email": "email"}),
        },
        asked={"Etat": "open_dated", "Date de traitement": "rival"},
    ),
    "columns_paris": Expected(
        "cases",
        {"case_id": "numero", "opened_at": "datedecl", "procedure": "type", "channel": "prefixe"},
        {
            "cast(opened_local as date)": lambda row: at("datedecl", "%Y-%m-%d")(row).date(),
            "procedure": said("type"),
            "channel": said("prefixe", {"Android": "app", "Page DMR Paris.fr": "web_form"}),
        },
        asked={"intervenant": "who"},
        unasked=("anneedecl", "moisdecl"),
    ),
    "columns_priorite": Expected(
        "contacts",
        {"source_id": "N° appel", "occurred_at": "Date appel", "topic": "Motif"},
        {"occurred_local": at("Date appel", "%d/%m/%Y %H:%M"), "topic": said("Motif")},
        asked={"channel": "channel_unknown"},
        unasked=("Priorité",),
    ),
    "columns_repondu": Expected(
        "contacts",
        {
            **{"source_id": "N° appel", "occurred_at": "Date + Heure", "outcome": "Répondu (O/N)", "wait_s": "Temps de réponse (s)"},
            **{"topic": "Motif"},
        },
        {
            "occurred_local": at("Date + Heure", "%d/%m/%Y %H:%M:%S"),
            "outcome": said("Répondu (O/N)", YES),
            "wait_s": seconds("Temps de réponse (s)"),
            "topic": said("Motif"),
            "channel": always("phone"),
        },
    ),
    "columns_saisie": Expected(
        "cases",
        {
            **{"case_id": "N° demande", "opened_at": "Date de saisie", "closed_at": "Date de clôture", "procedure": "Motif"},
            **{"channel": "Origine"},
        },
        {
            "cast(opened_local as date)": lambda row: at("Date de saisie", "%d/%m/%Y")(row).date(),
            "cast(closed_local as date)": lambda row: at("Date de clôture", "%d/%m/%Y")(row).date(),
            "procedure": said("Motif"),
            "channel": said("Origine", {"Téléphone": "phone", "Web": "web_form", "Appli": "app"}),
        },
    ),
    "columns_signalement": Expected(
        "cases",
        {"opened_at": "date de signalement + heure de signalement", "procedure": "type de probleme"},
        {
            "opened_local": at("date de signalement + heure de signalement", "%Y-%m-%d %H:%M:%S"),
            "closed_local": always(None),
            "procedure": said("type de probleme"),
        },
        asked={"channel": "channel_unknown"},
    ),
    "columns_toronto": Expected(
        "cases",
        {
            **{"opened_at": "Creation Date", "end": "Status", "status": "Status", "procedure": "Service Request Type"},
            **{"service": "Division", "team": "Section"},
        },
        {
            "opened_local": at("Creation Date", "%Y-%m-%d %H:%M:%S.0000000"),
            "closed_local": always(None),
            "status": said("Status"),
            "procedure": said("Service Request Type"),
            "service": said("Division"),
            "team": said("Section"),
        },
        asked={"channel": "channel_unknown"},
        unasked=("Ward",),
    ),
}


@pytest.fixture
def enter(tmp_path, monkeypatch):
    """A case gone in by the door, and the rows of its one file."""
    monkeypatch.setenv("DIAGNOSTIC_KEYS", str(tmp_path / "keys"))
    (tmp_path / "keys").mkdir()

    def through(name: str) -> tuple[Entered, list[dict[str, str]]]:
        (path,) = cases.folder(name).iterdir()
        text = path.read_text(encoding="utf-8")
        rows = list(csv.DictReader(text.splitlines(), delimiter=";" if ";" in text.partition("\n")[0] else ","))
        return Entered(tmp_path / "town", [path]), rows

    return through


def fates(entered: Entered) -> dict[str, int]:
    """Which rows of the one source count, and why the others do not."""
    town.derive(entered.engagement)
    with Store.open(entered.engagement.store, settings_row(entered.engagement)) as store:
        (found,) = counting.counted(store).values()
    return found


@pytest.mark.parametrize("name", EXPECTED)
def test_an_export_is_what_a_naive_reading_makes_of_it(enter, name):
    entered, rows = enter(name)
    expected = EXPECTED[name]
    assert entered.source.table == expected.table
    assert entered.source.columns == expected.columns
    assert (entered.ledger.read, entered.ledger.accepted) == (len(rows), len(rows))
    for column, reading in expected.rows.items():
        assert [value for (value,) in entered.rows(column, expected.table)] == [reading(row) for row in rows], column
    for header, question in expected.asked.items():
        assert question in entered.asked(header), header
    for header in expected.unasked:
        assert entered.asked(header) == [], header
    counts_each(entered, rows, next(iter(expected.rows.values())))


def counts_each(entered: Entered, rows: list[dict[str, str]], dated: Reading) -> None:
    """Every row of the period counts; those of a last month that is not whole lie outside the one that `new` proposes."""
    days = [stamp.date() if isinstance(stamp, dt.datetime) else stamp for stamp in map(dated, rows)]
    period = entered.engagement.period
    within = sum(period.start <= day <= period.end for day in days)
    assert within > 0
    assert fates(entered) == {"counted": within} | ({"outside": len(rows) - within} if within < len(rows) else {})


def test_cases_of_which_no_closing_is_dated_give_no_stock_and_no_flow(tmp_path):
    with cases.derived(cases.proposed("columns_toronto", tmp_path)) as store:
        states = store.query("select distinct state from fact_cases")["state"].tolist()
        stock = flow.measure(store)
    assert states == ["unknown"]
    assert stock[stock["value"].notna()].empty


def test_cases_in_progress_with_a_date_of_resolution_are_asked_about_and_open(enter):
    entered, rows = enter("columns_crisp_cnfs")
    (point,) = (point for point in entered.proposal.all_points if point.question.key == "proposal.ask.open_dated")
    dated = sum(row["Etat"] in ("En cours", "Non traité") and bool(row["Date de résolution"]) for row in rows)
    assert point.question.values["rows"] == dated > 0
    town.derive(entered.engagement)
    with Store.open(entered.engagement.store, settings_row(entered.engagement)) as store:
        states = dict(store.query("select state, count(*) as cases from fact_cases group by 1").itertuples(index=False))
    assert states == {"closed": sum(row["Etat"] == "Fermé" for row in rows), "open": dated}


def test_the_day_of_a_merged_cell_holds_for_the_rows_under_it(tmp_path):
    path = cases.folder("xlsx_merged_day") / "appels.xlsx"
    cells = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    head, day, stamps = cells[0], None, []
    for row in cells[1:]:
        line = dict(zip(head, row, strict=True))
        day = line["Jour"] or day
        stamps.append(dt.datetime.combine(day.date() if isinstance(day, dt.datetime) else day, line["Heure"]))
    entered = Entered(tmp_path / "town", [path])
    assert entered.source.columns["occurred_at"] == "Jour + Heure"
    assert [stamp for (stamp,) in entered.rows("occurred_local")] == stamps
    assert (entered.ledger.accepted, len({stamp.date() for stamp in stamps})) == (240, 60)
    assert sum(fates(entered).values()) == 240


@pytest.mark.parametrize(
    ("header", "words", "asked"),
    [
        ("Intervenant", ("DVD", "DPE", "DEVE"), True),
        ("Affecté à", ("DST", "Service voirie", "Propreté"), True),
        # people, by their header or by their names; each row another
        ("Agent", ("DVD", "DPE", "DEVE"), False),
        ("Intervenant", ("ROY Marc", "Petit, L.", "Mme Durand"), False),
    ],
)
def test_codes_of_services_or_of_people_are_asked_about(tmp_path, monkeypatch, header, words, asked):
    monkeypatch.setenv("DIAGNOSTIC_KEYS", str(tmp_path / "keys"))
    (tmp_path / "keys").mkdir()
    rows = [f"D{row};{row % 28 + 1:02}/01/2025;{row % 28 + 1:02}/02/2025;Voirie;{words[row % 3]}" for row in range(90)]
    path = tmp_path / "demandes.csv"
    path.write_text("\n".join([f"N° demande;Date de dépôt;Date de clôture;Type de demande;{header}", *rows]), encoding="utf-8")
    entered = Entered(tmp_path / "town", [path])
    assert entered.source.columns.get("team") is None
    assert entered.asked(header) == (["who"] if asked else [])


def entered_calls(tmp_path, monkeypatch, head: str, cells: Callable[[int], str]) -> Entered:
    """Ninety calls whose last column is as told."""
    monkeypatch.setenv("DIAGNOSTIC_KEYS", str(tmp_path / "keys"))
    (tmp_path / "keys").mkdir()
    rows = [f"{row % 28 + 1:02}/02/2025 10:{row % 60:02}:00;06{12000000 + 37 * row};{10 + row % 30};{cells(row)}" for row in range(90)]
    path = tmp_path / "appels.csv"
    path.write_text("\n".join([f"Date appel;Numéro appelant;Attente (s);{head}", *rows]), encoding="utf-8")
    return Entered(tmp_path / "town", [path])


@pytest.mark.parametrize(
    ("head", "mark", "marked", "other"),
    [("Décroché", "X", "answered", "unanswered"), ("Abandon", "1", "abandoned", "answered"), ("Répondu", "Oui", "answered", "unanswered")],
)
def test_blanks_beside_a_mark_are_the_other_outcome_and_asked(tmp_path, monkeypatch, head, mark, marked, other):
    entered = entered_calls(tmp_path, monkeypatch, head, lambda row: mark if row % 3 else "")
    assert [outcome for (outcome,) in entered.rows("outcome")] == [marked if row % 3 else other for row in range(90)]
    assert "unmarked" in entered.asked(head)


def test_a_clock_that_begins_with_days_is_a_duration(tmp_path, monkeypatch):
    entered = entered_calls(tmp_path, monkeypatch, "Durée de conversation", lambda row: f"0:{row % 3:02}:{row % 60:02}:07")
    assert entered.source.columns["handle_s"] == "Durée de conversation"
    assert [spoken for (spoken,) in entered.rows("handle_s")] == [row % 3 * 3600 + row % 60 * 60 + 7 for row in range(90)]


def test_percentages_are_scores_out_of_a_hundred(tmp_path):
    path = tmp_path / "enquete.csv"
    rows = [f"{row % 28 + 1:02}/02/2025;{row % 5 * 20 + 20} %;bien {row}" for row in range(90)]
    path.write_text("\n".join(["Date;Note;Commentaire", *rows]), encoding="utf-8")
    entered = Entered(tmp_path / "town", [path])
    assert entered.rows("score, scale_min, scale_max", "survey") == [(row % 5 * 20 + 20, 0, 100) for row in range(90)]
    assert entered.asked("Note") == ["scale"]
