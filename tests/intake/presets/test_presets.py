"""The exports of known products, written after their documentation: recognised among all presets, and read into the right table."""

import datetime as dt
import json

import pytest

from diagnostic.engagement import Source
from tests.intake.exports import XES, taken, xls
from tests.intake.mission import counts

LOCAL = dt.datetime

RDV = (
    *("année", "date prise rdv", "heure prise rdv", "origine", "date rdv", "heure rdv", "service", "motif", "contexte", "statut", "lieu"),
    *("professionnel.le(s)", "usager(s)", "commune du premier responsable", "au moins un usager mineur ?", "résultat des notifications"),
    *("Organisation", "date naissance", "code postal du premier responsable", "créé par", "email(s) professionnel.le(s)"),
)


def rdv(booked, hour, day, at, status, place="Mairie (1 place de la République)"):
    return (
        *("2025", booked, hour, "RDV Pris sur internet", day, at, "État civil", "Passeport", "urgent", status, place),
        *("Camille PETIT", "Jean DUPONT, Anne DUPONT", "Ville-Exemple", "non", "Traité", "Mairie", "14/07/1980", "75001", "Jean DUPONT"),
        "c.petit@ville.fr",
    )


def test_rdv_service_public(mission):
    rows = [
        rdv("02/01/2025", "12h54", "23/01/2025", "09h00", "Rendez-vous honoré"),
        rdv("03/01/2025", "08h05", "24/01/2025", "14h30", "Absence non excusée", "Par téléphone"),
        rdv("03/01/2025", "08h06", "24/01/2025", "15h00", "Annulé (par le service)"),
        rdv("30/12/2025", "08h06", "24/02/2026", "15h00", "Rendez-vous à venir"),
        rdv("04/01/2025", "08h07", "25/01/2025", "15h00", "État indéterminé"),
    ]
    ledger = taken(mission, "rdv.xls", xls([RDV, *rows]), "rdv_service_public")
    assert (counts(ledger), ledger.unknown) == ((5, 5, 0, 0), {})
    assert mission.rows("appointments", "booked_local, starts_local, status, booked_via, site")[:2] == [
        (LOCAL(2025, 1, 2, 12, 54), LOCAL(2025, 1, 23, 9), "held", "web_form", "Mairie (1 place de la République)"),
        (LOCAL(2025, 1, 3, 8, 5), LOCAL(2025, 1, 24, 14, 30), "missed", "web_form", "Par téléphone"),
    ]
    assert mission.values("status", "appointments")[2:] == ["cancelled", "planned", "unknown"]
    assert {"usager(s)", "date naissance", "professionnel.le(s)", "contexte"} <= set(ledger.dropped)


def test_rdv_service_public_participations(mission):
    header = (
        *(
            "usager",
            "rdv_id",
            "année",
            "date prise rdv",
            "heure prise rdv",
            "origine",
            "date rdv",
            "heure rdv",
            "service",
            "motif",
            "contexte",
        ),
        *(
            "statut",
            "lieu",
            "professionnel.le(s)",
            "commune du responsable",
            "usager mineur ?",
            "résultat des notifications",
            "Organisation",
        ),
        *("date naissance", "code postal du responsable", "créé par", "email(s) professionnel.le(s)"),
    )

    def row(user, number, status):
        return (
            *(user, number, "2025", "02/01/2025", "12h54", "Créé par un agent", "23/01/2025", "09h00", "PMI", "Atelier", "", status),
            *("Par téléphone", "Camille PETIT", "Ville-Exemple", "non", "Traité", "Mairie", "14/07/1980", "75001", "Agent", "a@ville.fr"),
        )

    rows = [row("Jean DUPONT", 7, "Rendez-vous honoré"), row("Anne MARTIN", 7, "Annulé (excusé)")]
    ledger = taken(mission, "participations.xls", xls([header, *rows]), "rdv_service_public_participations")
    assert counts(ledger) == (2, 2, 0, 0)
    assert mission.values("status", "appointments") == ["held", "cancelled"]
    assert {"usager", "date naissance"} <= set(ledger.dropped)


def test_rdv_insertion(mission):
    text = (
        "\ufeffDate du RDV;Heure du RDV;Motif du RDV;Nature du RDV;RDV pris en autonomie ?;RDV pris le;Statut du rdv;Référent(s);"
        "Organisation du rendez-vous;Civilité;Nom;Prénom;Numéro CAF;ID interne au département;ID France Travail;Email;"
        "Date de naissance;Tags\n"
        "23/01/2025; 9h05;RSA orientation;individuel;oui;02/01/2025;Rendez-vous honoré;ref@ville.fr;CCAS;Mme;MARTIN;Anne;123;D1;;a@b.fr;"
        "01/02/1980;\n"
        "13/02/2025;14h30;RSA orientation;individuel;non;03/01/2025;Absence non excusée;ref@ville.fr;CCAS;M.;"
        "DUPONT;Jean;124;D2;;;03/02/1980;\n"
    )
    ledger = taken(mission, "rdvi.csv", text, "rdv_insertion")
    assert (counts(ledger), ledger.unknown) == ((2, 2, 0, 0), {})
    assert mission.rows("appointments", "starts_local, booked_precision, status") == [
        (LOCAL(2025, 1, 23, 9, 5), "day", "held"),
        (LOCAL(2025, 2, 13, 14, 30), "day", "missed"),
    ]
    assert {"Nom", "Prénom", "Date de naissance", "Email", "Référent(s)"} <= set(ledger.dropped)


def test_glpi(mission):
    text = (
        "\ufeffID;Titre;Attribué à - Groupe de techniciens;Statut;Attribué à - Technicien;Demandeur - Demandeur;Date d'ouverture;Type;"
        "Suivis - Description;Suivis - Nombre de suivis;Solution - Solution;Priorité;Tâches - Description;Urgence;Date de résolution;"
        "Dernière modification;Catégorie\r\n"
        "5 732 943;Panne;Support;Clos;Durand Paul;Martin Anne;05-01-2025 16:24;Incident;;2;Réparé;Moyenne;;Haute;07-01-2025 09:00;"
        "07-01-2025 09:00;Voirie\r\n"
        '5 732 944;Panne;"Support\nRéseau";En cours (Attribué);"Durand Paul\nPetit Léa";Martin Anne;25-01-2025 16:24;Incident;"a\nb";0;;'
        "Moyenne;;Haute;;26-01-2025 09:00;Éclairage\r\n"
    )
    ledger = taken(mission, "glpi.csv", text, "glpi")
    assert counts(ledger) == (2, 2, 0, 0)
    assert mission.rows("cases", "procedure, opened_local, closed_local, status, team") == [
        ("Voirie", LOCAL(2025, 1, 5, 16, 24), LOCAL(2025, 1, 7, 9), "Clos", "Support"),
        ("Éclairage", LOCAL(2025, 1, 25, 16, 24), None, "En cours (Attribué)", "Support Réseau"),
    ]
    assert {"Titre", "Demandeur - Demandeur", "Attribué à - Technicien", "Suivis - Description"} <= set(ledger.dropped)


def test_zammad(mission):
    header = (
        *("#", "Title", "State", "Priority", "Group", "Owner", "Customer", "Organization", "Create Channel", "Sender", "Tags"),
        *("Time Units Total", "Created At", "Updated At", "Closed At", "Close Escalation At", "Close In Min", "Close Diff In Min"),
        *("First Response At", "First Response Escalation At", "First Response In Min", "First Response Diff In Min"),
        *("Update Escalation At", "Update In Min", "Update Diff In Min", "Last Contact At", "Last Contact Agent At"),
        *("Last Contact Customer At", "Article Count", "Escalation At"),
    )

    def row(number, state, channel, closed):
        opened, answered = LOCAL(2025, 1, 6, 9), LOCAL(2025, 1, 6, 11, 30)
        return (
            *(number, "Ma demande", state, "2 normal", "État civil", "Léa Petit", "Anne Martin", "", channel, "Customer", "", ""),
            *(opened, opened, closed, "", "", "", answered, "", 150, "", "", "", "", "", "", "", 2, ""),
        )

    rows = [row(10001, "closed", "email", LOCAL(2025, 1, 8, 16)), row(10002, "open", "web", ""), row(10003, "new", "note", "")]
    ledger = taken(mission, "zammad.xls", xls([header, *rows]), "zammad")
    assert counts(ledger) == (3, 3, 0, 0)
    assert mission.rows("cases", "channel, opened_local, first_response_local, closed_local, status, team")[:2] == [
        ("email", LOCAL(2025, 1, 6, 9), LOCAL(2025, 1, 6, 11, 30), LOCAL(2025, 1, 8, 16), "closed", "État civil"),
        ("web_form", LOCAL(2025, 1, 6, 9), LOCAL(2025, 1, 6, 11, 30), None, "open", "État civil"),
    ]
    assert {"Title", "Owner", "Customer"} <= set(ledger.dropped)


def test_zammad_in_french(mission):
    text = (
        "#;Titre;État;Groupe;Canal de création;Créé le;Cloturé le;Cloturer l'escalade le;Première réponse à;Première réponse en min;"
        "Dernier contact avec l'agent à;Dernier contact client à\n"
        "10001;Demande;clos;Voirie;email;2025-01-06 09:00;2025-01-08 16:00;;2025-01-06 11:30;150;;\n"
    )
    taken(mission, "zammad.csv", text, "zammad")
    assert mission.rows("cases", "channel, first_response_local, closed_local, status, team") == [
        ("email", LOCAL(2025, 1, 6, 11, 30), LOCAL(2025, 1, 8, 16), "clos", "Voirie")
    ]


def test_publik_csv(mission):
    text = (
        '"Number","Created","Last Modified","User Label","1st field","Status","Channel"\n'
        '"12-1","2025-01-06 09:00","2025-01-07 10:00","Anne Martin","foo","New","Web"\n'
        '"12-2","2025-01-16 09:05","2025-01-17 10:00","Jean Dupont","bar","Finished","Mail"\n'
    )
    ledger = taken(mission, "publik.csv", text, "publik_csv")
    assert counts(ledger) == (2, 2, 0, 0)
    assert mission.rows("cases", "opened_local, closed_local, status, channel") == [
        (LOCAL(2025, 1, 6, 9), None, "New", "web_form"),
        (LOCAL(2025, 1, 16, 9, 5), None, "Finished", "letter"),
    ]
    assert {"User Label", "1st field"} <= set(ledger.dropped)


def test_publik_json(mission):
    forms = [
        {
            "id": number,
            "receipt_time": f"2025-01-0{number}T09:00:00",
            "last_update_time": "2025-02-01T10:00:00",
            "workflow": {"status": {"id": "wf-1", "name": name, "endpoint": name == "Terminé"}},
            "fields": {"nom": "Martin", "commentaire": "foo"},
            "user": {"name": "Anne Martin", "email": "a@b.fr"},
            "roles": {"_receiver": [{"name": "Agents"}]},
        }
        for number, name in ((6, "Nouveau"), (7, "Terminé"))
    ]
    ledger = taken(mission, "publik.json", json.dumps(forms), "publik_json")
    assert counts(ledger) == (2, 2, 0, 0)
    assert mission.rows("cases", "opened_local, closed_local, status") == [
        (LOCAL(2025, 1, 6, 9), None, "Nouveau"),
        (LOCAL(2025, 1, 7, 9), None, "Terminé"),
    ]
    assert {"fields.nom", "user.name", "user.email"} <= set(ledger.dropped)


def test_fixmystreet(mission):
    text = (
        "Report ID,Title,Detail,User Name,Category,Created,Confirmed,Acknowledged,Fixed,Closed,Status,Latitude,Longitude,Query,Ward,"
        "Easting,Northing,Report URL,Device Type,Site Used,Reported As\n"
        "1,Trou,Grand trou,Anne Martin,Potholes,2025-01-06T09:00:00,2025-01-06T09:05:00,2025-01-07T08:00:00,2025-01-20T15:00:00,,"
        "fixed - council,48.8,2.3,,Centre,1,2,http://x/1,mobile,x,\n"
        "2,Lampe,,Jean Dupont,Lighting,2025-02-06T09:00:00,2025-02-06T09:05:00,,,,confirmed,48.8,2.3,,Centre,1,2,http://x/2,desktop,x,\n"
    )
    ledger = taken(mission, "reports.csv", text, "fixmystreet")
    assert counts(ledger) == (2, 2, 0, 0)
    assert mission.rows("cases", "procedure, opened_local, acknowledged_local, closed_local, status") == [
        ("Potholes", LOCAL(2025, 1, 6, 9, 5), LOCAL(2025, 1, 7, 8), LOCAL(2025, 1, 20, 15), "fixed - council"),
        ("Lighting", LOCAL(2025, 2, 6, 9, 5), None, None, "confirmed"),
    ]
    assert {"User Name", "Title", "Detail"} <= set(ledger.dropped)


def test_open311(mission):
    requests = [
        {
            "service_request_id": str(number),
            "status": status,
            "status_notes": "vu avec Mme Martin",
            "service_name": "Voirie",
            "service_code": "001",
            "description": "trou",
            "agency_responsible": "Direction de la voirie",
            "requested_datetime": f"2025-07-0{number}T09:00:00+02:00",
            "updated_datetime": "2025-07-20T09:00:00+02:00",
            "address": "1 rue de la Paix",
            "lat": 48.8,
            "long": 2.3,
        }
        for number, status in ((6, "open"), (7, "closed"))
    ]
    ledger = taken(mission, "requests.json", json.dumps({"service_requests": requests}), "open311")
    assert counts(ledger) == (2, 2, 0, 0)
    assert mission.rows("cases", "procedure, opened_at, closed_at, status, team") == [
        ("Voirie", LOCAL(2025, 7, 6, 7), None, "open", "Direction de la voirie"),
        ("Voirie", LOCAL(2025, 7, 7, 7), None, "closed", "Direction de la voirie"),
    ]
    assert {"description", "address", "status_notes"} <= set(ledger.dropped)


def test_xes_gives_one_case_per_trace_opened_by_its_first_event(mission):
    ledger = taken(mission, "journal.xes", XES, "xes")
    assert (counts(ledger), ledger.aside["folded"]) == ((2, 2, 0, 0), 2)
    assert mission.rows("cases", "opened_local, closed_local, channel") == [
        (LOCAL(2025, 1, 6, 9), None, "email"),
        (LOCAL(2025, 7, 1, 9), LOCAL(2025, 7, 2, 9), None),
    ]
    assert "org:resource" in ledger.dropped


def test_pm4py_columns_are_folded_as_xes_is_and_the_last_event_closes_where_asked(mission):
    text = (
        "case:concept:name,concept:name,time:timestamp,org:resource\n"
        "D1,Dépôt,2025-01-06 09:00:00+01:00,Léa\nD2,Dépôt,2025-01-07 09:00:00+01:00,Léa\nD1,Décision,2025-01-10 09:00:00+01:00,Léa\n"
    )
    ledger = taken(mission, "journal.csv", text, "xes")
    assert (counts(ledger), ledger.aside["folded"]) == ((2, 2, 0, 0), 1)
    assert mission.values("opened_local", "cases") == [LOCAL(2025, 1, 6, 9), LOCAL(2025, 1, 7, 9)]
    mission.sources = [Source(file="data/journal.csv", preset="xes", columns={"closed_at": "last:time:timestamp"})]
    mission.take()
    assert mission.values("closed_local", "cases") == [LOCAL(2025, 1, 10, 9), LOCAL(2025, 1, 7, 9)]


PLAIN = {
    "contacts": ("occurred_at;channel;topic;outcome\n2025-01-06 09:00;phone;Carte;answered\n", [("phone", "answered")], "channel, outcome"),
    "cases": ("case_id;procedure;opened_at;closed_at\n1;Permis;2025-01-06;\n", [("Permis", None)], "procedure, closed_at"),
    "case_events": ("case_id;activity;at\n1;Dépôt;2025-01-06 09:00\n", [("Dépôt",)], "activity"),
    "tickets": (
        "site;topic;taken_at;called_at;done_at\nMairie;CNI;2025-01-06 09:00:00;2025-01-06 09:10:00;2025-01-06 09:20:00\n",
        [("Mairie", LOCAL(2025, 1, 6, 9, 10))],
        "site, called_local",
    ),
    "appointments": (
        "booked_at;starts_at;booked_via;status\n2025-01-06;2025-02-06 09:00;web_form;held\n",
        [("web_form", "held")],
        "booked_via, status",
    ),
    "survey": ("at;question;score;scale_min;scale_max\n2025-01-06;Q1;4;1;5\n", [("Q1", 4.0)], "question, score"),
    "counts": ("day;channel;contacts\n2025-01-06;counter;12\n", [("counter", 12)], "channel, contacts"),
}


@pytest.mark.parametrize("table", PLAIN)
def test_the_plain_forms(mission, table):
    text, rows, columns = PLAIN[table]
    assert counts(taken(mission, "simple.csv", text, f"plain_{table}")) == (1, 1, 0, 0)
    assert mission.rows(table, columns) == rows


def test_calls_already_counted_are_taken_as_given_and_contradictions_flagged(mission):
    text = "day;offered;answered;abandoned\n2025-01-06;100;70;20\n2025-01-07;100;90;20\n2025-01-13;50;40;10\n"
    ledger = taken(mission, "appels.csv", text, "plain_call_counts")
    assert ledger.doubts == [{"column": "offered", "reason": "inconsistent", "rows": 2}]  # one above the sum, one below
    assert mission.rows("call_counts", "offered, answered, abandoned") == [(100, 70, 20), (100, 90, 20), (50, 40, 10)]
