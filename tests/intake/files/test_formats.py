"""Every format that towns send gives the same rows, whatever the file's name says, and larger files need no larger memory."""

import datetime as dt
import gzip
import json
import tracemalloc

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnostic.engagement import Source
from diagnostic.errors import UserError
from diagnostic.intake.files import calls, encodings
from diagnostic.intake.files.readers import open_source
from diagnostic.proposal.hours.directory import opening_times
from tests.intake.exports import QUEUE_LOG, XES, leg
from tests.intake.mission import CALLS, Mission, counts

RECORDS = [
    {"Date appel": "2025-02-03 09:15:00", "Numéro": "0612345678", "Motif": "Été"},
    {"Date appel": "2025-02-04 10:00:00", "Numéro": None, "Motif": "Voirie"},
]
READ = [(dt.datetime(2025, 2, 3, 9, 15), "Été"), (dt.datetime(2025, 2, 4, 10), "Voirie")]


def parquet(folder):
    path = (folder / "rows.parquet").as_posix()
    with duckdb.connect() as connection:
        connection.register("rows", pd.DataFrame(RECORDS))
        connection.execute(f"""copy (select cast("Date appel" as timestamp) as "Date appel", * exclude ("Date appel") from rows)
                               to '{path}' (format parquet)""")
    return (folder / "rows.parquet").read_bytes()


def ods(folder):
    pd.DataFrame(RECORDS).assign(**{"Date appel": [row[0] for row in READ]}).to_excel(folder / "rows.ods", engine="odf", index=False)
    return (folder / "rows.ods").read_bytes()


WRITTEN = {
    "json": lambda folder: json.dumps(RECORDS).encode(),
    "json with its accents, indented": lambda folder: json.dumps(RECORDS, ensure_ascii=False, indent=2).encode("utf-8-sig"),
    "json in UTF-16": lambda folder: json.dumps(RECORDS, ensure_ascii=False).encode("utf-16"),
    "json in cp1252": lambda folder: json.dumps(RECORDS, ensure_ascii=False).encode("cp1252"),
    "json in an object": lambda folder: json.dumps({"err": 0, "data": RECORDS, "tags": ["x"]}).encode(),
    "ndjson": lambda folder: "\n".join(json.dumps(record) for record in RECORDS).encode(),
    "ndjson, gzipped": lambda folder: gzip.compress("\r\n\n".join(json.dumps(record) for record in RECORDS).encode()),
    "parquet": parquet,
    "ods": ods,
}


@pytest.mark.parametrize("form", WRITTEN)
def test_every_format_gives_the_same_rows_under_any_name(mission, tmp_path, form):
    ledger = mission.add("export[1].dat", WRITTEN[form](tmp_path)).take()
    assert counts(ledger) == (2, 2, 0, 0)
    assert mission.rows("contacts", "occurred_local, topic") == READ


def test_records_within_records_are_columns_and_a_list_of_records_is_its_number(mission):
    record = {
        "at": 1736154000,
        "user": {"motif": {"nom": "Voirie"}},
        "tags": ["a", "b"],
        "notes": [{"text": "x"}, {"text": "y"}],
        "ok": True,
    }
    text = json.dumps([record, record | {"at": 1736154000500, "other": 1.5}])
    opened = open_source(mission.folder, mission.add("r.json", text, columns={"occurred_at": "at", "topic": "user.motif.nom"}).sources[0])
    assert opened.sheet.header.names == ("at", "user.motif.nom", "tags", "notes", "ok", "other")
    ((_, first),) = [(lines, cells[0]) for lines, cells in opened.sheet.batches()]
    assert first == ["1736154000", "Voirie", "a, b", "2", "true", ""]
    mission.take()
    assert mission.rows("contacts", "occurred_at, occurred_precision, topic") == [
        (dt.datetime(2025, 1, 6, 9), "second", "Voirie"),
        (dt.datetime(2025, 1, 6, 9, 0, 0, 500_000), "second", "Voirie"),
    ]


def test_an_object_of_several_lists_is_not_guessed(mission):
    content = json.dumps({"appels": RECORDS, "visites": RECORDS[:1]})
    mission.add("r.json", content)
    with pytest.raises(UserError, match="appels and visites"):
        mission.take()
    mission.sources[0] = Source(file="data/r.json", table="contacts", columns=CALLS, sheet="visite")
    with pytest.raises(UserError, match='Did you mean "visites"'):
        mission.take()
    mission.sources[0] = Source(file="data/r.json", table="contacts", columns=CALLS, sheet="visites")
    assert counts(mission.take()) == (1, 1, 0, 0)


def test_a_line_that_is_no_record_is_given_up_alone(mission):
    lines = [json.dumps(RECORDS[0]), json.dumps(RECORDS[1]), '{"Date appel": "2025-02-', '"text"', "[1]"]
    ledger = mission.add("r.ndjson", "\n".join(lines)).take()
    assert (counts(ledger), ledger.reasons) == ((5, 2, 3, 0), {"ragged": 3})


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (json.dumps(RECORDS)[:-20], "unreadable_json"),
        ("{}", "no_records"),
        (XES[:-200], "unreadable_xes"),
        (b"PAR1" + b"x" * 200, "unreadable_file"),
        (json.dumps([{f"k{number}": 1} for number in range(2_100)]), "too_many_columns"),
    ],
)
def test_a_broken_file_is_told(mission, content, key):
    mission.add("r", content)
    with pytest.raises(UserError) as raised:
        mission.take()
    assert [problem.key for problem in raised.value.problems] == [f"intake.{key}"]


@pytest.mark.parametrize(
    "content", ["[[" * 5_000 + "]]" * 5_000, '[{"a":' * 5_000 + "1" + "}]" * 5_000, '[{"a":' + '{"b":' * 5_000 + "1" + "}" * 5_001 + "]"]
)
def test_a_file_nested_without_end_has_no_such_column(mission, content):
    mission.add("r", content)
    with pytest.raises(UserError) as raised:
        mission.take()
    assert {problem.key for problem in raised.value.problems} <= {"intake.missing_column", "intake.no_records", "intake.too_deep"}


def test_a_title_in_brackets_is_no_json(mission):
    assert counts(mission.add("a.csv", "[Export] du 10/01\n{x};;\nDate appel;Numéro;Motif\n03/02/2025 09:00;;A\n").take()) == (1, 1, 0, 0)


def test_a_declared_format_that_the_file_has_not_is_told(mission):
    mission.add("a.csv", "Date appel;Numéro;Motif\n03/02/2025 09:00;;A\n", format="parquet")
    with pytest.raises(UserError, match='not of the format "parquet"'):
        mission.take()


@pytest.mark.parametrize(
    ("encoding", "text", "found"),
    [("iso8859-15", "Sœur à 12 €", "iso8859-15"), ("cp1252", "Sœur à 12 €", "cp1252"), ("cp1252", "Été à ½ tarif", "cp1252")],
)
def test_latin_9_and_cp1252_are_told_apart_by_the_few_bytes_that_differ(mission, encoding, text, found):
    ledger = mission.add("a.csv", f"Date appel;Numéro;Motif\n03/02/2025 09:00;;{text}\n".encode(encoding)).take()
    assert ledger.encoding == found
    assert mission.values("topic") == [text]


def test_a_file_without_headers_is_read_with_those_given(mission):
    text = "03/02/2025;12h54;A\n04/02/2025; 9h05;B\n05/02/2025;9h05\n"
    columns = {"occurred_at": "Jour + Heure", "topic": "Motif"}
    ledger = mission.add("a.csv", text, columns=columns, headers=("Jour", "Heure", "Motif")).take()
    assert (counts(ledger), ledger.header_line) == ((3, 2, 1, 0), 0)
    assert mission.values("occurred_local") == [dt.datetime(2025, 2, 3, 12, 54), dt.datetime(2025, 2, 4, 9, 5)]


def test_events_of_a_case_are_one_step_each_where_steps_are_asked_for(mission):
    columns = {"case_id": "case:concept:name", "activity": "concept:name", "at": "time:timestamp"}
    ledger = mission.add("j.xes.gz", gzip.compress(XES.encode()), "case_events", columns).take()
    assert counts(ledger) == (4, 4, 0, 0)
    assert mission.values("activity", "case_events") == ["Examen", "Dépôt", "Décision", "Dépôt"]


def test_a_broken_line_of_a_log_is_rejected_and_a_call_that_never_entered_too(mission):
    text = QUEUE_LOG + "garbage\n1736154600|1736154600.1|accueil|SIP/1|CONNECT|5|x|1\n²|a|b|c|ENTERQUEUE\n"
    mission.add("q", text).sources[0] = Source(file="data/q", preset="asterisk_queue_log")
    ledger = mission.take()
    assert (counts(ledger), ledger.reasons) == ((8, 5, 3, 0), {"missing": 1, "ragged": 2})


def test_a_call_of_a_long_log_is_over_after_two_days():
    class Silent(calls.Call):
        cells = ()

        def hear(self, said):
            begun.append(said)

    begun, over = [], 0
    for call in calls.calls(((minute + 1, f"call {minute}", 60.0 * minute, [minute]) for minute in range(20_000)), Silent):
        assert (call.lines, begun[over]) == (1, [over])
        over += 1
        assert len(begun) - over <= calls.OVER / 60
    assert over == 20_000


NOISE = "x" * 8_000


def long(form):
    """A file of some megabytes, nearly all of it in cells that nothing maps."""
    if form == "json":
        return json.dumps([record | {"n": NOISE} for record in RECORDS * 500])
    if form == "ndjson":
        return "\n".join(json.dumps(record | {"n": NOISE}) for record in RECORDS * 500)
    if form == "xes":
        event = f'<event><string key="concept:name" value="{NOISE}"/></event>'
        return f"<log>{f'<trace>{event}{event}</trace>' * 500}</log>"
    if form == "queue_log":
        return "".join(f"{1736154000 + 600 * row}|{row}|q|NONE|ENTERQUEUE|{NOISE}|06|1\n" for row in range(1_000))
    days = (dt.datetime(2025, 1, 1) + dt.timedelta(minutes=10 * row) for row in range(1_000))
    return "".join(leg(f"{day}", "", f"{day}", "BUSY", (NOISE, f"{row}", 1)) for row, day in enumerate(days))


@pytest.mark.parametrize("form", ["json", "ndjson", "xes", "queue_log", "asterisk_cdr"])
def test_a_file_is_read_a_part_at_a_time(mission, monkeypatch, form):
    monkeypatch.setattr(encodings, "CHUNK", 1 << 16)
    monkeypatch.setattr("diagnostic.intake.files.rows.BATCH", 100)
    source = mission.add("long", long(form), columns={}).sources[0]
    size = (mission.folder / "data" / "long").stat().st_size
    tracemalloc.start()
    opened = open_source(mission.folder, source)
    rows = sum(len(lines) for lines, _ in opened.sheet.batches())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (opened.format, rows) == (form, 1_000)
    assert peak < size / 2


DIRECTORY = {
    "service": [
        {
            "nom": "Mairie - Ville-Exemple",
            "pivot": [{"type_service_local": "mairie"}],
            "plage_ouverture": [
                {
                    **{
                        "nom_jour_debut": "Lundi",
                        "nom_jour_fin": "Jeudi",
                        "valeur_heure_debut_1": "08:30:00",
                        "valeur_heure_fin_1": "12:00:00",
                    },
                    **{"valeur_heure_debut_2": "13:30:00", "valeur_heure_fin_2": "17:00:00", "commentaire": ""},
                },
                {
                    **{"nom_jour_debut": "Vendredi", "nom_jour_fin": "Vendredi", "valeur_heure_debut_1": "08:30:00"},
                    **{"valeur_heure_fin_1": "12:00:00", "valeur_heure_debut_2": "", "valeur_heure_fin_2": "", "commentaire": "Sauf août"},
                },
                {
                    **{
                        "nom_jour_debut": "Jeudi",
                        "nom_jour_fin": "Jeudi",
                        "valeur_heure_debut_1": "18:00:00",
                        "valeur_heure_fin_1": "19:30:00",
                    },
                },
            ],
        },
        {
            "nom": "Mairie annexe",
            "plage_ouverture": '[{"nom_jour_debut": "Samedi", "valeur_heure_debut_1": "09:00:00", "valeur_heure_fin_1": "09:00:00"}]',
        },
    ]
}


def test_the_directory_gives_opening_rules_and_the_comments_to_read(mission):
    mission.add("annuaire.json", json.dumps(DIRECTORY))
    (place,) = opening_times(mission.folder, "data/annuaire.json")
    assert place.entries() == [
        {
            "site": "Mairie - Ville-Exemple",
            "channel": "counter",
            "rules": "Mo-We 08:30-12:00,13:30-17:00; Th 08:30-12:00,13:30-17:00,18:00-19:30; Fr 08:30-12:00",
        }
    ]
    assert place.comments == ("Sauf août",)


MANGLED = {
    "asterisk_queue_log": QUEUE_LOG,
    "asterisk_cdr": leg("2025-01-06 10:00:00", "", "2025-01-06 10:00:10", "BUSY", ("1.1", "1.1", 1)) * 4,
    "xes": XES,
    "open311": json.dumps([{"service_request_id": "1", "requested_datetime": "2025-07-06T09:00:00+02:00"}] * 4),
    "publik_json": "\n".join([json.dumps({"id": 1, "receipt_time": "2025-07-06T09:00:00", "workflow": {"status": {"name": "a"}}})] * 4),
}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(MANGLED)),
    st.lists(st.tuples(st.integers(0, 10**6), st.binary(max_size=6), st.integers(0, 30)), max_size=6),
)
def test_mangled_logs_give_a_user_error_or_a_ledger_that_adds_up(tmp_path, preset, cuts):
    content = MANGLED[preset].encode()
    for place, inserted, removed in cuts:
        place %= len(content) + 1
        content = content[:place] + inserted + content[place + removed :]
    mission = Mission(tmp_path)
    mission.add("log", content).sources[0] = Source(file="data/log", preset=preset)
    try:
        ledger = mission.take()
    except UserError as error:
        assert all(problem.key.startswith("intake.") and problem.text("fr") for problem in error.problems)
    else:
        assert ledger.read == ledger.accepted + ledger.rejected + ledger.duplicates
        assert len(mission.rows(ledger.table, "id")) == ledger.accepted
