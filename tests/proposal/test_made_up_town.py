"""Five ordinary exports of a made-up town go from `new` to right figures with no edit but answers to what is asked."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from diagnostic import cli
from tests.claims import unaccounted
from tests.proposal.consultant import Known, Round, answer
from tests.proposal.made_up import exports, town
from tests.proposal.made_up.truths import truths

pytestmark = pytest.mark.long

CALLS, REQUESTS = "data/standard_appels_recus_2025.csv", "data/Extraction demandes usagers.xlsx"
TICKETS, SURVEY = "data/file_attente_mairie.csv", "data/Enquête accueil (réponses).csv"
OVERALL = "Dans l'ensemble, êtes-vous satisfait de la mairie ? (1 à 5)"
KIND, CLEAR = "L'agent a-t-il été aimable ? (1 à 5)", "Les explications étaient-elles claires ?"
HOURS = "Êtes-vous satisfait des horaires d'ouverture ?"

MISSION: dict[str, Any] = {
    "client.name": "Saint-Inventé",
    "client.population": 11_400,
    "client.school_zone": "B",
    "client.holidays": None,
    "period": None,
    "period.extract_date": town.EXTRACT,
    "hours": {"Mairie (guichet)": "counter", "Standard téléphonique": "phone"},
    "perimeter": None,
    "promises": None,
}
FILES = {
    CALLS: Known(
        "contacts",
        {
            "occurred_at": "Date + Heure",
            "phone": "N° appelant",
            "queue": "Groupe",
            "wait_s": "Attente (s)",
            "handle_s": "Conversation",
            "outcome": "Résultat",
            "topic": "Objet",
        },
        {"outcome": {town.SERVED: "answered", town.LEFT: "abandoned", town.DEFLECTED: "deflected", town.SHUT: "out_of_hours"}},
        "phone",
        {"unit": {"wait_s": "seconds", "handle_s": "mm:ss"}},
        ("Poste",),
    ),
    REQUESTS: Known(
        "cases",
        {
            "case_id": "Réf.",
            "opened_at": "Créée le",
            "due_at": "Échéance",
            "closed_at": "Terminée le",
            "status": "Etat",
            "end": "Etat",
            "procedure": "Type de demande",
            "channel": "Reçue par",
            "email": "Adresse mail",
        },
        {
            "channel": {
                "Portail citoyen": "web_form",
                "Courriel": "email",
                "Téléphone": "phone",
                "Guichet": "counter",
                "Courrier": "letter",
            },
            "end": {"Terminée": "closed", "Nouvelle": "", "En attente de pièces": "", "En cours": ""},
        },
        nothing=("Usager", "Modifiée le"),
    ),
    TICKETS: Known(
        "tickets",
        {
            "topic": "Motif de la visite",
            "taken_at": "Jour + Heure d'arrivée",
            "called_at": "Jour + Heure d'appel",
            "done_at": "Jour + Heure de fin",
        },
        nothing=("N° ticket", "Guichet"),
    ),
    SURVEY: Known(
        "survey",
        {"at": "Horodateur", "score": f"{OVERALL} + {KIND} + {CLEAR} + {HOURS}"},
        {},
        None,
        {"across": {"score": "question"}},
        ("Une remarque ?",),
    ),
}


@dataclass
class Mission:
    folder: Path
    made: town.Town
    rounds: list[Round]
    exit_code: int
    figures: pd.DataFrame


def told(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main([str(argument) for argument in arguments])
    return int(ended.value.code or 0)


@pytest.fixture(scope="module")
def mission(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mission]:
    """The town from its exports to its report: `new`, then answers and `check` until nothing new is asked, then `run`."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DIAGNOSTIC_LANG", "fr")
        patched.setenv("DIAGNOSTIC_KEYS", str(tmp_path_factory.mktemp("keys")))
        patched.setattr("sys.stdin.isatty", lambda: False, raising=False)
        received, folder = tmp_path_factory.mktemp("received"), tmp_path_factory.mktemp("town") / "mission"
        made = town.make()
        assert told("new", folder, "--from", *exports.write(made, received)) == 0
        rounds = [answer(folder, FILES, MISSION)]
        assert told("check", folder) == 0
        exit_code = told("run", folder)
        yield Mission(folder, made, rounds, exit_code, pd.read_csv(folder / "output" / "indicators.csv"))


def test_the_planted_figures_come_out(mission: Mission) -> None:
    rows = {(row.indicator, row.scope): row for row in mission.figures.itertuples()}
    wrong = []
    for place, expected in truths(mission.made).items():
        row = rows.get(place)
        if row is None or row.status != "measured":
            wrong.append(f"{place}: {'no row' if row is None else row.note}, {expected:.4f} was planted")
        elif not math.isclose(row.value, expected, rel_tol=0.005, abs_tol=0.0005):
            wrong.append(f"{place}: {row.value}, {expected:.4f} was planted")
    assert not wrong, "\n".join(wrong)


def test_every_answer_of_the_survey_stands_under_its_question(mission: Mission) -> None:
    path = (mission.folder / "work" / "store" / "survey.parquet").as_posix()
    good = "count(*) filter (score >= scale_min + 0.6 * (scale_max - scale_min))"
    with duckdb.connect() as connection:
        read = connection.execute(f"select question, count(*), {good} from read_parquet(?) group by 1", [path]).fetchall()
    kept = {question: counted for question, *counted in read}
    answers = mission.made.answers
    assert kept == {
        OVERALL: [len(answers), sum(one.overall >= 4 for one in answers)],
        KIND: [len(answers), sum(one.kindness >= 4 for one in answers)],
        CLEAR: [len(answers), sum(one.clarity in ("Tout à fait", "Plutôt oui") for one in answers)],
        HOURS: [len(answers), sum(one.hours in ("Très satisfait", "Satisfait") for one in answers)],
    }


def test_talk_and_wait_come_in_seconds(mission: Mission) -> None:
    path = (mission.folder / "work" / "store" / "contacts.parquet").as_posix()
    with duckdb.connect() as connection:
        (found,) = connection.execute(
            "select count(*), sum(handle_s), sum(wait_s) from read_parquet(?) where outcome = 'answered'", [path]
        ).fetchall()
    served = [call for call in mission.made.calls if call.outcome == town.SERVED]
    assert found == (len(served), sum(call.talk for call in served), sum(call.wait for call in served))


def test_one_round_of_answers_is_enough(mission: Mission, capsys: pytest.CaptureFixture[str]) -> None:
    asked = mission.rounds[0]
    with capsys.disabled():
        of_files = [point for point in asked.points if point["file"] != "engagement.yml"]
        print(
            f"\n{len(mission.rounds)} round(s), {len(asked.points)} questions, {len(of_files)} of them about files, "
            f"{len(asked.accepted)} accepted, {len(asked.corrected)} answered otherwise, {len(asked.left)} without an answer"
        )
    assert not asked.left, "\n".join(str(point["question"]) for point in asked.left)
    assert len(asked.points) - len(of_files) <= 9 and len(of_files) <= 6 * len(FILES)


def test_the_report_says_nothing_that_the_figures_do_not(mission: Mission) -> None:
    assert mission.exit_code == 0
    page = (mission.folder / "output" / "report.fr.html").read_text(encoding="utf-8")
    assert unaccounted(page, mission.figures) == []


def test_nobody_is_named_in_what_may_be_sent(mission: Mission) -> None:
    request, call = mission.made.requests[0], next(call for call in mission.made.calls if call.number)
    for path in (mission.folder / "output").rglob("*"):
        if path.suffix in (".html", ".csv", ".json"):
            text = path.read_text(encoding="utf-8")
            assert request.mail not in text and request.name not in text and call.number not in text and "dame de l'accueil" not in text
