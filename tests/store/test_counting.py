"""Of each source, every row kept counts or does not for one reason that is told."""

import datetime as dt

import pytest

from diagnostic.checking import account as readable
from diagnostic.intake import inputs
from diagnostic.store import counting, facts
from diagnostic.store.engine import Store
from diagnostic.store.settings import settings_row
from tests.intake.conftest import keys, mission

__all__ = ["keys", "mission"]

COLUMNS = {"occurred_at": "Date", "phone": "Numéro", "direction": "Sens", "topic": "Motif"}
WAYS = {"direction": {"E": "in", "S": "out"}}


def judged(mission):
    mission.take()
    facts.derive(mission.engagement)
    with Store.open(mission.engagement.store, settings_row(mission.engagement)) as store:
        inputs.add_judgement(mission.engagement, [], counting.counted(store))
    return inputs.ledger(mission.engagement)


def test_every_row_kept_counts_or_is_told_why_not(mission):
    rows = [
        *(f"{day:02d}/02/2025 09:00:00;06120000{day:02d};E;A" for day in range(1, 21)),
        *(f"{day:02d}/02/2025 10:00:00;06130000{day:02d};S;A" for day in range(1, 8)),
        *(f"{day:02d}/02/2025 11:00:00;21{day:02d};E;A" for day in range(1, 6)),
        *(f"{day:02d}/12/2024 09:00:00;06140000{day:02d};E;A" for day in range(1, 4)),
    ]
    cases = "N°;Ouvert;Clos\n1;01/03/2025;05/03/2025\n2;01/03/2023;05/03/2023\n3;01/12/2024;05/02/2025\n4;01/12/2024;\n"
    mission.add("appels.csv", "Date;Numéro;Sens;Motif\n" + "\n".join(rows) + "\n", columns=COLUMNS, values=WAYS, channel="phone")
    mission.add("cas.csv", cases, "cases", {"case_id": "N°", "opened_at": "Ouvert", "closed_at": "Clos"})
    ledger = judged(mission)
    assert {source["source"]: source["counting"] for source in ledger["sources"]} == {
        "appels": {"counted": 20, "outgoing": 7, "internal": 5, "outside": 3},
        "cas": {"counted": 3, "outside": 1},
    }
    for source in ledger["sources"]:
        assert sum(source["counting"].values()) == source["accepted"]
    text = readable.checked(ledger, "en")
    assert "20 rows of 35 count; those that do not: outgoing contacts (7), internal contacts (5) and outside the period (3)" in text


@pytest.mark.parametrize(
    ("language", "told"), [("fr", "AUCUNE ligne ne compte sur 30"), ("en", "NO row of 30 counts: internal contacts (30)")]
)
def test_a_source_of_which_no_row_counts_is_told_with_what_to_do(mission, language, told):
    start = dt.datetime(2025, 2, 1, 9)
    rows = "".join(f"{start + dt.timedelta(hours=n):%d/%m/%Y %H:%M:%S};{n % 9 + 1};E;A\n" for n in range(30))
    others = "".join(f"{start + dt.timedelta(hours=n):%d/%m/%Y %H:%M:%S};06120000{n:02d};E;A\n" for n in range(30))
    mission.add("appels.csv", "Date;Numéro;Sens;Motif\n" + rows, columns=COLUMNS, values=WAYS, internal_digits=5)
    mission.add("standard.csv", "Date;Numéro;Sens;Motif\n" + others, columns=COLUMNS, values=WAYS)
    text = readable.checked(judged(mission), language).replace("\u00a0", " ").replace("\u202f", " ")
    assert told in text
    assert "internal_digits: 0" in text
