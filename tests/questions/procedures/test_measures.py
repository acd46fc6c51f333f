"""Procedures side by side: the same figures as each measure gives, met by name."""

import pandas as pd
import pytest

from diagnostic.engagement import Parameters, Promise
from diagnostic.questions.procedures import measures as portfolio
from diagnostic.questions.processing import measures as processing
from diagnostic.questions.repeats import measures as repeats
from tests.questions.random_towns import contacts, handled, in_period, one, open_town
from tests.towns import with_facts

ROWS = [
    row | {"topic": {"births": "Acte d'état civil", "waste": "Encombrants"}.get(row["topic"]), "service": "Accueil"}
    for row in contacts(3, 300)
]
CASES = [
    {
        "opened_local": f"2024-01-{day:02d} 10:00",
        "closed_local": f"2024-02-{day % 20 + 1:02d} 10:00",
        "end": "closed",
        "procedure": "ACTE D’ETAT  CIVIL",
    }
    for day in range(1, 29)
]


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    promises = (Promise(procedure="acte d'etat civil", days=5),)
    town = open_town(tmp_path_factory.mktemp("town"), promises=promises)
    with with_facts(town, contacts=ROWS, cases=[case | {"service": "État civil", "channel": "letter"} for case in CASES]) as store:
        made = portfolio.portfolio(store).set_index("procedure"), portfolio.channels(store)
        return *made, pd.concat([repeats.rate(store), processing.times(store)])


def counted():
    return [row for row in handled(ROWS) if in_period(row) and row["topic"]]


def test_volume_and_cumulative_share_are_of_the_contacts_that_have_a_topic(found):
    procedures, _, _ = found
    waste = sum(row["topic"] == "Encombrants" for row in counted())
    assert procedures.loc["Encombrants", "contacts"] == waste
    assert procedures["contacts"].is_monotonic_decreasing
    assert procedures["cumulative"].iloc[-1] == pytest.approx(1)
    assert procedures.loc["Encombrants", "share"] == pytest.approx(waste / procedures["contacts"].sum())


def test_a_topic_meets_a_procedure_of_the_same_name_whatever_case_accents_and_spaces(found):
    procedures, _, rows = found
    times = one(rows, "processing.p50", "procedure=ACTE D’ETAT  CIVIL")
    assert procedures.loc["Acte d'état civil", ["p50", "cases", "announced"]].tolist() == [times["value"], 28, 5]
    assert procedures.loc["Encombrants", ["p50", "announced"]].isna().all()


def test_the_repeat_rate_is_that_of_the_topic(found):
    procedures, _, rows = found
    assert procedures.loc["Encombrants", "repeat_rate"] == one(rows, "repeat.rate", "topic=Encombrants")["value"]


def test_the_channels_of_a_procedure_add_up_the_most_used_first(found):
    _, channels, _ = found
    waste = channels[channels["procedure"] == "Encombrants"]
    mine = [row["channel"] or "unknown" for row in counted() if row["topic"] == "Encombrants"]
    assert dict(zip(waste["channel"], waste["contacts"], strict=True)) == {name: mine.count(name) for name in set(mine)}
    assert waste["contacts"].is_monotonic_decreasing
    assert waste["share"].sum() == pytest.approx(1)


def test_a_procedure_of_few_contacts_is_not_there_nor_its_rare_channels(tmp_path):
    rare = [{"occurred_local": "2024-02-01 10:00", "channel": "email", "topic": "Rare", "person": n} for n in range(10)]
    common = [{"occurred_local": "2024-02-02 10:00", "channel": "email", "topic": "Common", "person": n} for n in range(40)]
    common += [{"occurred_local": "2024-02-03 10:00", "channel": "letter", "topic": "Common", "person": n} for n in range(10)]
    other = [{"occurred_local": "2024-02-04 10:00", "channel": "email", "topic": "Other", "person": n} for n in range(20)]
    with with_facts(open_town(tmp_path / "a", parameters=Parameters(draws=100)), contacts=rare + common + other * 2) as store:
        # the contacts that have a topic less those of the others would be the ten: the next smallest is not there either
        assert portfolio.portfolio(store)["procedure"].tolist() == ["Common"]
    few = [row | {"topic": "Few"} for row in rare]
    with with_facts(open_town(tmp_path / "b", parameters=Parameters(draws=100)), contacts=rare + few + common + other) as store:
        assert portfolio.portfolio(store)["procedure"].tolist() == ["Common", "Other"]
        assert portfolio.channels(store)["channel"].tolist() == ["email", "email"]


def test_the_service_is_the_one_most_of_its_contacts_and_cases_are_of(found):
    assert found[0].loc["Encombrants", "service"] == "Accueil"


def test_the_contacts_that_have_a_topic_are_known_out_of_all_that_are_handled(tmp_path):
    with with_facts(open_town(tmp_path), contacts=ROWS) as store:
        assert portfolio.known(store) == (len(counted()), sum(in_period(row) for row in handled(ROWS)))
