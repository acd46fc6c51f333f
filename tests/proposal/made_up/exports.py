"""The five exports of the made-up town, as its tools and its secretary would hand them over."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tests.proposal.made_up.town import SHUT, TOWN_HALL, Hours, Town
from tests.proposal.made_up.town import SWITCHBOARD as LINES

WEEKDAYS = ["Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche"]


def write(town: Town, folder: Path) -> list[Path]:
    """Write the five files in `folder`, and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        _telephone(town, folder / "standard_appels_recus_2025.csv"),
        _requests(town, folder / "Extraction demandes usagers.xlsx"),
        _tickets(town, folder / "file_attente_mairie.csv"),
        _hours(folder / "Horaires accueil.xlsx"),
        _survey(town, folder / "Enquête accueil (réponses).csv"),
    ]


def _csv(path: Path, rows: list[list[Any]], encoding: str, separator: str) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)
    return path


def _sheet(path: Path, name: str, rows: list[list[Any]]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def _telephone(town: Town, path: Path) -> Path:
    rows: list[list[Any]] = [["Date", "Heure", "N° appelant", "Groupe", "Attente (s)", "Conversation", "Résultat", "Objet", "Poste"]]
    for rank, call in enumerate(town.calls):
        minutes, seconds = divmod(call.talk, 60)
        rows.append(
            [
                f"{call.at:%d/%m/%Y}",
                f"{call.at:%H:%M:%S}",
                call.number or "Anonyme",
                call.line,
                "" if call.outcome == SHUT else call.wait,
                f"{minutes:02d}:{seconds:02d}",
                call.outcome,
                call.subject,
                f"21{rank % 4:02d}" if call.talk else "",
            ]
        )
    return _csv(path, rows, "latin-1", ";")


def _requests(town: Town, path: Path) -> Path:
    header = [
        "Réf.",
        "Créée le",
        "Modifiée le",
        "Échéance",
        "Terminée le",
        "Etat",
        "Type de demande",
        "Reçue par",
        "Usager",
        "Adresse mail",
    ]
    rows: list[list[Any]] = [header]
    for rank, request in enumerate(town.requests):
        state = "Terminée" if request.closed else ("En cours", "Nouvelle", "En attente de pièces")[rank % 3]
        rows.append(
            [
                request.number,
                request.at,
                request.changed,
                request.due,
                request.closed,
                state,
                request.procedure,
                request.origin,
                request.name,
                request.mail,
            ]
        )
    return _sheet(path, "Demandes", rows)


def _tickets(town: Town, path: Path) -> Path:
    rows: list[list[Any]] = [["N° ticket", "Motif de la visite", "Jour", "Heure d'arrivée", "Heure d'appel", "Heure de fin", "Guichet"]]
    for rank, ticket in enumerate(town.tickets):
        times = [f"{at:%H:%M:%S}" if at else "" for at in (ticket.taken, ticket.called, ticket.done)]
        rows.append([ticket.number, ticket.reason, f"{ticket.taken:%d/%m/%Y}", *times, 1 + rank % 3 if ticket.called else ""])
    return _csv(path, rows, "utf-8-sig", ";")


def _hours(path: Path) -> Path:
    def week(hours: Hours) -> list[str]:
        return [" / ".join(f"{_clock(start)}-{_clock(end)}" for start, end in hours.get(day, [])) or "Fermé" for day in range(7)]

    rows = [
        ["Accueil", *WEEKDAYS, "Jours fériés"],
        ["Mairie (guichet)", *week(TOWN_HALL), "Fermé"],
        ["Standard téléphonique", *week(LINES), "Fermé"],
    ]
    return _sheet(path, "Feuil1", rows)


def _clock(minute: int) -> str:
    return f"{minute // 60}h{minute % 60:02d}" if minute % 60 else f"{minute // 60}h"


def _survey(town: Town, path: Path) -> Path:
    rows: list[list[Any]] = [
        [
            "Horodateur",
            "Dans l'ensemble, êtes-vous satisfait de la mairie ? (1 à 5)",
            "L'agent a-t-il été aimable ? (1 à 5)",
            "Les explications étaient-elles claires ?",
            "Êtes-vous satisfait des horaires d'ouverture ?",
            "Une remarque ?",
        ]
    ]
    for answer in town.answers:
        rows.append([f"{answer.at:%d/%m/%Y %H:%M:%S}", answer.overall, answer.kindness, answer.clarity, answer.hours, answer.remark])
    return _csv(path, rows, "utf-8", ",")
