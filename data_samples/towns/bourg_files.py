"""Bourg-Exemple's exports: a mailbox, a tally of calls kept by hand, a list of cases."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from .chance import one_of
from .events import Town
from .mess import day_first, misspelt, repeated, with_unreadable, write_csv

SPELLINGS = {"Urbanisme": ("urba",), "École et cantine": ("Ecole", "cantine"), "Acte d'état civil": ("etat civil",)}
ENDS = {"closed": "Terminé", "withdrawn": "Sans suite", None: "En cours"}


def write(town: Town, folder: Path, seed: int) -> None:
    """The three files in `folder`."""
    rng = np.random.default_rng([seed, 7])
    folder.mkdir(parents=True, exist_ok=True)
    counts = town.others["appels_par_jour"]
    rows = [[row.day.strftime("%d/%m/%Y"), str(row.offered), str(row.answered), str(row.abandoned)] for row in counts.itertuples()]
    total = ["Total", *[str(counts[column].sum()) for column in ("offered", "answered", "abandoned")]]
    write_csv(folder / "appels_par_jour.csv", ["Date", "Reçus", "Répondus", "Abandonnés"], rows, "cp1252", "\r\n", [total])
    rows = []
    for mail in town.contacts:
        sender = str(mail.email)
        subject = one_of(rng, ("Demande", "RE: votre message", "Question", "Urgent", "(sans objet)"))
        rows.append(
            [
                day_first(mail.at, seconds=False),
                sender,
                subject,
                misspelt(rng, str(mail.topic), SPELLINGS),
                day_first(mail.answered_at, seconds=False),
            ]
        )
    header = ["Reçu le", "De", "Objet", "Catégorie", "Répondu le"]
    write_csv(folder / "boite_mairie.csv", header, with_unreadable(rng, repeated(rng, rows, 9), 0, 2), "utf-8-sig", "\r\n", blank=1)
    rows = []
    for case in town.cases:
        closed = case.closed.strftime("%d/%m/%Y") if case.closed else ""
        rows.append([case.case_id, case.procedure, case.opened.strftime("%d/%m/%Y"), closed, ENDS[case.end], case.name, str(case.phone)])
    header = ["N°", "Démarche", "Déposé le", "Clos le", "Suite", "Nom", "Téléphone"]
    write_csv(folder / "demandes.csv", header, rows, "cp1252", "\r\n")
