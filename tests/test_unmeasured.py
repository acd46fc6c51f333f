"""What a mission cannot measure is told in one table: each line says why, and what to ask the town for."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from diagnostic import questions, wording
from diagnostic.engagement import Client, Engagement, Period
from diagnostic.indicators import notes
from diagnostic.measuring import rows
from diagnostic.report.model import Bullets, TableItem, plain
from diagnostic.report.parts import Parts
from diagnostic.report.unmeasured import unmeasured
from diagnostic.wording import LANGUAGES
from tests.questions.random_towns import open_town
from tests.towns import with_facts

MAILS = {"file": "data/mails.csv", "table": "contacts", "columns": {"occurred_at": "Reçu"}, "fixed": {"channel": "email"}}
CASES = {"file": "data/dossiers.xlsx", "table": "cases", "columns": {"opened_at": "A", "closed_at": "B"}, "fixed": {}}


def lacking(indicator: str, note: str, status: str = "not_measurable", scope: str = "all") -> dict:
    return {"indicator": indicator, "scope": scope, "value": None, "unit": "count", "status": status, "note": note}


def told(folder: Path, found: list[dict], sources: list[dict], ready: tuple[str, ...] = (), language: str = "fr"):
    """The lines of the table, and those under it."""
    (folder / "work").mkdir(exist_ok=True)
    account = {"sources": [{"removed": []} | source for source in sources]}
    account["readiness"] = [{"indicator": name, "status": "measurable", "missing": []} for name in ready]
    (folder / "work" / "intake.json").write_text(json.dumps(account), encoding="utf-8")
    period = Period(start=dt.date(2025, 1, 1), end=dt.date(2025, 12, 31))
    town = Engagement(folder=folder, client=Client(name="Ville"), period=period, sources=())
    items = unmeasured(found, town, Parts(language))
    lines = [
        tuple(cell.text.replace("\u00a0", " ") for cell in row) for item in items if isinstance(item, TableItem) for row in item.grid.rows
    ]
    return lines, [plain(line).replace("\u00a0", " ") for item in items if isinstance(item, Bullets) for line in item.lines]


@pytest.mark.parametrize(
    ("language", "labels", "ask"),
    [
        ("fr", "Attente médiane au guichet et durée médiane au guichet", "Tickets du guichet."),
        ("en", "Median wait at the counter and median time at the counter", "Counter tickets."),
    ],
)
def test_indicators_that_one_file_would_bring_stand_on_one_line_with_the_request_for_it(tmp_path, language, labels, ask):
    found = [
        lacking("counter.wait_p50", "missing: tickets.taken_at, tickets.called_at"),
        lacking("counter.service_p50", "missing: tickets.called_at, tickets.done_at"),
        lacking("counter.service_p50", "missing: tickets.called_at, tickets.done_at", scope="site=Mairie"),
    ]
    ((what, why, asked),), _ = told(tmp_path, found, [MAILS], language=language)
    table = wording.text("words.table.tickets", language)
    assert (what, why, asked) == (labels, table[:1].upper() + table[1:], ask)


def test_a_column_is_asked_of_the_file_that_lacks_it_and_calls_of_the_telephone_system(tmp_path):
    found = [
        lacking("processing.acknowledged_in_time", "missing: cases.acknowledged_at"),
        lacking("reach.wait_p50", "missing: contacts.wait_s"),
        lacking("repeat.minutes_share", "missing: contacts.handle_s"),
        lacking("channel.offer_gap", "missing: offer.served"),
        lacking("volume.per_1000_inhabitants", "missing: client.population"),
    ]
    lines, _ = told(tmp_path, found, [MAILS, CASES])
    assert {what: (why, ask) for what, why, ask in lines} == {
        "Sollicitations par habitant": ("La population", "La population de la collectivité."),
        "Motifs non servis": ("Le tableau de l’offre par canal", "Le tableau des démarches que chaque canal permet de faire."),
        "Attente médiane au téléphone": ("Le temps d’attente", "Journal des appels (standard téléphonique)."),
        "Accusés de réception dans les temps": (
            "La date d’accusé de réception (dans l’export des demandes)",
            "Demandes et dossiers : compléter dossiers.xlsx.",
        ),
        "Temps d’agent passé aux réitérations": (
            "Le temps de traitement (dans le journal des sollicitations)",
            "Journal des sollicitations : compléter mails.csv.",
        ),
    }


def test_a_log_of_calls_holds_what_one_of_contacts_would_and_many_of_a_family_go_by_its_name(tmp_path):
    found = [lacking(f"reach.{name}", "missing: contacts.outcome") for name in ("answer_rate_agent", "answer_rate_open", "abandon_rate")]
    found += [lacking("reach.redial_rate", "missing: contacts.outcome, contacts.person, contacts.occurred_at")]
    ((what, _, ask),), _ = told(tmp_path, found, [CASES])
    assert what.count(",") == 2 and ask == "Journal des appels (standard téléphonique)."
    found += [lacking("reach.callers_reached_share", "missing: contacts.outcome, contacts.person")]
    ((what, _, _),), _ = told(tmp_path, found, [CASES])
    assert what == "Joignabilité téléphonique (5 indicateurs)"
    ((what, _, _),), _ = told(tmp_path, found, [CASES], language="en")
    assert "(5 indicators)" in what


def test_calls_that_are_there_lack_a_column_of_their_own_log(tmp_path):
    calls = MAILS | {"file": "data/appels.csv", "fixed": {"channel": "phone"}}
    ((_, _, ask),), _ = told(tmp_path, [lacking("reach.wait_p50", "missing: contacts.wait_s")], [calls])
    assert ask == "Journal des sollicitations : compléter appels.csv."


def test_another_reason_than_a_lack_is_told_with_what_would_help(tmp_path):
    found = [
        lacking("repeat.chased_share", "no_link"),
        lacking("repeat.chaser_rate", "no_link"),
        lacking("repeat.positions_freed", "no_rate: phone"),
    ]
    lines, _ = told(tmp_path, found, [MAILS])
    assert [what for what, _, _ in lines] == ["Relances des usagers et dossiers relancés", "Présences nécessaires"]
    assert lines[0][1].startswith("Aucune sollicitation n’a pu être rattachée") and "numéro de dossier" in lines[0][2]
    assert "Téléphone" in lines[1][1] and "motif" in lines[1][2]


def test_what_is_received_and_not_used_is_said_and_what_no_version_measures_is_not_asked(tmp_path):
    found = [lacking("satisfaction.csat", "not_in_this_version"), lacking("agents.overload_share", "not_in_this_version")]
    removed = [{"column": "Objet", "why": "unused"}, {"column": "De", "why": "key"}, {"column": "Agent", "why": "people"}]
    sources = [MAILS | {"removed": removed}, CASES]
    lines, under = told(tmp_path, found, sources, ready=("satisfaction.csat",))
    assert [(what, why.split(" :")[0], ask) for what, why, ask in lines] == [("Usagers satisfaits", "Reçu, non utilisé", "—")]
    assert under == ["Reçu, non utilisé : «\u202fObjet\u202f» (mails.csv)."]


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "masqués parce qu’ils portent sur trop peu"), ("en", "hidden because too few people")]
)
def test_what_is_hidden_for_few_is_measured_and_told_apart_but_for_what_has_a_bound(tmp_path, language, said):
    found = [lacking("processing.open_stock", "", "suppressed"), lacking("handling.answered_share", "bounded", "suppressed")]
    lines, (under,) = told(tmp_path, found, [], language=language)
    assert lines == [] and said in under
    names = [wording.text(f"indicators.{row['indicator']}.label", language) for row in found]
    assert [name in under for name in names] == [True, False]


POOR_TOWNS = {
    "nothing": {},
    "days": {"contacts": [{"occurred_local": "2024-03-05", "occurred_precision": "day", "channel": "email", "person": 1, "topic": "A"}]},
    "cases": {"cases": [{"opened_local": "2024-03-05 10:00", "closed_local": "2024-03-06 10:00", "procedure": "A", "person": 1}]},
    "calls": {"contacts": [{"occurred_local": "2024-03-05 10:00", "channel": "phone", "outcome": "answered", "wait_s": 5.0}]},
}


@pytest.mark.parametrize("name", POOR_TOWNS)
def test_whatever_a_poor_town_cannot_give_says_why_in_both_languages(tmp_path, name):
    questions.every()
    with with_facts(open_town(tmp_path), **POOR_TOWNS[name]) as store:
        measured = [row for measure in dict.fromkeys(rows.MEASURES.values()) for row in measure(store)]
    lacks = [row for row in measured if row["status"] == rows.NOT_MEASURABLE]
    assert {row["indicator"] for row in lacks} > {"counter.wait_p50", "repeat.chased_share", "repeat.positions_freed"}
    keys = {(row["indicator"], key) for row in lacks for key, _ in notes.parsed(row["note"])}
    assert {row["indicator"] for row in lacks} == {indicator for indicator, _ in keys}
    known = [key for _, key in keys if key != notes.MISSING]
    assert [key for key in known if not all(wording.known(f"indicators.notes.{key}", language) for language in LANGUAGES)] == []
