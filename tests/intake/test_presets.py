"""The exports of known products, written after their documentation: recognised among all presets, and read into the right table."""

import datetime as dt
import io
import json

import pytest
import xlwt

from diagnostic.engagement import Engagement, Source
from diagnostic.errors import UserError
from diagnostic.intake import presets
from diagnostic.intake.readers import open_source
from diagnostic.store import schema
from tests.intake.mission import Mission, counts

LOCAL = dt.datetime


def xls(rows):
    """A workbook of the old format, every cell a text as RDV Service Public writes them."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Export")
    style = xlwt.easyxf(num_format_str="dd/mm/yyyy hh:mm")
    for line, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            sheet.write(line, column, cell, *((style,) if isinstance(cell, dt.datetime) else ()))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def recognised(mission: Mission, name: str, **given):
    """The preset that comes first for a file nobody has mapped yet."""
    opened = open_source(mission.folder, Source(file=f"data/{name}", table="contacts", columns={}, **given))
    return presets.recognise(opened.sheet.header.names, opened.format)[0][0].name


def taken(mission: Mission, name: str, content, preset: str, **given):
    """The ledger of a file that its preset alone reads, once it has been recognised."""
    path = mission.folder / "data" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert recognised(mission, name, **given) == preset
    proposed = {one.name: one for one in presets.presets()}[preset].source(f"data/{name}")
    mission.sources.append(Source(**proposed, **given))
    return mission.take()


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
        (LOCAL(2025, 1, 2, 12, 54), LOCAL(2025, 1, 23, 9), "held", "RDV Pris sur internet", "Mairie (1 place de la République)"),
        (LOCAL(2025, 1, 3, 8, 5), LOCAL(2025, 1, 24, 14, 30), "missed", "RDV Pris sur internet", "Par téléphone"),
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


# 1736154000 is 2025-01-06 10:00:00 in Paris
QUEUE_LOG = """1736153000|NONE|NONE|NONE|QUEUESTART|
1736154000|1736154000.1|accueil|NONE|ENTERQUEUE||0612345678|1
1736154010|1736154000.1|accueil|SIP/101|RINGNOANSWER|10000
1736154025|1736154000.1|accueil|SIP/102|CONNECT|25|1736154020.2|5
1736154145|1736154000.1|accueil|SIP/102|COMPLETECALLER|25|120|1
1736154030|1736154030.1|accueil|NONE|ENTERQUEUE||0612345679|2
1736154090|1736154030.1|accueil|NONE|ABANDON|1|2|60
1736154200|1736154200.1|accueil|NONE|ENTERQUEUE||0612345680|1
1736154260|1736154200.1|accueil|NONE|EXITWITHTIMEOUT|1|1|60
1736154260|1736154200.1|secours|NONE|ENTERQUEUE||0612345680|1
1736154265|1736154200.1|secours|SIP/103|CONNECT|5|1736154260.2|3
1736154300|1736154200.1|secours|SIP/103|BLINDTRANSFER|200|default|5|35|1
1736154400|1736154400.1|accueil|NONE|ENTERQUEUE||anonymous|1
1736154405|1736154400.1|accueil|NONE|EXITEMPTY|1|1|5
1736154500|1736154500.1|accueil|NONE|ENTERQUEUE||0612345681|1
"""


def test_asterisk_queue_log(mission):
    ledger = taken(mission, "queue_log", QUEUE_LOG, "asterisk_queue_log")
    assert counts(ledger) == (5, 5, 0, 0)
    assert (ledger.aside["folded"], ledger.aside["unrelated"]) == (9, 1)
    assert mission.rows("contacts", "occurred_local, outcome, wait_s, handle_s, transferred, queue") == [
        (LOCAL(2025, 1, 6, 10), "answered", 25, 120, False, "accueil"),
        (LOCAL(2025, 1, 6, 10, 0, 30), "abandoned", 60, None, False, "accueil"),
        (LOCAL(2025, 1, 6, 10, 3, 20), "answered", 65, 35, True, "accueil"),
        (LOCAL(2025, 1, 6, 10, 6, 40), "abandoned", 5, None, False, "accueil"),
        (LOCAL(2025, 1, 6, 10, 8, 20), None, None, None, None, "accueil"),
    ]
    assert ledger.hidden_numbers == 1


def leg(start, answer, end, disposition, call, channel="SIP/101-1", app="Dial", billsec=0):
    cells = ("", "0612345678", "200", "from-trunk", '"Anne ""MARTIN""" <0612345678>', "SIP/trunk-1", channel, app, "SIP/101")
    quoted = ",".join(cell if cell.startswith('"') else f'"{cell}"' for cell in cells)
    return f'{quoted},"{start}","{answer}","{end}",30,{billsec},"{disposition}","DOCUMENTATION","{call[0]}","","","{call[1]}",{call[2]}\n'


def test_asterisk_master_csv(mission):
    text = (
        leg("2025-01-06 10:00:00", "", "2025-01-06 10:00:10", "BUSY", ("1.1", "1.1", 1))
        + leg("2025-01-06 10:00:00", "2025-01-06 10:00:20", "2025-01-06 10:01:50", "ANSWERED", ("1.2", "1.1", 2), billsec=90)
        + leg("2025-01-06 10:05:00", "2025-01-06 10:05:01", "2025-01-06 10:05:30", "ANSWERED", ("2.1", "2.1", 3), "", "VoiceMail", 29)
        + leg("2025-01-06 10:06:00", "", "2025-01-06 10:06:30", "NO ANSWER", ("3.1", "3.1", 4))
        + leg("2025-01-06 10:06:00", "", "2025-01-06 10:06:30", "NO ANSWER", ("3.2", "3.1", 5), "SIP/102-1")
    )
    ledger = taken(mission, "Master.csv", text, "asterisk_cdr")
    assert (counts(ledger), ledger.aside["folded"]) == ((3, 3, 0, 0), 2)
    assert mission.rows("contacts", "occurred_local, outcome, wait_s, handle_s, channel") == [
        (LOCAL(2025, 1, 6, 10), "answered", 20, 90, "phone"),
        (LOCAL(2025, 1, 6, 10, 5), "voice_server", None, None, "phone"),
        (LOCAL(2025, 1, 6, 10, 6), "unanswered", None, None, "phone"),
    ]


def test_asterisk_cdr_of_the_database_has_headers_and_no_linkedid(mission):
    text = (
        "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,amaflags,accountcode,uniqueid,userfield\n"
        "2025-01-06 10:00:00,A,0612345678,200,in,SIP/t,SIP/101,Queue,q,30,0,NO ANSWER,3,,9.1,\n"
        "2025-01-06 10:00:00,A,0612345678,200,in,SIP/t,SIP/102,Queue,q,30,25,ANSWERED,3,,9.1,\n"
        "2025-01-07 11:00:00,B,0612345679,200,in,SIP/t,,Playback,q,30,25,ANSWERED,3,,9.2,\n"
    )
    ledger = taken(mission, "cdr.csv", text, "asterisk_cdr")
    assert counts(ledger) == (2, 2, 0, 0)
    assert mission.rows("contacts", "outcome, wait_s") == [("answered", None), ("voice_server", None)]


def test_three_cx_with_the_order_of_its_columns(mission):
    headers = (
        *("historyid", "callid", "duration", "time-start", "time-answered", "time-end", "reason-terminated", "from-no", "to-no", "from-dn"),
        *("to-dn", "dial-no", "reason-changed", "final-number", "final-dn", "chain", "from-dispname", "missed-queue-calls"),
    )
    text = (
        "Call 1,0A1,00:02:00,2025/01/06 10:00:00,2025/01/06 10:00:15,2025/01/06 10:02:00,TerminatedBySrc,0612345678,800,,800,,,100,100,"
        "Chain: 0612345678;800;,MARTIN Anne,\n"
        "Call 2,0A2,00:00:20,2025/01/13 11:00:00,,2025/01/13 11:00:20,TerminatedBySrc,0612345679,800,,800,,,800,800,Chain: x;,,1\n"
    )
    ledger = taken(mission, "cdr.log", text, "three_cx", headers=headers)
    assert counts(ledger) == (2, 2, 0, 0)
    assert mission.rows("contacts", "occurred_local, outcome, channel") == [
        (LOCAL(2025, 1, 6, 10), "answered", "phone"),
        (LOCAL(2025, 1, 13, 11), "unanswered", "phone"),
    ]
    assert "from-dispname" in ledger.dropped


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


XES = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
 <global scope="trace"><string key="concept:name" value="UNKNOWN"/></global>
 <trace><string key="concept:name" value="D1"/><string key="channel" value="email"/>
  <event><string key="concept:name" value="Examen"/><date key="time:timestamp" value="2025-01-08T09:00:00.000+01:00"/></event>
  <event><string key="concept:name" value="Dépôt"/><date key="time:timestamp" value="2025-01-06T09:00:00.000+01:00"/>
   <string key="org:resource" value="Léa Petit"/></event>
  <event><string key="concept:name" value="Décision"/><date key="time:timestamp" value="2025-01-10T09:00:00.000+01:00"/></event>
 </trace>
 <trace><string key="concept:name" value="D2"/><date key="enddate" value="2025-07-02T09:00:00.000+02:00"/>
  <event><string key="concept:name" value="Dépôt"/><date key="time:timestamp" value="2025-07-01T09:00:00.000+02:00"/></event>
 </trace>
</log>
"""


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
        "booked_at;starts_at;booked_via;status\n2025-01-06;2025-02-06 09:00;web;held\n",
        [("web", "held")],
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
    assert ledger.doubts == [{"column": "offered", "reason": "inconsistent", "rows": 1}]
    assert mission.rows("call_counts", "offered, answered, abandoned") == [(100, 70, 20), (100, 90, 20), (50, 40, 10)]


def test_a_key_of_the_source_goes_before_that_of_its_preset(mission):
    mission.add("q", QUEUE_LOG).sources[0] = Source(
        file="data/q", preset="asterisk_queue_log", columns={"topic": "queue"}, values={"outcome": {"EXITEMPTY": "deflected"}}
    )
    mission.take()
    assert mission.values("outcome") == ["answered", "abandoned", "answered", "deflected", None]
    assert mission.values("topic") == ["accueil"] * 5


def test_an_export_that_lacks_what_its_table_needs_is_told(mission):
    mission.add("z.csv", "#;Title;State\n1;a;b\n").sources[0] = Source(file="data/z.csv", preset="zammad")
    with pytest.raises(UserError, match="Created At"):
        mission.take()


@pytest.mark.parametrize(
    ("written", "key"), [("preset: zamad", "preset_near"), ("preset: excel", "preset_known"), ("table: cases", "missing")]
)
def test_a_source_needs_a_preset_that_exists_or_columns(tmp_path, written, key):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "z.csv").write_text("a\n", encoding="utf-8")
    settings = "client: {name: V}\nperiod: {start: 2025-01-01, end: 2025-12-31}\nsources:\n  - file: data/z.csv\n    "
    (tmp_path / "engagement.yml").write_text(settings + written + "\n", encoding="utf-8")
    with pytest.raises(UserError) as raised:
        Engagement.load(tmp_path)
    assert [problem.key for problem in raised.value.problems] == [f"engagement.{key}"]


@pytest.mark.parametrize("preset", presets.presets(), ids=lambda preset: preset.name)
def test_a_preset_names_what_exists(preset):
    if preset.table != presets.HOURS:
        columns = schema.TABLES[preset.table]
        assert {*preset.columns, *preset.values, *preset.fixed} <= set(columns)
        for column, words in preset.values.items():
            assert {word for word in words.values() if word} <= set(columns[column].values)
        required = set(schema.REQUIRED.get(preset.table, ()))
        assert required <= {*preset.columns, *preset.fixed}
    assert set(preset.notes) == {"fr", "en"}
    assert all(preset.notes.values())


def test_headers_of_nothing_known_are_not_recognised():
    assert presets.recognise(["Date", "Heure", "Motif", "Statut"], "csv") == []
