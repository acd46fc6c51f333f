"""Written requests with an answer, counted one after the other."""

import datetime as dt
import random

import pandas as pd
import pytest

from diagnostic.engagement import Promise
from diagnostic.questions import promises
from diagnostic.questions.promises import answers
from tests.questions.random_towns import counted, one, open_town
from tests.towns import with_facts

PROMISES = (Promise(procedure="Acte", days=5), Promise(procedure="Permis", days=30, kind="legal"))
DAYS = {"Acte": 5, "Permis": 30}
EXTRACT = pd.Timestamp("2024-04-01")  # midnight that ends the extract date


def requests(seed=2, count=400):
    rng = random.Random(seed)
    made = []
    for _ in range(count):
        opened = pd.Timestamp("2023-12-15 08:00") + pd.Timedelta(minutes=rng.randrange(105 * 1_440))
        answered = opened + pd.Timedelta(days=rng.randrange(1, 60)) if rng.random() < 0.5 else None
        closed = opened + pd.Timedelta(days=rng.randrange(1, 90)) if rng.random() < 0.6 else None
        ends = closed is not None and closed < EXTRACT
        made.append(
            {
                "procedure": rng.choice(["Acte", "Permis", "Autre"]),
                "channel": rng.choice(["letter", "email", "web_form", "phone", "counter", None]),
                "opened_local": opened,
                "first_response_local": answered if answered is not None and answered < EXTRACT else None,
                "closed_local": closed if ends else None,
                "end": rng.choice(["closed", "closed", "withdrawn"]) if ends else None,
            }
        )
    return made


def due(rows):
    """The written requests of the period whose time has run out, each with whether it got an answer."""
    for row in rows:
        if (
            row["channel"] not in ("letter", "email", "web_form")
            or row["procedure"] not in DAYS
            or row["opened_local"] < pd.Timestamp("2024-01-01")
        ):
            continue
        due_at = row["opened_local"] + pd.Timedelta(days=DAYS[row["procedure"]])
        given_up = row["end"] == "withdrawn" and row["closed_local"] < due_at
        if due_at < EXTRACT and not given_up:
            yield row, row["first_response_local"] is not None or row["end"] == "closed"


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    rows = requests()
    town = open_town(tmp_path_factory.mktemp("town"), promises=PROMISES, client=_utc())
    with with_facts(town, cases=rows) as store:
        return rows, answers.written(store)


def _utc():
    from diagnostic.engagement import Client

    return Client(name="Ville", timezone="UTC")


def test_answers_are_counted_out_of_written_requests_whose_time_has_run_out(measured):
    rows, found = measured
    for scope, kept in (
        ("all", lambda row: True),
        ("channel=letter", lambda row: row["channel"] == "letter"),
        ("procedure=Permis", lambda row: row["procedure"] == "Permis"),
        ("kind=legal", lambda row: row["procedure"] == "Permis"),
    ):
        answers = [answered for row, answered in due(rows) if kept(row)]
        assert 0 < sum(answers) < len(answers)
        assert counted(found, "handling.answered_share", scope) == (sum(answers), len(answers))
        assert one(found, "handling.unanswered_stock", scope)["value"] == len(answers) - sum(answers)


@pytest.mark.parametrize(("opened", "size"), [("2024-03-26 23:59:59", 1), ("2024-03-27 00:00:01", 0)])
def test_a_request_younger_than_its_time_is_nobody_s_fault(tmp_path, opened, size):
    """The time of five days runs out before the midnight that ends the extract date, or after it."""
    case = {"procedure": "Acte", "channel": "email"}
    old = {**case, "opened_local": "2024-01-02 10:00", "closed_local": "2024-01-03 10:00", "end": "closed"}
    with with_facts(open_town(tmp_path, promises=PROMISES, client=_utc()), cases=[old, {**case, "opened_local": opened}]) as store:
        found = answers.written(store)
    assert one(found, "handling.unanswered_stock")["value"] == size
    assert counted(found, "handling.answered_share") == (1, 1 + size)


def test_a_request_withdrawn_after_its_time_ran_out_was_left_without_an_answer(tmp_path):
    given = {"procedure": "Acte", "channel": "email", "opened_local": "2024-01-02 10:00", "end": "withdrawn"}
    answered = given | {"end": "closed", "closed_local": "2024-01-03 10:00"}
    early, late = (given | {"closed_local": f"2024-01-{day} 10:00"} for day in ("05", "20"))
    with with_facts(open_town(tmp_path, promises=PROMISES, client=_utc()), cases=[answered, early, late]) as store:
        assert counted(answers.written(store), "handling.answered_share") == (1, 2)


def test_without_an_announced_time_it_is_not_measurable_and_says_why(tmp_path):
    with with_facts(open_town(tmp_path), cases=requests()) as store:
        found = answers.written(store)
    assert set(found["status"]) == {"not_measurable"} and set(found["note"]) == {"missing: promises"}


def test_the_finding_counts_those_without_an_answer(measured, tmp_path):
    _, found = measured
    finding = promises.findings.written(found, open_town(tmp_path))
    waiting = one(found, "handling.unanswered_stock")["value"]
    assert finding.values["waiting"].value == waiting
    assert finding.users == pytest.approx(waiting * 365 / 91)
    assert str(int(waiting)) in finding.message("reading").text("fr")
    assert dt.date(2024, 3, 31).isoformat() == one(found, "handling.answered_share")["period_end"]
