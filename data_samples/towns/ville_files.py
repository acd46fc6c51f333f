"""Ville-Exemple's exports: the clean events as its systems write them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np

from .chance import one_of
from .events import Case, Town
from .mess import clock, day_first, iso, misspelt, repeated, with_unreadable, write_csv
from .people import spelt
from .ville_cases import NEW, OLD

OUTCOMES = {
    "answered": "Décroché",
    "abandoned": "Abandonné",
    "deflected": "Dissuadé",
    "voice_server": "SVI",
    "out_of_hours": "Fermé",
    "unanswered": "Non répondu",
}
SPELLINGS = {
    "Acte d'état civil": ("Acte d'etat-civil", "Actes état civil"),
    "Carte d'identité et passeport": ("CNI/Passeport",),
    "Cantine et périscolaire": ("Cantine / périscolaire", "CANTINE"),
    "Signalement voirie": ("Voirie",),
    "État civil": ("Etat-civil",),
}
ENDS = {"closed": "Clôturé", "withdrawn": "Abandonné par l'usager", "transferred": "Transmis", "incomplete": "Incomplet", None: "En cours"}
NEW_ENDS = {
    "closed": "Terminée",
    "withdrawn": "Annulée (usager)",
    "transferred": "Réorientée",
    "incomplete": "Classée incomplète",
    None: "Ouverte",
}
CHANNELS = {"web_form": "Formulaire", "email": "Courriel", "phone": "Téléphone", "letter": "Courrier", "counter": "Guichet"}
NEW_CHANNELS = {"web_form": "Portail", "email": "Mél", "phone": "Appel", "letter": "Papier", "counter": "Accueil"}
STATUSES = {"held": "Honoré", "missed": "Absent", "cancelled": "Annulé", "planned": "À venir"}
_SUBJECTS = ("Demande", "Question ; urgent", "Re: votre réponse", "Dossier en cours", "Bonjour")
_AGENTS = ("C. Martin", "S. Benali", "P. Roux", "N. Garcia", "J. Petit", "A. Traoré")
_REMARKS = (
    "rappeler Mme Lefèvre demain",
    "voir dossier papier",
    "usager mécontent du délai",
    "pièce manquante : justificatif",
    "a déjà appelé",
)


def write(town: Town, folder: Path, seed: int) -> None:
    """The systems' files in `folder`."""
    rng = np.random.default_rng([seed, 7])
    folder.mkdir(parents=True, exist_ok=True)
    _calls(town, folder / "appels.csv", rng)
    _emails(town, folder / "courriels.csv", rng)
    _forms(town, folder / "formulaires.csv", rng)
    _tickets(town, folder / "tickets.csv", rng)
    _flat(town, folder)
    _workbook(town, folder / "demandes.xlsx", rng)
    _log(town, folder / "historique.csv")


def _calls(town: Town, path: Path, rng: np.random.Generator) -> None:
    header = "N° appel;Date appel;Sens;Numéro appelant;Service;Statut;Attente;Conversation;Transféré;Issue finale;File;Équipe"
    header += ";Motif;N° dossier;Agent;Commentaire"
    rows = []
    for number, call in enumerate([contact for contact in town.contacts if contact.source == "appels"], start=1):
        way = "Sortant" if call.direction == "out" else "Interne" if call.party == "internal" else "Entrant"
        caller = "Anonyme" if call.phone is None else call.phone if len(call.phone) == 4 else spelt(rng, call.phone)
        rows.append(
            [
                str(100_000 + number),
                day_first(call.at),
                way,
                caller,
                misspelt(rng, str(call.service), SPELLINGS),
                OUTCOMES[str(call.outcome)],
                clock(call.wait_s),
                clock(call.handle_s),
                {True: "Oui", False: "Non", None: ""}[call.transferred],
                OUTCOMES[call.final_outcome] if call.final_outcome else "",
                call.queue or "",
                call.team or "",
                misspelt(rng, call.topic or "", SPELLINGS),
                call.case_id or "",
                one_of(rng, _AGENTS) if call.outcome == "answered" else "",
                one_of(rng, _REMARKS) if call.outcome == "answered" and rng.random() < 0.03 else "",
            ]
        )
    total = ["Total", "", f"{len(rows)} appels", *[""] * 13]
    rows = with_unreadable(rng, repeated(rng, rows, 118), 1, 9)
    write_csv(path, header.split(";"), rows, "cp1252", "\r\n", [total], blank=4)


def _emails(town: Town, path: Path, rng: np.random.Generator) -> None:
    header = ["reçu le", "de", "profil", "objet", "motif", "service", "n° dossier", "réponse le"]
    rows = []
    for mail in [contact for contact in town.contacts if contact.source == "courriels"]:
        address = str(mail.email)
        address = address.capitalize() if rng.random() < 0.1 else address
        profile = {"relay": "Partenaire", "user": "Particulier"}[mail.party]
        subject = mail.words or one_of(rng, _SUBJECTS)
        topic = misspelt(rng, str(mail.topic), SPELLINGS)
        rows.append([iso(mail.at), address, profile, subject, topic, str(mail.service), mail.case_id or "", iso(mail.answered_at)])
    write_csv(path, header, with_unreadable(rng, repeated(rng, rows, 41), 0, 4), "utf-8-sig", "\r\n", blank=2)


def _forms(town: Town, path: Path, rng: np.random.Generator) -> None:
    header = ["Horodatage", "Formulaire", "Service", "Courriel", "Téléphone", "N° dossier"]
    rows = []
    for form in [contact for contact in town.contacts if contact.source == "formulaires"]:
        phone = spelt(rng, form.phone) if form.phone else ""
        rows.append([day_first(form.at), str(form.topic), str(form.service), str(form.email), phone, form.case_id or ""])
    write_csv(path, header, repeated(rng, rows, 12), "utf-8", "\n")


def _tickets(town: Town, path: Path, rng: np.random.Generator) -> None:
    header = ["Site", "Motif", "Prise ticket", "Appel", "Fin", "Nombre de motifs"]
    rows = []
    for ticket in town.tickets:
        site = "Hotel de Ville" if ticket["site"] == "Hôtel de ville" and rng.random() < 0.1 else ticket["site"]
        times = [day_first(ticket[name]) for name in ("taken_at", "called_at", "done_at")]
        rows.append([site, misspelt(rng, ticket["topic"], SPELLINGS), *times, str(ticket["topics"])])
    write_csv(path, header, with_unreadable(rng, rows, 2, 3), "cp1252", "\r\n", [["Total", str(len(rows)), *[""] * 4]])


def _flat(town: Town, folder: Path) -> None:
    others = town.others
    rows = [
        [iso(row.booked_at), iso(row.starts_at), row.service, row.site, row.booked_via, STATUSES[row.status], row.phone]
        for row in others["rendez_vous"].itertuples()
    ]
    header = ["Pris le", "Début", "Service", "Lieu", "Origine", "Statut", "Téléphone"]
    write_csv(folder / "rendez_vous.csv", header, rows, "utf-8", "\r\n")
    rows = [
        [row.at.strftime("%d/%m/%Y"), CHANNELS[row.channel], row.profile, row.question, str(row.score)]
        for row in others["enquete"].itertuples()
    ]
    write_csv(folder / "enquete.csv", ["Date", "Canal", "Situation", "Question", "Note"], rows, "utf-8-sig", "\r\n")
    rows = [
        [row.site, row.team, CHANNELS[row.channel], str(row.fte).replace(".", ","), row.schedule]
        for row in others["personnel"].itertuples()
    ]
    write_csv(folder / "personnel.csv", ["Site", "Équipe", "Canal principal", "ETP", "Horaires de présence"], rows, "cp1252", "\r\n")
    rows = [[row.topic, CHANNELS[row.channel], "Oui" if row.served else "Non"] for row in others["offre"].itertuples()]
    write_csv(folder / "offre.csv", ["Motif", "Canal", "Proposé"], rows, "utf-8", "\n")


def _log(town: Town, path: Path) -> None:
    header = ["Dossier", "Étape", "Date", "Équipe"]
    rows = [[case.case_id, step.activity, day_first(step.at, seconds=False), step.team] for case in town.cases for step in case.steps]
    write_csv(path, header, rows, "utf-8-sig", "\r\n")


def _workbook(town: Town, path: Path, rng: np.random.Generator) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(path)
    # a fixed date of creation: the same events make the same bytes
    book.set_properties({"created": dt.datetime(2026, 1, 10)})
    _old_sheet(book, [case for case in town.cases if case.source == OLD], rng)
    _new_sheet(book, [case for case in town.cases if case.source == NEW], rng)
    book.close()


def _old_sheet(book: Any, cases: list[Case], rng: np.random.Generator) -> None:
    stamp = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet("Demandes")
    sheet.merge_range(0, 0, 0, 11, "Suivi des demandes – extraction du 10/01/2026", bold)
    header = "N° dossier;Démarche;Canal;Service;Date de dépôt;Date de clôture;Statut;Nom;Courriel;Téléphone;Équipe;Commentaire"
    sheet.write_row(2, 0, (header + ";Accusé de réception;Dossier complet le;Première réponse;Réouvertures").split(";"), bold)
    for at, case in enumerate(cases, start=3):
        procedure, service = misspelt(rng, case.procedure, SPELLINGS), misspelt(rng, case.service, SPELLINGS)
        sheet.write_row(at, 0, [case.case_id, procedure, CHANNELS[case.channel], service])
        stamps = {4: case.opened, 5: case.closed, 12: case.acknowledged, 13: case.complete, 14: case.answered}
        for column, moment in stamps.items():
            if moment:
                sheet.write_datetime(at, column, moment, stamp)
        sheet.write_row(at, 6, [ENDS[case.end], *_identity(rng, case), case.team, _remark(rng)])
        sheet.write_number(at, 15, case.reopened)
    sheet.write_row(len(cases) + 3, 0, ["Total", f"{len(cases)} demandes"], bold)


def _new_sheet(book: Any, cases: list[Case], rng: np.random.Generator) -> None:
    sheet = book.add_worksheet("Nouvel outil")
    header = "Référence;Type de demande;Origine;Direction;Créée le;Terminée le;État;Demandeur;E-mail;Tél.;Groupe;Note"
    sheet.write_row(0, 0, (header + ";AR envoyé le;Complet le;Date de première réponse;Nombre de réouvertures").split(";"))
    for at, case in enumerate(cases, start=1):
        opened, closed = day_first(case.opened, seconds=False), day_first(case.closed, seconds=False)
        row = [case.case_id, case.procedure, NEW_CHANNELS[case.channel], case.service, opened, closed, NEW_ENDS[case.end]]
        later = [day_first(moment, seconds=False) for moment in (case.acknowledged, case.complete, case.answered)]
        sheet.write_row(at, 0, [*row, *_identity(rng, case), case.team, _remark(rng), *later, str(case.reopened)])


def _identity(rng: np.random.Generator, case: Case) -> list[str]:
    return [case.name, case.email or "", spelt(rng, case.phone) if case.phone else ""]


def _remark(rng: np.random.Generator) -> str:
    return one_of(rng, _REMARKS) if rng.random() < 0.03 else ""
