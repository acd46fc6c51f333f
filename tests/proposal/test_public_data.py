"""Real public exports are recognised: the right table, columns, dates and words, and nothing that the file does not say."""

from __future__ import annotations

import csv
import gzip
import io
import shutil
from collections import Counter
from itertools import islice
from pathlib import Path

import duckdb
import pytest

from diagnostic import intake
from diagnostic.engagement import Engagement
from diagnostic.proposal import draft, propose_files

pytestmark = pytest.mark.long

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
HEAD = 2_000


class Proposed:
    """An engagement proposed for a public file (or its first rows) and taken in as proposed."""

    def __init__(self, folder: Path, name: str, whole: bool = False, every: int = 1):
        if not (DATA / name).exists():
            pytest.skip(f"the public data are not here: {name}")
        self.folder, self.file = folder, f"data/{Path(name).name}"
        (folder / "data").mkdir(parents=True)
        if whole:
            shutil.copy(DATA / name, folder / self.file)
        else:
            with gzip.open(DATA / name, "rb") as packed, gzip.open(folder / self.file, "wb") as copy:
                copy.writelines([next(packed), *islice(packed, 0, HEAD * every, every)])
        proposal = propose_files(folder, [self.file])
        (folder / "engagement.yml").write_text(draft.write(proposal, "en"), encoding="utf-8")
        self.engagement = Engagement.load(folder)
        self.taken = intake.take(self.engagement)
        self.source = self.engagement.sources[0]
        self.ledger = self.taken.sources[0]

    def rows(self) -> list[dict[str, str]]:
        """The rows of the file, read plainly."""
        content = (self.folder / self.file).read_bytes()
        text = (gzip.decompress(content) if self.file.endswith(".gz") else content).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ","))

    def asked(self, column: str) -> list[str]:
        return [point.question for point in self.engagement.to_confirm if point.column == column]

    def count(self, table: str, column: str) -> dict[str, int]:
        path = (self.folder / "work" / "store" / f"{table}.parquet").as_posix()
        with duckdb.connect() as connection:
            return dict(connection.execute(f"select {column}, count(*) from read_parquet(?) group by 1", [path]).fetchall())


@pytest.fixture
def proposed(tmp_path):
    return lambda name, whole=False, every=1: Proposed(tmp_path / "mission", name, whole, every)


def test_montreal_is_contacts_by_month_weekday_and_hour_with_lists_of_channels(proposed):
    town = proposed("montreal311/montreal_plateau_311_2022_2026.csv.gz", every=60)
    assert (town.source.table, town.source.list_separator, town.source.channel) == ("contacts", "|", None)
    expected = {"month": "mois_creation", "weekday": "jour_semaine", "hour": "heure", "topic": "activite", "channel": "provenances"}
    assert town.source.columns == expected | {"is_complaint": "nature"}
    rows = town.rows()
    assert town.ledger.read == town.ledger.accepted == len(rows) == HEAD
    named = Counter(word for row in rows for word in row["provenances"].split("|") if word)
    ours = {"Téléphone": "phone", "Mobile": "app", "Site internet": "web_form", "Courriel": "email", "En personne": "counter"}
    ours |= {"Courrier": "letter", "Médias sociaux": "social"}
    assert town.count("contact_channels", "channel") == {ours[word]: count for word, count in named.items()}
    assert (town.engagement.period.start.isoformat(), town.engagement.period.end.isoformat()) == ("2025-01-01", "2025-12-31")
    assert not any("no date" in question for question in town.asked("period"))
    assert town.count("contacts", "is_complaint")[True] == sum(row["nature"] == "Plainte" for row in rows)


def test_a_log_of_tickets_gives_cases_as_they_stand_on_their_last_row(proposed):
    town = proposed("uci_incidents/incident_event_log.csv.gz")
    assert (town.source.table, town.source.dates) == ("cases", "%d/%m/%Y %H:%M")
    expected = {"case_id": "number", "opened_at": "opened_at", "closed_at": "closed_at", "user_id": "caller_id", "channel": "contact_type"}
    assert expected.items() <= town.source.columns.items()
    last = {"status": "last:incident_state", "team": "last:assignment_group", "reopen_count": "last:reopen_count"}
    assert last.items() <= town.source.columns.items()
    assert all(any("last row" in question for question in town.asked(header.partition(":")[2])) for header in last.values())
    assert "phone" not in town.source.columns  # the numbers of requests for change look like short telephone numbers
    cases = {row["number"]: row for row in town.rows()}
    assert town.ledger.accepted == len(cases)
    assert town.count("cases", "reopen_count") == Counter(int(row["reopen_count"]) for row in cases.values())
    teams = Counter(row["assignment_group"] for row in cases.values())
    assert town.count("cases", "team").get(max(teams, key=teams.__getitem__)) == max(teams.values())
    assert town.ledger.rejected == 0
    assert town.source.columns["resolved_at"] == "resolved_at" and town.asked("resolved_at")


def test_daily_totals_of_calls_are_counts(proposed):
    town = proposed("vancouver311/contact_centre_daily.csv", whole=True)
    expected = {"day": "Date", "offered": "CallsOffered", "answered": "CallsHandled", "abandoned": "CallsAbandoned"}
    assert (town.source.table, town.source.columns) == ("call_counts", expected | {"wait_s": "AverageSpeedofAnswer"})
    assert town.ledger.accepted == 5_585


def test_requests_without_a_number_are_cases(proposed):
    town = proposed("vancouver311/requests_10000.csv.gz")
    assert town.source.table == "cases"
    expected = {"opened_at": "service_request_open_timestamp", "closed_at": "service_request_close_date", "channel": "channel"}
    expected |= {"procedure": "service_request_type", "service": "department", "status": "status", "end": "status"}
    assert town.source.columns == expected
    assert town.ledger.accepted + town.ledger.duplicates == HEAD
    assert town.count("cases", '"end"')["closed"] == sum(row["status"] == "Close" for row in town.rows())


def test_an_event_log_gives_cases_and_their_events(proposed):
    town = proposed("coselog_receipt/receipt_events.csv.gz", whole=True)
    tables = {ledger.table: ledger for ledger in town.taken.sources}
    assert tables["cases"].accepted == 1_434
    assert town.count("cases", "channel") == {"web_form": 1250, "counter": 109, "letter": 53, "email": 21, "other": 1}
    expected = {"case_id": "case:concept:name", "opened_at": "case:startdate", "closed_at": "case:enddate"}
    assert expected.items() <= tables["cases"].columns.items()
    if "case_events" in tables:
        assert tables["case_events"].read == 8_577
